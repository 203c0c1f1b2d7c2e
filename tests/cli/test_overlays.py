"""The same questions in the words of two trades, and figures that a home adds in TOML alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ONE, Rapport
from tests.packs.test_overlays import HEAD, OF_ONE_COMPANY
from tests.packs.trial import write_pack

FILES = {  # the first slice as each trade would send it
    "microsoft_era": ONE.replace("account,", "MNA,").replace("pc,own", "PC,Windows").replace("pc,other", "PC,Linux"),
    "security_vendor": ONE.replace("platform", "Protection").replace("pc,own", "Endpoint,Protected").replace(
        "pc,other", "Endpoint,No agent"
    ),
}  # fmt: skip
QUESTIONS = (
    ("ask", "platform_share", "pc_shipments", "--by", "country", "--vs", "prior_year", "--period", "2026-10"),
    ("ask", "--scorecard", "partner", "--period", "2026-10"),
    ("ask", "--scorecard", "account_manager", "--period", "2026-10"),
    ("explain", "platform_share", "--period", "2026-10", "--vs", "prior_year", "--by", "country,channel"),
    ("explain", "pc_shipments", "--period", "2026-10", "--vs", "prior_year", "--by", "channel"),
)
SENTENCES = {
    "microsoft_era": ("Share of Windows", "Windows 预装率"),
    "security_vendor": ("Protected share", "受保护率"),
}


@pytest.fixture(params=list(FILES))
def overlay(request: pytest.FixtureRequest, rapport: Rapport, settings: Any, tmp_path: Path) -> str:
    """A home that speaks an overlay, with the first slice in its words."""
    name = str(request.param)
    write_pack(settings.HOME / "packs", "", head=HEAD.replace("OVERLAY", name))
    (tmp_path / "one.csv").write_text(FILES[name], encoding="utf-8")
    assert rapport("import", tmp_path / "one.csv", "--json").json["rows"]["loaded"] == 12
    return name


def test_the_same_questions_are_answered_in_the_words_of_the_trade(rapport: Rapport, overlay: str, tmp_path: Path) -> None:
    said = []
    for question in QUESTIONS:
        for flags in ((), ("--lang", "zh-hans"), ("--json",)):
            ran = rapport(*question, *flags)
            assert (ran.code, ran.err) == (0, "")
            said.append(ran.out)
    update = ("update", "--account", "Contoso", "--period", "2026-10", "--lang", "en,zh-hans", "--to", "md", "--out", tmp_path)
    assert rapport(*update).code == 0
    said += [path.read_text(encoding="utf-8") for path in tmp_path.glob("**/*.md")]
    assert len(said) > 3 * len(QUESTIONS)
    shares = {row["by"]["country"]: row["kpis"]["platform_share"] for row in json.loads(said[2])["rows"]}
    assert (shares["CN"]["numerator"], shares["CN"]["denominator"]) == (128280, 163000)
    assert all(word in "".join(said) for word in SENTENCES[overlay])
    if overlay == "security_vendor":
        assert not OF_ONE_COMPANY.findall("".join(said))


OWN = """
[attribute.ai]
label = { en = "AI PC", zh-hans = "AI 电脑" }
of = "product"
values = { yes = ["y", "ai", "是"], no = ["n", "否"] }

[kpi.ai_pc_mix]
label = { en = "AI PC mix", zh-hans = "AI 电脑占比" }
says = { en = "AI PCs shipped, over all PCs shipped", zh-hans = "AI 电脑出货量占全部 PC 出货量的比例" }
formula = "sum(shipped_units[category = 'pc', ai = 'yes']) / sum(shipped_units[category = 'pc'])"
unit = "percent"
better = "higher"
examples = [{ amounts = [21_000, 175_000], gives = 0.12 }]

[measure.committed_amount]
label = { en = "Committed amount", zh-hans = "承诺金额" }
kind = "flow"
unit = "money"
dimensions = ["account", "country"]
trust = ["self"]
sensitivity = "money"

