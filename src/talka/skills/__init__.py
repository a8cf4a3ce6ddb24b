"""Skills, and the values that workers have in them."""
