"""Which dataset a sheet holds and what each of its columns is, with how sure that is and why."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from rapport.book.catalogue.names import fold as fold_name
from rapport.core.pack import Column, Dataset, Trade
from rapport.core.refusals import Refused, nearest, unknown
from rapport.imports import words
from rapport.imports.headings import Headings
from rapport.imports.mapping import LEFT_OUT, MapFile, Target

Known = Callable[[str], Container[str]]
"""The names that values of a dimension go by already, folded as matching does."""

NEARLY = 88
"""How alike (of 100) an unknown heading must be to a known one to be taken for a slip of the pen."""
SINGLE = ("time", "year", "quarter", "release", "currency", "unit")
"""Roles that one column of a table can have."""
LEFT = ("check", "ignored")
"""Roles of columns that are known and not loaded."""


PLAIN = words.Unit()


@dataclass(frozen=True)
class Look:
    """What the cells of a column look like: how many of the sample are filled, and which shares are numbers and moments."""

    filled: int
    numbers: float
    moments: float
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


@dataclass(frozen=True)
class Layout:
    """A sheet understood: its dataset, the fields that are loaded, the headings that are not."""

    dataset: Dataset
    fields: tuple[Field, ...]
    ignored: tuple[str, ...]

    def of_role(self, *roles: str) -> list[Field]:
        """The fields of these roles, in the order of the sheet."""
        return [field for field in self.fields if field.column.role in roles]


def recognise(
    headings: Headings,
    looks: Mapping[int, Look],
    trade: Trade,
    mapping: MapFile,
    *,
    dataset: str | None,
    constants: Container[str],
    known: Known,
) -> Layout:
    """The dataset that explains a sheet best. Refuses, with the line of a map file that would decide, what stays open."""
    if name := dataset or mapping.dataset:
        layout = _layout(trade.dataset(name), headings, looks, trade, mapping, known)
        if lacking := _lacking(layout, constants):
            raise Refused(f"{_missing(layout, lacking, headings)}")
        return layout
    layouts = [_layout(candidate, headings, looks, trade, mapping, known) for candidate in _with_all_targets(trade, mapping)]
    whole = [layout for layout in layouts if not _lacking(layout, constants)]
    if not whole:
        closest = max(layouts, key=lambda layout: (-len(_lacking(layout, constants)), _strength(layout)))
        raise Refused(_missing(closest, _lacking(closest, constants), headings))
    best = max(_strength(layout) for layout in whole)
    return _first([layout for layout in whole if _strength(layout) == best], headings)


def _with_all_targets(trade: Trade, mapping: MapFile) -> list[Dataset]:
    """The datasets that know every word a map file maps columns to; refuses a word that none knows."""
    targets = {target.to for target in mapping.columns.values()} - {LEFT_OUT}
    datasets = trade.datasets.values()
    for word in targets:
        if not any(column_named(word, dataset, trade) for dataset in datasets):
            raise unknown("column", word, _targets(datasets))
    return [dataset for dataset in datasets if all(column_named(word, dataset, trade) for word in targets)]


def _targets(datasets: Iterable[Dataset]) -> set[str]:
    return {word for dataset in datasets for column in dataset.columns for word in (column.key, column.to)}


def _first(equal: Sequence[Layout], headings: Headings) -> Layout:
    """Of datasets that explain a sheet equally well the one its titles name, else the pack's first, and it says so."""
    if len(equal) == 1:
        return equal[0]
    named = [layout for layout in equal if any(word in headings.titles for word in _names(layout.dataset))]
    if len(named) == 1:
        return named[0]
    others = ", ".join(layout.dataset.key for layout in equal[1:])
    doubt = f"; it fits {others} too and was taken as {equal[0].dataset.key}, the pack’s first: --dataset says otherwise"
    fields = tuple(
        replace(field, confidence=0.7, why=field.why + doubt) if field.column.role == "measure" else field
        for field in equal[0].fields
    )
    return replace(equal[0], fields=fields)


