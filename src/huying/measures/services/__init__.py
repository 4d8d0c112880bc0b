"""Writing measures and what serves them."""
