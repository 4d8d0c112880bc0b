"""Reading what screening keeps."""
