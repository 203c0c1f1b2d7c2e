"""What a column of a sheet is if the sheet holds a given dataset, with how sure that is and why."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from rapport.book.catalogue.names import fold as fold_name
from rapport.core.pack import Column, Dataset, Trade
from rapport.core.refusals import unknown
from rapport.imports import marks, pairs, words
from rapport.imports.mapping import Target

Known = Callable[[str], Container[str]]
"""The names that values of a dimension go by already, folded as matching does."""

NEARLY = 88
"""How alike (of 100) an unknown heading must be to a known one to be taken for a slip of the pen."""
SURE, CELLS = 0.9, 0.75
"""What a heading or a map file says is surer than the first, what only the cells say no surer than the second."""
SINGLE = ("time", "year", "quarter", "release", "scenario", "currency", "unit", "base", "quote", "pair", "kind")
"""Roles that one column of a table can have."""
LEFT = ("check", "ignored")
"""Roles of columns that are known and not loaded."""
PLAIN = words.Unit()


@dataclass(frozen=True)
class Look:
    """How the cells of a column look: how many of the sample are filled, which shares are numbers, moments, parts of years."""

    filled: int
    numbers: float
    moments: float
    parts: float
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A column of a sheet and what it is. `unit`: what its amounts are counted in, as far as the heading or a map says."""

    index: int
    heading: str
    column: Column
    confidence: float
    why: str
    unit: words.Unit = PLAIN


def mapped(index: int, heading: str, target: Target, dataset: Dataset, trade: Trade) -> Field:
    """The field that a map file declares; refuses a word that is no column, dimension, attribute or measure."""
    column = column_named(target.to, dataset, trade)
    if column is None:
        raise unknown("column", target.to, targets([dataset]))
    return Field(index, heading, column, 1.0, "the map file says so", _unit(heading, target))


def column_named(word: str, dataset: Dataset, trade: Trade) -> Column | None:
    """The column of `dataset` that `word` names by its key, what it leads to, or one of its headings."""
    folded = words.fold(word)
    for column in dataset.columns:
        if word == column.key or (word == column.to and column.role != "code"):
            return column
    for column in dataset.columns:
        if folded in {words.fold(heading) for heading in column.headers}:
            return column
    if word in trade.dimensions:
        return Column(word, "dimension", word, ())
    if word in trade.attributes:
        return Column(word, "attribute", word, ())
    return None


def _unit(heading: str, target: Target) -> words.Unit:
    told = words.without_unit(heading)[1]
    if target.scale is not None:
        told = words.Unit(target.scale, told.currency, told.sign)
    return replace(told, currency=target.currency) if target.currency else told


def by_heading(index: int, heading: str, look: Look, dataset: Dataset) -> Field | None:
    """The field whose known words the heading is, as it stands or without a unit at its end, if its cells agree."""
    base, unit = words.without_unit(heading)
    for text, penalty in ((heading, 0.0), (base, 0.02)):
        folded = words.fold(text)
        for column in dataset.columns:
            confidence = (
                0.99 if folded in set(map(words.fold, column.headers)) else 0.95 if folded == words.fold(column.key) else 0
            )
            if confidence and _agrees(column, look) and not (confidence < 0.99 and _counts(column, look)):
                why = f"“{text}” is a word for {column.key}{_seen(column, look)}"
                return Field(index, heading, column, round(confidence - penalty, 2), why, unit)
    return None


def by_pair(index: int, heading: str, look: Look, dataset: Dataset) -> Field | None:
    """The rate whose direction is all that the heading says."""
    for column in dataset.columns:
        if column.role == "rate" and pairs.is_pair(heading) and _agrees(column, look):
            return Field(index, heading, column, 0.97, f"“{heading}” says which way round a rate is quoted{_seen(column, look)}")
    return None


def nearly(index: int, heading: str, look: Look, dataset: Dataset) -> Field | None:
    """The field whose words the heading nearly is: a slip of the pen in a word of five letters or more."""
    base, unit = words.without_unit(heading)
    folded = words.fold(base)
    if len(folded) < 5:
        return None
    scored = [
        (fuzz.ratio(folded, words.fold(known)), known, column)
        for column in dataset.columns
        for known in (column.key, *column.headers)
    ]
    ratio, known, column = max(scored, key=lambda entry: entry[0])
    if ratio < NEARLY or not _agrees(column, look, is_named=False):
        return None
    return Field(index, heading, column, round(ratio / 100 * 0.9, 2), f"nearly “{known}”{_seen(column, look)}", unit)


def likeness(heading: str, column: Column) -> float:
    """How alike (of 100) a heading is to the word of a column that is most like it."""
    return max(fuzz.ratio(words.fold(heading), words.fold(known)) for known in (column.key, *column.headers))


def holds_moments(look: Look) -> bool:
    """Whether the cells of a column are days, months or the like, and not just numbers."""
    return look.filled > 0 and look.moments > 0.95 and look.numbers < 0.5


def by_moments(index: int, heading: str, dataset: Dataset, fields: Sequence[Field]) -> Field | None:
    """The time of the rows, for the only column of moments, where no heading names one."""
    if any(field.column.role in {"time", "year"} for field in fields):
        return None
    for column in dataset.columns:
        if column.role == "time":
            return Field(index, heading, column, 0.7, "its cells are moments, and no other column’s are")
    return None


