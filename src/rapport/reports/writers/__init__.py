"""Writers: one a format, a document in, the bytes of its file out."""

from collections.abc import Callable, Mapping

from rapport.reports.blocks import Document
from rapport.reports.writers import html, markdown


def _workbook(document: Document) -> bytes:
    """Loads the library of workbooks only where one is written."""
    from rapport.reports.writers import xlsx

    return xlsx.write(document)


WRITERS: Mapping[str, Callable[[Document], bytes]] = {
    "md": lambda document: markdown.write(document).encode(),
    "html": lambda document: html.write(document).encode(),
    "xlsx": _workbook,
}
"""By the file ending, which is also the word on the command line."""

PRINT_FACTS = frozenset({"xlsx"})
"""The formats that hold the facts themselves."""