[measure.consumed_amount]
label = { en = "Consumed amount", zh-hans = "已消耗金额" }
kind = "flow"
unit = "money"
dimensions = ["account", "country"]
trust = ["self"]
sensitivity = "money"

[dataset.commitments]
label = { en = "Commitments", zh-hans = "消费承诺" }
columns = ["month", "currency", "published"]
[dataset.commitments.column]
committed = { role = "measure", to = "committed_amount", required = true, headers = ["Committed", "承诺"] }
consumed = { role = "measure", to = "consumed_amount", required = true, headers = ["Consumed", "消耗"] }

[kpi.commitment_remaining]
label = { en = "Commitment remaining", zh-hans = "剩余承诺" }
says = { en = "Committed in the period, less what was consumed to date", zh-hans = "期内承诺金额减去截至目前的消耗金额" }
formula = "sum(committed_amount) - sum(consumed_amount)"
unit = "money"
better = "lower"
examples = [{ amounts = [12_000_000, 7_500_000], gives = 4_500_000 }]

[kpi.commitment_burn_down]
label = { en = "Commitment consumed", zh-hans = "承诺消耗率" }
says = { en = "Consumed to date, over what was committed in the period", zh-hans = "截至目前的消耗金额与期内承诺金额之比" }
formula = "sum(consumed_amount) / sum(committed_amount)"
unit = "percent"
better = "higher"
minimum_base = 0
examples = [{ amounts = [7_500_000, 12_000_000], gives = 0.625 }]
"""
PCS = """Month,Account,Country,Channel,Product,Category,AI PC,Units
2026-10,Contoso,CN,D1,Book AI,PC,是,21000
2026-10,Contoso,CN,D1,Book,PC,否,154000
"""
COMMITMENTS = """Month,Account,Country,Committed,Consumed,Currency
2026-01,Contoso,CN,12000000,0,USD
2026-04,Contoso,CN,0,4000000,USD
2026-10,Contoso,CN,0,3500000,USD
"""


def test_an_ai_pc_mix_and_a_burn_down_are_a_pack_of_the_home(rapport: Rapport, settings: Any, tmp_path: Path) -> None:
    write_pack(settings.HOME / "packs", OWN)
    for name, content in (("pcs.csv", PCS), ("commitments.csv", COMMITMENTS)):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert rapport("import", tmp_path / name).code == 0
    words = ("ask", "AI 电脑占比", "commitment_remaining", "commitment_burn_down", "--json")
    [row] = rapport(*words, "--period", "2026-01..2026-10").json["rows"]
    assert [figure["value"] for figure in row["kpis"].values()] == [0.12, "4500000.0000", 0.625]
    [spring] = rapport(*words, "--period", "2026-01..2026-06").json["rows"]
    assert spring["kpis"]["commitment_remaining"]["value"] == "8000000.0000"


LAGGED = """
[kpi.base_attach]
says = { en = "Licences reported, over the PCs of the month before", zh-hans = "上报许可与上月 PC 出货量之比" }
formula = "sum(licence_units[category = 'licence']) / lag(sum(shipped_units[category = 'pc']), 1)"
version = 2
"""
REPORTED = """Month,Account,Country,Product,Category,Licences
2026-11,Contoso,CN,Base,licence,132000
"""


def test_a_licence_report_dated_a_month_later_is_held_against_the_month_it_is_of(
    rapport: Rapport, settings: Any, tmp_path: Path
) -> None:
    """132,000 licences, reported in November, of 175,000 PCs shipped in October: 75.4%."""
    write_pack(settings.HOME / "packs", LAGGED, head=HEAD.replace("OVERLAY", "partner"))
    for name, content in (("pcs.csv", PCS), ("licences.csv", REPORTED)):
        (tmp_path / name).write_text(content.replace(",AI PC", "").replace(",是", "").replace(",否", ""), encoding="utf-8")
        assert rapport("import", tmp_path / name).code == 0
    asked = rapport("ask", "base_attach", "--period", "2026-11", "--json").json["rows"][0]["kpis"]["base_attach"]
    assert (asked["numerator"], asked["denominator"], round(asked["value"], 3)) == (132000, 175000, 0.754)
