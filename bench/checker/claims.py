"""What a text claims: a figure, a word or a set of names, and what it is about."""

from dataclasses import dataclass
from typing import NamedTuple

from bench.checker.figures import Printed


class About(NamedTuple):
    """What a claim is about: the part of which answer (`value`, `base`, `delta`, `effect` …) of which KPI, when and where."""

    part: str
    kpi: str = ""
    vs: str = ""
    period: str = "month"
    place: str | None = None
    driver: str = ""


@dataclass(frozen=True)
class Claim:
    """A claim as read: what is said of what, in which section, in which words.

    `arrow`: the one before the figure; None where the form has none. `context`: what else stands beside it.
    """

    section: int
    about: About
    said: Printed | str | tuple[object, ...] | None
    where: str
    text: str
    arrow: str | None = None
    context: object = None


@dataclass(frozen=True)
class Unread:
    """Text with numbers or names that no rule of the grammar reads."""

    section: int
    where: str
    text: str
