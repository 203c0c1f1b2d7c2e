"""Every figure comes to its worked example, to the digit that the requirements print."""

from decimal import Decimal

import pytest

from rapport.core.kpi import evaluate
from rapport.core.pack import Kpi
from rapport.packs import load

TRADE = load()

PUBLISHED = {  # the amounts in the order of the formula's aggregates, and the figure as printed
    "pc_shipments": [("175000", "175,000")],
    "server_shipments": [("4200", "4,200")],
    "market_units": [("980000", "980,000")],
    "published_share": [("0.164", "16.4 %")],
    "published_platform_share": [("0.352", "35.2 %")],
    "partner_share": [("175000 / 980000", "17.9 %")],
    "platform_share": [("139200 / 175000", "79.5 %"), ("131000 / 170000", "77.1 %")],
    "base_attach": [("132000 / 175000", "75.4 %")],
    "reporting_gap": [("139200 - 132000", "7,200")],
    "genuine_gap_value": [("175000 - 132000 , 7656000", "2,494,000")],  # 43,000 × $58 = $2.49M
    "genuine_point_value": [("175000 , 7656000 / 132000", "101,500")],  # 1,750 × $58 = $101.5k
    "premium_mix": [("95000 / 139200", "68.2 %")],
    "pro_mix": [("36900 / 131000", "28.2 %"), ("48416 / 139200", "34.8 %")],
    "platform_asp": [("8740000 / 139200", "62.8")],
    "suite_attach": [("9660 / 175000", "5.5 %"), ("7800 / 170000", "4.6 %")],
    "server_attach": [("2310 / 4200", "55.0 %")],
    "server_attach_depth": [("3003 / 2310", "1.3")],
    "revenue": [("9780329.75", "9,780,329.75")],
    "sold_units": [("139200", "139,200")],
    "quota": [("10000000", "10,000,000")],
    "sell_in": [("63000", "63,000")],
    "sell_through": [("51000", "51,000")],
    "channel_inventory": [("52000", "52,000")],
    "sell_through_rate": [("51000 / 40000 + 63000", "49.5 %")],
    "sell_through_to_sell_in": [("51000 / 63000", "81.0 %")],
    "weeks_of_inventory": [("52000 / 12750", "4.1")],
    "assortment_coverage": [("34 / 40", "85 %")],
    "assortment_coverage_weighted": [("91 / 100", "91 %")],
    "assortment_net_wins": [("5 - 3", "2")],
    "marketing_utilisation": [("310000 / 400000", "77.5 %")],
    "proof_on_time": [("17 / 20", "85 %")],
    "marketing_roi": [("260000 - 180000", "44 %")],
    "readiness_coverage": [("42 / 60", "70 %")],
    "rhythm_adherence": [("11 / 12", "92 %")],
    "wape": [("55 / 295", "18.6 %")],
    "bias": [("300 - 295", "1.7 %")],
    "forecast_value_added": [("70.8 , 55 / 295", "5.4 %")],  # 24.0 − 18.6 pp, over the same 295
    "interval_coverage": [("49 / 60", "81.7 %")],
    "brier": [("0.2 / 2", "0.1")],  # 0.8 for what was won and 0.4 for what was lost: (0.04 + 0.16) ÷ 2
    "contribution_to_growth": [("9780329.75 - 8752640 , 8752640", "11.7 %"), ("7002136.56 - 5552000 , 8752640", "16.6 %")],
    "ar_growth": [("11400000 - 10000000", "14.0 %")],
    "ar_penetration": [("6200000 / 15500000", "40.0 %")],
    "renewal_rate_count": [("3 / 4", "75 %")],
    "renewal_rate_value": [("6200000 / 7500000", "82.7 %")],
    "renewal_rate_uplift": [("6600000 / 7500000", "88.0 %")],
    "on_time_renewal": [("2 / 3", "66.7 %")],
    "arr": [("10000000", "10,000,000")],
    "grr": [("10000000 - 600000 - 900000", "85 %")],
    "nrr": [("10000000 + 1800000 - 600000 - 900000", "103 %")],
    "annuity_share": [("7200000 / 9600000", "75 %")],
    "annuity_retention": [("50 - 4", "92 %")],
    "net_new": [("800000", "800,000")],
    "net_new_share": [("800000 / 3100000", "26 %")],
    "quota_attainment": [("6800000 / 10000000", "68 %")],
    "required_run_rate": [("10000000 - 6800000 / 4", "800,000")],
    "pipeline_coverage": [("9600000 / 10000000 - 6800000", "3.0")],
    "risk_adjusted_coverage": [("4650000 / 10000000 - 6800000", "1.45")],
    "win_rate_count": [("18 / 27", "40 %")],
    "win_rate_value": [("7200000 / 13800000", "34.3 %")],
    "sales_cycle": [("150", "150")],
    "stage_ageing": [("96 / 70", "1.37")],
    "partner_in_wins": [("5400000 / 7200000", "75 %")],
    "services_in_wins": [("2900000 / 7200000", "40 %")],
    "product_currency": [("600 + 300 + 0 / 1000", "75 %")],
    "deployment_rate": [("820 / 1000", "82 %")],
    "adoption_rate": [("533 / 820", "65 %")],
    "entitled_to_used": [("533 / 1000", "53.3 %")],
    "realised_value": [("1320000 / 2700000", "48.9 %")],
    "value_coverage": [("27 / 36", "75 %")],
    "rm_score": [("7430 / 100", "74.3")],  # .4 × 72 + .25 × 80 + .2 × 60 + .15 × 90
    "nsat": [("55 - 10 + 100", "145")],
    "cos_quality": [("20 / 24", "83 %")],
    "cos_health": [("90 / 100 , 60 / 100", "0.60")],
    "escalation_sla": [("22 / 25", "88 %")],
    "promise_kept": [("41 / 46", "89 %")],
    "internal_sla": [("95 / 104", "91.3 %")],
    "sponsor_coverage": [("7 / 10", "70 %")],
    "relationship_coverage": [("12 / 18", "67 %")],
    "plan_freshness": [("9 / 11", "82 %")],
    "allocation_settled": [("920000 / 1000000", "92 %")],
}


