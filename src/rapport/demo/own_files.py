"""What the vendor's own teams send: lists of reference, plans, licences, revenue, the programme with distributors; and rates."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from rapport.core.periods import add_months
from rapport.demo import customers, surroundings
from rapport.demo.business import Business
from rapport.demo.devices import ANNUITIES, PLATFORM_LICENCES, SERVER_LICENCES, SUITES, Device, launched
from rapport.demo.partners import PARTNERS
from rapport.demo.plans import STARTS, quotas
from rapport.demo.sheets import Row, Sent, Sheet
from rapport.demo.world import COUNTRIES, CUSTOMERS, FIRST, LAST, MONTHS, PUBLISHER

SELF = "self"
PARTS = ((FIRST, MONTHS[-2]), (LAST, LAST))
"""The months of each file of what was: a history, and the last month."""


def lists(business: Business) -> Iterator[Sent]:
    """Countries, accounts and products, known before any figure comes; a new model when it is launched."""
    yield Sent("territories.csv", SELF, FIRST, (Sheet(("Code", "Name", "Chinese Name", "Sales Territory"), _countries()),))
    yield Sent("accounts.xlsx", SELF, FIRST, (_accounts(),))
    devices = [device for partner in PARTNERS for device in partner.devices]
    yield Sent("products.xlsx", SELF, FIRST, (_products(devices, _licences(), "Products and licences"),))
    for event in (one for one in business.events if one.kind == "new_sku"):
        partner = next(one for one in PARTNERS if one.name == event.account)
        new = _products([launched(partner.devices, event.product)], [], "New models")
        yield Sent(f"new_models_{event.month:%Y-%m}.xlsx", SELF, event.month, (new,))


def _countries() -> list[Row]:
    return [(one.code, one.name, one.name_zh, one.region) for one in COUNTRIES.values()]


def _accounts() -> Sheet:
    rows = [(one.name, one.name_zh, COUNTRIES[one.home].name, "1" if one.home in {"CN", "US"} else "2")
            for one in (*PARTNERS, *CUSTOMERS)]  # fmt: skip
    return Sheet(("Name", "Chinese Name", "HQ Country", "Account Tier"), rows, "Managed accounts", tab="Accounts")


def _licences() -> list[Row]:
    sold = [*PLATFORM_LICENCES.values(), *(one for one, _ in (*SUITES, *SERVER_LICENCES, *ANNUITIES))]
    rows: list[Row] = [(one.name, one.name_zh, one.category, "", "", "", "", "", one.age) for one in sold]
    return [*rows, ("Consulting", "咨询服务", "service", "", "", "", "", "", "")]


def _products(devices: Iterable[Device], licences: Iterable[Row], title: str) -> Sheet:
    headings = ("Name", "Chinese Name", "Category", "Family", "Platform", "Edition", "Premium", "Pro", "Release Age")
    rows = [(one.name, "", one.category, one.family, one.platform, one.edition, one.premium, one.pro, "") for one in devices]
    return Sheet(headings, [*rows, *licences], title, tab="Products")


def plans(business: Business) -> Iterator[Sent]:
    """The plan and the quotas of each fiscal year, a workbook each."""
    for start in STARTS:
        year = [one for one in business.planned if start <= one.month < add_months(start, 12)]
        rows = [(_month(one.month), one.account, one.country, one.product, one.units, one.revenue, one.currency) for one in year]
        headings = ("Plan Month", "Account Name", "Country", "Product", "Plan Units", "Plan Revenue", "Currency")
        owed = [(_month(month), account, country, amount, currency)
                for (month, account, country, currency), amount in quotas(year).items()]  # fmt: skip
        sheets = (
            Sheet(headings, rows, "Plan by account, country and product", tab="Plan"),
            Sheet(("Month", "Account Name", "Country", "Quota", "Currency"), owed, "Quota by account and country", tab="Quota"),
        )
        yield Sent(f"plan_fy{start.year % 100 + 1}.xlsx", SELF, add_months(start, -1).replace(day=20), sheets)


def licences(business: Business) -> Iterator[Sent]:
    """The licences that partners reported for their devices."""
    headings = ("Report Month", "Partner", "Country", "Channel", "Product", "Licences", "Boxes with Windows Server")
    for first, last in PARTS:
        rows = [
            (
                _month(cell.month),
                cell.partner.name,
                cell.outlet.country,
                cell.outlet.channel,
                one.licence.name,
                one.units,
                one.boxes,
            )
            for one in business.licensed
            if first <= (cell := one.cell).month <= last
        ]
        yield Sent(f"licences_{last:%Y-%m}.csv", SELF, add_months(last, 1).replace(day=9), (Sheet(headings, rows),))


def revenue(business: Business) -> Iterator[Sent]:
    """What was billed to partners and to global customers, in the currency of each one's contract."""
    headings = ("Invoice Month", "Account Name", "Country", "Channel", "Product", "Net Revenue", "Currency")
    to_customers = list(customers.billed(business.seed, business.books))
    for first, last in PARTS:
        rows: list[Row] = [
            (_month(cell.month), cell.partner.name, cell.outlet.country, cell.outlet.channel, one.product, one.amount,
             cell.partner.currency)
            for one in business.billed
            if first <= (cell := one.cell).month <= last
        ]  # fmt: skip
        rows += [
            (_month(book.month), book.customer.name, book.country, None, licence.name, amount, book.customer.currency)
            for book, licence, amount, _ in to_customers
            if first <= book.month <= last
        ]
        sheet = Sheet(headings, rows, "Revenue, net of rebates", tab="Revenue")
        yield Sent(f"revenue_{last:%Y-%m}.xlsx", SELF, add_months(last, 1).replace(day=10), (sheet,))


