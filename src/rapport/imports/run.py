"""The whole way of a file: read, recognise, type, check, load, report."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path

import duckdb

from rapport.book.catalogue import queries as catalogue
from rapport.book.performance import actions, queries, worlds
from rapport.book.performance.staging import Loaded, Staged, Unconfirmed
from rapport.book.team.models import User
from rapport.core.calendars import Calendar
from rapport.core.pack import Trade
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused, unknown
from rapport.imports import (
    across,
    attributes,
    depths,
    facts,
    headings,
    held,
    layouts,
    lists,
    one_price,
    perhaps,
    rates,
    reading,
    sheets,
    single,
    slips,
    stacked,
    stretches,
    tidy,
)
from rapport.imports.headings import Headings, NoTable
from rapport.imports.layouts import Layout
from rapport.imports.mapping import MapFile
from rapport.imports.problems import MOST, Problem
from rapport.imports.rates import RateSheet
from rapport.imports.rejections import rejections
from rapport.imports.report import Report, TableReport
from rapport.imports.rows import Reading, TypedSheet, type_rows
from rapport.imports.sheets import Sheet
from rapport.imports.tables import TextTable
from rapport.imports.tallies import tallies
from rapport.imports.tidy import TidySheet
from rapport.imports.totals import check

Progress = Callable[[str], None]
Found = tuple[list[Staged], list[TableReport], list[Problem]]


def load_file(
    path: Path,
    *,
    by: User | None,
    trade: Trade,
    today: date,
    mapping: MapFile | None = None,
    dataset: str | None = None,
    constants: Mapping[str, str] | None = None,
    sender: str | None = None,
    release: date | None = None,
    strict: bool = False,
    dry_run: bool = False,
    calendar: FiscalCalendar | None = None,
    progress: Progress | None = None,
) -> Report:
    """Load one file, all of it or nothing; says what was done, or on a dry run what would be.

    What is not given is taken from the map file, then from the file itself. `constants`: by dimension or attribute, or
    `currency`, `scenario`, `month`, what the file does not say. Bad rows are told and left out; `strict` refuses the file
    for one of them, and for a name that is not known yet.
    """
    said = mapping or MapFile()
    stated = _constants({**said.constants, **(constants or {})}, trade)
    values = queries.open_values(by=by, today=today, trade=trade)
    known = cache(lambda dimension: catalogue.known(dimension, within=values(dimension)))
    sender, senders = _whose(sender, said, trade)
    read_on = Reading(trade, said, stated, calendar or FiscalCalendar(), sender, release, today, known, senders)
    tell = progress or (lambda _: None)
    with tempfile.TemporaryDirectory(prefix="rapport-import-") as place:
        folder = Path(place)
        tell("reading")
        texts = reading.read(
            path, folder, encoding=said.encoding, header_row=said.header_row, known=headings.known_to(trade, said)
        )
        with sheets.connect(folder) as db:
            tell("recognising")
            own = tidy.find(db, texts, trade)
            read_in = partial(_own, own, read_on, dataset) if own else partial(_recognising, read_on, dataset)
            staged, tables, problems = read_in(db, folder, path, texts, tell)
            rejected = sum(table.rows.rejected for table in tables)
            if not staged or (strict and rejected):
                raise _refusal(path, rejected, problems)
            tell("loading")
            loaded = _load(by, staged, trade, path, today, strict=strict, dry_run=dry_run)
    parts = tuple(zip(staged, loaded, strict=True))
    return Report(path.name, tuple(held.without(table, parts, trade) for table in tables), parts, tuple(problems), 0)


def _recognising(
    read_on: Reading,
    dataset: str | None,
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    path: Path,
    texts: Sequence[TextTable],
    tell: Progress,
) -> Found:
    """The batches to be of a file whose sheets are recognised, what each table comes to, and what is to be told."""
    trade = read_on.trade
    typed, rated, problems = _typed(db, path, texts, read_on, dataset)
    problems += attributes.read_words(db, typed, trade)
    problems += lists.standing_apart(db, [one for one in typed if one.is_list], trade)
    tell("checking")
    totals = [check(db, sheet) for sheet in typed]
    problems += [problem for told in totals for problem in told.problems]
    tables = [table for sheet, told in zip(typed, totals, strict=True) for table in tallies(db, sheet, told)]
    tables += [rates.tally(db, sheet) for sheet in rated]
    sha256 = _sha256(path)
    staged = facts.stage(db, folder, [one for one in typed if not one.is_list], path.name, sha256, trade)
    staged += lists.stage(db, folder, [one for one in typed if one.is_list], path.name, sha256, trade)
    staged += rates.stage(db, folder, rated, path.name, sha256)
    return staged, tables, problems


def _own(
    own: TidySheet,
    read_on: Reading,
    dataset: str | None,
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    path: Path,
    texts: Sequence[TextTable],
    tell: Progress,
) -> Found:
    """The same of a file that has its facts in the tidy layout, whose rows say all: nothing can be said for all of them."""
    if said := [word for word in ("--sender", "--dataset", "--set", "--map", "--release") if _is_said(word, read_on, dataset)]:
        raise Refused(f"{path.name}: its rows say by themselves what {', '.join(said)} would say for all; leave that out")
    problems = tidy.others(own, texts)
    try:
        problems += tidy.type_rows(db, own)
    except Refused as refusal:
        raise Refused(f"{path.name}: {refusal}") from None
    tell("checking")
    return tidy.stage(db, folder, own, path.name, _sha256(path)), tidy.tallies(db, own), problems


def _is_said(word: str, read_on: Reading, dataset: str | None) -> bool:
    said: Mapping[str, object] = {
        "--sender": read_on.sender,
        "--dataset": dataset,
        "--set": read_on.constants,
        "--map": read_on.mapping != MapFile(),
        "--release": read_on.release,
    }
    return bool(said[word])


def _whose(sender: str | None, said: MapFile, trade: Trade) -> tuple[str | None, Calendar | None]:
    """Who sent all rows, where that is said, and by which calendar; a map file that names a calendar says whose layout it is."""
    if said.calendar is None:
        return sender, trade.calendar_of(sender or "self")
    calendar = trade.calendar(said.calendar)
    if sender and trade.calendar_of(sender) != calendar:
        of = ", ".join(calendar.senders)
        raise Refused(f"the calendar “{calendar.key}” is that of {of}, not of “{sender}”; add it to its senders in the pack")
    return sender or calendar.senders[0], calendar


def _typed(
    db: duckdb.DuckDBPyConnection, path: Path, texts: Sequence[TextTable], read_on: Reading, dataset: str | None
) -> tuple[list[TypedSheet], list[RateSheet], list[Problem]]:
    """The sheets of facts and those of rates, typed, and what is to be told of them; refuses a file that has neither."""
    said = read_on.mapping
    chosen = [text for text in texts if said.sheet in {None, text.sheet}]
    if not chosen:
        raise unknown("sheet", said.sheet or "", [text.sheet for text in texts])
    typed: list[TypedSheet] = []
    rated: list[RateSheet] = []
    problems: list[Problem] = []
    opened = [sheets.open_sheet(db, text, number) for number, text in enumerate(chosen)]
    try:
        looked_through = [(sheet.tab, stretches.stretches(db, sheet, said.header_row)) for sheet in opened]
        headings.refuse_absent(looked_through, read_on.trade, said)
    except Refused as refusal:
        raise Refused(f"{path.name}: {refusal}") from None
    for sheet, text in zip(opened, chosen, strict=True):
        problems += [Problem(text.sheet, flaw.row, None, None, flaw.rule, flaw.text) for flaw in text.flaws]
        try:
            found, layout = _recognised(db, sheet, read_on, dataset)
            if layout.dataset.holds_rates:
                rated.append(rates.type_rates(db, sheet, found, layout, read_on, worlds.known_rates()))
                problems += rates.problems(db, rated[-1])
                continue
            typed.append(type_rows(db, sheet, found, layout, read_on))
            stacked.refuse(db, typed[-1], read_on.trade)
            single.refuse(db, typed, read_on.trade, said)
            problems += perhaps.settle(db, typed[-1])
        except NoTable as reason:
            problems.append(Problem(text.sheet, None, None, None, "no-table", str(reason)))
        except Refused as refusal:
            raise Refused(
                f"{path.name}, {text.sheet}: {refusal}" if text.sheet != path.name else f"{path.name}: {refusal}"
            ) from None
    if not typed and not rated:
        told = [problem for problem in problems if problem.rule == "no-table"]
        place = "" if told[0].sheet == path.name else f", {told[0].sheet}"
        raise Refused(f"{path.name}{place}: {told[0].text}", [problem.as_json() for problem in told])
    problems += depths.settle(db, typed)
    for each in typed:
        problems += rejections(db, each) + lists.contradictions(db, each) + one_price.trap(db, each)
        problems += slips.told(db, each)
    problems += slips.across(db, typed)
    return typed, rated, problems


def _recognised(db: duckdb.DuckDBPyConnection, sheet: Sheet, read_on: Reading, dataset: str | None) -> tuple[Headings, Layout]:
    rows, found = stretches.stretches(db, sheet, read_on.mapping.header_row), None
    said = dataset or read_on.mapping.dataset
    of = read_on.trade.dataset(said) if said else None
    try:
        found = headings.find(sheet.tab, rows, read_on.trade, read_on.mapping, dataset=of)
        layout = layouts.recognise(
            found,
            sheets.looks(db, sheet, found),
            read_on.trade,
            read_on.mapping,
            dataset=dataset,
            constants=read_on.constants,
            known=read_on.known,
        )
    except NoTable:
        across.refuse(db, stretches.around(db, sheet, found), read_on.trade)
        raise
    if layout.dataset.list_of and not said:
        across.refuse(db, stretches.around(db, sheet, found), read_on.trade)
    return found, layout


def _constants(said: Mapping[str, str], trade: Trade) -> Mapping[str, str]:
    """What holds for all rows, by the keys of the trade; refuses a word that is none of them."""
    others = ("currency", "scenario", "month", "base", "quote", "kind")
    return {key if key in others else trade.field(key): value for key, value in said.items()}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(
    by: User | None, staged: Sequence[Staged], trade: Trade, source: Path, today: date, *, strict: bool, dry_run: bool
) -> list[Loaded]:
    """Hand the facts over; a strict load is first tried, to see whether it would bring names that are not known."""
    if strict:
        tried = actions.load(by=by, staged=staged, trade=trade, source=source, today=today, dry_run=True)
        if new := list(dict.fromkeys(new for loaded in tried for new in loaded.unconfirmed)):
            problems = [_unknown_name(one).as_json() for one in new]
            raise Refused(f"{source.name}: names not known yet: {len(new)}; --strict takes none, nothing was loaded", problems)
    return actions.load(by=by, staged=staged, trade=trade, source=source, today=today, dry_run=dry_run)


def _unknown_name(new: Unconfirmed) -> Problem:
    near = f"; nearest: {', '.join(new.near)}" if new.near else ""
    return Problem("", None, new.dimension, new.value, "unknown-name", f"“{new.value}” is no {new.dimension} known yet{near}")


def _refusal(path: Path, rejected: int, problems: Sequence[Problem]) -> Refused:
    """Why nothing of a file is loaded: rejected rows under --strict, or no good row at all."""
    told = [problem.as_json() for problem in problems[:MOST]]
    if rejected:
        return Refused(f"{path.name}: rows rejected: {rejected:,}; nothing was loaded", told)
    return Refused(f"{path.name}: no row holds an amount; nothing was loaded", told)
