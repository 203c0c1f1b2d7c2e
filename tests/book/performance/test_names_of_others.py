"""Nobody learns the names of what they may not see: not by a filter, not by its nearest words, not by sending a file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from rapport import packs
from rapport.book.accounts.access import guarded
from rapport.book.accounts.actions import assign
from rapport.book.accounts.models import Account
from rapport.book.performance import actions, queries
from rapport.book.performance.explain import explain
from rapport.book.performance.staging import Unconfirmed
from rapport.book.team.actions import add_user
from rapport.book.team.models import User
from rapport.core.periods import FiscalCalendar
from rapport.core.question import Filter, Question
from rapport.core.refusals import Refused
from tests.staged import Row, staged

pytestmark = pytest.mark.django_db
TRADE = packs.load()
TODAY = date(2026, 12, 31)
PERIOD = FiscalCalendar().parse("2026-10")
OURS = {"account": "Contoso", "country": "CN", "channel": "North", "customer": "Ministry", "product": "Home"}
THEIRS = {"account": "Fabrikam", "country": "US", "channel": "South", "customer": "Zenith", "product": "Fabrikam Home"}
SECRET = ("account", "channel", "customer", "product")


@pytest.fixture(autouse=True)
def _home() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)
    load(None, {**OURS, "month": "2026-10", "value": 1}, {**THEIRS, "month": "2026-10", "value": 7})


def load(by: User | None, *rows: Row, dry_run: bool = False) -> Sequence[Unconfirmed]:
    (loaded,) = actions.load(by=by, staged=[staged(*rows)], trade=TRADE, today=TODAY, dry_run=dry_run)
    return loaded.unconfirmed


@pytest.fixture
def half() -> User:
    """A user of Contoso."""
    user = add_user(by=None, username="half", password="correct horse battery")  # noqa: S106
    assign(by=None, user=user, account=Account.objects.get(name="Contoso"), starts_on=date(2026, 1, 1))
    return user


@pytest.fixture
def nothing() -> User:
    """A user without an assignment."""
    return add_user(by=None, username="nothing", password="correct horse battery")  # noqa: S106


def question(field: str, word: str) -> Question:
    return Question(("pc_shipments",), where=(Filter(field, frozenset({word})),), period=PERIOD, vs="prior_year")


def refused(user: User, field: str, word: str) -> str:
    """What a user is told of a word, without the word."""
    with guarded(user), pytest.raises(Refused) as asked:
        queries.ask(question(field, word), by=user, today=TODAY, trade=TRADE)
    with guarded(user), pytest.raises(Refused) as explained:
        explain(question(field, word), by=user, today=TODAY, trade=TRADE)
    assert str(asked.value) == str(explained.value)
    return str(asked.value).replace(f"“{word}”", "“…”")


@pytest.mark.parametrize("field", SECRET)
def test_what_only_others_have_is_answered_like_what_nobody_has(half: User, nothing: User, field: str) -> None:
    for user in (half, nothing):
        told = {refused(user, field, word) for word in (THEIRS[field], THEIRS[field].casefold(), THEIRS[field][:-1], "Qqqq")}
        assert len(told) == 1
        assert THEIRS[field] not in told.pop()


@pytest.mark.parametrize("field", SECRET)
def test_what_one_sees_is_known_by_its_name_and_by_its_nearest_words(half: User, nothing: User, field: str) -> None:
    with guarded(half):
        answer = queries.ask(question(field, OURS[field]), by=half, today=TODAY, trade=TRADE)
    assert answer.rows[0].kpis["pc_shipments"].why != "not reported" or field == "product"
    assert refused(half, field, OURS[field][:-1]).endswith(f"nearest: {OURS[field]}")
    assert refused(nothing, field, OURS[field]) == f"unknown {field} “…”: there is none yet"


@pytest.fixture
def told_apart() -> None:
    """Each account with a sender of its own, and a product line."""
    for row, sender, line in ((OURS, "Contoso Ltd", "Notebooks"), (THEIRS, "Fabrikam Inc", "Desktops")):
        said = [("product", row["product"], *of, "2026-11") for of in (("line", line), ("category", "pc"))]
        one = staged({**row, "month": "2026-11", "value": 1}, sender=sender, release=date(2026, 12, 3), attributes=said)
        actions.load(by=None, staged=[one], trade=TRADE, today=TODAY)


@pytest.mark.usefixtures("told_apart")
@pytest.mark.parametrize(
    ("field", "ours", "theirs"), [("sender", "Contoso Ltd", "Fabrikam Inc"), ("line", "Notebooks", "Desktops")]
)
def test_a_sender_or_a_word_of_others_is_refused_like_one_that_is_none(
    half: User, nothing: User, field: str, ours: str, theirs: str
) -> None:
    for user in (half, nothing):
        told = {refused(user, field, word) for word in (theirs, theirs.casefold(), theirs[:-1], "Qqqq")}
        assert len(told) == 1
        assert theirs not in told.pop()
    assert refused(half, field, ours[:-1]).endswith(f"nearest: {ours}")
    assert refused(nothing, field, ours) == f"unknown {field} “…”: there is none yet"
    with guarded(half):
        asked = queries.ask(replace(question(field, ours), period=None), by=half, today=TODAY, trade=TRADE)
    assert asked.rows[0].kpis["pc_shipments"].value == 1


def test_countries_are_no_secret(nothing: User) -> None:
    with guarded(nothing):
        answer = queries.ask(question("country", "US"), by=nothing, today=TODAY, trade=TRADE)
    assert answer.rows[0].kpis["pc_shipments"].why == "not visible to you"
    assert refused(nothing, "country", "UX") == "unknown country “…”; nearest: CN, US"


def test_a_value_is_forgotten_with_the_facts_of_it(half: User) -> None:
    load(None, {**OURS, "customer": "Museum", "month": "2026-10", "value": 2})
    assert refused(half, "customer", "Ministry").endswith("nearest: Museum")


def test_a_sender_is_told_of_a_name_of_others_as_of_a_new_one(half: User) -> None:
    row = {**OURS, "month": "2026-09", "value": 3}
    for customer, near in (("Zenith", ()), ("Zenitt", ()), ("Qqqqqq", ()), ("Ministri", ("Ministry",))):
        told = load(half, {**row, "customer": customer}, dry_run=True)
        assert told == (Unconfirmed("customer", customer, near),)
    assert load(half, {**row, "customer": "Ministry"}, dry_run=True) == ()


@pytest.mark.parametrize(("sensitivity", "told"), [("", ["B0002"]), ("volume", [])])
def test_what_a_file_replaces_is_told_only_to_who_may_see_all_of_it(sensitivity: str, told: list[str]) -> None:
    """Units and revenue of a slice are replaced by units: what the revenue was is hidden from who sees volumes alone."""
    row = {**OURS, "month": "2026-11"}
    load(None, {**row, "value": 1}, {**row, "measure": "revenue", "currency": "EUR", "value": 90})
    user = add_user(by=None, username="some", password="correct horse battery")  # noqa: S106
    contoso = Account.objects.get(name="Contoso")
    assign(by=None, user=user, account=contoso, sensitivity=sensitivity, starts_on=date(2026, 1, 1))
    (loaded,) = actions.load(by=user, staged=[staged({**row, "value": 2})], trade=TRADE, today=TODAY)
    assert loaded.restates == {"B0002": 1}
    assert list(loaded.replaced) == told
