"""Documents in packs: their sections in order, and what each speaks of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rapport.core.pack import Document, Section
from rapport.packs.entry import Entry

REQUIREMENTS = ("figures", "actuals", "plan", "prior_year", "forecast", "bridge", "residual", "unclassified", "commentary")
"""What the gate can look for in a section."""


@dataclass(frozen=True)
class Known:
    """The words that documents are made of: KPIs, fields and datasets."""

    kpis: Collection[str]
    fields: Collection[str]
    datasets: Collection[str]


def documents(entries: Mapping[str, Entry], known: Known) -> dict[str, Document]:
    """The documents by key."""
    return {key: _document(key, entry, entries, known) for key, entry in entries.items()}


def _document(key: str, entry: Entry, all_: Collection[str], known: Known) -> Document:
    with entry:
        told = entry.entries("section")
        order = entry.names("sections", "section", told)
        for unused in [word for word in told if word not in order]:
            entry.fault("unused", f"section “{unused}” does not stand in sections", "section", unused)
        sections = {word: _section(word, section, known) for word, section in told.items()}
        return Document(
            key,
            entry.label(),
            tuple(sections[word] for word in order),
            entry.names("strip", "KPI", known.kpis),
            entry.name("instead_of", "document", all_, ""),
            entry.names("where", "KPI", known.kpis),
            spans=entry.truth("spans"),
        )


def _section(key: str, entry: Entry, known: Known) -> Section:
    with entry:
        kpis = entry.names("kpis", "KPI", known.kpis)
        return Section(
            key,
            entry.label(),
            leads=entry.names("leads", "KPI", known.kpis, kpis),
            kpis=kpis,
            explained=entry.names("explained", "KPI", known.kpis),
            wanted=entry.names("wanted", "KPI", known.kpis, kpis),
            places=tuple(_fields(place, known.fields) for place in entry.tables("places")),
            has_months=entry.truth("has_months"),
            datasets=entry.names("datasets", "dataset", known.datasets),
            requires=entry.names("requires", "requirement", REQUIREMENTS, ("figures", "commentary")),
            across=tuple(_fields(place, known.fields) for place in entry.tables("across")),
        )


def _fields(entry: Entry, fields: Collection[str]) -> tuple[str, ...]:
    with entry:
        return entry.names("by", "dimension", fields)
