"""Loading packs: what a home's own packs add and change, and what is refused of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from rapport.packs import changed_unversioned, load
from tests.packs.trial import HEAD, problems, write_pack

OVERLAY = """
[attribute.platform.values]
own = ["Zonk OS"]

[kpi.platform_share]
label = { en = "Share of Zonk", zh-hans = "Zonk 预装率" }
names = ["share_of_zonk"]

[column.units]
headers = ["Kisten"]
"""
PCS_SOLD = "[kpi.sold_units]\nformula = \"sum(sold_units[category = 'pc'])\"\n"


def test_without_packs_of_its_own_a_home_has_the_neutral_ones(tmp_path: Path) -> None:
    assert load(tmp_path, tmp_path / "absent") == load()
    assert list(load().digests) == ["partner 1", "global_account 1"]


def test_an_overlay_gives_its_own_words_to_neutral_ones(tmp_path: Path) -> None:
    trade = load(write_pack(tmp_path, OVERLAY))
    assert trade.kpi("share_of_zonk").key == trade.kpi("share of platform").key == "platform_share"
    assert trade.kpis["platform_share"].label("en") == "Share of Zonk"
    assert trade.kpis["platform_share"].formula == load().kpis["platform_share"].formula
    assert {"Zonk OS", "ours"} <= set(trade.attributes["platform"].values["own"])


def test_a_word_added_to_a_shared_column_is_known_in_every_dataset_that_lists_it(tmp_path: Path) -> None:
    trade = load(write_pack(tmp_path, OVERLAY))
    for key in ("shipments", "seller_sales", "market"):
        (units,) = [column for column in trade.datasets[key].columns if column.key == "units"]
        assert {"Kisten", "Qty", "数量"} <= set(units.headers)


def test_packs_stand_after_those_they_use(tmp_path: Path) -> None:
    write_pack(tmp_path, '[kpi.revenue]\nlabel = { en = "First", zh-hans = "一" }', "z_first")
    write_pack(
        tmp_path,
        '[kpi.revenue]\nlabel = { en = "Second", zh-hans = "二" }',
        "a_second",
        HEAD.replace('"partner"', '"partner", "z_first"'),
    )
    assert load(tmp_path).kpis["revenue"].label("en") == "Second"
    assert list(load(tmp_path).digests) == ["partner 1", "global_account 1", "z_first 1", "a_second 1"]


def test_a_digest_changes_with_a_word_and_not_with_line_ends(tmp_path: Path) -> None:
    digest = load(write_pack(tmp_path, OVERLAY)).digests["trial 1"]
    file = tmp_path / "trial" / "entries.toml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load(tmp_path).digests["trial 1"] == digest
    assert load(write_pack(tmp_path, OVERLAY.replace("Kisten", "Stück"))).digests["trial 1"] != digest
    assert len(digest) == 64


def test_a_formula_may_only_change_with_its_version(tmp_path: Path) -> None:
    (problem,) = problems(write_pack(tmp_path, PCS_SOLD))
    assert problem["text"] == "trial/entries.toml:2: kpi.sold_units.formula: the formula changed; raise the version"
    assert load(write_pack(tmp_path, PCS_SOLD + "version = 2\n")).kpis["sold_units"].version == 2


def test_the_changed_figures_of_another_trade_are_listed() -> None:
    now = load()
    revenue = replace(now.kpis["revenue"], formula=now.kpis["sold_units"].formula)
    assert changed_unversioned(now, now) == ()
    assert changed_unversioned(now, replace(now, kpis={**now.kpis, "revenue": revenue})) == ("revenue",)
    assert changed_unversioned(now, replace(now, kpis={**now.kpis, "revenue": replace(revenue, version=2)})) == ()
    assert changed_unversioned(now, replace(now, kpis={"new": revenue})) == ()


def test_only_a_used_pack_is_changed(tmp_path: Path) -> None:
    (problem,) = problems(write_pack(tmp_path, PCS_SOLD + "version = 2\n", head="[pack.{name}]\nversion = 1\n"))
    assert problem["line"] == 1
    assert "changes an entry of the pack “partner”; write use = [“partner”]" in str(problem["text"])


HEADS = [
    ('[pack.{name}]\nversion = 1\nuse = ["partnr"]\n', 3, "unknown pack “partnr”; nearest: partner"),
    ('[pack.{name}]\nversion = 1\nuse = "partner"\n', 3, "expected a list of texts"),
    ('[pack.{name}]\nversion = 1\nuse = ["trial"]\n', 3, "packs use each other in a circle: trial → trial"),
    ("[pack.{name}]\nversion = 1\nowner = 'me'\n", 3, "unknown key “owner”"),
    ("[pack.another]\nversion = 1\n", 1, "write one table [pack.trial], named as the folder, with version = 1"),
    ("pack.{name} = 1\n", 1, "write one table [pack.trial], named as the folder, with version = 1"),
    ("[pack.{name}]\n", 1, "no version"),
    ('[pack.{name}]\nversion = "1"\n', 2, "pack.trial.version: expected a whole number, such as 1"),
    ("[pack.{name}]\nversion = true\n", 2, "pack.trial.version: expected a whole number, such as 1"),
    ("[pack.{name}]\nversion = \n", 2, "not TOML"),
    ("[pack.{name}\n", 1, "not TOML"),
    ("version = 1\n", 1, "“version” stands outside a table; write it under [<section>.<key>]"),
]


@pytest.mark.parametrize(("head", "line", "says"), HEADS)
def test_the_head_of_a_pack_is_checked(tmp_path: Path, head: str, line: int, says: str) -> None:
    (problem,) = problems(write_pack(tmp_path, "", head=head))
    assert (problem["file"], problem["line"]) == ("trial/pack.toml", line)
    assert says in str(problem["text"])


def test_a_wrong_version_hides_no_other_fault(tmp_path: Path) -> None:
    found = problems(write_pack(tmp_path, "[kpi.platform_share]\ndecimels = 2\n", head='[pack.{name}]\nversion = "1.0.0"\n'))
    assert [str(each["text"]).split(": ", 2)[1] for each in found] == [
        "kpi.platform_share",
        "kpi.platform_share.decimels",
        "pack.trial.version",
    ]


@pytest.mark.parametrize(
    ("lies", "belongs"),
    [("mine.toml", "mine/pack.toml"), ("trial/more/kpis.toml", "trial/kpis.toml"), ("trial/a/b/c.toml", "trial/c.toml")],
)
def test_a_file_that_lies_in_no_pack_is_refused_whatever_it_holds(tmp_path: Path, lies: str, belongs: str) -> None:
    write_pack(tmp_path, "")
    (tmp_path / lies).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / lies).write_text("[broken", encoding="utf-8")
    (problem,) = problems(tmp_path)
    assert problem["text"] == f"{lies}:1: lies in no pack and would not be read: move it to {belongs}"


def test_two_packs_of_one_name_are_refused(tmp_path: Path) -> None:
    write_pack(tmp_path / "one", "")
    write_pack(tmp_path / "two", "")
    with pytest.raises(Refused, match="two packs have this name"):
        load(tmp_path / "one", tmp_path / "two")


def test_an_entry_is_written_once_in_a_pack(tmp_path: Path) -> None:
    write_pack(tmp_path, OVERLAY)
    (tmp_path / "trial" / "more.toml").write_text("\n[kpi.platform_share]\nnames = ['share']\n", encoding="utf-8")
    (problem,) = problems(tmp_path)
    assert problem["text"] == "trial/more.toml:2: [kpi.platform_share] stands in another file of the pack too"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    write_pack(tmp_path, "")
    (tmp_path / "trial" / "more.toml").write_bytes("# eins\n# zwei: ü\n".encode("latin-1"))
    (problem,) = problems(tmp_path)
    assert problem["text"] == "trial/more.toml:2: not UTF-8; save the file as UTF-8"


def test_a_fault_of_its_own_is_told_without_what_it_brings_about_elsewhere(tmp_path: Path) -> None:
    found = problems(write_pack(tmp_path, '[kpi.revenue]\nformula = "revenue * 2"\n'))
    assert {str(problem["file"]).split("/")[0] for problem in found} == {"trial"}


def test_who_is_trusted_twice_is_told(tmp_path: Path) -> None:
    (found,) = problems(write_pack(tmp_path, '[measure.revenue]\ntrust = ["A", "B", "A"]\n'))
    assert (found["rule"], found["text"]) == (
        "twice",
        "trial/entries.toml:2: measure.revenue.trust.A: “A” stands there 2 times",
    )