def _names(dataset: Dataset) -> set[str]:
    return {words.fold(word) for word in (dataset.key, dataset.label.en, dataset.label.zh_hans)}


def _layout(
    dataset: Dataset, headings: Headings, looks: Mapping[int, Look], trade: Trade, mapping: MapFile, known: Known
) -> Layout:
    """What each column would be if the sheet held `dataset`."""
    fields: list[Field] = []
    mapped = {words.fold(heading): target for heading, target in mapping.columns.items()}
    left_out: set[int] = set()
    for index, text in headings.texts.items():
        if target := mapped.get(words.fold(text)):
            if target.to == LEFT_OUT:
                left_out.add(index)
            else:
                fields.append(_mapped(index, text, target, dataset, trade))
        elif found := _by_heading(index, text, looks[index], dataset):
            fields.append(found)
    open_ = [index for index in headings.texts if index not in left_out | {field.index for field in fields}]
    for index in open_:
        guess = _nearly(index, headings.texts[index], looks[index], dataset) or _by_values(
            index, headings.texts[index], looks[index], dataset, fields, known
        )
        if guess and not any(_rivals(guess, field) for field in fields):
            fields.append(guess)
    fields.sort(key=lambda field: field.index)
    loaded = tuple(field for field in _decided(fields, mapped) if field.column.role not in LEFT)
    indices = {field.index for field in loaded}
    return Layout(dataset, loaded, tuple(text for index, text in headings.texts.items() if index not in indices))


def _mapped(index: int, heading: str, target: Target, dataset: Dataset, trade: Trade) -> Field:
    """The field that a map file declares; refuses a word that is no column, dimension, attribute or measure."""
    column = column_named(target.to, dataset, trade)
    if column is None:
        raise unknown("column", target.to, _targets([dataset]))
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
    return words.Unit(target.scale if target.scale is not None else told.scale, target.currency or told.currency)


def _by_heading(index: int, heading: str, look: Look, dataset: Dataset) -> Field | None:
    """The field whose known words the heading is, as it stands or without a unit at its end, if its cells agree."""
    base, unit = words.without_unit(heading)
    for text, penalty, said in ((heading, 0.0, PLAIN), (base, 0.02, unit)):
        folded = words.fold(text)
        for column in dataset.columns:
            confidence = (
                0.99 if folded in set(map(words.fold, column.headers)) else 0.95 if folded == words.fold(column.key) else 0
            )
            if confidence and _agrees(column, look) and not (confidence < 0.99 and _counts(column, look)):
                why = f"“{text}” is a word for {column.key}{_seen(column, look)}"
                return Field(index, heading, column, round(confidence - penalty, 2), why, said)
    return None


def _nearly(index: int, heading: str, look: Look, dataset: Dataset) -> Field | None:
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
    if ratio < NEARLY or not _agrees(column, look):
        return None
    return Field(index, heading, column, round(ratio / 100 * 0.9, 2), f"nearly “{known}”{_seen(column, look)}", unit)


def _by_values(index: int, heading: str, look: Look, dataset: Dataset, fields: Sequence[Field], known: Known) -> Field | None:
    """The field that the cells themselves speak for: moments where none is known yet, or names known of a dimension."""
    taken = {field.column.to for field in fields}
    if (
        look.filled
        and look.moments > 0.95
        and look.numbers < 0.5
        and not any(field.column.role in {"time", "year"} for field in fields)
    ):
        for column in dataset.columns:
            if column.role == "time":
                return Field(index, heading, column, 0.7, "its cells are dates or months, and no other column is")
    for column in dataset.columns:
        if column.role == "dimension" and column.to not in taken and look.texts and look.numbers < 0.5:
            names = known(column.to)
            hits = sum(fold_name(text) in names for text in look.texts)
            if hits >= 2 and hits >= 0.8 * len(look.texts):
                return Field(index, heading, column, 0.75, f"{hits} of its {len(look.texts)} names are known as {column.to}")
    return None


