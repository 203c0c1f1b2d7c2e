"""Calendars of a pack: whose they are, and how their years lie."""

from dataclasses import replace

from rapport.core.calendars import ANCHORS, NAMED_BY, PATTERNS, Calendar, Years
from rapport.packs.entry import Entry

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def calendar(key: str, entry: Entry) -> Calendar:
    """A calendar: its senders, and its years in order of the first that each way of cutting them holds for."""
    with entry:
        senders, years = entry.words("senders"), tuple(map(_years, entry.tables("years")))
        for kind, found in (("senders", senders), ("years", years)):
            if not found:
                entry.fault("missing", f"no {kind}", kind)
        return Calendar(key, senders, years or (Years("months", 12),))


def _years(entry: Entry) -> Years:
    with entry:
        years = Years(
            entry.choice("pattern", PATTERNS),
            MONTHS.index(entry.choice("ends_in", MONTHS)) + 1,
            named_by=entry.choice("named_by", NAMED_BY, "end"),
            since=entry.whole("since", 0),
        )
        return years if years.pattern == "months" else _of_weeks(entry, years)


def _of_weeks(entry: Entry, years: Years) -> Years:
    """The years with what only those of weeks have: the weekday they end on, and where their 53rd week is."""
    long_period = entry.whole("long_period", 12)
    if not 1 <= long_period <= 12:
        entry.fault("calendar", f"a year has the periods 1 to 12: {long_period} is none", "long_period")
    ends_on, anchor = WEEKDAYS.index(entry.choice("ends_on", WEEKDAYS)), entry.choice("anchor", ANCHORS, "last")
    return replace(years, ends_on=ends_on, anchor=anchor, long_period=min(max(long_period, 1), 12))
