"""Notes and waivers: what is kept, who may read it, what the documents make of it, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from rapport.book.accounts.actions import assign
from rapport.book.accounts.queries import account as account_of
from rapport.book.performance.verify import verify
from rapport.book.team.actions import add_user
from rapport.core.pack import Label
from rapport.core.refusals import Refused
from rapport.reports import comments
from rapport.reports.comments import Comment, GivenTable, Written
from tests.reports.october import ACCOUNT, OCTOBER, TODAY, TRADE, bring, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> | `x` **b** 😀 שלום {kpi}"
ROW = {"month": "2026-10", "account": ACCOUNT, "country": "CN", "channel": "D1", "product": "Home", "value": 10}
BOTH = Written(what=Label("It rose", "上升"), why=Label("Schools bought", "学校采购"))


@pytest.fixture(autouse=True)
def _home() -> None:
    bring([ROW])


def add(written: Written, section: str = "market", by: object = None) -> Comment:
    return comments.note(by=by, account=account_of(ACCOUNT), month=OCTOBER.start, section=section, written=written, trade=TRADE)


def take_back(number: int, month: date = OCTOBER.start, by: object = None, is_waiver: bool = False) -> None:
    place = {"account": account_of(ACCOUNT), "month": month, "today": TODAY}
    comments.withdraw(by=by, number=number, is_waiver=is_waiver, **place)


def test_a_note_of_another_month_is_not_taken_back() -> None:
    made = add(BOTH)
    with pytest.raises(Refused, match=f"there is no note {made.number} about {ACCOUNT} in 2026-09"):
        take_back(made.number, date(2026, 9, 1))


def texts(out: Path, **more: object) -> dict[str, str]:
    (written,) = write(ACCOUNT, out, **more)
    return {file.name.rpartition("_")[2]: file.read_text("utf-8") for file in written.files}


def missing(out: Path) -> set[tuple[int, str]]:
    (written,) = write(ACCOUNT, out)
    return {(item.section, item.key) for item in written.gate.missing}


def test_a_table_stands_in_its_section_as_given(tmp_path: Path) -> None:
    rows = (("Northwind", "1,200"), (HOSTILE, "−5"))
    made = add(Written(given=GivenTable("rivals.csv", "Rivals", ("Rival", "Units"), rows)), "market")
    assert made.given is not None
    assert made.given.rows == rows
    said = texts(tmp_path)
    assert "**Rivals · as given in rivals.csv, not checked against the facts**" in said["en.md"]
    assert "| Rival | Units |\n| :--- | ---: |\n| Northwind | 1,200 |" in said["en.md"]
    assert "按 rivals.csv 原样给出" in said["zh.md"]
    assert "<script>alert" not in said["en.html"]
    assert verify().faults == ()


def test_a_note_stands_in_its_section_in_both_languages(tmp_path: Path) -> None:
    correction = Label("Move the launch", "提前上市")
    add(Written(BOTH.what, BOTH.why, correction, owner="Chen Wei", due=date(2026, 11, 30), kpi="share of market"), "市场趋势")
    said = texts(tmp_path)
    assert "| Correction | Move the launch |" in said["en.md"]
    assert "| Who, by when | Chen Wei, by 30 November 2026; proved by Partner share of market |" in said["en.md"]
    assert "| 负责人与期限 | Chen Wei，2026 年 11 月 30 日前；以合作伙伴市场份额为证 |" in said["zh.md"]
    assert (1, "commentary") not in missing(tmp_path)


def test_a_text_in_one_language_is_printed_in_it_marked_and_counted(tmp_path: Path) -> None:
    add(Written(what=Label("It rose", ""), why=BOTH.why))
    assert "It rose（仅有英文）" in texts(tmp_path)["zh.md"]
    assert {(1, "translation")} == {one for one in missing(tmp_path) if one[1] in ("translation", "half")}


def test_what_without_why_is_half_a_note(tmp_path: Path) -> None:
    add(Written(what=BOTH.what))
    assert (1, "half") in missing(tmp_path)


def test_nothing_typed_is_executed_or_lost(tmp_path: Path) -> None:
    add(Written(what=Label(HOSTILE, HOSTILE), why=BOTH.why))
    said = texts(tmp_path)
    assert "<script>" not in said["en.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said["en.html"]
    assert "😀 שלום {kpi}" in said["en.html"]


def test_a_withdrawn_note_counts_no_more_and_twice_is_once(tmp_path: Path) -> None:
    made = add(BOTH)
    for _ in range(2):
        take_back(made.number)
    assert (1, "commentary") in missing(tmp_path)
    assert verify().faults == ()


def test_partners_read_only_what_is_safe_for_them(tmp_path: Path) -> None:
    add(BOTH)
    add(Written(what=Label("Shared", "共享"), why=BOTH.why, is_partner_safe=True))
    inside, outside = (texts(tmp_path, audience=audience)["en.md"] for audience in ("internal", "partner"))
    assert ("It rose" in inside, "Shared" in inside) == (True, True)
    assert ("It rose" in outside, "Shared" in outside) == (False, True)


def test_notes_are_seen_with_their_account_only() -> None:
    made, ann = add(BOTH), add_user(by=None, username="ann", password="secret")  # noqa: S106
    account, seen = account_of(ACCOUNT), {"by": ann, "on": TODAY}
    assert comments.comments(account, OCTOBER.start, **seen) == ()
    with pytest.raises(Refused, match=f"there is no note {made.number}"):
        take_back(made.number, by=ann)
    assign(by=None, user=ann, account=account, starts_on=TODAY)
    assert comments.comments(account, OCTOBER.start, **seen) == (made,)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (Written(), "--what, --why, --correction or --table"),
        (Written(what=Label("  ", "")), "--correction or --table"),
        (Written(what=Label("x" * 10_001, "")), "10,001 characters long; at most 10,000"),
        (Written(correction=Label("Do it", "")), "give --owner and --due"),
        (Written(what=BOTH.what, owner="Ann"), "give --correction, too"),
        (Written(correction=BOTH.what, owner="x" * 256, due=TODAY), "is 256 characters long; at most 255"),
    ],
)
def test_a_note_that_says_too_little_or_too_much_is_refused(written: Written, says: str) -> None:
    with pytest.raises(Refused, match=says):
        add(written)


def test_an_unknown_section_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match="market"):
        add(BOTH, "markets")


def test_a_waiver_lets_a_document_go_out_in_somebodys_name(tmp_path: Path) -> None:
    lin = add_user(by=None, username="lin", password="secret")  # noqa: S106
    (before,) = write(ACCOUNT, tmp_path)
    waiver = {"by": lin, "account": account_of(ACCOUNT), "month": OCTOBER.start, "section": "market", "trade": TRADE}
    made = comments.waive(**waiver, item="figures", why="No market study before December")
    (after,) = write(ACCOUNT, tmp_path)
    (let,) = after.gate.waived
    assert (let.item.section, let.item.key, let.author, let.why) == (1, "figures", "lin", "No market study before December")
    assert after.gate.score > before.gate.score
    assert len(after.gate.missing) == len(before.gate.missing) - 1
    take_back(made.number, is_waiver=True)
    assert write(ACCOUNT, tmp_path)[0].gate == before.gate


@pytest.mark.parametrize(
    ("item", "why", "says"), [("figure", "x", "figures"), ("residual", "x", "fault"), ("plan", " ", "--why")]
)
def test_a_waiver_names_what_and_why_and_never_a_fault(item: str, why: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        comments.waive(
            by=None, account=account_of(ACCOUNT), month=OCTOBER.start, section="revenue", item=item, why=why, trade=TRADE
        )
