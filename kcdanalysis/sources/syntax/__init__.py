"""Bytes to structure with line numbers: JSON, YAML, Markdown, HTML, front matter."""
