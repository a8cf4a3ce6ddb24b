"""Files that workers attach to their answers."""
