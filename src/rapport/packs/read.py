"""The tables of packs as values: measures, dimensions, datasets, KPIs, driver trees and documents."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import get_args

from rapport.core.kpi import Formula, Number, aggregates, leaves, parse, parts
from rapport.core.pack import (
    MATCHED,
    Attribute,
    Band,
    Dimension,
    DriverTree,
    Example,
    Factor,
    Kpi,
    Label,
    Measure,
    NoBase,
    Scorecard,
    Trade,
)
from rapport.core.periods import GRAINS
from rapport.core.refusals import Refused
from rapport.packs.calendars import calendar
from rapport.packs.columns import Targets, dataset, shared_columns
from rapport.packs.documents import Known, documents
from rapport.packs.entry import Entry
from rapport.packs.faults import Fault
from rapport.packs.source import Tables

LOW_BASE = Decimal(50)
ALWAYS = date(1, 1, 1)


def read(tables: Tables, digests: Mapping[str, str], faults: list[Fault]) -> Trade:
    """The trade that composed tables describe; what is wrong in them is added to `faults`."""
    with Entry((), tables, faults) as root:
        _heads(root)
        heads = root.entries("dimension")
        dimensions = {key: _dimension(key, entry, heads) for key, entry in heads.items()}
        measures = {key: _measure(key, entry, dimensions) for key, entry in root.entries("measure").items()}
        attributes = {key: _attribute(key, entry, dimensions) for key, entry in root.entries("attribute").items()}
        targets = Targets(measures, dimensions, attributes)
        shared = shared_columns(root.entries("column"), targets)
        drivers = {key: _driver(entry) for key, entry in root.entries("driver").items()}
        return Trade(
            measures=measures,
            dimensions=dimensions,
            attributes=attributes,
            datasets={key: dataset(key, entry, targets, shared) for key, entry in root.entries("dataset").items()},
            kpis={key: _kpi(key, entry, targets) for key, entry in root.entries("kpi").items()},
            drivers=drivers,
            trees=tuple(_tree(key, entry, root.entries("kpi"), drivers, targets) for key, entry in root.entries("tree").items()),
            documents=documents(root.entries("document"), _known(root, targets)),
            digests=digests,
            scorecards={key: _scorecard(key, entry, root.entries("kpi")) for key, entry in root.entries("scorecard").items()},
            calendars={key: calendar(key, entry) for key, entry in root.entries("calendar").items()},
        )


def _heads(root: Entry) -> None:
    for entry in root.entries("pack").values():
        with entry:
            entry.whole("version")
            entry.words("use")


def _dimension(key: str, entry: Entry, heads: Mapping[str, Entry]) -> Dimension:
    with entry:
        parents = entry.names("parents", "dimension", heads)
        return Dimension(key, entry.label(), entry.words("names"), entry.truth("public"), parents)


def _measure(key: str, entry: Entry, dimensions: Mapping[str, Dimension]) -> Measure:
    with entry:
        return Measure(
            key,
            entry.label(),
            entry.choice("kind", ("flow", "stock", "published")),
            entry.choice("unit", ("units", "money", "ratio")),
            frozenset(entry.names("dimensions", "dimension", dimensions)),
            entry.words_once("trust"),
            entry.text("sensitivity", "internal"),
            entry.truth("recorded"),
        )


def _attribute(key: str, entry: Entry, dimensions: Mapping[str, Dimension]) -> Attribute:
    with entry:
        of, names = entry.name("of", "dimension", dimensions), entry.words("names")
        with entry.inner("values") as values:
            return Attribute(key, entry.label(), of, names, {word: values.words(word) for word in values.table})


def _driver(entry: Entry) -> Label:
    with entry:
        return entry.label()


def _kpi(key: str, entry: Entry, targets: Targets) -> Kpi:
    with entry:
        formula = _formula(entry, "formula", targets)
        return Kpi(
            key=key,
            label=entry.label(),
            says=entry.label("says"),
            formula=formula,
            text=entry.text("formula"),
            unit=entry.choice("unit", ("units", "money", "percent", "ratio", "weeks", "days")),
            better=entry.choice("better", ("higher", "lower", "band")),
            version=entry.whole("version", 1),
            valid_from=entry.day("valid_from", ALWAYS),
            minimum_base=entry.amount("minimum_base", Decimal(0) if parts(formula)[1] is None else LOW_BASE),
            decimals=entry.whole("decimals", 1),
            no_base=entry.choice("no_base", get_args(NoBase), "no base"),
            names=entry.words("names"),
            examples=tuple(_example(example, formula) for example in entry.tables("examples")),
            match=entry.names("match", "field to match by", MATCHED, MATCHED),
            promised=entry.names("promised", "measure of the formula", sorted({one.measure for one in aggregates(formula)}), ()),
            at_most=entry.amount("at_most", Decimal(0)) or None,
            band=_band(entry) if "band" in entry.table else None,
        )


def _band(entry: Entry) -> Band | None:
    limits = entry.amounts("band")
    if entry.table.get("better") != "band":
        entry.fault("band", 'only what is best within a band has limits: write better = "band"', "band")
    elif len(limits) != 2 or limits[0] >= limits[1]:
        entry.fault("band", "expected two ascending numbers, such as [3, 6]", "band")
    else:
        return Band(*limits)
    return None


def _example(entry: Entry, formula: Formula) -> Example:
    with entry:
        amounts, asked = entry.amounts("amounts"), tuple(dict.fromkeys(leaves(formula)))
        if len(amounts) != len(asked) and not isinstance(formula, Number):
            entry.fault("example", f"{len(amounts)} amounts for {len(asked)} aggregates of the formula", "amounts")
        return Example(dict(zip(asked, amounts, strict=False)), entry.amount("gives"))


def _tree(key: str, entry: Entry, kpis: Mapping[str, object], drivers: Mapping[str, Label], targets: Targets) -> DriverTree:
    with entry:
        kpi, factors = entry.name("kpi", "KPI", kpis), []
        for driver, factor in entry.entries("factor").items():
            with factor:
                if driver not in drivers:
                    entry.unknown("driver", driver, drivers, "factor", driver)
                fields = (*targets.dimensions, *targets.attributes)
                of, at = _formula(factor, "of", targets), factor.names("at", "dimension", fields)
                factors.append(Factor(driver, of, at, factor.name("alone", "driver", drivers, "")))
        needs = dict.fromkeys(aggregate.measure for factor in factors for aggregate in aggregates(factor.of))
        return DriverTree(key, kpi, tuple(factors), tuple(needs))


def _formula(entry: Entry, key: str, targets: Targets) -> Formula:
    fields = (*targets.dimensions, *targets.attributes, "scenario", *GRAINS)
    try:
        return parse(entry.text(key), targets.measures, fields)
    except Refused as refused:
        entry.fault("formula", str(refused), key)
        return Number(Decimal(0))


def _scorecard(key: str, entry: Entry, kpis: Mapping[str, object]) -> Scorecard:
    with entry:
        return Scorecard(key, entry.label(), entry.names("kpis", "KPI", kpis))


def _known(root: Entry, targets: Targets) -> Known:
    return Known(root.entries("kpi"), (*targets.dimensions, *targets.attributes), root.entries("dataset"))
