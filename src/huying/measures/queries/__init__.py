"""Reading measures, zones and what serves them."""
