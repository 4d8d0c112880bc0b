"""The pages of calls for help."""
