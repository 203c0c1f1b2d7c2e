"""The validator: for each fault the file, the line, the reason and the nearest right word."""

from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from rapport.packs import load
from tests.packs.trial import problems, write_pack

KPI = """
[kpi.returns]
label = { en = "Returns", zh-hans = "退货" }
says = { en = "Units sent back", zh-hans = "退回的数量" }
formula = "sum(sold_units) / sum(shipped_units)"
unit = "percent"
better = "lower"
examples = [{ amounts = [5, 1_000], gives = 0.005 }]
"""
TREE = """
[tree.trial]
kpi = "revenue"
[tree.trial.factor]
volume = { of = "sum(sold_units)", at = [] }
mix = { of = "sum(sold_units)", at = ["country", "product"] }
price = { of = "sum(revenue)", at = ["country", "product"] }
"""
DATASET = """
[dataset.returns]
label = { en = "Returns", zh-hans = "退货" }
columns = ["month"]
[dataset.returns.column]
units = { to = "sold_units" }
"""
ATTRIBUTE = """
[attribute.colour]
label = { en = "Colour", zh-hans = "颜色" }
of = "product"
values = { red = ["rouge"], blue = ["bleu"] }
"""
SCORECARD = """
[scorecard.trial]
label = { en = "Trial", zh-hans = "试用" }
kpis = ["revenue", "platform_share"]
"""
MEASURE = """
[measure.returned_units]
label = { en = "Returned units", zh-hans = "退货数量" }
kind = "flow"
unit = "units"
dimensions = ["country"]
"""


def test_a_right_pack_is_taken(tmp_path: Path) -> None:
    trade = load(write_pack(tmp_path, KPI + TREE + DATASET + ATTRIBUTE + SCORECARD + MEASURE))
    assert trade.kpis["returns"].label("zh-hans") == "退货"
    assert trade.trees[-1].leaf == ("country", "product")


