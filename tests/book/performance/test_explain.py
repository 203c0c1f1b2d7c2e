"""Why a figure moved, asked in words: cells by name, bases as known before, and no more than one may see."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from rapport import packs
from rapport.book.performance import actions
from rapport.book.performance.explain import explain
from rapport.book.team.models import User
from rapport.core.bridge import Explanation
from rapport.core.periods import FiscalCalendar
from rapport.core.question import Filter, Question
from rapport.core.refusals import Refused
from rapport.core.sentences import sentences
from tests.staged import staged

pytestmark = pytest.mark.django_db(transaction=True)
TRADE = packs.load()
TODAY = date(2026, 12, 31)
ONE = {"2025-10": {"D1": 100_000, "D2": 60_000}, "2026-10": {"D1": 115_000, "D2": 48_000}}


@pytest.fixture(autouse=True)
def _shipments() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)
    at = {"account": "Contoso", "country": "CN", "product": "P1"}
    rows = [
        {**at, "month": month, "channel": channel, "value": units}
        for month, cells in ONE.items()
        for channel, units in cells.items()
    ]
    pc = [("product", "P1", "category", "pc", "2025-10")]
    actions.load(by=None, staged=[staged(*rows, attributes=pc)], trade=TRADE, today=TODAY)


def why(by_user: User | None = None, **told: object) -> Explanation:
    question = Question(("pc_shipments",), period=FiscalCalendar().parse("2026-10"), **{"vs": "prior_year", **told})
    return explain(question, by=by_user, today=TODAY, trade=TRADE)


def test_cells_are_told_by_name_and_a_sentence_says_them() -> None:
    found = why(by=("country", "channel"))
    assert [(cell.by, cell.total) for cell in found.cells] == [
        ({"country": "CN", "channel": "D1"}, 15_000),
        ({"country": "CN", "channel": "D2"}, -12_000),
    ]
    assert sentences(found, TRADE)["en"].text("en") == (
        "PC shipments were 163,000, up 3,000 (+1.9%) on the prior year. The gain came from CN/D1 (+15,000); "
        "CN/D2 lost 12,000 as its volume fell 20%."
    )


def test_filters_are_words() -> None:
    found = why(where=(Filter("channel", frozenset({"d2"})),))
    assert (found.base, found.actual, found.delta) == (60_000, 48_000, -12_000)
    with pytest.raises(Refused, match="nearest: D"):
        why(where=(Filter("channel", frozenset({"D9"})),))


def test_a_restated_base_is_its_own_driver() -> None:
    row = {"account": "Contoso", "country": "CN", "product": "P1", "month": "2025-10"}
    rows = [{**row, "channel": "D1", "value": 90_000}, {**row, "channel": "D2", "value": 60_000}]
    actions.load(by=None, staged=[staged(*rows, release=date(2026, 12, 1))], trade=TRADE, today=TODAY)
    assert {effect.driver: effect.amount for effect in why().effects} == {"volume": 13_000}
    for known in ("first", date(2026, 11, 3)):
        found = why(base_as_of=known, by=("channel",))
        assert {effect.driver: effect.amount for effect in found.effects} == {"restatement": -10_000, "volume": Decimal(13_000)}
        assert (found.base, found.delta) == (160_000, 3_000)


def test_a_stranger_learns_nothing() -> None:
    found = why(by_user=User.objects.create(username="ann"), by=("channel",))
    assert (found.base, found.actual, found.cells, found.why) == (None, None, (), "not visible to you")
