"""What a table comes to without the good rows that bring nothing new, or were held back with their slices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from rapport.book.performance.staging import Loaded, Staged
from rapport.core.pack import Dataset, Trade
from rapport.imports.report import TableReport

Amounts = Decimal | Mapping[str, Decimal]


def without(table: TableReport, parts: Sequence[tuple[Staged, Loaded]], trade: Trade) -> TableReport:
    """The report on a table whose rows are those that a batch holds now, and whose sums those of the slices that count."""
    of, place = trade.datasets.get(table.dataset), (table.sheet, table.scenario)
    for staged, loaded in parts:
        if of and staged.dataset == of.key:
            held = loaded.left_out.rows.get(place, 0)
            same = sum(loaded.unchanged.get((table.sheet, scenario), 0) for scenario in (table.scenario, None))
            rows = replace(table.rows, loaded=table.rows.loaded - held - same)
            table = replace(table, rows=rows, held=table.held + held, unchanged=table.unchanged + same)
            totals = dict(table.totals)
            for (*where, measure, currency), value in loaded.left_out.sums.items():
                if tuple(where) == place and (key := _key(measure, of, totals)):
                    totals[key] = _less(totals[key], currency, value)
            table = replace(table, totals=totals)
    return table


def _key(measure: str, of: Dataset, totals: Mapping[str, object]) -> str | None:
    """Under which name a table sums a measure: that of its column, or in the tidy layout its own; None where it has no sum."""
    names = [column.key for column in of.columns if column.role == "measure" and column.to == measure]
    return next((name for name in (*names, measure) if name in totals), None)


def _less(total: Amounts, currency: str | None, value: Decimal) -> Amounts:
    if isinstance(total, Decimal):
        return total - value
    return {code: amount - value if code == currency else amount for code, amount in total.items()}
