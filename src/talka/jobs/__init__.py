"""Work that nobody waits for: what falls due, and operations that outlive their request."""
