"""What an import says of a file: the contract's JSON, and what of it the command line prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rapport.book.performance.staging import Loaded, Replaced, Staged
from rapport.imports.problems import MOST, Problem

Totals = Mapping[str, Decimal | Mapping[str, Decimal]]


@dataclass(frozen=True)
class Counts:
    """Rows of a table: read below the headings; loaded; rejected for a problem; ignored (totals, remarks, no amounts)."""

    read: int
    loaded: int
    rejected: int
    ignored: int

    def as_json(self) -> dict[str, int]:
        """The JSON contract's form."""
        return {"read": self.read, "loaded": self.loaded, "rejected": self.rejected, "ignored": self.ignored}


@dataclass(frozen=True)
class TableReport:
    """A table found in a file: where it lies, what it holds, what each column is and why, and its sums.

    `skipped`: the rows above its headings, by number. `file_totals`: the sums that stand in the file itself; `agree`: whether
    all of them are those of its rows, `apart` by no more than these were rounded. `mapped`: the periods of a sender's own
    calendar (see `Periods.as_json`). Good rows that are not loaded are `unchanged` (they stand there already) or `held` back
    with their slices because of rejected ones.
    """

    sheet: str
    range: str
    dataset: str
    scenario: str
    rows: Counts
    columns: Mapping[str, Mapping[str, object]]
    totals: Totals
    file_totals: Totals
    agree: bool
    ignored_columns: tuple[str, ...]
    skipped: Mapping[int, str]
    mapped: tuple[Mapping[str, object], ...] = ()
    unchanged: int = 0
    held: int = 0
    apart: Decimal = Decimal(0)

    def as_json(self) -> dict[str, object]:
        """The JSON contract's form."""
        return {
            "sheet": self.sheet,
            "range": self.range,
            "dataset": self.dataset,
            "scenario": self.scenario,
            "rows": self.rows.as_json(),
            "unchanged_rows": self.unchanged,
            "held_rows": self.held,
            "skipped": [{"row": row, "text": text} for row, text in self.skipped.items()],
            "columns": self.columns,
            "totals": _amounts(self.totals),
            "file_totals": self._file_totals(),
            "mapped": list(self.mapped),
        }

    def _file_totals(self) -> dict[str, object]:
        apart = {"apart": f"{self.apart.normalize():f}"} if self.apart else {}
        return {**_amounts(self.file_totals), "agree": self.agree, **apart} if self.file_totals else {}


@dataclass(frozen=True)
class Report:
    """What was done (on a dry run: would be) with one file. `parts`: its batches to be, with what became of each."""

    file: str
    tables: tuple[TableReport, ...]
    parts: tuple[tuple[Staged, Loaded], ...]
    problems: tuple[Problem, ...]
    uncounted: int

    def as_json(self) -> dict[str, object]:
        """The JSON contract's form; `batches` lists each where a file made several, and `batch` names the last new one.

        Of the good rows those are loaded that a batch holds now (`rows` of `batches`); the others stand there already, in slices
        in which nothing changed (`unchanged_rows`), or were held back with their slices because of rejected ones (`held_rows`).
        All of these are the sums over the tables.
        """
        tables = [table.rows.as_json() for table in self.tables]
        rows = {name: sum(counts[name] for counts in tables) for name in tables[0]}
        batches = [loaded.batch for _, loaded in self.parts if loaded.batch]
        return {
            "batch": batches[-1] if batches else None,
            "file": self.file,
            "sender": ", ".join(dict.fromkeys(staged.sender for staged, _ in self.parts)),
            "ledger": max(loaded.ledger for _, loaded in self.parts),
            "rows": rows,
            "tables": [table.as_json() for table in self.tables],
            "restates": [_restated(batch, loaded) for _, loaded in self.parts for batch in loaded.restates],
            "unchanged_slices": sum(loaded.unchanged_slices for _, loaded in self.parts),
            "unchanged_rows": sum(table.unchanged for table in self.tables),
            "held_rows": sum(table.held for table in self.tables),
            "ignored_columns": list(dict.fromkeys(name for table in self.tables for name in table.ignored_columns)),
            "unconfirmed": self._unconfirmed(),
            "problems": self._problems(),
            "batches": [
                {
                    "batch": loaded.batch,
                    "dataset": staged.dataset,
                    "sender": staged.sender,
                    "known_on": staged.release.isoformat(),
                    "rows": loaded.rows,
                }
                for staged, loaded in self.parts
            ],
        }

    def _unconfirmed(self) -> list[dict[str, object]]:
        found = dict.fromkeys(new for _, loaded in self.parts for new in loaded.unconfirmed)
        return [{"dimension": new.dimension, "value": new.value, "near": list(new.near)} for new in found]

    def _problems(self) -> list[dict[str, object]]:
        held = [
            Problem(
                one.sheet,
                None,
                None,
                None,
                "incomplete-slice",
                f"{one.where}: batch {one.batch} stays, because rows of its new version were rejected",
            )
            for _, loaded in self.parts
            for one in loaded.held_back
        ]
        taken = [
            Problem(
                "", None, one.dimension, one.text, "taken-for", f"“{one.text}” is taken for {one.value}, the same {one.dimension}"
            )
            for one in dict.fromkeys(one for _, loaded in self.parts for one in loaded.taken)
        ]
        told = [problem.as_json() for problem in (*held, *taken, *self.problems[:MOST])]
        beyond = len(self.problems) - len(self.problems[:MOST]) + self.uncounted
        if beyond:
            told.append(Problem("", None, None, None, "more", f"{beyond:,} more problems are not listed").as_json())
        return told


def _restated(batch: str, loaded: Loaded) -> dict[str, object]:
    """What becomes of the slices of a batch that a batch of the file replaces."""
    found = loaded.replaced.get(batch, Replaced({}, ()))
    return {
        "batch": batch,
        "slices": loaded.restates[batch],
        "amounts": [
            {"measure": measure, "currency": currency, "before": _text(before), "after": _text(after)}
            for (measure, currency), (before, after) in found.amounts.items()
        ],
        "gone": [{"dimension": dimension, "value": value} for dimension, value in found.gone],
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _amounts(totals: Totals) -> dict[str, object]:
    return {
        measure: str(total) if isinstance(total, Decimal) else {currency: str(amount) for currency, amount in total.items()}
        for measure, total in totals.items()
    }
