"""The books of the two global customers: what recurs and is billed, what expires, is in the pipeline, is used and is thought."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapport.demo import agreements
from rapport.demo.devices import ANNUITIES, Licence
from rapport.demo.events import Event
from rapport.demo.world import CUSTOMERS, FIRST, MONTHS, Customer, chance, grown, years


@dataclass(frozen=True)
class Recurring:
    """A month of a customer in a country: closing = opening + expansion − contraction − churn, of annual revenue."""

    month: date
    customer: Customer
    country: str
    opening: float
    expansion: float
    contraction: float
    churn: float

    @property
    def closing(self) -> float:
        """What recurs in a year, at the end of the month."""
        return round(self.opening + self.expansion - self.contraction - self.churn, 2)


@dataclass(frozen=True)
class Expiring:
    """An agreement that expires, and for how much a year it was renewed; None if it was not."""

    month: date
    customer: Customer
    country: str
    value: float
    renewed: float | None
    is_in_time: bool


def recurring(seed: int, events: Sequence[Event]) -> list[Recurring]:
    """Month after month of each customer and country."""
    found = []
    for customer in CUSTOMERS:
        for country, part in customer.parts.items():
            draw, opening = chance(seed, "recurring", customer.name, country), round(customer.revenue * part, 2)
            for month in MONTHS:
                lapsed = _lapsed(events, customer, country, month)
                grown, shrunk = draw.uniform(0.006, 0.014), draw.uniform(0.001, 0.004)
                churn = opening * 0.7 * lapsed.size if lapsed else 0.0
                moved = (round(opening * grown, 2), round(opening * shrunk, 2), round(churn, 2))
                found.append(Recurring(month, customer, country, opening, *moved))
                opening = found[-1].closing
    return found


def _lapsed(events: Sequence[Event], customer: Customer, country: str, month: date) -> Event | None:
    found = (one for one in events if one.kind == "agreement_lapsed" and one.month == month)
    return next((one for one in found if (one.account, one.country) == (customer.name, country)), None)


def billed(seed: int, books: Sequence[Recurring]) -> Iterator[tuple[Recurring, Licence, float, bool]]:
    """What was billed of each product in the month; and whether it is an annuity: services are not."""
    service = Licence("Consulting", "咨询服务", "service", 0.0)
    for one in books:
        draw = chance(seed, "billed", one.customer.name, one.country, one.month)
        monthly = one.closing / 12
        for licence, part in ANNUITIES:
            yield one, licence, round(monthly * _moved(licence, part, one.month), 2), True
        yield one, service, round(monthly * 0.22 * draw.uniform(0.9, 1.1), 2), False


def _moved(licence: Licence, part: float, month: date) -> float:
    """The part of a product: a tenth of what is not current moves each year to its successor, the one before it."""
    order = [one for one, _ in ANNUITIES]
    if licence.age == "current":
        older = ANNUITIES[order.index(licence) + 1][1]
        return part + older * (1 - grown(0.9, month))
    return part * grown(0.9, month)


def expiring(seed: int, events: Sequence[Event], books: Sequence[Recurring]) -> Iterator[Expiring]:
    """What became of every agreement that expired; a lapsed one is the large one of its country."""
    opening = {(one.customer.name, one.country, one.month): one for one in books}
    for due in agreements.due(seed):
        book = opening[due.account, due.country, due.month]
        draw = chance(seed, "renewal", due.account, due.country, due.month, due.is_large)
        value, renewed, late = round(book.opening * due.part, 2), draw.uniform(0.97, 1.08), draw.random()
        lapsed = due.is_large and _lapsed(events, book.customer, due.country, due.month)
        yield Expiring(
            due.month, book.customer, due.country, value, None if lapsed else round(value * renewed, 2), not lapsed and late < 0.9
        )


@dataclass(frozen=True)
class Pipeline:
    """A snapshot of the opportunities of a country at the end of a month, and what was decided in it."""

    month: date
    customer: Customer
    country: str
    open: float
    weighted: float
    won: int
    lost: int
    won_amount: float
    lost_amount: float
    net_new: float
    key: float
    with_partner: float
    with_services: float


def pipeline(seed: int, books: Sequence[Recurring]) -> Iterator[Pipeline]:
    """A snapshot a month, in which what was decided is no longer open."""
    for one in books:
        draw = chance(seed, "pipeline", one.customer.name, one.country, one.month)
        won, lost = draw.choice((1, 1, 2, 2, 3)), draw.choice((1, 2, 2, 3, 3))
        deal = one.opening * draw.uniform(0.006, 0.010)
        won_amount, key = round(won * deal, 2), round(won * deal * draw.uniform(0.6, 0.8), 2)
        yield Pipeline(
            one.month, one.customer, one.country, round(one.opening * draw.uniform(0.16, 0.20), 2),
            round(one.opening * draw.uniform(0.06, 0.08), 2), won, lost, won_amount,
            round(lost * deal * draw.uniform(1.0, 1.5), 2), round(won_amount * draw.uniform(0.2, 0.32), 2), key,
            round(key * draw.uniform(0.6, 0.85), 2), round(key * draw.uniform(0.3, 0.5), 2),
        )  # fmt: skip


@dataclass(frozen=True)
class InUse:
    """How many of a product a customer may use in a country, has installed, and uses."""

    month: date
    customer: Customer
    country: str
    licence: Licence
    entitled: int
    deployed: int
    active: int


def in_use(seed: int) -> Iterator[InUse]:
    """Every month by product; more is installed and used from year to year."""
    for customer in CUSTOMERS:
        for country, part in customer.parts.items():
            draw = chance(seed, "in use", customer.name, country)
            for month in MONTHS:
                for licence, weight in ANNUITIES:
                    entitled = round(customer.seats * part * _moved(licence, weight, month) * grown(1.03, month))
                    deployed = round(entitled * min(0.97, (0.80 + 0.03 * years(month)) * draw.uniform(0.99, 1.01)))
                    active = round(deployed * min(0.95, (0.64 + 0.04 * years(month)) * draw.uniform(0.98, 1.02)))
                    yield InUse(month, customer, country, licence, entitled, deployed, active)


def potential(seed: int, books: Sequence[Recurring]) -> Iterator[tuple[Recurring, float, float]]:
    """What is captured of what could be, each month."""
    for one in books:
        reached = chance(seed, "potential", one.customer.name, one.country).uniform(0.34, 0.46)
        whole = one.customer.revenue * one.customer.parts[one.country] / 12 / reached * 1.05 ** (one.month.year - FIRST.year)
        yield one, round(one.closing / 12, 2), round(whole, 2)


@dataclass(frozen=True)
class Surveyed:
    """A survey: respondents, very satisfied and dissatisfied ones, the points of their answers and the weight of these."""

    month: date
    customer: Customer
    country: str
    cells: tuple[int, int, int, int, int]


def surveyed(seed: int) -> Iterator[Surveyed]:
    """A survey in each country every March and September."""
    for customer in CUSTOMERS:
        for country in customer.parts:
            draw = chance(seed, "survey", customer.name, country)
            for month in (one for one in MONTHS if one.month in {3, 9}):
                asked = draw.randint(34, 60)
                very, not_at_all = round(asked * draw.uniform(0.50, 0.60)), round(asked * draw.uniform(0.06, 0.12))
                points, weight = round(3 * asked * draw.uniform(70, 79)), 3 * asked
                yield Surveyed(month, customer, country, (asked, very, not_at_all, points, weight))


@dataclass(frozen=True)
class Escalated:
    """Escalations that were due in a month, and how many were closed in time."""

    month: date
    customer: Customer
    country: str
    due: int
    closed: int


def escalated(seed: int) -> Iterator[Escalated]:
    """Every month of each country."""
    for customer in CUSTOMERS:
        for country in customer.parts:
            draw = chance(seed, "escalations", customer.name, country)
            for month in MONTHS:
                due, is_late = draw.choice((0, 1, 1, 2, 3)), draw.random() < 0.2
                yield Escalated(month, customer, country, due, due - (is_late and due > 0))
