"""From the words of a question to the numbers that facts use, and from an answer's numbers back to words."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.names import fold
from rapport.book.performance.currencies import currency
from rapport.book.team.models import User
from rapport.core.mentions import mentioned, with_names
from rapport.core.pack import Attribute, Trade
from rapport.core.periods import GRAINS, FiscalCalendar, Grain
from rapport.core.question import Filter, Question
from rapport.core.refusals import unknown
from rapport.core.workdays import country_of

Cell = Mapping[str, int | str | None]

Values = Callable[[str], Collection[int] | None]
"""The values of a dimension that someone may learn of; None: all that the catalogue shows them."""


def in_numbers(
    question: Question,
    *,
    by: User | None,
    on: date,
    values: Values,
    senders: Callable[[], Collection[str]],
    trade: Trade,
    calendar: FiscalCalendar,
) -> Question:
    """The question with the values of its filters as facts know them: ids, neutral words, labels of time.

    `senders`: those that one may learn of. Refuses a word that names nothing which `by` may learn of on that day, with the
    nearest that do.
    """

    def texts(attribute: Attribute) -> Collection[str]:
        return catalogue.texts(attribute, by=by, on=on, within=values(attribute.of))

    def meant(field: str, word: str) -> Iterable[int | str]:
        if field in trade.dimensions:
            return catalogue.find(field, word, by=by, on=on, within=values(field))
        if field in trade.attributes:
            attribute = trade.attributes[field]
            known = {name: key for key, names in attribute.values.items() for name in (*names, key)}
            return (_found(field, word, known or {text: text for text in texts(attribute)}),)
        if grain := _grain(field):
            return (calendar.bucket(calendar.parse(word).start, grain),)
        return (_found(field, word, {name: name for name in senders()}) if field == "sender" else currency(word),)

    filters = [
        Filter(kept.field, frozenset(found for word in kept.values for found in meant(kept.field, str(word))))
        for kept in question.where
    ]
    return replace(question, where=tuple(filters), country=_country(filters))


def _country(filters: Iterable[Filter]) -> str | None:
    """The ISO code of the one country that is kept, where its code or name says it."""
    kept = [filtered.values for filtered in filters if filtered.field == "country"]
    if len(kept) != 1 or len(kept[0]) != 1:
        return None
    ids = {value for value in kept[0] if isinstance(value, int)}
    words = (*catalogue.labels("country", ids).values(), *catalogue.called(ids).values())
    return next((code for word in words if (code := country_of(word))), None)


def _grain(field: str) -> Grain | None:
    return next((grain for grain in GRAINS if grain == field), None)


def _found(kind: str, word: str, meanings: Mapping[str, str]) -> str:
    """What a word means; refuses one without a meaning."""
    meant = {fold(name): meaning for name, meaning in meanings.items()}
    if fold(word) not in meant:
        raise unknown(kind, word, meant.values())
    return meant[fold(word)]


def in_words(cells: Iterable[Cell], trade: Trade) -> list[dict[str, str | None]]:
    """The cells with the values of dimensions by code, or by name where there is no code."""
    cells = list(cells)
    fields = {field for cell in cells for field in cell if field in trade.dimensions}
    labels = {field: catalogue.labels(field, _ids(cells, field)) for field in fields}
    return [{field: _word(value, labels.get(field)) for field, value in cell.items()} for cell in cells]


def notes_in_words(notes: Iterable[str]) -> dict[str, str]:
    """Each note with the values that it names by code, or by name where there is no code."""
    notes = dict.fromkeys(notes)
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for dimension, value in (found for note in notes for found in mentioned(note)):
        ids[dimension].add(value)
    labels = {(dim, value): label for dim, of in ids.items() for value, label in catalogue.labels(dim, of).items()}
    return {note: with_names(note, labels) for note in notes}


def _ids(cells: Iterable[Cell], field: str) -> set[int]:
    return {value for cell in cells if isinstance(value := cell[field], int)}


def _word(value: int | str | None, labels: Mapping[int, str] | None) -> str | None:
    if labels is None or not isinstance(value, int):
        return value if value is None else str(value)
    return labels[value]
