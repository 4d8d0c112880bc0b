"""Writing about measures, zones and what serves them."""
