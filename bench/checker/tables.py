"""Reads tables: each cell is a claim by the caption above, the head of its column and the name of its row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.checker import figures
from bench.checker.claims import About, Claim, Unread
from bench.checker.page import Table
from bench.checker.patterns import PATTERNS
from bench.checker.words import (
    BASES,
    HEADS,
    MONTHS,
    STATES,
    TAGS,
    TOTALS,
    Words,
    month_of,
)

Found = Iterator[Claim | Unread]


@dataclass(frozen=True)
class TableReader:
    """A table in a section of a page."""

    table: Table
    section: int
    words: Words
    kind: str
    slots: Mapping[str, str]

    @property
    def lang(self) -> str:
        """The language."""
        return self.words.lang

    @property
    def heads(self) -> list[str | None]:
        """What stands in each column."""
        known = HEADS[self.lang]
        return [known.get(head if self.lang == "en" else figures.tight(head)) for head in self.table.heads]

    def read(self) -> Found:
        """All that the table claims."""
        yield from self._caption()
        reader = {
            "month": self._kpis, "to_date": self._kpis, "strip": self._kpis, "said": self._kpis, "trend": self._trend,
            "across": self._across, "places": self._places, "effects": self._effects, "cells": self._effects,
        }[self.kind]  # fmt: skip
        yield from reader()

    def claim(self, about: About, said: object, where: str, text: str, **more: object) -> Claim:
        """A claim of this table."""
        return Claim(self.section, about, said, f"{self.table.caption} / {where}", text, **more)

    def _unread(self, where: str, text: str) -> Unread:
        return Unread(self.section, f"{self.table.caption} / {where}", text)

    def _caption(self) -> Found:
        for slot, part in (("month", "month"), ("since", "since")):
            if self.slots.get(slot):
                yield self.claim(About(part), month_of(self.slots[slot], self.lang), "caption", self.table.caption)
        if self.slots.get("year"):
            yield self.claim(About("fiscal year"), self.slots["year"], "caption", self.table.caption)
        if self.slots.get("kpi"):
            yield self.claim(About("kpi of section", self._kpi, self._vs), self.kind, "caption", self.table.caption)

    @property
    def _kpi(self) -> str:
        return self.words.kpis[self.slots["kpi"]]

    @property
    def _vs(self) -> str:
        return BASES[self.lang][self.slots["base"]] if self.slots.get("base") else "prior_year"

    def _figure(self, about: About, cell: str, where: str, **more: object) -> Found:
        """A cell with a figure, perhaps with an arrow; a dash or nothing says that there is none."""
        arrow, text = (cell[0], cell[2:]) if cell[:2] in ("▲ ", "▼ ") else ("", cell)
        if text in ("–", ""):
            yield self.claim(about, None, where, cell, arrow=arrow, context=text)
        elif (said := figures.read(text, self.lang)) is not None:
            yield self.claim(about, said, where, cell, arrow=arrow, **more)
        elif (tag := TAGS[self.lang].get(text if self.lang == "en" else figures.tight(text))) and not arrow:
            yield self.claim(about._replace(part="tag"), tag, where, cell)
        else:
            yield self._unread(where, cell)

    def _kpis(self) -> Found:
        period = "to_date" if self.kind == "to_date" else "said" if self.kind == "said" else "month"
        rows, states = [], dict(enumerate(self.heads))
        yield self.claim(About("heads", period=self.kind), tuple(self.heads), "heads", " | ".join(self.table.heads))
        for row in self.table.rows:
            kpi = self.words.kpis.get(row[0] if self.lang == "en" else figures.tight(row[0]))
            if kpi is None or len(row) != len(self.heads):
                yield self._unread("row", " | ".join(row))
                continue
            rows.append(kpi)
            vs = self._against(row) if self.kind == "strip" else "forecast" if self.kind == "said" else ""
            for place, cell in enumerate(row[1:], start=1):
                yield from self._kpi_cell(
                    About("", kpi, vs, period), states[place], cell, f"{row[0]} / {self.table.heads[place]}"
                )
        yield self.claim(About("rows", period=self.kind), tuple(rows), "rows", ", ".join(rows))

    def _against(self, row: tuple[str, ...]) -> str:
        known = {head: words.split()[1] for head, words in HEADS[self.lang].items() if words.startswith("base ")}
        told = self._tight(row[self.heads.index("against")])
        return "band" if self._band(told) else known.get(told, "")

    def _band(self, cell: str) -> re.Match[str] | None:
        return self.words.pattern(PATTERNS[self.lang]["band"]).fullmatch(self._tight(cell))

    def _kpi_cell(self, about: About, head: str | None, cell: str, where: str) -> Found:
        part, _, vs = (head or "").partition(" ")
        if part == "line":
            yield self.claim(about._replace(part="line"), cell, where, cell)
        elif part == "state":
            mark, _, word = cell.partition(" ")
            state = STATES[self.lang].get(word)
            yield self.claim(about._replace(part="state"), (mark, state), where, cell)
        elif part == "against":
            yield self.claim(about._replace(part="against"), about.vs, where, cell)
            limits = match.groupdict() if (match := self._band(cell)) else {}
            for limit, text in limits.items():
                yield from self._figure(about._replace(part=limit), text, where)
        elif part in ("value", "base", "change", "delta"):
            part = ("outside" if about.vs == "band" else "change") if part == "delta" else part
            yield from self._figure(about._replace(part=part, vs=vs or about.vs), cell, where)
        else:
            yield self._unread(where, cell)

    def _places(self) -> Found:
        kpi, names, columns = self._kpi, [], []
        fields = self.words.field_keys(self.slots["fields"])
        yield self.claim(
            About("fields", kpi, "prior_year"),
            (fields, self.words.field_keys(self._tight(self.table.heads[0]))),
            "caption",
            self.table.caption,
        )
        has_total = bool(self.table.rows) and self._is_total(self.table.rows[-1][0])
        together = has_total and bool(self.slots.get("together"))
        for row in self.table.rows:
            total = row is self.table.rows[-1] and has_total
            place = None if total else self.words.place(row[0])
            names += [] if place is None else [place]
            columns.append(row)
            for head, cell, words in zip(self.heads[1:], row[1:], self.table.heads[1:], strict=False):
                part = (head or "").partition(" ")[0]
                about = About(part, kpi, "prior_year", place=place)
                if part in ("value", "base", "delta", "change", "contribution"):
                    of_total = has_total if part == "contribution" else together
                    yield from self._figure(about, cell, f"{row[0]} / {words}", context="total" if of_total else "part")
                else:
                    yield self._unread(f"{row[0]} / {words}", cell)
        yield self.claim(About("places", kpi, "prior_year"), tuple(names), "rows", ", ".join(names), context=has_total)
        yield self.claim(
            About("sums", kpi, "prior_year"),
            self._sums(columns),
            "rows",
            "",
            context=(has_total, bool(self.slots.get("rounded"))),
        )

    def _across(self) -> Found:
        """All KPIs side by side, a row a place."""
        heads = tuple(self.words.kpis.get(self._tight(head)) for head in self.table.heads[1:])
        fields = (self.words.field_keys(text) for text in (self.slots["fields"], self._tight(self.table.heads[0])))
        yield self.claim(About("across fields"), tuple(fields), "caption", self.table.caption)
        yield self.claim(About("across heads"), heads, "heads", " | ".join(self.table.heads))
        names = [self.words.place(row[0]) for row in self.table.rows]
        has_total = bool(names) and self._is_total(names.pop())
        for row, place in zip(self.table.rows, [*names, None], strict=True):
            for kpi, cell, words in zip(heads, row[1:], self.table.heads[1:], strict=False):
                about, where = About("across", kpi or "", place=place), f"{row[0]} / {words}"
                yield from self._figure(about, cell, where, context=bool(self.slots["together"]))
        yield self.claim(About("across rows"), tuple(names), "rows", ", ".join(names), context=has_total)
        for kpi, cells in zip(heads, zip(*(row[1:] for row in self.table.rows), strict=False), strict=False):
            column = tuple(figures.read(cell, self.lang) for cell in cells)
            yield self.claim(About("across sums", kpi or ""), column, "rows", "")

    def _tight(self, text: str) -> str:
        return text if self.lang == "en" else figures.tight(text)

    def _is_total(self, name: str) -> bool:
        return self._tight(name) in TOTALS[self.lang]

    def _sums(self, rows: list[tuple[str, ...]]) -> tuple[object, ...]:
        """Of each column of figures: its head, and the figures in order (None: none)."""
        return tuple(
            (head, tuple(figures.read(row[place].lstrip("▲▼ "), self.lang) for row in rows))
            for place, head in enumerate(self.heads)
            if place and head
        )

    def _trend(self) -> Found:
        kpi, months, year = self._kpi, [], 0
        yield self.claim(About("heads", kpi, period="trend"), tuple(self.heads), "heads", " | ".join(self.table.heads))
        for row in self.table.rows:
            month, year = self._month(row[0], year)
            if month is None:
                yield self._unread("month", row[0])
                continue
            months.append(month)
            for head, cell, words in zip(self.heads[1:], row[1:], self.table.heads[1:], strict=False):
                part, _, vs = (head or "").partition(" ")
                about = About("trend", kpi, vs or "actual", period=month)
                if part in ("value", "base"):
                    yield from self._figure(about, cell, f"{row[0]} / {words}", context=self.table.unit)
                else:
                    yield self._unread(f"{row[0]} / {words}", cell)
        yield self.claim(
            About("months", kpi), tuple(months), "months", ", ".join(months), context=tuple(row[0] for row in self.table.rows)
        )

    def _month(self, label: str, year: int) -> tuple[str | None, int]:
        """The month of a label; the year stands where it begins."""
        if self.lang == "en":
            name, _, told = label.partition(" ")
            known = [month[:3] for month in MONTHS]
            number = known.index(name) + 1 if name in known else 0
        else:
            told, _, name = figures.tight(label).removesuffix("月").rpartition("年")
            number = int(name) if name.isdigit() else 0
        year = int(told) if told.isdigit() else year
        return (f"{year}-{number:02}" if number and year else None), year

    def _effects(self) -> Found:
        kpi, vs, names, columns = self._kpi, self._vs, [], []
        part = "effect" if self.kind == "effects" else "cell"
        if self.kind == "cells":
            fields = self.words.field_keys(self.slots["fields"])
            yield self.claim(
                About("fields", kpi, vs),
                (fields, self.words.field_keys(self._tight(self.table.heads[0]))),
                "caption",
                self.table.caption,
                context="cells",
            )
        for row in self.table.rows:
            name = self._tight(row[0])
            is_total = name in TOTALS[self.lang]
            names += [] if is_total else [self.words.place(row[0])]
            columns.append(row)
            about = self._about(part, kpi, vs, name, row[0], is_total=is_total)
            if about is None:
                yield self._unread("row", row[0])
                continue
            for head, cell, words in zip(self.heads[1:], row[1:], self.table.heads[1:], strict=False):
                if head not in ("effect", "points"):
                    yield self._unread(f"{row[0]} / {words}", cell)
                elif not (about.part == "residual" and head == "points"):
                    own = about if head == "effect" else about._replace(part=f"{about.part} points")
                    yield from self._figure(own, cell, f"{row[0]} / {words}")
        keys = (
            tuple(self.words.drivers.get(self._tight(name).lower(), name) for name in names) if part == "effect" else tuple(names)
        )
        yield self.claim(About(f"{part}s", kpi, vs), keys, "rows", ", ".join(names), context=self._ends())
        yield self.claim(
            About("sums", kpi, vs), self._sums(columns), "rows", "", context=(self._is_total(self.table.rows[-1][0]), False)
        )

    def _ends(self) -> tuple[str, ...]:
        """The rows that are no effect, in order: the residual, the change."""
        names = (self._tight(row[0]) for row in self.table.rows)
        return tuple("change" if name in ("Change", "变化") else "residual" for name in names if name in TOTALS[self.lang])

    def _about(self, part: str, kpi: str, vs: str, name: str, word: str, *, is_total: bool) -> About | None:
        if is_total:
            return About("whole" if name in ("Change", "变化") else "residual", kpi, vs)
        if part == "cell":
            return About("cell", kpi, vs, place=self.words.place(word))
        driver = self.words.drivers.get(name.lower())
        return About("effect", kpi, vs, driver=driver) if driver else None


def read(table: Table, section: int, words: Words) -> Found:
    """All that a table claims; the whole of it unread where its caption says nothing known."""
    found = words.caption(table.caption)
    if found is None or found[0] in ("messages", "ask", "notes", "notes_to_date", "without", "without_to_date", "bridge"):
        yield Unread(section, table.caption, "\n".join(" | ".join(row) for row in table.rows))
        return
    yield from TableReader(table, section, words, *found).read()
