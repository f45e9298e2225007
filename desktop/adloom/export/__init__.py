"""Writing creatives to files."""
