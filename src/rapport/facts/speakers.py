"""Who speaks: a question that names a source or sender is answered by its own figures, whoever is trusted more."""

from collections.abc import Iterable

from rapport.core.pack import Trade
from rapport.core.question import Filter
from rapport.facts.reading import Reading, can_have

SPEAKERS = ("sender", "source")
"""Fields that tell who speaks."""


def told_apart(reading: Reading) -> tuple[str, ...]:
    """The fields of a reading's groups that tell who speaks: each of them is heard by itself."""
    return tuple(field for field in reading.by if field in SPEAKERS)


def heard(reading: Reading) -> tuple[Filter, ...]:
    """The filters of a reading that tell who is heard."""
    return tuple(kept for kept in reading.where if kept.field in SPEAKERS)


def speakers(trade: Trade, measures: Iterable[str], fields: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields that tell who speaks of some of these measures."""
    told = [trade.measures[measure] for measure in measures]
    return tuple(field for field in fields if field in SPEAKERS and any(can_have(trade, measure, field) for measure in told))