def _agrees(column: Column, look: Look) -> bool:
    """Whether the cells can be what the heading says; an empty column can be anything."""
    if not look.filled:
        return True
    if column.role == "measure":
        return look.numbers >= 0.5
    if column.role in {"time", "release", "year"}:
        return look.moments >= 0.5
    return True


def _counts(column: Column, look: Look) -> bool:
    """Whether a column that should hold words holds nothing but numbers, as the lines of an order do."""
    return column.role == "attribute" and look.numbers > 0.95


def _seen(column: Column, look: Look) -> str:
    if not look.filled:
        return "; it is empty"
    if column.role == "measure":
        return f"; {look.numbers:.0%} of its cells are numbers"
    if column.role in {"time", "release", "year"}:
        return f"; {look.moments:.0%} of its cells are moments"
    return ""


def _rivals(one: Field, other: Field) -> bool:
    """Whether two fields cannot both be loaded."""
    if one.column.role in LEFT or other.column.role in LEFT:
        return False
    same_role = one.column.role == other.column.role
    return same_role and (one.column.role in SINGLE or one.column.to == other.column.to)


def _decided(fields: Sequence[Field], mapped: Container[str]) -> list[Field]:
    """The fields without those that a surer one outdoes; refuses two that are equally sure."""
    kept: list[Field] = []
    for field in sorted(fields, key=lambda field: -field.confidence):
        rival = next((other for other in kept if _rivals(field, other)), None)
        if rival and rival.confidence == field.confidence and words.fold(rival.heading) not in mapped:
            raise Refused(
                f"two columns could be the {field.column.key}: “{rival.heading}” and “{field.heading}”; "
                f"decide it in a map file: [columns] “{rival.heading}” = “{field.column.key}”"
            )
        if not rival:
            kept.append(field)
    return sorted(kept, key=lambda field: field.index)


def _lacking(layout: Layout, constants: Container[str]) -> list[str]:
    """What a dataset needs and the sheet has not: its required columns, a time, an amount."""
    found = {field.column.key for field in layout.fields}
    lacking = [
        c.key
        for c in layout.dataset.columns
        if c.required and c.key not in found and c.key not in constants and c.to not in constants
    ]
    if not layout.of_role("time", "year") and "month" not in constants:
        lacking.append("month")
    if not layout.of_role("measure"):
        lacking.append(" or ".join(column.key for column in layout.dataset.columns if column.role == "measure"))
    return list(dict.fromkeys(lacking))


def _strength(layout: Layout) -> tuple[int, float]:
    """How much of the sheet a dataset explains."""
    known = {column.key for column in layout.dataset.columns}
    required = sum(column.required for column in layout.dataset.columns)
    return (
        len([field for field in layout.fields if field.column.key in known]),
        required + sum(field.confidence for field in layout.fields) / 100,
    )


def _missing(layout: Layout, lacking: Sequence[str], headings: Headings) -> str:
    """The refusal of a sheet that lacks columns: what is missing, the headings most like it, and what would help."""
    parts = []
    for key in lacking:
        column = next((column for column in layout.dataset.columns if column.key == key), None)
        accepted = column.headers if column else ()
        near = [heading for word in (key, *accepted[:20]) for heading in nearest(word, layout.ignored, most=1)]
        like = f" (nearest headings: {', '.join(dict.fromkeys(near[:3]))})" if near else ""
        parts.append(f"{key}{like}")
    example = layout.ignored[0] if layout.ignored else next(iter(headings.texts.values()), "…")
    return (
        f"row {headings.row} has the headings, but as {layout.dataset.key} it lacks a column for {', '.join(parts)}; "
        f"name it in a map file: [columns] “{example}” = “{lacking[0]}”, or say it for all rows with --set"
    )
