"""One document over several accounts, or some countries of them."""

import re
from pathlib import Path

import pytest

from rapport.book.accounts.actions import assign
from rapport.book.accounts.queries import account as account_of
from rapport.book.performance.queries import ask
from rapport.book.team.actions import add_user
from rapport.core.question import Filter, Question
from rapport.core.refusals import Refused
from rapport.reports import comments
from tests.reports.october import ACCOUNT, OCTOBER, TODAY, TRADE, bring, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

UNITS = {
    ("Contoso Devices", "CN"): (100, 130),
    ("Contoso Devices", "HK"): (20, 10),
    ("Fabrikam", "CN"): (50, 55),
    ("Litware", "DE"): (70, 70),
}
"""PCs of each account and country in October of last year and of this one."""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    bring(
        [
            {"month": month, "account": account, "country": country, "channel": "D1", "product": "Home", "value": units}
            for (account, country), sides in UNITS.items()
            for month, units in zip(("2025-10", "2026-10"), sides, strict=True)
        ]
    )
    return tmp_path / "out"


def page(accounts: tuple[str, ...], out: Path, **more: object) -> tuple[str, str]:
    """The name of the one file, and its text."""
    (written,) = write(accounts, out, **{"document": "region", "langs": ("en",), "to": ("md",), **more})
    return written.files[0].name, written.files[0].read_text("utf-8")


def row(text: str, name: str) -> list[str]:
    """The figures of the first row of a table that begins so."""
    (found,) = re.findall(rf"^\| {name} \|(.*)\|$", text, re.M)[:1]
    return [cell.strip() for cell in found.split("|")]


def test_all_accounts_stand_in_one_document_and_add_up(out: Path) -> None:
    name, text = page(("all",), out)
    assert name == "2026-10_3-accounts_region_en.md"
    assert "Region pack, October 2026" in text
    assert "Contoso Devices, Fabrikam, Litware" in text
    of_accounts = text[text.index("PC shipments by account") :]
    assert [row(of_accounts, account)[0] for account in ("Contoso Devices", "Fabrikam", "Litware", "All")] == [
        "140", "55", "70", "265",
    ]  # fmt: skip
    of_countries = text[text.index("PC shipments by country") :]
    assert [row(of_countries, country)[0] for country in ("CN", "HK", "DE", "All")] == ["185", "10", "70", "265"]


def test_some_countries_of_some_accounts(out: Path) -> None:
    where = (Filter("country", frozenset({"CN"})),)
    name, text = page((ACCOUNT, "Fabrikam"), out, where=where)
    assert name == "2026-10_2-accounts-cn_region_en.md"
    assert "Contoso Devices, Fabrikam · CN" in text
    assert [row(text[text.index("PC shipments by account") :], of)[0] for of in (ACCOUNT, "Fabrikam", "All")] == [
        "130", "55", "185",
    ]  # fmt: skip
    assert "HK" not in text
    asked = Question(("pc_shipments",), where=(Filter("account", frozenset({ACCOUNT, "Fabrikam"})), *where), period=OCTOBER)
    assert ask(asked, by=None, today=TODAY, trade=TRADE).rows[0].kpis["pc_shipments"].value == 185


def test_who_ships_none_stands_in_no_table_of_shipments(out: Path) -> None:
    bring([{"month": "2026-10", "account": "Wingtip", "country": "CN", "channel": "D1", "product": "Slab", "value": 7}])
    text = page(("all",), out)[1]
    assert "Wingtip" not in text[text.index("PC shipments by account") : text.index("## 2 ")]


def test_it_stands_in_chinese_too(out: Path) -> None:
    _, text = page(("all",), out, langs=("zh-hans",))
    assert "2026 年 10 月区域汇总" in text
    assert "Contoso Devices、Fabrikam、Litware" in text


def test_who_sees_one_account_has_that_one_alone(out: Path) -> None:
    seller = add_user(by=None, username="seller", password="secret")  # noqa: S106
    assign(by=None, user=seller, account=account_of("Fabrikam"), starts_on=TODAY.replace(day=1))
    name, text = page(("all",), out, by=seller)
    assert name == "2026-10_fabrikam_region_en.md"
    assert not {"Contoso", "Litware", "265"} & set(re.findall(r"\w+", text))


def test_notes_say_whose_they_are(out: Path) -> None:
    for account in (ACCOUNT, "Fabrikam"):
        said = comments.Written(what=TRADE.documents["region"].label, is_partner_safe=account == ACCOUNT)
        where = {"account": account_of(account), "month": OCTOBER.start, "section": "performance"}
        comments.note(by=None, written=said, trade=TRADE, **where)
        comments.note(by=None, written=said, trade=TRADE, **{**where, "section": "messages"})
    _, text = page(("all",), out)
    assert re.findall(r"(\w+(?: Devices)?) · Note \d", text) == [ACCOUNT, "Fabrikam"]
    assert "- Region pack" not in text
    _, partner = page(("all",), out, audience="partner")
    assert re.findall(r"(\w+(?: Devices)?) · Note \d", partner) == [ACCOUNT]


def test_an_account_named_twice_counts_once(out: Path) -> None:
    assert page(("all",), out)[1] == page(("all", ACCOUNT), out)[1]


def test_other_documents_tell_of_all_of_an_account(out: Path) -> None:
    where = (Filter("country", frozenset({"CN"})),)
    with pytest.raises(Refused, match="“update” tells of all of an account; --where is for --document region"):
        write(ACCOUNT, out, where=where)


def test_its_workbook_holds_the_facts_of_all_of_them(out: Path) -> None:
    (written,) = write(("all",), out, document="region", langs=("en",), to=("xlsx",))
    assert written.files[0].name == "2026-10_3-accounts_region_en.xlsx"
    assert written.gate.score > 0
