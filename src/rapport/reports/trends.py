"""KPIs month by month: the small lines of a table, and a drawing of twelve months beside the twelve before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from rapport.core.pack import Lang
from rapport.core.periods import Period, add_months
from rapport.core.question import Against
from rapport.core.scales import fitting
from rapport.reports import dates, scales
from rapport.reports.blocks import Kind, Line, Month, Number, Sentence, Trend
from rapport.reports.section import Quote, Subject
from rapport.reports.words import SENTENCES, TABLES, filled, sentence

BACK, AHEAD = 24, 3
"""How many months up to this one are told, and how many of the forecast after it."""

KINDS: tuple[Kind, ...] = ("prior_year", "actual", "forecast", "plan")
"""What is drawn, from the back to the front."""

Row = Mapping[str, Quote]


@dataclass(frozen=True)
class Months:
    """The quotes of each month by KPI, beside the plan and beside the forecast."""

    subject: Subject
    beside: Mapping[Against, Mapping[date, Row]]

    def last(self, count: int = 12) -> list[date]:
        """The last months up to this one, in order."""
        return [add_months(self.subject.month.start, -i) for i in reversed(range(count))]

    def ahead(self, kpi: str) -> list[date]:
        """The months after this one for which there is a forecast."""
        coming = (add_months(self.subject.month.start, i) for i in range(1, AHEAD + 1))
        return [month for month in coming if self.number(kpi, month, "forecast")]

    def number(self, kpi: str, month: date, kind: Kind) -> Number | None:
        """A KPI's figure of a kind in a month; None where there is none."""
        beside: Against = "forecast" if kind == "forecast" else "plan"
        quote = self.beside[beside].get(add_months(month, -12) if kind == "prior_year" else month, {}).get(kpi)
        if quote is None:
            return None
        number = quote.value() if kind in ("actual", "prior_year") else quote.base()
        return None if number.value is None else number


def read(subject: Subject, kpis: tuple[str, ...]) -> Months:
    """Ask for the months of each KPI."""
    return Months(subject, {base: _rows(subject, kpis, base) if kpis else {} for base in ("plan", "forecast")})


def _rows(subject: Subject, kpis: tuple[str, ...], vs: Against) -> Mapping[date, Row]:
    end = subject.month.end
    answer = subject.ask(kpis, period=Period(add_months(end, -BACK), add_months(end, AHEAD)), vs=vs, by=("month",))
    rows = zip(answer.rows, subject.quotes(answer), strict=True)
    return {date.fromisoformat(f"{row.by['month']}-01"): quotes for row, quotes in rows}


def lines(months: Months, kpis: Iterable[str], lang: Lang) -> Mapping[str, Line]:
    """The last twelve months of each KPI that has at least two of them."""
    drawn = {}
    for kpi in kpis:
        numbers = [months.number(kpi, month, "actual") for month in months.last()]
        known = [number for number in numbers if number]
        if len(known) > 1:
            label = months.subject.trade.kpis[kpi].label(lang)
            drawn[kpi] = Line(tuple(numbers), sentence(SENTENCES["line_says"], lang, kpi=label, first=known[0], last=known[-1]))
    return drawn


def trend(months: Months, kpi: str, lang: Lang) -> tuple[Trend, ...]:
    """Twelve months and the forecast after them, each beside the prior year and the plan; nothing where there is one month."""
    around = [*months.last(), *months.ahead(kpi)]
    found = {(month, kind): months.number(kpi, month, kind) for month in around for kind in KINDS}
    shown = list(dropwhile(lambda month: not any(found[month, kind] for kind in KINDS), around))
    numbers = [number for number in found.values() if number]
    unit, currency = months.subject.trade.kpis[kpi].unit, _currency(numbers)
    scale = fitting((n.value for n in numbers), unit, currency)
    kinds = tuple((kind, TABLES[kind](lang)) for kind in KINDS if any(found[month, kind] for month in shown))
    drawn = tuple(
        Month(_label(month, shown[0], lang), tuple((kind, scales.shown(scale, n)) for kind in KINDS if (n := found[month, kind])))
        for month in shown
    )
    caption = filled(TABLES["trend"], lang, kpi=months.subject.trade.kpis[kpi].label(lang))
    says = _says(months, kpi, lang)
    whole = Trend(
        caption, scales.words(scale, unit, currency, lang), kinds, drawn, says, TABLES["month"](lang), TABLES["as_table"](lang)
    )
    return (whole,) if len(drawn) > 1 else ()


def _currency(numbers: Iterable[Number]) -> str | None:
    return next((number.currency for number in numbers if number.currency), None)


def _label(month: date, first: date, lang: Lang) -> str:
    return dates.month_label(month, lang, with_year=month == first or month.month == 1)


def _says(months: Months, kpi: str, lang: Lang) -> Sentence:
    known = [(month, number) for month in months.last(BACK) if (number := months.number(kpi, month, "actual"))]
    (start, first), (end, last) = known[0], known[-1]
    label = months.subject.trade.kpis[kpi].label(lang)
    words = {"kpi": label, "start": dates.month(start, lang), "end": dates.month(end, lang)}
    return sentence(SENTENCES["trend_says"], lang, first=first, last=last, **words)
