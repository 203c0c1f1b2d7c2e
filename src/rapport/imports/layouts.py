"""Which dataset a sheet holds: the one whose columns explain it best; what stays open is for a map file to say."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rapport.core.pack import Column, Dataset, Trade
from rapport.core.refusals import Refused, nearest, unknown
from rapport.imports import columns, words
from rapport.imports.columns import LEFT, Field, Known, Look
from rapport.imports.headings import Headings, NoTable, naming, vocabulary
from rapport.imports.mapping import LEFT_OUT, MapFile

ROLES_OF = {
    "month": ("time", "year"),
    "scenario": ("scenario",),
    "currency": ("currency",),
    "base": ("base",),
    "quote": ("quote",),
    "kind": ("kind",),
}
"""The columns that say what can be said for all rows, besides dimensions and attributes."""

NAMES = ("dimension", "attribute", "code")
"""Roles of columns that hold names."""


@dataclass(frozen=True)
class Layout:
    """A sheet understood: its dataset, the fields that are loaded, the headings that are not.

    `doubt`: why it cannot be loaded so, where two columns claim to be the same.
    """

    dataset: Dataset
    fields: tuple[Field, ...]
    ignored: tuple[str, ...]
    doubt: str | None = None

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
    constants: Collection[str],
    known: Known,
) -> Layout:
    """The dataset that explains a sheet best. Refuses, with the line of a map file that would decide, what stays open."""
    name = dataset or mapping.dataset
    candidates = [trade.dataset(name)] if name else _knowing_all_targets(trade, mapping)
    layouts = [_layout(candidate, headings, looks, trade, mapping, known) for candidate in candidates]
    knowing = _knowing(headings, trade)
    strengths = {layout.dataset.key: _strength(layout, knowing) for layout in layouts}
    complete = [layout for layout in layouts if not _lacking(layout, constants)]
    whole = [layout for layout in complete if name or _may_be_meant(layout, headings, looks, trade)]
    if not whole:
        lacking = [layout for layout in layouts if _lacking(layout, constants)]
        if complete and not any(len(_lacking(one, constants)) == 1 for one in lacking if not one.dataset.list_of):
            raise NoTable(_unknown_to_list(max(complete, key=lambda layout: strengths[layout.dataset.key])))
        closest = max(lacking, key=lambda one: _closeness(one, _lacking(one, constants), headings, looks, strengths))
        raise NoTable(_missing(closest, _lacking(closest, constants), headings, looks))
    whole = [layout for layout in whole if _names_an_amount(layout)] or whole
    best = max(strengths[layout.dataset.key] for layout in whole)
    chosen = _first([layout for layout in whole if strengths[layout.dataset.key] == best], headings)
    if chosen.doubt:
        raise Refused(chosen.doubt)
    for key in constants:
        _refuse_said_twice(key, chosen, trade)
    return chosen


def _refuse_said_twice(key: str, layout: Layout, trade: Trade) -> None:
    """Refuse what is said for all rows where a column says it of each: one of the two would be dropped."""
    roles = ROLES_OF.get(key, ("dimension", "code", "attribute"))
    saying = [field for field in layout.of_role(*roles) if key in {"month", "currency", field.column.to}]
    money = [field for field in layout.of_role("measure") if trade.measures[field.column.to].unit == "money"]
    if key == "currency" and all(field.unit.currency for field in money):
        saying += money
    if saying:
        heading = saying[0].heading
        said = f"{key} is said for all rows, and column “{heading}” says it too"
        if saying[0].column.role == "measure":
            raise Refused(f"{said}; leave out what is said for all: --set {key}=…, or the {key} of the map file")
        raise Refused(f'{said}; leave one out: a map file leaves out the column with [columns] "{heading}" = "{LEFT_OUT}"')


def _knowing_all_targets(trade: Trade, mapping: MapFile) -> list[Dataset]:
    """The datasets that know every word a map file maps columns to; refuses a word that none knows."""
    targets = {target.to for target in mapping.columns.values()} - {LEFT_OUT}
    datasets = trade.datasets.values()
    for word in targets:
        if not any(columns.column_named(word, dataset, trade) for dataset in datasets):
            raise unknown("column", word, columns.targets(datasets))
    return [dataset for dataset in datasets if all(columns.column_named(word, dataset, trade) for word in targets)]


def _first(equal: Sequence[Layout], headings: Headings) -> Layout:
    """Of datasets that explain a sheet equally well the one its titles name, else the pack's first, and it says so."""
    if len(equal) == 1:
        return equal[0]
    named = [layout for layout in equal if any(word in headings.titles for word in _names(layout.dataset))]
    if len(named) == 1:
        return named[0]
    others = ", ".join(layout.dataset.key for layout in equal[1:])
    if equal[0].dataset.list_of:
        return replace(equal[0], doubt=f"it fits {equal[0].dataset.key} and {others}: say which it is with --dataset")
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
    """What each column would be if the sheet held `dataset`: by the map file, by its heading, by its cells."""
    mapped = {words.fold(heading): target for heading, target in mapping.columns.items()}
    fields: list[Field] = []
    unnamed: list[int] = []
    for index, text in headings.texts.items():
        target = mapped.get(words.fold(text))
        if target and target.to != LEFT_OUT:
            fields.append(columns.mapped(index, text, target, dataset, trade))
        elif not target and (found := _named(index, text, looks[index], dataset)):
            fields.append(found)
        elif not target:
            unnamed.append(index)
    _settle_scenario(fields, unnamed, headings, looks, dataset)
    if not any(field.column.role in {"time", "year"} for field in fields):
        fields = [columns.as_time(field, looks[field.index], dataset) for field in fields]
    elif not any(field.column.role == "time" for field in fields):
        parts = (columns.as_part(index, headings.texts[index], looks[index], dataset) for index in unnamed)
        fields += [part for part in parts if part]
        unnamed = [index for index in unnamed if all(field.index != index for field in fields)]
    _guess(fields, unnamed, headings, looks, dataset, known)
    kept, doubt = _decided(fields, mapped)
    loaded = {field.index: field for field in kept if field.column.role not in LEFT}
    ignored = tuple(text for index, text in headings.texts.items() if index not in loaded)
    return Layout(dataset, tuple(loaded[index] for index in sorted(loaded)), ignored, doubt)


