"""The door to the facts: words in, words out, and nobody is told what is not theirs."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from rapport import packs
from rapport.book.accounts.access import guarded
from rapport.book.accounts.actions import assign, set_up
from rapport.book.accounts.models import Account
from rapport.book.catalogue.actions import add_alias
from rapport.book.catalogue.models import Value
from rapport.book.performance import actions, queries
from rapport.book.performance.staging import Staged
from rapport.book.team.actions import add_user
from rapport.book.team.models import User
from rapport.core.periods import FiscalCalendar, Period
from rapport.core.question import Answer, Filter, Question
from rapport.core.refusals import Refused
from tests.staged import Row, staged

pytestmark = pytest.mark.django_db(transaction=True)
TRADE = packs.load()
TODAY = date(2026, 12, 31)
PERIOD = FiscalCalendar().parse("2026-10")
PC = tuple(("product", product, "category", "pc", "2025-07") for product in ("P-own", "P-other"))
PLATFORMS = (("product", "P-own", "platform", "own", "2025-07"), ("product", "P-other", "platform", "other", "2025-07"))


def sold(account: str, country: str, own: int, other: int, month: str = "2026-10") -> list[Row]:
    """Units of an account with the own platform and without."""
    cell = {"month": month, "account": account, "country": country}
    return [{**cell, "product": "P-own", "value": own}, {**cell, "product": "P-other", "value": other}]


@pytest.fixture(autouse=True)
def _home() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)
    load(
        staged(
            *sold("Contoso", "CN", 80, 20),
            *sold("Contoso", "HK", 45, 5),
            *sold("Fabrikam", "CN", 30, 20),
            attributes=PC + PLATFORMS,
        )
    )


def load(*files: Staged) -> None:
    actions.load(by=None, staged=files, trade=TRADE, today=TODAY)


def ask(
    *kpis: str, by: tuple[str, ...] = (), user: User | None = None, where: dict[str, str] | None = None, **told: object
) -> Answer:
    filters = tuple(Filter(field, frozenset(words.split("|"))) for field, words in (where or {}).items())
    question = Question(kpis, by=by, where=filters, **{"period": PERIOD, **told})
    with guarded(user):
        return queries.ask(question, by=user, today=TODAY, trade=TRADE)


def units(answer: Answer) -> dict[tuple[object, ...], object]:
    return {tuple(row.by.values()): row.kpis["pc_shipments"].value for row in answer.rows}


def seller(account: str, country: str = "") -> User:
    user = add_user(by=None, username="li", password="correct horse battery")  # noqa: S106
    held = Account.objects.get(name=account)
    assign(by=None, user=user, account=held, country=country, starts_on=date(2026, 1, 1))
    return user


def test_rows_are_named_as_people_name_them() -> None:
    assert units(ask("pc_shipments", by=("account", "country"))) == {
        ("Contoso", "CN"): 100,
        ("Contoso", "HK"): 50,
        ("Fabrikam", "CN"): 50,
    }


def test_filters_take_names_aliases_and_the_words_of_the_trade() -> None:
    add_alias(by=None, value=Value.objects.get(dimension="country", name="HK"), text="香港")
    assert units(ask("pc_shipments", where={"country": "香港"})) == {(): 50}
    assert units(ask("pc_shipments", where={"account": "contoso|FABRIKAM", "country": "cn"})) == {(): 150}
    assert units(ask("pc_shipments", where={"platform": "自有平台"})) == {(): 155}


@pytest.mark.parametrize(
    ("where", "nearest"),
    [
        ({"account": "Contos"}, "Contoso"),
        ({"platform": "owm"}, "own"),
        ({"sender": "sel"}, "self"),
        ({"month": "Oct"}, "2026-10"),
        ({"currency": "EURO"}, "unknown currency “EURO”; nearest: EUR; this home has no rates yet"),
    ],
)
def test_a_word_that_names_nothing_is_refused_with_the_nearest(where: dict[str, str], nearest: str) -> None:
    with pytest.raises(Refused, match=nearest):
        ask("pc_shipments", where=where)


def test_a_user_sees_what_is_theirs() -> None:
    assert units(ask("pc_shipments", by=("account",), user=seller("Contoso"))) == {("Contoso",): 150}


def test_a_user_sees_an_account_in_their_country() -> None:
    assert units(ask("pc_shipments", user=seller("Contoso", "HK"))) == {(): 50}


def test_a_stranger_sees_nothing_and_learns_no_names() -> None:
    stranger = add_user(by=None, username="wu", password="correct horse battery")  # noqa: S106
    figure = ask("pc_shipments", user=stranger).rows[0].kpis["pc_shipments"]
    assert (figure.value, figure.why, figure.batches) == (None, "not visible to you", ())
    with pytest.raises(Refused) as refused:
        ask("pc_shipments", user=stranger, where={"account": "Contos"})
    assert "Contoso" not in str(refused.value)


def test_as_known_on_a_day_and_a_base_as_known_on_another() -> None:
    load(staged(*sold("Contoso", "HK", 60, 10), release=date(2026, 11, 20)))
    assert units(ask("pc_shipments", where={"country": "HK"})) == {(): 70}
    assert units(ask("pc_shipments", where={"country": "HK"}, as_of=date(2026, 11, 10))) == {(): 50}


def test_the_base_as_first_printed_or_as_restated_and_since_when() -> None:
    for release, units_before in ((date(2025, 11, 3), 40), (date(2026, 2, 3), 30)):
        load(staged(*sold("Contoso", "HK", units_before, 0, month="2025-10"), release=release, attributes=PC))
    found = {}
    for base_as_of in (None, "first", date(2025, 12, 31)):
        answer = ask("pc_shipments", where={"country": "HK"}, vs="prior_year", base_as_of=base_as_of)
        assert answer.base is not None
        found[base_as_of] = (answer.rows[0].kpis["pc_shipments"].base, answer.base.known_on)
    assert found == {
        None: (30, date(2026, 2, 3)),
        "first": (40, date(2025, 11, 3)),
        date(2025, 12, 31): (40, date(2025, 11, 3)),
    }


def test_what_is_asked_of_one_standing_rests_on_one_ledger_number() -> None:
    now = queries.standing(by=None, today=TODAY, trade=TRADE)
    load(staged(*sold("Contoso", "CN", 800, 200), release=date(2026, 12, 1)))
    question = Question(("pc_shipments",), by=("account",), period=PERIOD)

    before = queries.ask(question, by=None, today=TODAY, trade=TRADE, now=now)
    assert (before.ledger, units(before)) == (1, {("Contoso",): 150, ("Fabrikam",): 50})
    after = queries.ask(question, by=None, today=TODAY, trade=TRADE)
    assert (after.ledger, units(after)) == (2, {("Contoso",): 1050, ("Fabrikam",): 50})


def test_the_standing_of_another_user_is_not_used() -> None:
    everything = queries.standing(by=None, today=TODAY, trade=TRADE)
    user = seller("Fabrikam")
    with guarded(user):
        question = Question(("pc_shipments",), by=("account",), period=PERIOD)
        answer = queries.ask(question, by=user, today=TODAY, trade=TRADE, now=everything)
    assert units(answer) == {("Fabrikam",): 50}


def test_an_undone_batch_leaves_nothing_reported() -> None:
    actions.undo(by=None, batch="B0001", trade=TRADE, today=TODAY)
    figure = ask("platform_share", by=("country",)).rows[0].kpis["platform_share"]
    assert (figure.value, figure.why) == (None, "not reported")
    actions.redo(by=None, batch="B0001", trade=TRADE, today=TODAY)
    assert ask("platform_share").rows[0].kpis["platform_share"].numerator == Decimal(155)


def test_the_fiscal_year_is_the_homes() -> None:
    set_up(by=None, first_month=4)
    answer = ask("pc_shipments", by=("fiscal_quarter",), period=Period(date(2026, 10, 1), date(2026, 11, 1)))
    assert units(answer) == {("FY27-Q3",): 200}
