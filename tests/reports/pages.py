"""A written page read back: its elements, the text of each, and the figures with where they come from."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs

VOID = {"meta", "br"}


@dataclass
class Element:
    """An element as it stands in the file; `words` is all text inside it."""

    name: str
    attributes: dict[str, str | None]
    words: str = ""


@dataclass(frozen=True)
class Printed:
    """A figure as printed, its exact value, and the question it answers."""

    words: str
    value: str
    kpi: str
    cell: dict[str, str]


@dataclass
class Page(HTMLParser):
    """Reads a page; fails where elements are not closed in order."""

    text: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.open: list[Element] = []
        self.feed(self.text)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append(Element(tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag):
        assert self.open[-1].name == tag, f"{self.open[-1]} closed by {tag}"
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.words += data

    def all(self, name: str) -> list[Element]:
        """The elements of that name, in order."""
        return [element for element in self.elements if element.name == name]

    @property
    def figures(self) -> list[Printed]:
        """Every figure in words, tables and drawings."""
        return [
            Printed(e.words, e.attributes.get("value") or e.attributes["data-value"], e.attributes["data-kpi"], _cell(e))
            for e in self.elements
            if "data-kpi" in e.attributes
        ]


def _cell(element: Element) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(element.attributes["data-cell"]).items()}
