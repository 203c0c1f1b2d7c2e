"""The month written out: which files, about whom, and what is refused."""

from datetime import date

import pytest

from rapport.book.team.actions import add_user
from rapport.core.periods import Period
from rapport.core.refusals import Refused

pytestmark = pytest.mark.django_db
HOSTILE = "../<b>Ünïcode</b> 😀 שלום `x` | {kpi} " + "n" * 200


def test_a_file_for_each_language_and_format(contoso, write):
    (written,) = write(contoso)

    assert [file.name for file in written.files] == [
        "2026-10_contoso-devices_update_en.md",
        "2026-10_contoso-devices_update_en.html",
        "2026-10_contoso-devices_update_zh.md",
        "2026-10_contoso-devices_update_zh.html",
    ]
    assert {file.name for file in written.files[0].parent.iterdir()} == {file.name for file in written.files}


def test_the_same_facts_make_the_same_report(contoso, write):
    (first,), (again,) = write(contoso), write(contoso)

    assert first == again
    assert first.report.startswith("2026-10_contoso-devices_update_")


def test_all_writes_one_for_every_account(contoso, bring, write):
    bring([{"account": "Fabrikam", "month": "2026-10", "country": "CN", "channel": "D9", "product": "Home", "value": 10}])

    assert [w.files[0].name for w in write("all", langs=("en",), to=("md",))] == [
        "2026-10_contoso-devices_update_en.md",
        "2026-10_fabrikam_update_en.md",
    ]


@pytest.mark.parametrize("name", [HOSTILE, "联想", "..", "con/../../etc"])
def test_a_name_never_leaves_the_folder(bring, write, tmp_path, name):
    bring([{"account": name, "month": "2026-10", "country": "CN", "channel": "D1", "product": "Home", "value": 10}])

    (written,) = write("all", to=("html",), langs=("en",))

    (file,) = (tmp_path / "out").iterdir()
    assert written.files == (file,)
    assert file.name.isascii()
    assert "<b>" not in file.read_text("utf-8")


def test_two_accounts_that_sound_alike_get_files_of_their_own(bring, write):
    for name in ("A.B", "AB"):
        bring([{"account": name, "month": "2026-10", "country": "CN", "channel": "D1", "product": "Home", "value": 10}])

    assert len({w.files[0] for w in write("all", to=("md",), langs=("en",))}) == 2


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
def test_what_it_does_not_know_is_refused_in_one_line(contoso, write, tmp_path, more, line):
    with pytest.raises(Refused) as refused:
        write(**{"account": contoso, **more})

    assert str(refused.value).startswith(line)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_refused(contoso, write, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Refused, match="cannot write"):
        write(contoso, out=tmp_path / "file" / "out")


def test_a_stranger_writes_about_nobody(contoso, write):
    stranger = add_user(by=None, username="stranger", password="secret")  # noqa: S106

    with pytest.raises(Refused, match="unknown account"):
        write(contoso, by=stranger)
    with pytest.raises(Refused, match="no account to write about"):
        write("all", by=stranger)


def test_an_account_without_facts_this_month_says_what_to_drop(contoso, write):
    (written,) = write(contoso, period=Period(date(2024, 1, 1), date(2024, 2, 1)), langs=("en",), to=("md",))

    text = written.files[0].read_text("utf-8")
    assert "No actuals for this month. Drop a shipment or sales file" in text
    assert "Coverage: nobody has reported this month." in text