def _settle_scenario(
    fields: list[Field], unnamed: list[int], headings: Headings, looks: Mapping[int, Look], dataset: Dataset
) -> None:
    """Take a column of words for actual, plan and the like for the scenario, where no heading names one and no map file it."""
    if any(field.column.role == "scenario" for field in fields):
        return
    for index in [*unnamed, *(field.index for field in fields if field.confidence < 1 and field.column.role in NAMES)]:
        if columns.tells_scenarios(looks[index]) and (found := columns.as_scenario(index, headings.texts[index], dataset)):
            fields[:] = [*(field for field in fields if field.index != index), found]
            unnamed[:] = [place for place in unnamed if place != index]
            return


def _named(index: int, text: str, look: Look, dataset: Dataset) -> Field | None:
    return columns.by_heading(index, text, look, dataset) or columns.by_pair(index, text, look, dataset)


def _guess(
    fields: list[Field],
    unnamed: Sequence[int],
    headings: Headings,
    looks: Mapping[int, Look],
    dataset: Dataset,
    known: Known,
) -> None:
    """Add to `fields` what columns without a known heading are. Cells speak only where half of the headings are known."""
    is_known = len(fields) * 2 >= len(headings.texts)
    moments = [index for index in unnamed if columns.holds_moments(looks[index])]
    for index in unnamed:
        text, look = headings.texts[index], looks[index]
        guess = columns.nearly(index, text, look, dataset)
        if not guess and is_known and moments == [index]:
            guess = columns.by_moments(index, text, dataset, fields)
        elif not guess and is_known:
            guess = columns.by_names(index, text, look, dataset, fields, known)
        if guess and not any(columns.rivals(guess, field) for field in fields):
            fields.append(guess)


def _decided(fields: Sequence[Field], mapped: Container[str]) -> tuple[list[Field], str | None]:
    """The fields without those that a surer one outdoes, and the doubt where two are equally sure."""
    kept: list[Field] = []
    doubt = None
    for field in sorted(fields, key=lambda field: -field.confidence):
        rival = next((other for other in kept if columns.rivals(field, other)), None)
        if not rival:
            kept.append(field)
        elif rival.confidence == field.confidence and words.fold(rival.heading) not in mapped:
            doubt = (
                f"two columns could be the {field.column.key}: “{rival.heading}” and “{field.heading}”; "
                f'decide it in a map file: [columns] "{rival.heading}" = "{field.column.key}"'
            )
    return kept, doubt


def _may_be_meant(layout: Layout, headings: Headings, looks: Mapping[int, Look], trade: Trade) -> bool:
    """Whether a sheet of which nobody says what it holds may be this.

    What a reference list does not know may be amounts, moments or names that tell facts apart. So it is a list only where these
    are texts under headings that no file has, and where a heading says by itself what it is of.
    """
    of, loaded = layout.dataset.list_of, {field.index for field in layout.fields}
    strange = [index for index in headings.texts if index not in loaded]
    if not of or not strange:
        return True
    known, listed = vocabulary(trade.datasets.values(), without=LEFT), naming(trade)
    named = [field for field in layout.of_role("dimension", "code") if field.column.to == of]
    return any(words.fold(field.heading) in listed for field in named) and not any(
        words.fold(headings.texts[index]) in known or looks[index].numbers >= 0.5 or looks[index].moments >= 0.5
        for index in strange
    )


def _lacking(layout: Layout, constants: Container[str]) -> list[str]:
    """What a dataset needs and the sheet has not: its required columns, a time, an amount; of a list what it describes."""
    found = {field.column.key for field in layout.fields}
    lacking = [
        c.key
        for c in layout.dataset.columns
        if c.required and c.key not in found and c.key not in constants and c.to not in constants
    ]
    if layout.dataset.list_of:
        return lacking + _lacking_of_list(layout)
    if not layout.of_role("time", "year") and "month" not in constants:
        lacking.append("month")
    if not layout.of_role("measure", "rate"):
        lacking.append(" or ".join(column.key for column in layout.dataset.columns if column.role == "measure"))
    return list(dict.fromkeys(lacking))


