"""Reading measures and what serves them."""
