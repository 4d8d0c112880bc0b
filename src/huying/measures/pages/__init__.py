"""The pages of measures, zones and what serves them."""