def _lacking_of_list(layout: Layout) -> list[str]:
    """What a reference list lacks: a name or code of what it describes."""
    named = [field for field in layout.of_role("dimension", "code") if field.column.to == layout.dataset.list_of]
    return [] if named else [str(layout.dataset.list_of)]


def _unknown_to_list(layout: Layout) -> str:
    """The refusal of a sheet that may be a reference list, but for headings that it does not know."""
    unknown = ", ".join(f"“{heading}”" for heading in layout.ignored)
    return f"it may be a list of {layout.dataset.key}, which knows no {unknown}: say so with --dataset {layout.dataset.key}"


def _names_an_amount(layout: Layout) -> bool:
    """Whether a heading says what is counted: then a sheet holds facts, whatever rates or names stand beside them."""
    return any(field.confidence > columns.SURE for field in layout.of_role("measure"))


def _strength(layout: Layout, knowing: Mapping[str, int]) -> tuple[Fraction, int, int, float]:
    """How well a dataset explains a sheet: by its headings foremost, each the more the fewer datasets know it.

    Then by slips of the pen, and last by what the cells alone say.
    """
    known = {column.key for column in layout.dataset.columns}
    explained = [field for field in layout.fields if field.column.key in known]
    named = [field for field in explained if field.confidence > columns.SURE]
    nearly = [field for field in explained if field.confidence > columns.CELLS]
    required = sum(column.required for column in layout.dataset.columns)
    return (
        sum((1 + Fraction(1, knowing[field.heading]) for field in named), Fraction()),
        len(nearly),
        len(explained),
        required + sum(field.confidence for field in layout.fields) / 100,
    )


def _knowing(headings: Headings, trade: Trade) -> Mapping[str, int]:
    """How many datasets know each heading, with its unit or without; at least one, for a map file may have said it."""
    vocabularies = [vocabulary([dataset]) for dataset in trade.datasets.values()]
    said = {text: {words.fold(text), words.fold(words.without_unit(text)[0])} for text in headings.texts.values()}
    return {text: max(1, sum(not forms.isdisjoint(known) for known in vocabularies)) for text, forms in said.items()}


def _closeness(
    layout: Layout,
    lacking: Sequence[str],
    headings: Headings,
    looks: Mapping[int, Look],
    strengths: Mapping[str, tuple[Fraction, int, int, float]],
) -> tuple[object, ...]:
    """How near a sheet comes to a dataset that it does not hold: the less it lacks, the more of that is only filled wrongly."""
    return -len(lacking), len(_wrongly_filled(layout, lacking, headings, looks)), strengths[layout.dataset.key]


def _missing(layout: Layout, lacking: Sequence[str], headings: Headings, looks: Mapping[int, Look]) -> str:
    """The refusal of a sheet that lacks columns: what is missing, the headings most like it, and what would help.

    Where a column has the right heading and the wrong cells, that is what is said.
    """
    said = f"row {headings.row} has the headings, but as {layout.dataset.key} it lacks a column for"
    if wrong := _wrongly_filled(layout, lacking, headings, looks):
        return f"{said} {', '.join(lacking)}: {'; '.join(wrong)}; mend the cells and import again"
    near = {key: _nearest_headings(key, layout) for key in lacking}
    parts = [f"{key} (nearest headings: {', '.join(found)})" if found else key for key, found in near.items()]
    key = next((key for key in lacking if near[key]), lacking[0])
    example, meant = near[key][0] if near[key] else "its heading", key.split(" or ")[0]
    if near[key] and _wanted(layout, key):
        meant = max(_wanted(layout, key), key=lambda column: columns.likeness(example, column)).key
    return (
        f'{said} {", ".join(parts)}; name it in a map file: [columns] "{example}" = "{meant}", or say it for all rows with --set'
    )


def _wanted(layout: Layout, key: str) -> list[Column]:
    """The columns that something lacking may be."""
    return [column for column in layout.dataset.columns if column.key in key.split(" or ")]


def _wrongly_filled(layout: Layout, lacking: Sequence[str], headings: Headings, looks: Mapping[int, Look]) -> list[str]:
    """The columns that have the heading of what is lacking, with what is wrong with their cells."""
    return [
        f"“{text}” would be the {column.key} by its heading, but {why}"
        for index, text in headings.texts.items()
        for column in (column for key in lacking for column in _wanted(layout, key))
        if columns.is_named(text, column) and (why := columns.disagreement(column, looks[index]))
    ]


def _nearest_headings(key: str, layout: Layout) -> list[str]:
    accepted = [key, *(header for column in _wanted(layout, key) for header in column.headers[:20])]
    return list(dict.fromkeys(heading for word in accepted for heading in nearest(word, layout.ignored, most=1)))[:3]
