"""The month written out: which files, about whom, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from rapport.book.team.actions import add_user
from rapport.core.periods import Period
from rapport.core.refusals import Refused
from tests.reports.october import ACCOUNT, bring, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOSTILE = "../<b>Ünïcode</b> 😀 שלום `x` | {kpi} " + "n" * 200

ROW = {"month": "2026-10", "country": "CN", "channel": "D1", "product": "Home", "value": 10}


@pytest.fixture
def small() -> str:
    """The account with one fact."""
    bring([ROW | {"account": ACCOUNT}])
    return ACCOUNT


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_file_for_each_language_and_format(small, out):
    (written,) = write(small, out)

    assert [file.name for file in written.files] == [
        "2026-10_contoso-devices_update_en.md",
        "2026-10_contoso-devices_update_en.html",
        "2026-10_contoso-devices_update_zh.md",
        "2026-10_contoso-devices_update_zh.html",
    ]
    assert {file.name for file in written.files[0].parent.iterdir()} == {file.name for file in written.files}


def test_the_same_facts_make_the_same_report(small, out):
    (first,), (again,) = write(small, out), write(small, out)

    assert first == again
    assert first.report.startswith("2026-10_contoso-devices_update_")


def test_all_writes_one_for_every_account(small, out):
    bring([ROW | {"account": "Fabrikam"}])

    assert [w.files[0].name for w in write("all", out, langs=("en",), to=("md",))] == [
        "2026-10_contoso-devices_update_en.md",
        "2026-10_fabrikam_update_en.md",
    ]


def test_names_never_leave_the_folder_and_alike_ones_get_files_of_their_own(out):
    names = (HOSTILE, "联想", "A.B", "AB")
    bring([ROW | {"account": name} for name in names])

    written = write("all", out, to=("html",), langs=("en",))

    assert {file for one in written for file in one.files} == set(out.iterdir())
    assert len(written) == len(names)
    assert all(file.name.isascii() for one in written for file in one.files)
    assert not any("<b>" in one.files[0].read_text("utf-8") for one in written)


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"account": "Contosso Device"}, "unknown account “Contosso Device”; nearest: Contoso Devices"),
        ({"to": ("html", "docxx")}, "unknown format “docxx”"),
        ({"langs": ("zh",)}, "unknown language “zh”; nearest: zh-hans"),
        ({"document": "updat"}, "unknown document “updat”; nearest: update"),
        ({"period": Period(date(2026, 7, 1), date(2026, 11, 1))}, "an update is written for one month, as in 2026-07"),
    ],
)
def test_what_it_does_not_know_is_refused_in_one_line(small, out, more, line):
    with pytest.raises(Refused) as refused:
        write(**{"account": small, "out": out, **more})

    assert str(refused.value).startswith(line)
    assert not out.exists()


def test_a_folder_that_cannot_be_made_is_refused(small, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Refused, match="cannot write"):
        write(small, tmp_path / "file" / "out")


def test_a_stranger_writes_about_nobody(small, out):
    stranger = add_user(by=None, username="stranger", password="secret")  # noqa: S106

    with pytest.raises(Refused, match="unknown account"):
        write(small, out, by=stranger)
    with pytest.raises(Refused, match="no account to write about"):
        write("all", out, by=stranger)


def test_an_account_without_facts_this_month_says_what_to_drop(small, out):
    (written,) = write(small, out, period=Period(date(2024, 1, 1), date(2024, 2, 1)), langs=("en",), to=("md",))

    text = written.files[0].read_text("utf-8")
    assert "No actuals for this month. Drop a shipment or sales file" in text
    assert "Coverage: nobody has reported this month." in text


def test_a_global_customer_has_an_update_of_its_own_sections(small, out):
    """Recurring revenue of the last twelve months is what only such a customer has."""
    row = {"month": "2026-03", "account": "Woodgrove Bank", "country": "CN", "measure": "arr_amount", "currency": "USD"}
    bring([row | {"value": 7}], dataset="recurring_revenue")
    customer, partner = (write(account, out)[0].files[0].read_text("utf-8") for account in ("Woodgrove Bank", small))
    assert "## 3 Renewals" in customer
    assert "## 3 Marketing, budget and launch" in partner