def number(printed: str) -> Decimal:
    plain = Decimal(printed.rstrip(" %").replace(",", ""))
    return plain.scaleb(-2) if printed.endswith("%") else plain


def test_every_figure_has_an_example_that_is_printed_somewhere() -> None:
    assert set(PUBLISHED) == set(TRADE.kpis)


@pytest.mark.parametrize("kpi", TRADE.kpis.values(), ids=TRADE.kpis)
def test_worked_examples_come_out_as_printed(kpi: Kpi) -> None:
    assert len(kpi.examples) == len(PUBLISHED[kpi.key])
    for example, (amounts, printed) in zip(kpi.examples, PUBLISHED[kpi.key], strict=True):
        written = [Decimal(word) for word in amounts.split() if word not in ("/", "+", "-", ",")]
        result = evaluate(kpi.formula, dict(zip(example.amounts, written, strict=True)))
        assert list(example.amounts.values()) == written
        assert example.value == number(printed)
        assert round(Decimal(str(result.value)), -int(number(printed).as_tuple().exponent)) == number(printed)


@pytest.mark.parametrize(
    ("key", "base"), [("platform_share", 50), ("pc_shipments", 0), ("renewal_rate_count", 5), ("nsat", 100), ("rm_score", 100)]
)
def test_shares_rest_on_fifty_units_five_agreements_or_a_hundred_answers(key: str, base: int) -> None:
    assert TRADE.kpis[key].minimum_base == base


def test_every_figure_says_what_it_is_in_both_languages() -> None:
    for kpi in TRADE.kpis.values():
        assert kpi.says("en")
        assert all(any("一" <= sign <= "鿿" for sign in words("zh-hans")) for words in (kpi.says, kpi.label))
