"""The checker of updates: it reads figures and words by a grammar of its own, and finds what is not as `ask` says."""

import json
import random
from decimal import Decimal
from pathlib import Path

import pytest

from bench.checker import figures, planted
from bench.checker.claims import About, Claim
from bench.checker.dossier import Case, of
from bench.checker.judge import Judge
from bench.checker.measured import Known, tried
from bench.checker.reading import Checker, across
from bench.checker.truth import Truth
from bench.checker.words import Words
from rapport.book.performance import queries
from tests.reports.conftest import october  # noqa: F401 — the worked example in a home
from tests.reports.october import ACCOUNT, OCTOBER, TODAY, TRADE, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LANGS = ("en", "zh-hans")


@pytest.mark.parametrize(
    ("text", "lang", "value", "step", "unit", "currency"),
    [
        ("−CN¥15.77M", "en", "-15770000", "10000", "money", "CNY"),
        ("+12.9 pp", "en", "0.129", "0.001", "points", None),
        ("4.6 weeks", "en", "4.6", "0.1", "weeks", None),
        ("1,804,626", "en", "1804626", "1", "plain", None),
        ("SGD 12.50", "en", "12.50", "0.01", "money", "SGD"),
        ("−1,577 万人民币", "zh-hans", "-15770000", "10000", "money", "CNY"),
        ("+12.9 个百分点", "zh-hans", "0.129", "0.001", "points", None),
        ("87,697,660 人民币", "zh-hans", "87697660", "1", "money", "CNY"),
        ("510 万", "zh-hans", "5100000", "10000", "plain", None),
    ],
)
def test_a_figure_is_read_with_its_step_and_unit(text, lang, value, step, unit, currency):
    said = figures.read(text, lang)

    assert (said.value, said.step, said.unit, said.currency) == (Decimal(value), Decimal(step), unit, currency)


@pytest.mark.parametrize("text", ["", "–", "12 kg", "1,23", "+-3", "CN¥M"])
def test_what_is_no_figure_is_not_read(text):
    assert figures.read(text, "en") is None


@pytest.mark.parametrize(
    ("exact", "together", "is_right"), [("0.0674", False, True), ("0.0676", False, False), ("0.0676", True, True)]
)
def test_a_figure_may_miss_by_half_a_step_or_beside_others_by_less_than_one(exact, together, is_right):
    assert figures.read("6.7%", "en").agrees(Decimal(exact), together=together) is is_right


@pytest.fixture(scope="module")
def month(october: Path, tmp_path_factory) -> tuple[dict[str, str], dict[str, object]]:  # noqa: F811
    """The text of the worked example in both languages, and what `ask` and `explain` say."""
    (written,) = write(ACCOUNT, tmp_path_factory.mktemp("out"), to=("md",))
    texts = {lang: file.read_text("utf-8") for lang, file in zip(LANGS, written.files, strict=True)}
    now = queries.standing(by=None, today=TODAY, trade=TRADE)
    asked = of(Case(ACCOUNT, OCTOBER.start, TRADE, TODAY, now))
    return texts, json.loads(json.dumps(asked, default=str), parse_float=Decimal)


CHECKER = Checker(TRADE)


@pytest.fixture(scope="module")
def known(month) -> Known:
    """The same before anything is planted."""
    texts, dossier = month
    truth, claims = Truth(dossier, TRADE), {lang: CHECKER.read(texts[lang], lang) for lang in LANGS}
    return Known(truth, texts, claims, {lang: list(CHECKER.judged(claims[lang], lang, truth)) for lang in LANGS})


def test_every_number_of_the_worked_example_is_read_and_right(month):
    found = CHECKER.check(*month)

    assert found.unread == 0
    assert found.numbers > 200
    assert [(each.kind, each.where, each.why) for each in (*found.wrong, *found.across)] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", planted.KINDS)
def test_a_planted_error_is_found(known, lang, kind):
    tries = [tried(known, lang, kind, CHECKER, random.Random(seed)) for seed in range(4)]  # noqa: S311

    assert any(tries)
    assert [(one.error.before, one.error.after) for one in tries if one and not one.is_found_alone] == []


@pytest.mark.parametrize(
    ("kpi", "words", "is_right"),
    [
        ("suite_attach", "percent, changes in points", True),
        ("suite_attach", "units", False),
        ("revenue", "percent, changes in points", False),
    ],
)
def test_what_is_in_percent_says_so_beside_its_caption(known, kpi, words, is_right):
    claim = Claim(6, About("scale", kpi, "prior_year", period="bridge"), words, "", "")
    wrong = Judge(known.truth, Words(TRADE, "en")).wrong(claim)

    assert (wrong is None) is is_right


def test_languages_that_say_different_numbers_are_not_alike(known):
    other = CHECKER.read(known.texts["en"].replace("175,000", "175,001", 1), "en")

    assert list(across(known.claims["en"], known.claims["zh-hans"])) == []
    assert [each.kind for each in across(other, known.claims["zh-hans"])] == ["across"]


@pytest.mark.parametrize(
    ("lang", "name", "value"),
    [
        ("en", "CN/Premium: no", "CN/no"),
        ("en", "D1", "D1"),
        ("zh-hans", "高端版本：否", "no"),
        ("zh-hans", "CN/未细分部分", "CN"),
    ],
)
def test_a_place_is_known_by_its_values(lang, name, value):
    assert Words(TRADE, lang).place(name) == value


def test_a_sentence_of_another_form_is_not_read(known):
    found = CHECKER.read("Sales were about 4,000 give or take.\n", "en")

    assert [each.text for each in found] == ["Sales were about 4,000 give or take."]
    assert [each.kind for each in CHECKER.judged(found, "en", known.truth)] == ["unread", "sections"]
