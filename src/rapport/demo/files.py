"""The files in which the fabricated business is sent: text and workbooks, in English and Chinese, with titles and totals."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from rapport.demo import business
from rapport.demo.business import ACCOUNT, CHANNELS, LAST, MONTHS, Sold, Stock

Cell = str | int | float
CORRECTED = MONTHS[-2]
"""The month that the last shipment file says again, with one distributor's figure corrected."""


@dataclass(frozen=True)
class Sent:
    """A file as it comes in: who sends it, and when it was published."""

    name: str
    sender: str
    published: date
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    total: str = ""
    """The word of the total row under the table, if there is one."""


def sent(seed: int) -> list[Sent]:
    """All files of the demo, in the order in which they came."""
    sold = business.sales(seed)
    return [
        _shipments("contoso_shipments_2026-09.csv", date(2026, 10, 8), [_early(one) for one in sold if one.month < LAST]),
        _shipments("contoso_shipments_2026-10.csv", date(2026, 11, 6), [one for one in sold if one.month >= CORRECTED]),
        _licences(sold),
        _revenue(sold),
        *(_stock(channel.name, business.stocks(sold, seed)) for channel in CHANNELS),
        _market(seed),
        _plan(sold),
        _quota(sold),
    ]


def write(sent: Sent, folder: Path) -> Path:
    """Write a file into `folder`: a workbook or text, as its name says."""
    path = folder / sent.name
    if path.suffix == ".xlsx":
        _write_workbook(sent, path)
    else:
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows([sent.headings, *sent.rows])
    return path


def _write_workbook(sent: Sent, path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, sent.title)
        sheet.write_row(2, 0, sent.headings)
        for place, row in enumerate(sent.rows, start=3):
            sheet.write_row(place, 0, row)
        if sent.total:
            sheet.write_row(len(sent.rows) + 3, 0, [sent.total, *_totals(sent.rows)])


def _totals(rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    columns = list(zip(*rows, strict=True))[1:]
    return [round(sum(column), 2) if all(isinstance(cell, int | float) for cell in column) else "" for column in columns]


def _early(sold: Sold) -> Sold:
    """A shipment as it was first printed: Northwind reported the corrected month 4% too high."""
    if sold.month == CORRECTED and sold.channel.name == "Northwind":
        return Sold(sold.month, sold.channel, sold.product, round(sold.units * 1.04), sold.suites)
    return sold


def _shipments(name: str, published: date, sold: Iterable[Sold]) -> Sent:
    headings = ("Month", "Partner", "Country", "Disti", "Product", "Category", "Platform", "Edition", "Premium", "Pro", "Qty")
    rows = [
        (_month(one.month), ACCOUNT, one.channel.country, one.channel.name, one.product.name, "PC", *_described(one), one.units)
        for one in sold
    ]
    return Sent(name, ACCOUNT, published, headings, rows)


def _described(sold: Sold) -> tuple[str, str, str, str]:
    product = sold.product
    return product.platform, product.edition, product.premium, product.pro


def _licences(sold: Iterable[Sold]) -> Sent:
    rows = [
        (_month(one.month), ACCOUNT, one.channel.country, one.channel.name, f"Suite with {one.product.name}", "Suite", one.suites)
        for one in sold
        if one.suites
    ]
    headings = ("Report Month", "Partner", "Country", "Channel", "Product", "Category", "Licences")
    return Sent("licences.csv", "self", date(2026, 11, 9), headings, rows)


def _revenue(sold: Iterable[Sold]) -> Sent:
    rows = [
        (_month(one.month), ACCOUNT, one.channel.country, one.channel.name, one.product.name, one.revenue, "USD")
        for one in sold
        if one.revenue
    ]
    headings = ("Invoice Month", "Partner", "Country", "Channel", "Product", "Net Revenue", "Currency")
    return Sent("revenue.xlsx", "self", date(2026, 11, 10), headings, rows, "Platform revenue, net of rebates", "Total")


def _stock(channel: str, stocks: Iterable[Stock]) -> Sent:
    rows = [
        (_month(one.month), ACCOUNT, one.channel.country, channel, one.product.name, one.sell_in, one.sell_through, one.closing)
        for one in stocks
        if one.channel.name == channel
    ]
    headings = ("库存月份", "合作伙伴", "国家", "渠道", "产品", "进货", "销量", "期末库存")
    return Sent(f"{channel.lower()}_进销存.xlsx", channel, date(2026, 11, 4), headings, rows, f"{channel} 进销存月报")


def _market(seed: int) -> Sent:
    rows = [(_month(month), country, "Trey Research", units) for month, country, units in business.markets(seed)]
    return Sent("market.csv", "Trey Research", date(2026, 11, 12), ("Month", "Country", "Source", "Market Units"), rows)


def _plan(sold: list[Sold]) -> Sent:
    rows = [
        (_month(one.month), ACCOUNT, one.country, one.product.name, one.units, one.revenue, "USD") for one in business.plans(sold)
    ]
    headings = ("Plan Month", "Partner", "Country", "Product", "Plan Units", "Plan Revenue", "Currency")
    return Sent("plan.xlsx", "self", date(2025, 6, 20), headings, rows, "Plan by country and product", "Total")


def _quota(sold: list[Sold]) -> Sent:
    quotas: dict[tuple[date, str], float] = defaultdict(float)
    for one in business.plans(sold):
        quotas[one.month, one.country] += one.revenue
    rows = [(_month(month), ACCOUNT, country, round(0.98 * amount, 2), "USD") for (month, country), amount in quotas.items()]
    return Sent("quota.csv", "self", date(2025, 6, 20), ("Month", "Partner", "Country", "Quota", "Currency"), rows)


def _month(month: date) -> str:
    return f"{month:%Y-%m}"
