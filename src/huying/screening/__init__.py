"""Who has to be found: declarations, push lists, letters, and the balance of every list."""
