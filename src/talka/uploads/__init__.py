"""Files that arrive in parts, over as many connections as it takes: tus 1.0."""
