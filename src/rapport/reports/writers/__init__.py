"""Writers: one a format, a document in, its text out."""

from collections.abc import Callable, Mapping

from rapport.reports.blocks import Document
from rapport.reports.writers import html, markdown

WRITERS: Mapping[str, Callable[[Document], str]] = {"md": markdown.write, "html": html.write}
"""By the file ending, which is also the word on the command line."""