def channel(business: Business) -> Iterator[Sent]:
    """The programme with distributors: the models that they should carry and do, and the joint marketing money."""
    listed = [
        (_month(one.cell.month), one.cell.partner.name, one.cell.outlet.country, one.cell.outlet.channel, one.target, one.live,
         one.won, one.lost)
        for one in surroundings.listings(business.seed, business.events)
    ]  # fmt: skip
    funded = [
        (_month(one.month), one.partner.name, one.country, one.budget, one.approved, one.due, one.proved, one.margin, one.cost,
         one.partner.currency)
        for one in surroundings.funds(business.seed, business.planned)
    ]  # fmt: skip
    listings = ("Listing Month", "Partner", "Country", "Channel", "Target SKUs", "Live SKUs", "New Listings", "Delisted")
    funds = (
        "Fund Month", "Partner", "Country", "JMA Budget", "JMA Spend", "Due Claims", "PoE on Time", "Incremental Profit",
        "Campaign Cost", "Currency",
    )  # fmt: skip
    sheets = (Sheet(listings, listed, "Listings", tab="Listings"), Sheet(funds, funded, "Joint marketing agreements", tab="JMA"))
    yield Sent("channel_programme_2026-10.xlsx", SELF, date(2026, 11, 9), sheets)


def published(business: Business) -> Iterator[Sent]:
    """What others publish: rates of exchange, and the markets."""
    rates = [
        (_month(month), "USD", currency, rate) for month, currency, rate in surroundings.rates(business.seed, business.events)
    ]
    yield Sent("rates.csv", SELF, date(2026, 11, 2), (Sheet(("Month", "From", "To", "Average Rate"), rates),))
    counted = list(surroundings.markets(business.seed))
    for first, last in PARTS:
        rows = [(_month(month), country, PUBLISHER, units) for month, country, units in counted if first <= month <= last]
        name, day = f"market_{last:%Y-%m}.csv", add_months(last, 1).replace(day=12)
        yield Sent(name, PUBLISHER, day, (Sheet(("Month", "Country", "Source", "Market Units"), rows),))


def _month(month: date) -> str:
    return f"{month:%Y-%m}"


FILES: tuple[Callable[[Business], Iterator[Sent]], ...] = (lists, plans, licences, revenue, channel, published)
