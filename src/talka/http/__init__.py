"""Between HTTP and the slices: requests, callers, lists, error bodies."""
