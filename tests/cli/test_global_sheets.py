"""Sheets of a global account, in English and Chinese, come to the worked examples of its figures."""

from pathlib import Path

import pytest

from tests.cli.conftest import Rapport

ACCOUNT_MANAGER = [
    "ar_growth", "renewal_rate_value", "net_new", "partner_in_wins", "services_in_wins", "rm_score", "cos_health",
    "value_coverage", "product_currency", "realised_value",
]  # fmt: skip

SHEETS = {  # as somebody keeps them; what they come to are the worked examples of the requirements
    "addressable_revenue": """Month,Account,Captured AR,Potential,Currency
2025-10,Fabrikam,10000000,14000000,USD
2026-10,Fabrikam,11400000,28500000,USD
""",
    "agreements": """Expires,Account,Product,Expiring,Renewed,In Time,Expiring Value,Renewed Value Capped,Renewed Value,CCY
2026-10,Fabrikam,A,1,1,1,4000000,4000000,4200000,USD
2026-10,Fabrikam,B,1,0,0,1300000,0,0,USD
2026-10,Fabrikam,C,1,1,1,1700000,1700000,1900000,USD
2026-10,Fabrikam,D,1,1,0,500000,500000,500000,USD
""",
    "opportunities": """快照月份,客户,赢单数,丢单数,赢单金额,丢单金额,商机金额,净新增,关键赢单,伙伴参与赢单,含服务赢单,币种
2026-10,Fabrikam,18,27,7200000,13800000,9600000,800000,7200000,5400000,2900000,USD
""",
    "deployments": """Deployment Month,Account,Product,Release Age,Deployed,Active Users
2026-10,Fabrikam,Suite 16,N,600,400
2026-10,Fabrikam,Suite 13,N-1,300,100
2026-10,Fabrikam,Suite 10,End of support,100,33
""",
    "entitlements": """权益月份,客户,产品,权益数量
2026-10,Fabrikam,Suite 16,1250
""",
    "surveys": """Survey Month,Account,Respondents,Very Satisfied,Dissatisfied,Weighted Scores,Score Weight
2026-10,Fabrikam,100,55,10,7430,100
""",
    "escalations": """到期月,客户,升级事项数,按时关闭
2026-10,Fabrikam,25,22
""",
    "recurring_revenue": """ARR Month,Account,ARR,Expansion,Contraction,Churn,Currency
2026-09,Fabrikam,10000000,0,0,0,USD
2026-10,Fabrikam,10300000,1800000,600000,900000,USD
""",
}  # fmt: skip
FIGURES = {
    "ar_growth": "14.0", "ar_penetration": "40.0", "renewal_rate_count": "75.0", "renewal_rate_value": "82.7",
    "renewal_rate_uplift": "88.0", "on_time_renewal": "66.7", "win_rate_count": "40.0", "win_rate_value": "34.3",
    "partner_in_wins": "75.0", "services_in_wins": "40.3", "product_currency": "75.0", "deployment_rate": "80.0",
    "adoption_rate": "53.3", "grr": "85.0", "nrr": "103.0", "escalation_sla": "88.0",
}  # fmt: skip


@pytest.fixture
def sheets(rapport: Rapport, tmp_path: Path) -> Rapport:
    """A home with all sheets of a global account."""
    for dataset, content in SHEETS.items():
        path = tmp_path / f"{dataset}.csv"
        path.write_text(content, encoding="utf-8")
        report = rapport("import", path, "--json").json
        assert [(table["dataset"], table["rows"]["rejected"]) for table in report["tables"]] == [(dataset, 0)]
        assert report["ignored_columns"] == []
    return rapport


def test_sheets_of_a_global_account_come_to_the_worked_examples(sheets: Rapport) -> None:
    figures = sheets("ask", *FIGURES, "--period", "2026-10", "--json").json["rows"][0]["kpis"]
    assert {key: f"{100 * float(figures[key]['value']):.1f}" for key in FIGURES} == FIGURES


def test_the_account_manager_scorecard_has_the_seven_success_measures(sheets: Rapport) -> None:
    figures = sheets("ask", "--scorecard", "account_manager", "--period", "2026-10", "--json").json["rows"][0]["kpis"]
    assert list(figures) == ACCOUNT_MANAGER
    assert (figures["rm_score"]["value"], figures["net_new"]["value"]) == (74.3, "800000.0000")
    unrecorded = {key: figure["why"] for key, figure in figures.items() if figure["value"] is None}
    assert unrecorded == dict.fromkeys(["cos_health", "value_coverage", "realised_value"], "not recorded yet")
