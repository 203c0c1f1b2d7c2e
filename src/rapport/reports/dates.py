"""Days, months and places in the fiscal year as documents write them."""

from datetime import date

from babel.dates import format_date

from rapport.core.pack import Lang
from rapport.core.periods import FiscalCalendar
from rapport.reports.words import DOCUMENT, filled


def day(on: date, lang: Lang) -> str:
    """31 October 2026, 2026 年 10 月 31 日."""
    return format_date(on, "d MMMM y", "en") if lang == "en" else f"{on.year} 年 {on.month} 月 {on.day} 日"


def month(on: date, lang: Lang) -> str:
    """October 2026, 2026 年 10 月."""
    return format_date(on, "MMMM y", "en") if lang == "en" else f"{on.year} 年 {on.month} 月"


def month_label(on: date, lang: Lang, *, with_year: bool) -> str:
    """Oct or, where the year must be said, Oct 2026; in Chinese 10 月, 2026 年 10 月. It breaks between month and year only."""
    words = format_date(on, "MMM", "en") if lang == "en" else f"{on.month}\xa0月"
    if not with_year:
        return words
    return f"{words} {on.year}" if lang == "en" else f"{on.year}\xa0年 {words}"


def fiscal_year(on: date, calendar: FiscalCalendar, lang: Lang) -> str:
    """FY27, 27 财年."""
    return filled(DOCUMENT["fiscal_year"], lang, year=f"{calendar.year_of(on) % 100:02}")


def fiscal_position(on: date, calendar: FiscalCalendar, lang: Lang) -> str:
    """FY27 Q2, month 4 of 12."""
    return filled(
        DOCUMENT["position"],
        lang,
        year=fiscal_year(on, calendar, lang),
        quarter=calendar.quarter_of(on),
        month=calendar.to_date(on).length,
    )


def to_date(on: date, calendar: FiscalCalendar, lang: Lang) -> str:
    """FY27 to date, July 2026 to October 2026."""
    months = filled(DOCUMENT["months"], lang, first=month(calendar.to_date(on).start, lang), last=month(on, lang))
    return filled(DOCUMENT["to_date"], lang, year=fiscal_year(on, calendar, lang), months=months)
