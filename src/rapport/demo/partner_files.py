"""What the partners send: what they shipped, each in its own layout, and their forecasts; the last file says one month again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from rapport.core.periods import add_months
from rapport.demo.business import Business
from rapport.demo.events import Event
from rapport.demo.flows import Sold
from rapport.demo.layouts import Layout, Record, in_chinese, in_english
from rapport.demo.partners import PARTNERS
from rapport.demo.plans import Foreseen
from rapport.demo.sheets import Sent, Sheet
from rapport.demo.world import FIRST, LAST, MONTHS, Partner

FILES = ((FIRST, MONTHS[-3]), (MONTHS[-2], MONTHS[-2]), (LAST, LAST))
"""The months of each file: what was, and then one month at a time."""

SHIPMENTS = {
    "Contoso Devices": Layout(
        (("month", "出货月份"), ("account_zh", "合作伙伴"), ("country", "国家"), ("channel", "分销商"), ("product", "产品"),
         ("units", "出货台数")),
        "%Y年%m月", in_chinese, "康拓设备 月度出货报告", "合计", "出货",
    ),
    "Fabrikam Computing": Layout(
        (("month", "Ship Month"), ("account", "Partner"), ("country", "Country"), ("channel", "Disti"), ("product", "Product"),
         ("category", "Category"), ("platform", "OS"), ("units", "Units Shipped")),
    ),
    "Adventure Works PC": Layout(
        (("country", "国家/地区"), ("channel", "经销商"), ("product", "产品名称"), ("platform", "预装系统"),
         ("month", "发货月份"), ("account", "厂家"), ("units", "发货数量")),
        "%Y/%m", in_chinese, "Adventure Works PC 发货明细", "总计", "发货明细",
    ),
    "Lucerne Notebooks": Layout(
        (("month", "Shipping Month"), ("account", "OEM"), ("channel", "Distributor"), ("country", "Ship-to Country"),
         ("product", "Product Name"), ("units", "Shipped Qty")),
        "%m/%Y", in_english,
    ),
    "Litware Systems": Layout(
        (("account", "Partner"), ("month", "Shipment Date"), ("country", "Country/Region"), ("channel", "Distributor Name"),
         ("product", "Product"), ("units", "Shipped Units")),
        "%b %Y", in_english, "Litware Systems: server shipments", "Total", "Servers",
    ),
    "Wingtip Tablets": Layout(
        (("month", "Ship Month"), ("country", "Country"), ("account", "Account"), ("product", "Item"), ("channel", "Channel"),
         ("units", "Qty Shipped")),
    ),
}  # fmt: skip
FORECAST = Layout(
    (
        ("month", "Forecast Month"),
        ("account", "Partner"),
        ("country", "Country"),
        ("product", "Product"),
        ("units", "Forecast Units"),
    ),
    title="Forecast",
    tab="Forecast",
)
IN_CHINESE = Layout(
    (("month", "预测月份"), ("account", "合作伙伴"), ("country", "国家"), ("product", "产品"), ("units", "预测台数")),
    title="未来三个月预测",
    tab="预测",
)
_OWN_WORDS = {"own": "Windows", "other": "Chrome", "none": "FreeDOS", "unknown": "N/A"}


def sent(business: Business) -> Iterator[Sent]:
    """Each partner's files, one after another. Who sends text sends the forecast as a file of its own, every other month."""
    restated = next((one for one in business.events if one.kind == "restatement"), None)
    for partner in PARTNERS:
        mine = [one for one in business.sold if one.cell.partner is partner and one.cell.month <= LAST]
        foreseen = [one for one in business.foreseen if one.partner == partner.name]
        for first, last in FILES:
            sold = [one for one in mine if first <= one.cell.month <= last or _is_said_again(one, restated, last)]
            shipped = SHIPMENTS[partner.name].sheet(map(_record, _as_known(sold, restated, last)))
            yield from _files(partner, last, shipped, _forecast(partner, foreseen, first, last))


def _is_said_again(sold: Sold, restated: Event | None, last: date) -> bool:
    """Whether a row belongs to what the last file corrects: the whole month of the country at that distributor."""
    return bool(restated and last == LAST and sold.cell.month == restated.month and _is_of(sold, restated))


def _is_of(sold: Sold, restated: Event) -> bool:
    cell = sold.cell
    return (cell.partner.name, cell.outlet.country, cell.outlet.channel) == (restated.account, restated.country, restated.channel)


def _as_known(sold: Iterable[Sold], restated: Event | None, last: date) -> Iterator[Sold]:
    """The rows as the partner knew them: before the last file, it counted the month too high that is corrected there."""
    for one in sold:
        if restated and last < LAST and one.cell.month == restated.month and _is_of(one, restated):
            yield replace(one, units=round(one.units * (1 + restated.size)))
        elif one.units:
            yield one


def _record(sold: Sold) -> Record:
    cell, device = sold.cell, sold.device
    return {
        "month": cell.month, "account": cell.partner.name, "account_zh": cell.partner.name_zh, "country": cell.outlet.country,
        "channel": cell.outlet.channel, "product": device.name, "category": device.category,
        "platform": _OWN_WORDS[device.platform], "units": sold.units,
    }  # fmt: skip


def _forecast(partner: Partner, foreseen: Sequence[Foreseen], first: date, last: date) -> Sheet:
    """The next three months; the first file also has those that it forecast before."""
    ahead = add_months(last, 3)
    layout = IN_CHINESE if partner.home == "CN" else FORECAST
    records: list[Record] = [
        {"month": one.month, "account": one.partner, "country": one.country, "product": one.device, "units": one.units}
        for one in foreseen
        if (first == FIRST or one.month > last) and one.month <= ahead
    ]
    return layout.sheet(records)


def _files(partner: Partner, last: date, shipped: Sheet, forecast: Sheet) -> Iterator[Sent]:
    word, published = partner.name.split()[0].lower(), add_months(last, 1).replace(day=6 + PARTNERS.index(partner) % 3)
    if shipped.title:
        yield Sent(f"{word}_{last:%Y-%m}.xlsx", partner.name, published, (shipped, forecast))
        return
    delimiter = ";" if partner.home == "DE" else ","
    yield Sent(f"{word}_shipments_{last:%Y-%m}.csv", partner.name, published, (shipped,), delimiter)
    if last != MONTHS[-2]:
        yield Sent(f"{word}_forecast_{last:%Y-%m}.csv", partner.name, published, (forecast,), delimiter)
