"""Quality and speed, measured on folders that the caller names; never a test."""