FAULTS = [  # what is written instead of what; the line it stands on; the rule; what is said; the nearest right word
    (KPI, "better =", "decimels = 2\nbetter =", 7, "unknown-word", "unknown key “decimels”; nearest: decimals", "decimals"),
    (KPI, "[kpi.returns]", "[kpis.returns]", 2, "unknown-word", "unknown key “kpis”; nearest: kpi", "kpi"),
    (KPI, '"lower"', '"less"', 7, "unknown-word", "unknown word “less”", None),
    (KPI, 'en = "Returns", ', "", 3, "missing-label", "no English: write en = “…”", None),
    (KPI, ', zh-hans = "退回的数量"', "", 4, "missing-label", "no Chinese: write zh-hans = “…”", None),
    (KPI, 'unit = "percent"\n', "", 2, "missing", "no unit", None),
    (KPI, 'unit = "percent"', "unit = 3", 6, "wrong-kind", "expected a text", None),
    (KPI, 'unit = "percent"', 'unit = "percent"\nversion = "two"', 7, "wrong-kind", "expected a whole number", None),
    (KPI, 'unit = "percent"', 'unit = "percent"\nvalid_from = 3', 7, "wrong-kind", "expected a day such as 2026-07-01", None),
    (KPI, 'unit = "percent"', 'unit = "percent"\nnames = "woi"', 7, "wrong-kind", "expected a list of texts", None),
    (KPI, "gives = 0.005", "gives = nan", 8, "wrong-kind", "expected a number", None),
    (KPI, 'label = { en = "Returns", zh-hans = "退货" }', 'label = "Returns"', 3, "wrong-kind", "expected a table", None),
    (KPI, "sold_units", "sold_unit", 5, "formula", "unknown measure “sold_unit” (nearest: sold_units", None),
    (KPI, "sum(shipped_units)", "sum(shipped_units", 5, "formula", "place 36: expected “)”", None),
    (KPI, "sold_units)", "sold_units[category = 'pcs'])", 5, "unknown-word", "value of category “pcs”; nearest: pc", "pc"),
    (KPI, "sum(sold_units)", "sum(inventory_units)", 5, "stock-summed", "use closing(inventory_units)", "closing"),
    (KPI, "sum(sold_units)", "per_week(inventory_units, 4)", 5, "stock-summed", "never summed over time", "closing"),
    (KPI, "sum(sold_units)", "published(published_share)", 5, "published-mixed", "published(published_share) stands alone", None),
    (KPI, "sum(sold_units)", "sum(published_share)", 5, "published-mixed", "is a ratio that others published", None),
    (KPI, "sum(sold_units)", "published(sold_units)", 5, "published-mixed", "“sold_units” is no ratio that others", None),
    (MEASURE, 'kind = "flow"', 'kind = "published"', 4, "kind", "what is published is a ratio, and only that", None),
    (KPI, "sum(sold_units)", "sum(sold_units[country = 'CN'])", 5, "untestable", "“country” is neither: keep to some", None),
    (KPI, "sum(sold_units)", "sum(sold_units[country = 'DE'])", 5, "untestable", "as in --where country=…", None),
    (KPI, "sum(sold_units)", "sum(sold_units[channel = 'D1'])", 5, "untestable", '[attribute.…] with of = "channel"', None),
    (KPI, "sum(sold_units)", "sum(sold_units[account = 'A'])", 5, "untestable", "attributes (tier, home_country)", None),
    (KPI, "sum(sold_units)", "sum(sold_units[month = '2026-10'])", 5, "untestable", "“month” is neither: name the time", None),
    (KPI, "sum(sold_units)", "sum(sold_units[scenario != 'plan'])", 5, "untestable", "write scenario = '…'", None),
    (KPI, "sum(sold_units)", "closing(sold_units)", 5, "flow-read", "has no closing; use sum(sold_units)", "sum"),
    (KPI, "gives = 0.005", "gives = 0.006", 8, "example", "comes to 0.005, not 0.006", None),
    (KPI, "[5, 1_000]", "[5, 0]", 8, "example", "comes to nothing (no base), not 0.005", None),
    (KPI, "[5, 1_000]", "[5]", 8, "example", "1 amounts for 2 aggregates of the formula", None),
    (KPI, "examples = [{ amounts = [5, 1_000], gives = 0.005 }]", "", 2, "example", "no worked example", None),
    (KPI, "退货", "收入", 2, "ambiguous", "the name “收入” already means revenue", None),
    (TREE, '"revenue"', '"revenu"', 3, "unknown-word", "unknown KPI “revenu”; nearest: revenue", "revenue"),
    (TREE, "volume =", "volumes =", 5, "unknown-word", "unknown driver “volumes”; nearest: volume", "volume"),
    (TREE, '"country",', '"contry",', 6, "unknown-word", "“contry”; nearest: country", "country"),
    (TREE, 'sum(revenue)"', 'sum(quota_amount)"', 7, "tree", "must be the formula of revenue: sum(revenue)", None),
    (TREE, 'revenue)", at = ["country", ', 'revenue)", at = [', 7, "tree", "“mix” has country, “price” has not", None),
    (TREE, 'units)", at = []', 'units) / sum(sold_units)", at = []', 5, "tree", "a factor is an amount, not a ratio", None),
    (TREE, TREE[TREE.index("[tree.trial.factor]") :], "", 2, "tree", "no factors", None),
    (DATASET, '["month"]', '["month", "contry"]', 4, "unknown-word", "unknown column “contry”; nearest: country", "country"),
    (DATASET, '"sold_units"', '"sold_unit"', 6, "unknown-word", "unknown measure “sold_unit”; nearest: sold_units", "sold_units"),
    (DATASET, "units = {", "unitss = {", 6, "unknown-word", "unknown column “unitss”; nearest: units", "units"),
    (DATASET, 'to = "sold_units"', 'headers = ["Back"]', 6, "missing", "the column leads to no measure: write to = “…”", None),
    (DATASET, 'units = { to = "sold_units" }', "", 2, "missing", "no column of a measure", None),
    (DATASET, '["month"]', "[]", 2, "missing", "no column of time", None),
    (DATASET, "}\ncolumns", '}\nslice_keys = ["land"]\ncolumns', 4, "unknown-word", "unknown dimension “land”", None),
    (DATASET, "}\ncolumns", '}\nsingle = ["categry"]\ncolumns', 4, "unknown-word", "“categry”; nearest: category", "category"),
    (DATASET, "units = {", 'units = { headers = ["Land", "Country"],', 6, "ambiguous", "“Country” already means country", None),
    (ATTRIBUTE, '"product"', '"produkt"', 4, "unknown-word", "unknown dimension “produkt”; nearest: product", "product"),
    (ATTRIBUTE, '"bleu"', '"rouge"', 5, "ambiguous", "the word “rouge” already means red", None),
    (ATTRIBUTE, "attribute.colour", "attribute.Colour", 2, "key", "a key has small letters, digits and _ only", None),
    (ATTRIBUTE, "attribute.colour", "attribute.value", 2, "key", "“value” already names a field of the facts", None),
    (ATTRIBUTE, "attribute.colour", "attribute.model", 2, "key", "“model” already names a field of the facts", None),
    (KPI, 'unit = "percent"', 'unit = "percent"\nno_base = "no bass"', 7, "unknown-word", "unknown word “no bass”", "no base"),
    (KPI, '"lower"', '"lower"\nband = [3, 6]', 8, "band", 'has limits: write better = "band"', None),
    (KPI, '"lower"', '"band"\nband = [6, 3]', 8, "band", "expected two ascending numbers, such as [3, 6]", None),
    (KPI, '"lower"', '"band"\nband = [3]', 8, "band", "expected two ascending numbers, such as [3, 6]", None),
    (SCORECARD, '"revenue"', '"revenu"', 4, "unknown-word", "unknown KPI “revenu”; nearest: revenue", "revenue"),
    (MEASURE, 'unit = "units"', 'unit = "units"\nrecorded = 1', 6, "wrong-kind", "expected true or false", None),
    (MEASURE, '["country"]', '["countries"]', 6, "unknown-word", "unknown dimension “countries”; nearest: country", "country"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "words", "instead", "line", "rule", "says", "fix"), FAULTS, ids=[fault[5] for fault in FAULTS])
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, right: str, words: str, instead: str, line: int, rule: str, says: str, fix: str | None
) -> None:
    assert right.count(words) >= 1
    (problem,) = problems(write_pack(tmp_path, right.replace(words, instead, 1)))
    assert (problem["file"], problem["line"], problem["rule"], problem["fix"]) == ("trial/entries.toml", line, rule, fix)
    assert str(problem["text"]).startswith(f"trial/entries.toml:{line}: ")
    assert says in str(problem["text"])


