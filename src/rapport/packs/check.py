"""What must hold between the parts of a trade: stocks, worked examples, driver trees, words that mean one thing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from rapport.core.attribution import are_apart, is_part
from rapport.core.calendars import Calendar
from rapport.core.kpi import evaluate, parts
from rapport.core.pack import Attribute, Dataset, Dimension, DriverTree, Kpi, Trade
from rapport.core.periods import GRAINS
from rapport.packs.faults import Fault
from rapport.packs.formulas import check_formula
from rapport.packs.source import Where

OF_EVERY_FACT = {*GRAINS, "grain", "scenario", "sender", "measure", "value", "currency", "batch", "slice", "sheet", "row"}
"""What facts have besides dimensions and attributes: words that name no other field."""


def check(trade: Trade) -> Iterator[Fault]:
    """All that does not fit together."""
    yield from _check_keys(trade)
    for measure in trade.measures.values():
        if (measure.kind == "published") != (measure.unit == "ratio"):
            text = 'what is published is a ratio, and only that: kind = "published" goes with unit = "ratio"'
            yield Fault(("measure", measure.key, "kind"), "kind", text)
    for kpi in trade.kpis.values():
        yield from check_formula(("kpi", kpi.key, "formula"), kpi.formula, trade)
        yield from _check_examples(kpi)
    for tree in trade.trees:
        for factor in tree.factors:
            yield from check_formula(("tree", tree.key, "factor", factor.driver, "of"), factor.of, trade)
        yield from _check_tree(tree, trade)
    yield from _check_parts(trade)
    for dataset in trade.datasets.values():
        yield from _check_dataset(dataset, trade)
    for attribute in trade.attributes.values():
        yield from _check_shared(("attribute", attribute.key, "values"), attribute.values.items(), "word")
    for calendar in trade.calendars.values():
        yield from _check_calendar(calendar)
    yield from _check_shared(("calendar",), ((key, one.senders) for key, one in trade.calendars.items()), "sender")
    yield from _check_names("kpi", trade.kpis)
    yield from _check_names("dimension", {**trade.dimensions, **trade.attributes})


def changed_unversioned(before: Trade, after: Trade) -> tuple[str, ...]:
    """The KPIs whose formula or match changed while their version stayed: what was published under it would mean another."""
    both = before.kpis.keys() & after.kpis.keys()
    pairs = ((before.kpis[key], after.kpis[key]) for key in sorted(both))
    return tuple(old.key for old, new in pairs if old.version == new.version and _meaning(old) != _meaning(new))


def _meaning(kpi: Kpi) -> tuple[object, ...]:
    return kpi.formula, kpi.match, kpi.promised


def _check_keys(trade: Trade) -> Iterator[Fault]:
    fields: dict[str, Iterable[str]] = {"dimension": trade.dimensions, "attribute": trade.attributes}
    for section, keys in {**fields, "measure": trade.measures, "dataset": trade.datasets, "kpi": trade.kpis}.items():
        for key in keys:
            if not re.fullmatch("[a-z][a-z0-9_]*", key):
                yield Fault((section, key), "key", "a key has small letters, digits and _ only")
            if section in fields and (key in OF_EVERY_FACT or (section == "attribute" and key in trade.dimensions)):
                yield Fault((section, key), "key", f"“{key}” already names a field of the facts")


def _check_examples(kpi: Kpi) -> Iterator[Fault]:
    where = ("kpi", kpi.key, "examples")
    if not kpi.examples:
        yield Fault(where, "example", "no worked example: write examples = [{ amounts = […], gives = … }]")
    for example in kpi.examples:
        result = evaluate(kpi.formula, example.amounts)
        if result.value is None:
            yield Fault(where, "example", f"comes to nothing ({result.why}), not {example.value}")
        elif abs(Decimal(str(result.value)) - example.value) > _half_of_last_digit(example.value):
            yield Fault(where, "example", f"comes to {float(result.value):.10g}, not {example.value}")


def _half_of_last_digit(printed: Decimal) -> Decimal:
    return Decimal(5).scaleb(int(printed.as_tuple().exponent) - 1)


def _check_tree(tree: DriverTree, trade: Trade) -> Iterator[Fault]:
    where = ("tree", tree.key)
    if not tree.factors:
        yield Fault(where, "tree", "no factors")
    elif tree.kpi in trade.kpis and not _is_told(tree, trade.kpis[tree.kpi]):
        last = (*where, "factor", tree.factors[-1].driver, "of")
        text = f"the last factor must be the formula of {tree.kpi}: {trade.kpis[tree.kpi].text}, or a part of it"
        yield Fault(last, "tree", text)
    for earlier, later in zip(tree.factors, tree.factors[1:], strict=False):
        if missing := [field for field in earlier.at if field not in later.at]:
            text = f"cells only get finer: “{earlier.driver}” has {', '.join(missing)}, “{later.driver}” has not"
            yield Fault((*where, "factor", later.driver, "at"), "tree", text)
    for factor in tree.factors:
        if parts(factor.of)[1] is not None:
            yield Fault((*where, "factor", factor.driver, "of"), "tree", "a factor is an amount, not a ratio")


def _is_told(tree: DriverTree, kpi: Kpi) -> bool:
    return tree.factors[-1].of == kpi.formula or is_part(tree.factors[-1].of, kpi.formula)


def _check_parts(trade: Trade) -> Iterator[Fault]:
    """Trees of parts of one KPI are told together, so no fact may belong to two of them."""
    parts_of = [(t, t.factors[-1].of) for t in trade.trees if t.factors and t.kpi in trade.kpis]
    told = [(tree, of) for tree, of in parts_of if is_part(of, trade.kpis[tree.kpi].formula)]
    for (one, first), (other, second) in combinations(told, 2):
        if one.kpi == other.kpi and not are_apart(first, second):
            last = ("tree", other.key, "factor", other.factors[-1].driver, "of")
            yield Fault(last, "tree", f"some facts may belong to the tree “{one.key}” too; tell them apart by a condition")


def _check_dataset(dataset: Dataset, trade: Trade) -> Iterator[Fault]:
    where = ("dataset", dataset.key)
    of = trade.dimensions.get(dataset.list_of or "")
    for column in dataset.columns:
        if column.role == "parent" and (of is None or column.to not in of.parents):
            yield Fault(
                (*where, "column", column.key), "parent", f"no {dataset.list_of} stands under a {column.to}; see its parents"
            )
    if dataset.list_of is None:
        yield from _check_of_facts(where, dataset)
    yield from _check_shared((*where, "column"), ((column.key, column.headers) for column in dataset.columns), "header")


def _check_of_facts(where: Where, dataset: Dataset) -> Iterator[Fault]:
    if not dataset.measures and not dataset.holds_rates:
        yield Fault(where, "missing", "no column of a measure")
    if not any(column.role in ("time", "year") for column in dataset.columns):
        yield Fault(where, "missing", "no column of time")


def _check_calendar(calendar: Calendar) -> Iterator[Fault]:
    where = ("calendar", calendar.key, "years")
    if [rule.since for rule in calendar.years] != sorted({rule.since for rule in calendar.years}):
        yield Fault(where, "calendar", "write the years in order, each with the first that it holds for, as in since = 2027")
    elif overlap := calendar.overlap():
        (before, after), day = overlap, timedelta(days=1)
        text = f"the first year of the new calendar begins on {after.start}, before the old one ends on {before.end - day}"
        yield Fault(where, "calendar", f"{text}; say from which year on the new one holds: since = …")


def _check_names(section: str, entries: Mapping[str, Kpi | Dimension | Attribute]) -> Iterator[Fault]:
    words = ((key, (*entry.names, entry.label.en, entry.label.zh_hans)) for key, entry in entries.items())
    return _check_shared((section,), words, "name")


def _check_shared(where: Where, words: Iterable[tuple[str, Iterable[str]]], kind: str) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for key, own in words:
        for word in {key, *own}:
            owner = owners.setdefault(word.casefold(), key)
            if owner != key:
                yield Fault((*where, key), "ambiguous", f"the {kind} “{word}” already means {owner}")
