"""Bad input of structure: renamed values, circles, faulty packs and moves are answered with the right number or the reason."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.asked import figure, figures
from tests.cli.conftest import Load, Rapport
from tests.packs.trial import HEAD, write_pack

pytestmark = pytest.mark.django_db


# A country renamed in the middle of its history.

SHIPPED = "month,account,country,product,category,units"
BEFORE, SINCE, CHINESE = (
    "2025-10,Contoso,Hong Kong,P1,pc,100",
    "2026-10,Contoso,Hong Kong Rgn,P1,pc,110",
    "2026-11,Contoso,港区,P1,pc,120",
)
RENAMED = (
    "code,name,中文名,region,valid_from",
    "HK,Hong Kong,香港,Greater China,",
    "HK,Hong Kong Rgn,港区,Greater China,2026-01",
)
THREE = "2025-10..2026-11"


def by_country(rapport: Rapport, period: str = THREE) -> dict[Any, Any]:
    return {name: one["value"] for (name,), one in figures(rapport, "pc_shipments", period, "--by", "country").items()}


@pytest.mark.parametrize(("code", "name"), [("HK", "Hong Kong"), ("N1", "Nordia")])
def test_a_list_of_both_names_makes_old_and_new_months_one_country(rapport: Rapport, load: Load, code: str, name: str) -> None:
    """One that everyone knows by several names, and one that only the list knows."""

    def called(line: str) -> str:
        return line.replace("Hong Kong", name).replace("HK", code)

    load(SHIPPED, called(BEFORE))
    load(*map(called, RENAMED))
    load(SHIPPED, called(SINCE))
    load(SHIPPED, CHINESE)
    assert by_country(rapport) == {name: 330}
    october = figures(rapport, "pc_shipments", "2026-10", "--vs", "prior_year", "--by", "country")[name,]
    assert (october["value"], october["base"], october["delta"]) == (110, 100, 10)
    for word in (code, name, f"{name} Rgn", "港区", "香港"):
        assert figure(rapport, "pc_shipments", THREE, "--where", f"country={word}")["value"] == 330


def test_names_under_which_figures_stand_apart_are_told_and_can_be_brought_together(
    rapport: Rapport, load: Load, tmp_path: Path
) -> None:
    load(SHIPPED, BEFORE, name="before.csv")
    (tmp_path / "since.csv").write_text(f"{SHIPPED}\n{SINCE}\n")
    near = rapport("import", tmp_path / "since.csv", "--json").json
    assert near["unconfirmed"][0] == {"dimension": "country", "value": "Hong Kong Rgn", "near": ["Hong Kong"]}
    chinese = load(SHIPPED, CHINESE, name="chinese.csv")
    (tmp_path / "list.csv").write_text("\n".join(RENAMED), encoding="utf-8")
    problems = rapport("import", tmp_path / "list.csv", "--json").json["problems"]
    assert [(one["row"], one["value"], one["rule"]) for one in problems] == [
        (3, "Hong Kong Rgn", "stands-apart"), (3, "港区", "stands-apart"),
    ]  # fmt: skip
    assert "undo the batches that name it, then import their files again" in problems[0]["text"]
    assert by_country(rapport) == {"Hong Kong": 100, "Hong Kong Rgn": 110, "港区": 120}, "told apart as before, nothing twice"
    again = rapport("import", tmp_path / "since.csv", "--json").json
    assert (again["batch"], again["unchanged_slices"]) == (None, 1), "as long as figures stand under a name, it means these"
    for batch, name in ((near["batch"], "since.csv"), (chinese, "chinese.csv")):
        assert rapport("undo", batch).code == 0
        assert rapport("import", tmp_path / name).code == 0
    assert by_country(rapport) == {"Hong Kong": 330}
    refused = rapport("redo", chinese)
    assert (refused.code, "import the file again" in refused.err) == (2, True), "the figures would count twice"
    assert rapport("verify").code == 0


# A circular tree.

REVENUE = "month,account,country,currency,revenue"
CIRCLES = {
    "two": (("account,parent", "A,B", "B,A"),),
    "itself": (("客户,母公司", "A,A"),),
    "three files": (("account,parent", "A,B"), ("account,parent", "B,C"), ("account,parent", "C,A")),
    "by a date": (("account,parent,valid_from", "A,B,"), ("account,parent,valid_from", "B,none,", "B,A,2026-06")),
}


@pytest.mark.parametrize("lists", CIRCLES.values(), ids=list(CIRCLES))
def test_a_circle_is_named_and_nothing_of_its_file_is_loaded(
    rapport: Rapport, load: Load, tmp_path: Path, lists: tuple[tuple[str, ...], ...]
) -> None:
    load(REVENUE, "2026-06,A,CN,USD,1", "2026-06,B,CN,USD,2", "2026-06,C,CN,USD,4")
    for lines in lists[:-1]:
        load(*lines)
    before = rapport("verify", "--json").json
    (tmp_path / "circle.csv").write_text("\n".join(lists[-1]), encoding="utf-8")
    refused = rapport("import", tmp_path / "circle.csv")
    assert (refused.code, "a circle" in refused.err, "A stands under" in refused.err) == (2, True, True)
    assert rapport("verify", "--json").json == before


# Formulas that divide by nothing or name what does not exist.


def test_a_denominator_of_nothing_or_less_has_its_reason(rapport: Rapport, load: Load) -> None:
    head = "month,account,country,product,category,platform,currency,revenue,units"
    rows = [f"2026-01,{name},CN,P,pc,own,USD,{money},{units}" for name, money, units in
            (("Zero", 10, 0), ("Nothing", 0, 0), ("Back", -5, -4), ("Sold", 5, 2))]  # fmt: skip
    load(head, *rows)
    found = figures(rapport, "platform_asp", "2026-01", "--by", "account")
    assert {name: (one["value"], one["why"]) for (name,), one in found.items()} == {
        "Sold": ("2.5000", None), "Zero": (None, "no base"), "Nothing": (None, "no base"), "Back": (None, "net returns"),
    }  # fmt: skip
    assert found["Sold",]["notes"] == ["low base"]
    assert "Back、平台单台收入：净退货" in rapport(
        "ask", "platform_asp", "--period", "2026-01", "--by", "account", "--lang", "zh-hans"
    ).out  # fmt: skip


PACK = """
[kpi.trial]
label = { en = "Trial", zh-hans = "试用" }
says = { en = "One over the other", zh-hans = "其一比其二" }
formula = "sum(shipped_units) / sum(revenue)"
unit = "ratio"
better = "higher"
examples = [{ amounts = [1, 2], gives = 0.5 }]
"""
SHARE = "[kpi.platform_share]\nformula = \"sum(shipped_units[platform = 'own']) / sum(shipped_units)\"\n"
PACKS = [
    (PACK.replace("shipped_units", "shiped_units"), "partner", "mine/entries.toml:5", "(nearest: shipped_units"),
    (PACK.replace("units)", "units[categry = 'pc'])"), "partner", "mine/entries.toml:5", "“categry” (nearest: category"),
    (PACK.replace("sum(revenue)", "summ(revenue)"), "partner", "mine/entries.toml:5", "unknown function “summ” (nearest: sum)"),
    (PACK, "mine", "mine/pack.toml:3", "packs use each other in a circle: mine → mine"),
    (SHARE, "partner", "mine/entries.toml:2", "the formula changed; raise the version"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "uses", "place", "said"), PACKS, ids=[case[3] for case in PACKS])
def test_a_pack_with_a_fault_is_refused_by_file_line_and_nearest_word(
    rapport: Rapport, load: Load, settings: Any, text: str, uses: str, place: str, said: str
) -> None:
    load(REVENUE, "2026-01,A,CN,USD,10")
    write_pack(settings.HOME / "packs", text, "mine", head=HEAD.replace("partner", uses))
    refused = rapport("ask", "revenue", "--period", "2026-01")
    assert (refused.code, refused.out, place in refused.err, said in refused.err) == (2, "", True, True)


# Moves: to another parent, of an entity that was bought, of a product to another family.

MOVED = "month,account,entity,country,product,family,currency,revenue"
MOVES = {
    ("account", "Omega"): ("account,parent,valid_from", "Alpha,Omega,", "Beta,Zeta,", "Beta,Omega,2026-03"),
    ("account", "Alpha"): ("entity,account,valid_from", "Old,Alpha,", "New,Beta,", "New,Alpha,2026-03"),
    ("family", "F1"): ("code,name,family,valid_from", "P2,P2,F1,2026-03"),
}


@pytest.mark.parametrize("kept", MOVES, ids=["account", "entity", "product"])
def test_a_move_is_told_as_is_and_as_was_and_before_its_release_not_at_all(
    rapport: Rapport, load: Load, kept: tuple[str, str]
) -> None:
    """The first keeps 100 and 110 in the two Octobers; 200 and 220 move to it in March between them."""
    accounts = ("", "") if kept == ("account", "Alpha") else ("Alpha", "Beta")
    rows = [
        f"{month},{account},{entity},CN,{product},{family},USD,{amount}"
        for month, amounts in (("2025-10", (100, 200)), ("2026-10", (110, 220)))
        for account, entity, product, family, amount in zip(
            accounts, ("Old", "New"), ("P1", "P2"), ("F1", "F2"), amounts, strict=True
        )
    ]
    load(MOVED, *rows, words=("--release", "2026-11-01"))
    head, *lines = MOVES[kept]
    batch = load(head, *lines, words=("--release", "2026-11-10"))

    def sides(*words: str) -> tuple[float | None, float | None]:
        found = figure(rapport, "revenue", "2026-10", "--vs", "prior_year", "--where", "=".join(kept), *words)
        return tuple(None if found[side] is None else float(found[side]) for side in ("value", "base"))  # type: ignore[return-value]

    assert sides() == sides("--structure", "as_is") == (330, 300)
    assert sides("--structure", "as_was") == (330, 100)
    before = figures(rapport, "revenue", "2026-10", "--by", kept[0], "--as-of", "2026-11-05")
    assert "330.0000" not in {one["value"] for one in before.values()}
    assert rapport("undo", batch).code == 0
    undone = figures(rapport, "revenue", "2026-10", "--by", kept[0])
    assert undone == before
    assert rapport("redo", batch).code == 0
    assert sides("--structure", "as_was") == (330, 100)
