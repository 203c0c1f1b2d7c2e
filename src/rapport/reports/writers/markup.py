"""Elements of HTML and SVG; whatever is not markup already is escaped here, at the edge."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def tag(name: str, *children: object, **attributes: object) -> SafeString:
    """An element. `class_` is written class and `data_kpi` data-kpi; an attribute that is None is left out."""
    given = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    return format_html("<{}{}>{}</{}>", name, format_html_join("", ' {}="{}"', given), join(children), name)


def join(children: Iterable[object]) -> SafeString:
    """The children one after the other."""
    return format_html_join("", "{}", ((child,) for child in children))
