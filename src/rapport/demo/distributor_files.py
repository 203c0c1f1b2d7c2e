"""What the distributors send: what came in, went on and lies there; a history, and then a file a month."""

from collections.abc import Iterator
from datetime import date

from rapport.core.periods import add_months
from rapport.demo.business import Business
from rapport.demo.flows import Stock
from rapport.demo.layouts import Layout, Record, in_chinese, in_english
from rapport.demo.sheets import Sent
from rapport.demo.world import DISTRIBUTORS, FIRST, LAST, MONTHS, Distributor

FILES = ((FIRST, MONTHS[-2]), (LAST, LAST))
"""The months of each file."""

IN_ENGLISH = Layout(
    (("month", "Inventory Month"), ("account", "Partner"), ("country", "Country"), ("channel", "Distributor"),
     ("product", "Product"), ("sell_in", "Sell-in"), ("sell_through", "Sell-through"), ("closing", "Closing Stock")),
    country=in_english, title="Sell-in, sell-through and stock",
)  # fmt: skip
AS_TEXT = Layout(
    (("month", "Stock Date"), ("channel", "Disti"), ("country", "Country"), ("account", "Partner"), ("product", "Item"),
     ("closing", "On Hand"), ("sell_in", "Purchases"), ("sell_through", "Sell-out Qty")),
)  # fmt: skip
IN_CHINESE = Layout(
    (("month", "库存月份"), ("account_zh", "合作伙伴"), ("country", "国家"), ("channel", "渠道"), ("product", "产品"),
     ("sell_in", "进货"), ("sell_through", "销量"), ("closing", "期末库存")),
    country=in_chinese, title="进销存月报",
)  # fmt: skip


def sent(business: Business) -> Iterator[Sent]:
    """Each distributor's files; one that has stopped reporting sends none of the months since."""
    stopped = {one.channel: one.month for one in business.events if one.kind == "stopped_reporting"}
    for place, distributor in enumerate(DISTRIBUTORS):
        mine = [one for one in business.stocks if one.cell.outlet.channel == distributor.name]
        for first, last in FILES:
            end = min(last, add_months(stopped.get(distributor.name, add_months(LAST, 1)), -1))
            reported = [one for one in mine if first <= one.cell.month <= end]
            if reported:
                yield _file(distributor, place, end, reported)


def _file(distributor: Distributor, place: int, last: date, stocks: list[Stock]) -> Sent:
    word, published = distributor.name.split()[0].lower(), add_months(last, 1).replace(day=3 + place % 4)
    if distributor.is_chinese:
        return Sent(f"{word}_进销存_{last:%Y-%m}.xlsx", distributor.name, published, (IN_CHINESE.sheet(map(_record, stocks)),))
    layout, ending = (IN_ENGLISH, "xlsx") if place % 2 else (AS_TEXT, "csv")
    return Sent(f"{word}_stock_{last:%Y-%m}.{ending}", distributor.name, published, (layout.sheet(map(_record, stocks)),))


def _record(stock: Stock) -> Record:
    cell = stock.cell
    return {
        "month": cell.month, "account": cell.partner.name, "account_zh": cell.partner.name_zh, "country": cell.outlet.country,
        "channel": cell.outlet.channel, "product": stock.device.name, "sell_in": stock.sell_in,
        "sell_through": stock.sell_through, "closing": stock.closing,
    }  # fmt: skip
