"""Keeping columns, and letting publication bring people's answers up to date."""
