"""The checker on bands and tables of places: what is said of a stuffed channel is recomputed, a wrong word of it is found."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bench.checker.dossier import Case, of
from bench.checker.reading import Checker
from rapport.book.performance import queries
from tests.reports.conftest import stuffed  # noqa: F401 — a channel that was stuffed, in a home
from tests.reports.october import ACCOUNT, OCTOBER, TODAY, TRADE
from tests.reports.stuffed import text

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LANGS = {"en": "en", "zh-hans": "zh"}
CHECKER = Checker(TRADE)


@pytest.fixture(scope="module")
def month(stuffed: Path) -> tuple[dict[str, str], dict[str, object]]:  # noqa: F811
    """The texts of the month, and what `ask` and `explain` say."""
    now = queries.standing(by=None, today=TODAY, trade=TRADE)
    asked = of(Case(ACCOUNT, OCTOBER.start, TRADE, TODAY, now))
    texts = {lang: text(stuffed, f"{ending}.md") for lang, ending in LANGS.items()}
    return texts, json.loads(json.dumps(asked, default=str), parse_float=Decimal)


def test_what_is_said_of_bands_is_read_and_right(month):
    found = CHECKER.check(*month)

    assert all(words in month[0]["en"] for words in ("above its band", "lay outside its band", "**By channel**"))
    assert found.unread == 0
    assert [(each.kind, each.where, each.why) for each in (*found.wrong, *found.across)] == []


@pytest.mark.parametrize(
    ("right", "wrong", "kind"),
    [
        ("1.2 weeks above", "1.3 weeks above", "outside"),
        ("1.2 weeks above", "1.2 weeks below", "outside"),
        ("(1.2 weeks above its band of 3.0 to 6.0; ", "(", "bases"),
        ("band of 3.0 to 6.0;", "band of 3.0 to 6.5;", "high"),
        ("23.3 pp below", "23.3% below", "outside"),
        ("band of 90.0% to", "band of 95.0% to", "low"),
        ("◆ at risk | 7.2", "● watch | 7.2", "state"),
        ("| Band 3.0 to 6.0 |", "| Prior year |", "against"),
        ("| Band 3.0 to 6.0 | ▲ +1.2 weeks |", "| Band 3.0 to 6.0 |  |", "outside"),
        ("in D2 (10.4 weeks)", "in D1 (10.4 weeks)", "outside in"),
        ("in D2 (10.4 weeks)", "in D2 (10.5 weeks)", "across"),
        ("| D2 | 4,000 | 2,000 | 50.0% |", "| D2 | 4,000 | 2,000 | 51.0% |", "across"),
        ("| D2 | 4,000 | 2,000 | 50.0% |", "| D2 | 4,000 | 2,000 | – |", "across"),
        ("| D2 | 4,000 | 2,000 | 50.0% | 5,200 | 10.4 weeks |\n", "", "across rows"),
        ("| All | 6,000 | 4,000 | 66.7% |", "| All | 6,001 | 4,000 | 66.7% |", "across sums"),
        ("| Channel | Sell-in | Sell-through |", "| Channel | Sell-through | Sell-in |", "across heads"),
        ("**By channel**", "**By country**", "across fields"),
    ],
)
def test_a_wrong_word_of_a_band_or_a_table_of_places_is_found(month, right, wrong, kind):
    texts, dossier = month
    assert right in texts["en"]
    found = CHECKER.check({**texts, "en": texts["en"].replace(right, wrong, 1)}, dossier)

    assert kind in {each.kind for each in found.wrong if each.lang == "en"}
