"""What the platform says to workers, in their languages (ADR 0029)."""
