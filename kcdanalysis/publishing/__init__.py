"""Pages for readers: a post written from the numbers, and a page to explore."""

from kcdanalysis.publishing.explorer import build_explorer, explorer_page
from kcdanalysis.publishing.post import STYLES, build_report, report_files, report_state

__all__ = [
    "STYLES",
    "build_explorer",
    "build_report",
    "explorer_page",
    "report_files",
    "report_state",
]
