"""Files become batches: what is reported, what is refused, and what several files do to each other."""

import csv
from pathlib import Path

from tests.cli.conftest import Rapport


def test_a_file_is_loaded_and_reported(rapport: Rapport, one: Path) -> None:
    report = rapport("import", one, "--json").json
    assert report["rows"] == {"read": 12, "loaded": 12, "rejected": 0, "ignored": 0}
    (table,) = report["tables"]
    assert table["dataset"] == "shipments"
    assert float(table["totals"]["units"]) == 80_000 + 20_000 + 42_000 + 18_000 + 9_000 + 1_000 + 163_000 + 12_000
    assert report["batch"]
    assert report["problems"] == []


def test_a_person_reads_which_column_is_what_and_why(rapport: Rapport, one: Path) -> None:
    said = rapport("import", one)
    assert said.code == 0
    assert "one.csv → " in said.out
    for column in ("month", "channel", "units"):
        assert f"\n {column}" in said.out
    assert "shipments" in said.out
    assert "Contoso" in said.out  # new, so unconfirmed


def test_the_report_is_in_chinese_too(rapport: Rapport, one: Path) -> None:
    assert "行载入" in rapport("import", one, "--lang", "zh-hans").out


def test_the_same_file_again_makes_no_batch(rapport: Rapport, one: Path, loaded: str) -> None:
    again = rapport("import", one, "--json").json
    assert again["batch"] is None
    assert again["unchanged_slices"] == 6
    assert "no batch" in rapport("import", one).out


def test_a_dry_run_loads_nothing(rapport: Rapport, one: Path) -> None:
    assert rapport("import", one, "--dry-run", "--json").json["batch"] is None
    assert rapport("batches", "--json").json == {"batches": []}


def test_a_bad_row_is_named_with_its_place(rapport: Rapport, one: Path) -> None:
    one.write_text(one.read_text().replace("80000", "8o000"))
    report = rapport("import", one, "--json").json
    (problem,) = [problem for problem in report["problems"] if problem["row"]]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "units", "8o000")
    assert report["rows"]["rejected"] == 1
    strict = rapport("import", one, "--strict")
    assert strict.code == 2
    assert "8o000" in strict.err


def test_many_problems_are_counted_and_twenty_shown(rapport: Rapport, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    with path.open("w", newline="") as file:
        rows = [["2026-10", "Contoso", "CN", f"D{n}", "P-own", "pc", "own", "many" if n < 25 else "5"] for n in range(50)]
        names = ["month", "account", "country", "channel", "product", "category", "platform", "units"]
        csv.writer(file).writerows([names, *rows])
    said = rapport("import", path)
    assert said.code == 0
    assert said.out.count("\n! ") == 20
    assert said.out.endswith("more: 5\n")


def test_what_the_file_does_not_say_can_be_said(rapport: Rapport, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("month,channel,product,units\n2026-10,D1,P-own,5\n")
    report = rapport("import", path, "--set", "account=Contoso", "--set", "country=CN", "--sender", "D1", "--json").json
    assert (report["sender"], report["rows"]["loaded"]) == ("D1", 1)
    wrong = rapport("import", path, "--set", "contry=CN", "--dry-run")
    assert wrong.code == 2
    assert "country" in wrong.err
    assert rapport("import", path, "--set", "country").code == 2


def test_an_unknown_dataset_is_told_the_nearest(rapport: Rapport, one: Path) -> None:
    refused = rapport("import", one, "--dataset", "shipment")
    assert refused.code == 2
    assert "shipments" in refused.err


def test_a_file_that_is_not_there_is_refused_in_one_line(rapport: Rapport, tmp_path: Path) -> None:
    refused = rapport("import", tmp_path / "gone.csv", "--json")
    assert refused.code == 2
    assert refused.err.count("\n") == 1
    assert "gone.csv" in refused.err
    assert refused.json["problems"]


def test_one_refused_file_keeps_no_other_out(rapport: Rapport, one: Path, tmp_path: Path) -> None:
    both = rapport("import", tmp_path / "gone.csv", one, "--json")
    assert both.code == 2
    gone, good = both.json
    assert gone["batch"] is None
    assert gone["problems"]
    assert good["rows"]["loaded"] == 12


def test_a_name_like_a_known_one_is_pointed_out(rapport: Rapport, one: Path, loaded: str, tmp_path: Path) -> None:
    path = tmp_path / "typo.csv"
    path.write_text(
        one.read_text().replace("Contoso", "Contosso").replace("CN", "TW").replace("P-own", "Q-new"), encoding="utf-8"
    )
    said = rapport("import", path, "--dry-run").out
    assert "new, unconfirmed account: Contosso (near: Contoso)\n" in said
    assert "new, unconfirmed country: TW\n" in said


def test_a_sender_like_a_known_one_is_pointed_out_and_strict_takes_none(rapport: Rapport, one: Path) -> None:
    said = rapport("import", one, "--sender", "slef", "--dry-run").out
    assert "new, unconfirmed sender: slef (near: self)\n" in said
    refused = rapport("import", one, "--sender", "slef", "--strict", "--json")
    texts = [problem["text"] for problem in refused.json["problems"]]
    assert (refused.code, texts[0]) == (2, "“slef” is no sender known yet; nearest: self")


def test_a_sender_like_the_one_of_the_same_figures_may_be_that_one(rapport: Rapport, one: Path, loaded: str) -> None:
    def refused(sender: str) -> str:
        return rapport("import", one, "--sender", sender).err

    assert "nothing says whom to trust. If both are one, send both files under one name (--sender). Say it" in refused("slef")
    assert "nothing says whom to trust. Say it" in refused("Betta")


def test_what_may_be_a_slip_is_said_in_both_languages(rapport: Rapport, tmp_path: Path) -> None:
    path = tmp_path / "slips.csv"
    rows = "2026-10,Contoso,1,1.01,USD\n" * 3 + "2026-10,,1,1.01,USD\nTotal,,4,4.05,USD\n"
    path.write_text(f"month,account,units,amount,currency\n{rows}")
    english = rapport("import", path, "--dry-run").out
    assert "row 3: exact repeats of other rows: 2, the first is row 3; they were added up" in english
    assert "rows without an account: 1, the first is row 5; loaded as figures of no account" in english
    assert "totals in the file: agree but for rounding (apart by at most: 0.01)" in english
    chinese = rapport("import", path, "--dry-run", "--lang", "zh-hans").out
    assert "第 3 行：有 2 行与其他行完全相同，首行为第 3 行；已相加" in chinese
    assert "有 1 行未填客户，首行为第 5 行；已作为无客户的数字载入" in chinese
    assert "文件内合计：除舍入误差外一致（最多相差：0.01）" in chinese


def test_what_falls_out_is_said_in_both_languages(rapport: Rapport, tmp_path: Path) -> None:
    head = "month,account,country,channel,product,units\n"
    (tmp_path / "alpha.csv").write_text(f"{head}2026-10,A,CN,D1,Alpha,1500\n2026-10,A,CN,D2,Alpha,50\n")
    beta = tmp_path / "beta.csv"
    beta.write_text(f"{head}2026-10,A,CN,D1,Beta,7\n2026-10,A,CN,D2,Beta,5\n")
    rapport("import", tmp_path / "alpha.csv", "--dataset", "shipments")
    said = ("import", beta, "--dataset", "shipments", "--dry-run")
    assert "restates B0001: 2 slices; units 1,550 → 12; no longer there: product Alpha\n" in rapport(*said).out
    assert "重述 B0001：2 个切片；出货量 1,550 → 12；不再出现：产品 Alpha\n" in rapport(*said, "--lang", "zh-hans").out
