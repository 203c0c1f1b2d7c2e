"""What an import said, as a person reads it: the tables found, which column is what and why, what did not fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rapport.cli import import_words, output
from rapport.cli.words import aside, listed, said, word
from rapport.core.pack import Lang, Trade

MOST, FEW = 20, 8
"""How many problems are printed, and names side by side; the JSON form holds all."""

Report = Mapping[str, Any]


def show(reports: Iterable[Report], trade: Trade, lang: Lang) -> None:
    """The reports on the files that were not refused, from their JSON form."""
    for report in reports:
        if "rows" in report:
            _show_file(report, trade, lang)


def summary(report: Report, trade: Trade, lang: Lang) -> str:
    """A file in one line: its batch, its rows, what it restates, whether its own totals agree; the problems are counted."""
    told = [f"{report['rows'][kind]:,} {word(kind, lang)}" for kind in ("loaded", "rejected")]
    told += [_restated(restated, report, trade, lang) for restated in report["restates"]]
    if totals := [table["file_totals"] for table in report["tables"] if table["file_totals"]]:
        told.append(said(word("file_totals", lang), word(_agreement(totals), lang), lang))
    if report["problems"]:
        told.append(said(word("problems", lang), len(report["problems"]), lang))
    return f"{report['file']} → {report['batch'] or word('no_batch', lang)} · {listed(told, lang)}"


def _show_file(report: Report, trade: Trade, lang: Lang) -> None:
    batch = report["batch"] or word("no_batch", lang)
    output.show(f"{report['file']} → {batch} · {said(word('sender', lang), report['sender'], lang)}")
    counts = report["rows"] | {key: report[key] for key in ("unchanged_rows", "held_rows") if report[key]}
    output.show(listed((f"{count:,} {word(kind, lang)}" for kind, count in counts.items()), lang))
    for table in report["tables"]:
        _show_table(table, trade, lang)
    _show_some(list(_changes(report, trade, lang)), lang)
    _show_some(list(_unconfirmed(report["unconfirmed"], trade, lang)), lang)
    _show_some([_problem(problem, trade, lang) for problem in report["problems"]], lang)


def _show_some(lines: Sequence[str], lang: Lang) -> None:
    for line in lines[:MOST]:
        output.show(line)
    if len(lines) > MOST:
        output.show(said(word("more", lang), f"{len(lines) - MOST:,}", lang))


def _show_table(table: Report, trade: Trade, lang: Lang) -> None:
    place = " ".join(str(table[key]) for key in ("sheet", "range") if table[key])
    output.show()
    output.show(said(place, import_words.held(table, trade, lang), lang))
    headings = [word(key, lang) for key in ("column", "to", "why", "sure")]
    columns = [
        [name, found["to"] or "–", import_words.told(found["why"], trade, lang, table["dataset"]), f"{found['confidence']:.0%}"]
        for name, found in table["columns"].items()
    ]
    output.table(headings, columns, words=3)
    for measure, total in table["totals"].items():
        called = import_words.called(measure, trade, lang, table["dataset"])
        output.show(said(word("total", lang).format(called), _amount(total, lang), lang))
    if table["file_totals"]:
        apart = table["file_totals"].get("apart")
        most = aside(said(word("apart", lang), f"{Decimal(apart):,f}", lang), lang) if apart else ""
        output.show(said(word("file_totals", lang), word(_agreement([table["file_totals"]]), lang) + most, lang))
    _show_some([line for period in table["mapped"] for line in _mapped(period, lang)], lang)


def _agreement(totals: Sequence[Report]) -> str:
    """The key of the word for how the totals of a file stand to its rows."""
    if not all(told["agree"] for told in totals):
        return "differs"
    return "agrees_rounded" if any("apart" in told for told in totals) else "agrees"


def _mapped(period: Report, lang: Lang) -> Iterator[str]:
    """A period of the sender's own calendar: how its days lie in months, and where a stock stands that is read at its end."""
    days = f"{period['period']} = {period['start']}..{date.fromisoformat(period['end']) - timedelta(days=1)}"
    if period["months"]:
        weights = listed((f"{month} {weight}" for month, weight in period["months"].items()), lang)
        yield said(f"{days} {word('mapped', lang)}", weights, lang)
    if period["stock"]:
        yield said(f"{days} {word('stock_of', lang)}", period["stock"], lang)


def _amount(total: str | Mapping[str, str], lang: Lang) -> str:
    if isinstance(total, str):
        return f"{Decimal(total):,f}".removesuffix(".0000")
    return listed((f"{_amount(amount, lang)} {currency}" for currency, amount in total.items()), lang)


def _changes(report: Report, trade: Trade, lang: Lang) -> Iterator[str]:
    for restated in report["restates"]:
        yield _restated(restated, report, trade, lang)
    if report["unchanged_slices"]:
        yield said(word("unchanged", lang), report["unchanged_slices"], lang)
    if report["ignored_columns"]:
        yield said(word("ignored_columns", lang), listed(report["ignored_columns"], lang), lang)


def _restated(restated: Report, report: Report, trade: Trade, lang: Lang) -> str:
    """What becomes of the slices of a batch that are replaced: what they come to, and what stands in none of them any longer."""
    told = [f"{restated['slices']:,} {word('slices', lang)}"]
    for one in restated["amounts"]:
        before, after = (_amount(one[key], lang) if one[key] else "–" for key in ("before", "after"))
        if before != after:
            name = import_words.called(one["measure"], trade, lang, report["tables"][0]["dataset"])
            told.append(f"{name} {before} → {after}" + (f" {one['currency']}" if one["currency"] else ""))
    gone = [f"{import_words.called(one['dimension'], trade, lang)} {one['value']}" for one in restated["gone"]]
    if gone:
        told.append(said(word("gone", lang), _few(gone, lang), lang))
    return said(f"{word('restates', lang)} {restated['batch']}", ("; " if lang == "en" else "；").join(told), lang)


def _unconfirmed(names: Iterable[Report], trade: Trade, lang: Lang) -> Iterator[str]:
    """New names: each that has near ones on its own line, since it may be one of them; the others by dimension."""
    others: dict[str, list[str]] = {}
    for new in names:
        if new["near"]:
            near = aside(said(word("near", lang), listed(new["near"], lang), lang), lang)
            yield said(_unconfirmed_of(new["dimension"], trade, lang), f"{new['value']}{near}", lang)
        else:
            others.setdefault(new["dimension"], []).append(new["value"])
    for dimension, values in others.items():
        yield said(_unconfirmed_of(dimension, trade, lang), _few(values, lang), lang)


def _few(names: Sequence[str], lang: Lang) -> str:
    """The first names side by side, and how many more there are."""
    more = aside(said(word("more", lang), f"{len(names) - FEW:,}", lang), lang) if len(names) > FEW else ""
    return listed(names[:FEW], lang) + more


def _unconfirmed_of(dimension: str, trade: Trade, lang: Lang) -> str:
    return word("unconfirmed", lang).format(import_words.called(dimension, trade, lang))


def _problem(problem: Report, trade: Trade, lang: Lang) -> str:
    fix = f" → {problem['fix']}" if problem.get("fix") else ""
    return f"! {output.place(problem, lang)}{import_words.told(problem['text'], trade, lang)}{fix}"
