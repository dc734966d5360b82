"""Readers: one module a format, each with `sniff` and `parse`."""
