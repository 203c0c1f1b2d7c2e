"""What the team of each global customer sends: one workbook of its books, a sheet a subject; a history, and the last month."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rapport.core.periods import add_months
from rapport.demo import customers
from rapport.demo.business import Business
from rapport.demo.own_files import PARTS, SELF
from rapport.demo.sheets import Cell, Row, Sent, Sheet
from rapport.demo.world import CUSTOMERS, Customer


@dataclass(frozen=True)
class Line:
    """A line of a book, before it is laid out: whose, of which month and country, and its cells."""

    month: date
    customer: Customer
    country: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Book:
    """A sheet of the workbook: the heading of its months, those of its cells, whether it holds money, and its lines."""

    tab: str
    month: str
    headings: tuple[str, ...]
    has_money: bool
    lines: Callable[[Business], Iterable[Line]]


def sent(business: Business) -> Iterator[Sent]:
    """The workbooks of both customers."""
    lines = {book.tab: list(book.lines(business)) for book in BOOKS}
    for customer in CUSTOMERS:
        for first, last in PARTS:
            sheets = [
                _sheet(
                    book, customer, [one for one in lines[book.tab] if one.customer is customer and first <= one.month <= last]
                )
                for book in BOOKS
            ]
            filled = [sheet for sheet in sheets if sheet.rows]
            name, day = f"{customer.name.split()[0].lower()}_books_{last:%Y-%m}.xlsx", add_months(last, 1).replace(day=11)
            yield Sent(name, SELF, day, filled)


def _sheet(book: Book, customer: Customer, lines: Iterable[Line]) -> Sheet:
    money = (customer.currency,) if book.has_money else ()
    rows: list[Row] = [(f"{one.month:%Y-%m}", customer.name, one.country, *one.cells, *money) for one in lines]
    headings = (book.month, "Account Name", "Country", *book.headings, *(("Currency",) if book.has_money else ()))
    return Sheet(headings, rows, f"{customer.name}: {book.tab.lower()}", tab=book.tab)


def _recurring(business: Business) -> Iterator[Line]:
    annuities: dict[tuple[str, str, date], float] = {}
    for book, _, amount, is_annuity in customers.billed(business.seed, business.books):
        key = (book.customer.name, book.country, book.month)
        annuities[key] = annuities.get(key, 0.0) + (amount if is_annuity else 0.0)
    for one in business.books:
        annuity = round(annuities[one.customer.name, one.country, one.month], 2)
        yield Line(one.month, one.customer, one.country, (one.closing, one.expansion, one.contraction, one.churn, annuity))


def _addressable(business: Business) -> Iterator[Line]:
    for one, captured, potential in customers.potential(business.seed, business.books):
        yield Line(one.month, one.customer, one.country, (captured, potential))


def _agreements(business: Business) -> Iterator[Line]:
    """A line for every month of a country, in most of which nothing expires."""
    found: dict[tuple[str, str, date], list[customers.Expiring]] = {}
    for one in customers.expiring(business.seed, business.events, business.books):
        found.setdefault((one.customer.name, one.country, one.month), []).append(one)
    for book in business.books:
        same = found.get((book.customer.name, book.country, book.month), [])
        renewed = [(one.value, one.renewed) for one in same if one.renewed is not None]
        cells = (
            len(same),
            len(renewed),
            sum(one.is_in_time for one in same),
            round(sum(one.value for one in same), 2),
            round(sum(min(pair) for pair in renewed), 2),
            round(sum(new for _, new in renewed), 2),
        )
        yield Line(book.month, book.customer, book.country, cells)


def _opportunities(business: Business) -> Iterator[Line]:
    for one in customers.pipeline(business.seed, business.books):
        cells = (
            one.open, one.weighted, one.won, one.lost, one.won_amount, one.lost_amount, one.net_new, one.key, one.with_partner,
            one.with_services,
        )  # fmt: skip
        yield Line(one.month, one.customer, one.country, cells)


def _entitlements(business: Business) -> Iterator[Line]:
    for one in customers.in_use(business.seed):
        yield Line(one.month, one.customer, one.country, (one.licence.name, one.entitled))


def _deployments(business: Business) -> Iterator[Line]:
    for one in customers.in_use(business.seed):
        yield Line(one.month, one.customer, one.country, (one.licence.name, one.deployed, one.active))


def _surveys(business: Business) -> Iterator[Line]:
    for one in customers.surveyed(business.seed):
        yield Line(one.month, one.customer, one.country, one.cells)


def _escalations(business: Business) -> Iterator[Line]:
    for one in customers.escalated(business.seed):
        yield Line(one.month, one.customer, one.country, (one.due, one.closed))


BOOKS = (
    Book("Recurring revenue", "ARR Month", ("ARR", "Expansion", "Contraction", "Churn", "Annuity"), True, _recurring),
    Book("Addressable revenue", "Potential Month", ("Captured", "Potential"), True, _addressable),
    Book(
        "Agreements", "Expiry Month",
        ("EA Expiring", "EA Renewed", "Renewed on Time", "Expiring Value", "Renewed Value Capped", "Renewed Value"),
        True, _agreements,
    ),
    Book(
        "Opportunities", "Snapshot",
        ("Pipeline", "Weighted Pipeline", "Deals Won", "Deals Lost", "Won Amount", "Lost Amount", "Net New", "Key Win Amount",
         "Partner Win Amount", "Services Win Amount"), True, _opportunities,
    ),
    Book("Entitlements", "Entitlement Month", ("Product", "Entitled"), False, _entitlements),
    Book("Deployments", "Deployment Month", ("Product", "Deployed", "Active"), False, _deployments),
    Book("Surveys", "Survey Month", ("Responses", "VSAT", "DSAT", "Score Points", "Score Weight"), False, _surveys),
    Book("Escalations", "Due Month", ("Escalations", "Closed in Time"), False, _escalations),
)  # fmt: skip
