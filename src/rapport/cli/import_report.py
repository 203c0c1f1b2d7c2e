"""What an import said, as a person reads it: the tables found, which column is what and why, what did not fit."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from rapport.cli import output
from rapport.cli.words import word
from rapport.core.pack import Lang

MOST = 20
"""How many problems are printed; the JSON form holds all."""

Report = Mapping[str, Any]


def show(reports: Iterable[Report], lang: Lang) -> None:
    """The reports on the files that were not refused, from their JSON form."""
    for report in reports:
        if "rows" in report:
            _show_file(report, lang)


def _show_file(report: Report, lang: Lang) -> None:
    batch = report["batch"] or word("no_batch", lang)
    output.show(f"{report['file']} → {batch} · {word('sender', lang)}: {report['sender']}")
    output.show(", ".join(f"{count:,} {word(kind, lang)}" for kind, count in report["rows"].items()))
    for table in report["tables"]:
        _show_table(table, lang)
    for line in (*_changes(report, lang), *_unconfirmed(report, lang), *_problems(report, lang)):
        output.show(line)


def _show_table(table: Report, lang: Lang) -> None:
    place = " ".join(str(table[key]) for key in ("sheet", "range") if table[key])
    output.show()
    output.show(f"{place}: {table['dataset']} ({table['scenario']})")
    headings = [word(key, lang) for key in ("column", "to", "why", "sure")]
    columns = [[name, found["to"] or "–", found["why"], f"{found['confidence']:.0%}"] for name, found in table["columns"].items()]
    output.table(headings, columns, words=3)
    for measure, total in table["totals"].items():
        output.show(f"{word('total', lang)} {measure}: {_amount(total)}")
    if table["file_totals"]:
        agrees = word("agrees" if table["file_totals"]["agree"] else "differs", lang)
        output.show(f"{word('file_totals', lang)}: {agrees}")


def _amount(total: str | Mapping[str, str]) -> str:
    if isinstance(total, str):
        return f"{Decimal(total):,f}".removesuffix(".0000")
    return ", ".join(f"{_amount(amount)} {currency}" for currency, amount in total.items())


def _changes(report: Report, lang: Lang) -> Iterator[str]:
    for restated in report["restates"]:
        yield f"{word('restates', lang)} {restated['batch']}: {restated['slices']}"
    if report["unchanged_slices"]:
        yield f"{word('unchanged', lang)}: {report['unchanged_slices']}"
    if report["ignored_columns"]:
        yield f"{word('ignored_columns', lang)}: {', '.join(report['ignored_columns'])}"


def _unconfirmed(report: Report, lang: Lang) -> Iterator[str]:
    for new in report["unconfirmed"]:
        near = f" ({word('near', lang)}: {', '.join(new['near'])})" if new["near"] else ""
        yield f"{word('unconfirmed', lang)} {new['dimension']}: {new['value']}{near}"


def _problems(report: Report, lang: Lang) -> Iterator[str]:
    problems = report["problems"]
    for problem in problems[:MOST]:
        yield f"! {output.place(problem)}{problem['text']}" + (f" → {problem['fix']}" if problem.get("fix") else "")
    if len(problems) > MOST:
        yield f"! {word('more', lang)}: {len(problems) - MOST}"
