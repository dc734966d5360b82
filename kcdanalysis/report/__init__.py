"""Pages for readers: a post that is written from the numbers, and a page to explore."""

from kcdanalysis.report.explorer import build_explorer, explorer_page

__all__ = ["build_explorer", "explorer_page"]
