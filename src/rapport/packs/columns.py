"""Datasets of a pack: their columns, and the words that headers use for them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from rapport.core.pack import Attribute, Column, Dataset, Dimension, Measure, Role
from rapport.packs.entry import Entry
from rapport.packs.faults import unknown_word

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Targets:
    """What columns can lead to."""

    measures: Mapping[str, Measure]
    dimensions: Mapping[str, Dimension]
    attributes: Mapping[str, Attribute]

    def of(self, role: Role) -> tuple[str, Collection[str]] | None:
        """The kind of entry that a column of that role leads to, and all of that kind; None where it leads to none."""
        kinds: dict[str, tuple[str, Collection[str]]] = {
            "attribute": ("attribute", self.attributes),
            "measure": ("measure", self.measures),
            "dimension": ("dimension", self.dimensions),
            "code": ("dimension", self.dimensions),
            "parent": ("dimension", self.dimensions),
        }
        return kinds.get(role)

    def columns(self) -> dict[str, Column]:
        """A column for each of them, known by its labels and other names."""
        columns = {key: Column(key, "measure", key, _labels(m)) for key, m in self.measures.items()}
        columns |= {key: Column(key, "dimension", key, (*_labels(d), *d.names)) for key, d in self.dimensions.items()}
        return columns | {key: Column(key, "attribute", key, (*_labels(a), *a.names)) for key, a in self.attributes.items()}

    def reached(self, own: Iterable[Column], shared: Mapping[str, Column], list_of: str | None) -> list[str]:
        """The shared columns of the dimensions, with their codes and attributes, that the measures of `own` columns can have.

        Those of a reference list are of the dimension that it describes.
        """
        measures = [self.measures[column.to] for column in own if column.role == "measure" and column.to in self.measures]
        dimensions = frozenset({list_of} if list_of else ()).union(*(measure.dimensions for measure in measures))
        return [name for name, column in shared.items() if self._dimension(column) in dimensions]

    def _dimension(self, column: Column) -> str | None:
        if column.role == "attribute" and column.to in self.attributes:
            return self.attributes[column.to].of
        return column.to if column.role in ("dimension", "code") else None


def shared_columns(entries: Mapping[str, Entry], targets: Targets) -> dict[str, Column]:
    """The columns that every dataset can list: one for each dimension, attribute and measure, and those of [column]."""
    columns = targets.columns()
    for key, entry in entries.items():
        columns[key] = _column(entry, Column(key, "ignored", key, ()), targets)
    return columns


def dataset(key: str, entry: Entry, targets: Targets, shared: Mapping[str, Column]) -> Dataset:
    """A dataset: the columns it lists, those of what its measures can be broken down by or of what a reference list describes,
    and those of its table `column`.

    A column of the table changes the shared one of its name.
    """
    with entry:
        list_of = entry.name("list_of", "dimension", targets.dimensions) if "list_of" in entry.table else None
        own = {name: _own_column(name, column, targets, shared) for name, column in entry.entries("column").items()}
        listed = entry.names("columns", "column", shared)
        columns = {name: shared[name] for name in (*listed, *targets.reached(own.values(), shared, list_of))} | own
        for column in columns.values():
            _check_target(entry, column, targets)
        return Dataset(
            key,
            entry.label(),
            tuple(columns.values()),
            entry.names("slice_keys", "dimension", targets.dimensions) or ("country",),
            entry.text("scenario", "actual"),
            entry.name("sender_from", "dimension", targets.dimensions) if "sender_from" in entry.table else None,
            entry.words("expected"),
            list_of,
            tuple(shared[key] for key in entry.names("single", "attribute", targets.attributes)),
        )


def _own_column(name: str, entry: Entry, targets: Targets, shared: Mapping[str, Column]) -> Column:
    if name not in shared and "role" not in entry.table:
        entry.faults.append(unknown_word(entry.where, "column", name, shared))
    return _column(entry, shared.get(name, Column(name, "ignored", name, ())), targets)


def _column(entry: Entry, shared: Column, targets: Targets) -> Column:
    with entry:
        role = entry.choice("role", ROLES, shared.role)
        target = targets.of(role)
        to = entry.name("to", *target) if target and "to" in entry.table else entry.text("to", shared.to)
        measure = (to, *_labels(targets.measures[to])) if role == "measure" and to in targets.measures else ()
        headers = dict.fromkeys((*shared.headers, *entry.words("headers"), *measure))
        return Column(shared.key, role, to, tuple(headers), entry.truth("required"))


def _check_target(entry: Entry, column: Column, targets: Targets) -> None:
    target = targets.of(column.role)
    if target and column.to == column.key and column.key not in target[1]:
        entry.fault("missing", f"the column leads to no {target[0]}: write to = “…”", "column", column.key)


def _labels(entry: Measure | Dimension | Attribute) -> tuple[str, str]:
    return entry.label.en, entry.label.zh_hans