def as_time(field: Field, look: Look, dataset: Dataset) -> Field:
    """A column of quarters as the time of the rows, where its cells name their years; any other field as it is."""
    if field.column.role != "quarter" or look.moments < 0.5:
        return field
    time = next(column for column in dataset.columns if column.role == "time")
    return replace(field, column=time, why=f"{field.why}, and its cells name their years")


def as_part(index: int, heading: str, look: Look, dataset: Dataset) -> Field | None:
    """The time of the rows, for a column under a heading for it whose cells are parts of the year beside it: July, 7月, P3."""
    found = by_heading(index, heading, replace(look, moments=look.moments + look.parts), dataset)
    if found is None or found.column.role != "time":
        return None
    return replace(found, why=f"“{heading}” is a word for {found.column.key}, and its cells are parts of the year beside it")


def tells_scenarios(look: Look) -> bool:
    """Whether the cells of a column say whether rows are actual, planned or expected.

    They do where they say nothing else, or where half of the different words do and not all mean the same: what else stands
    there (“Prior year”) is not added to the others. A lone “Target” may be a shop.
    """
    told = {text.strip().lower() for text in look.texts}
    kinds = {word: kind for kind, said in words.SCENARIOS.items() for word in said}
    known = told & kinds.keys()
    if len({kinds[word] for word in known}) > 1:
        return 2 * len(known) >= len(told)
    return bool(told) and told == known and not told <= {"target"} and not told <= set(words.SCENARIOS["actual"])


def as_scenario(index: int, heading: str, dataset: Dataset) -> Field | None:
    """The scenario of the rows, for a column whose cells are nothing else, whatever its heading."""
    column = next((column for column in dataset.columns if column.role == "scenario"), None)
    if column is None:
        return None
    return Field(index, heading, column, 0.9, "its cells say whether a row is actual, planned or expected")


def by_names(index: int, heading: str, look: Look, dataset: Dataset, fields: Sequence[Field], known: Known) -> Field | None:
    """The dimension whose known names the cells are."""
    taken = {field.column.to for field in fields}
    for column in dataset.columns:
        if column.role == "dimension" and column.to not in taken and look.numbers < 0.5:
            names = known(column.to)
            hits = sum(fold_name(text) in names for text in look.texts)
            if hits >= 2 and hits >= 0.8 * len(look.texts):
                return Field(index, heading, column, CELLS, f"{hits} of its {len(look.texts)} names are known as {column.to}")
    return None


def _agrees(column: Column, look: Look, *, is_named: bool = True) -> bool:
    """Whether the cells can be what the heading says; an empty column can be anything.

    A column that a heading names (`is_named`) as a measure is it where any cell may be an amount: the others reject their rows.
    """
    if not look.filled:
        return True
    if column.role in {"measure", "rate"}:
        amounts = look.numbers + marks.share(look.texts)
        return amounts >= 0.5 or (column.role == "measure" and is_named and (amounts > 0 or _has_failed(look)))
    if column.role in {"time", "release", "year"}:
        return look.moments >= 0.5
    return True


def is_named(heading: str, column: Column) -> bool:
    """Whether a heading is one of the words of a column, with a unit at its end or not."""
    known = {words.fold(word) for word in (column.key, *column.headers)}
    return not known.isdisjoint({words.fold(heading), words.fold(words.without_unit(heading)[0])})


def disagreement(column: Column, look: Look) -> str | None:
    """Why the cells of a column cannot be what its heading says; None where they can."""
    if _agrees(column, look):
        return None
    is_amount = column.role in {"measure", "rate"}
    share, what = (look.numbers, "numbers") if is_amount else (look.moments, "days, months or the like")
    return f"{share:.0%} of its cells are {what}, others are like “{look.texts[0]}”"


def _has_failed(look: Look) -> bool:
    """Whether a cell holds an error, or a formula without a result, where an amount may be meant."""
    return any(text.startswith(("#", "=")) for text in look.texts)


def _counts(column: Column, look: Look) -> bool:
    """Whether a column that should hold words holds nothing but numbers, as the lines of an order do."""
    return column.role == "attribute" and look.numbers > 0.95


def _seen(column: Column, look: Look) -> str:
    if not look.filled:
        return "; it is empty"
    if column.role in {"measure", "rate"}:
        return f"; {look.numbers:.0%} of its cells are numbers"
    if column.role in {"time", "release", "year"}:
        return f"; {look.moments:.0%} of its cells are moments"
    return ""


def rivals(one: Field, other: Field) -> bool:
    """Whether two fields cannot both be loaded."""
    if one.column.role in LEFT or other.column.role in LEFT:
        return False
    same_role = one.column.role == other.column.role
    if same_role and one.column.role == "rate":
        return (pairs.pair(one.heading), pairs.kind(one.heading)) == (pairs.pair(other.heading), pairs.kind(other.heading))
    return same_role and (one.column.role in SINGLE or one.column.to == other.column.to)


def targets(datasets: Iterable[Dataset]) -> set[str]:
    """The words a map file can map columns to."""
    return {word for dataset in datasets for column in dataset.columns for word in (column.key, column.to)}
