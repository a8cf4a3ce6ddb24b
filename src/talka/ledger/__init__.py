"""Money: double-entry, in whole micro-units, every movement unique by its cause."""
