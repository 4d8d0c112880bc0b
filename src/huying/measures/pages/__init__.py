"""The pages of measures and of what serves them."""