def test_of_an_entry_that_changes_none_the_nearest_is_named(tmp_path: Path) -> None:
    text = '[measure.shiped_units]\ntrust = ["publisher", "partner"]\n[kpi.revenu]\nminimum_base = 3\n'
    measure, kpi = [each for each in problems(write_pack(tmp_path, text)) if each["rule"] == "unknown-word"]
    assert measure["text"] == (
        "trial/entries.toml:1: measure.shiped_units: “shiped_units” is new, and lacks what a new one needs; "
        "nearest of those to change: shipped_units"
    )
    assert (measure["fix"], kpi["line"], kpi["fix"]) == ("shipped_units", 3, "revenue")


def test_an_entry_like_no_other_is_told_what_it_lacks_alone(tmp_path: Path) -> None:
    found = problems(write_pack(tmp_path, '[measure.xyz]\nkind = "flow"\n'))
    assert {each["rule"] for each in found} == {"missing", "missing-label"}


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = KPI.replace("better =", "beter =").replace("sum(sold_units)", "sum(sold_unit)") + DATASET.replace("month", "moth")
    found = problems(write_pack(tmp_path, text))
    assert [problem["line"] for problem in found] == [2, 5, 7, 12]
    with pytest.raises(Refused) as refused:
        load(tmp_path)
    assert len(str(refused.value).splitlines()) == len(found)


RETURNS, SHIPPED, MONEY = "sum(sold_units)", "sum(shipped_units)", "sum(revenue)"


@pytest.mark.parametrize(
    ("formula", "amounts", "says"),
    [
        (f"{RETURNS} + {MONEY}", "[1, 2]", "“sold_units” is in units and “revenue” in money: only amounts of one"),
        (f"{MONEY} - {RETURNS} / {SHIPPED}", "[1, 2, 3]", "“revenue” is in money and “sold_units, shipped_units” a plain number"),
        (f"{RETURNS} - 3", "[1]", "“sold_units” is in units and “3” a plain number"),
        (f"{RETURNS} - per_week(sold_units, 4)", "[1, 2]", "“sold_units” is in units and “sold_units” in units ÷ weeks"),
        (f"{MONEY} / {RETURNS} + {MONEY}", "[1, 2]", "“revenue, sold_units” is in money ÷ units and “revenue” in money"),
        (f"min({MONEY}, {RETURNS})", "[1, 2]", "“revenue” is in money and “sold_units” in units"),
        (f"abs_diff({RETURNS}, {MONEY}) / {RETURNS}", "[1, 2]", "“sold_units” is in units and “revenue” in money"),
        (f"{RETURNS} / ({MONEY} * 2 + {SHIPPED})", "[1, 2, 3]", "“revenue” is in money and “shipped_units” in units"),
    ],
)
def test_amounts_of_two_kinds_have_no_sum(tmp_path: Path, formula: str, amounts: str, says: str) -> None:
    text = KPI.replace("sum(sold_units) / sum(shipped_units)", formula).replace("[5, 1_000]", amounts)
    found = problems(write_pack(tmp_path, text))
    assert [(one["line"], says in str(one["text"])) for one in found if one["rule"] == "units-mixed"] == [(5, True)]


@pytest.mark.parametrize(
    ("formula", "amounts", "gives"),
    [
        (f"{RETURNS} - {SHIPPED} / 2", "[5, 8]", 1),
        (f"1 - {RETURNS} / {SHIPPED}", "[2, 8]", 0.75),
        (f"-{MONEY}", "[3]", -3),
        (f"{MONEY} / {RETURNS} * {SHIPPED} - {MONEY}", "[6, 2, 4]", 6),
        (f"({MONEY} - sum(quota_amount)) / months_left(revenue)", "[9, 3, 2]", 3),
    ],
)
def test_amounts_of_one_kind_have(tmp_path: Path, formula: str, amounts: str, gives: float) -> None:
    text = (
        KPI.replace("sum(sold_units) / sum(shipped_units)", formula).replace("[5, 1_000]", amounts).replace("0.005", str(gives))
    )
    assert load(write_pack(tmp_path, text)).kpis["returns"].text == formula
