"""Tasks: upload, reading, overlap."""
