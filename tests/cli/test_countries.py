"""Countries under the names that everyone uses, from files to the answer."""

from pathlib import Path

import pytest

from tests.cli.conftest import Rapport

HEAD = "month,account,country,revenue (USD)\n"


@pytest.mark.parametrize("word", ["CN", "China", "中国", "chn"])
def test_two_files_that_name_a_country_otherwise_are_not_added(rapport: Rapport, tmp_path: Path, word: str) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}2026-09,Acme,CN,100\n")
    (tmp_path / "b.csv").write_text(f"{HEAD}2026-09,Acme,中国,110\n", encoding="utf-8")
    assert rapport("import", tmp_path / "a.csv").code == 0
    report = rapport("import", tmp_path / "b.csv", "--json").json
    assert [problem["text"] for problem in report["problems"]] == ["“中国” is taken for CN, the same country"]
    assert report["unconfirmed"] == []
    answer = rapport("ask", "revenue", "--where", f"country={word}", "--period", "2026-09", "--json").json
    assert answer["rows"][0]["kpis"]["revenue"]["value"] == "110.0000"


def test_a_country_that_a_file_names_in_two_ways_is_one_new_country(rapport: Rapport, tmp_path: Path) -> None:
    path = tmp_path / "zh.csv"
    path.write_text("月份,客户,国家,销量\n2026-10,甲,中国,5\n2026-10,乙,CN,6\n2026-10,乙,HK,7\n", encoding="utf-8")
    report = rapport("import", path, "--dry-run", "--json").json
    assert [new["value"] for new in report["unconfirmed"] if new["dimension"] == "country"] == ["中国", "HK"]
    assert [problem["text"] for problem in report["problems"]] == ["“CN” is taken for 中国, the same country"]
