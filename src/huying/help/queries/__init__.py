"""Reading calls for help."""
