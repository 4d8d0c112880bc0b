"""What follows from acts on measures and what serves them."""
