"""Writing what screening keeps."""
