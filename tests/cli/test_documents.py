"""What the documents for newcomers show works as it stands there."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Rapport

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def fenced(page: str) -> list[str]:
    return re.findall(r"```(?:\w+)?\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S)


def test_the_map_file_of_the_recipe_loads_its_file(rapport: Rapport, tmp_path: Path) -> None:
    file, mapping = fenced("docs/recipes/map.md")
    (tmp_path / "report.csv").write_text(file, encoding="utf-8")
    (tmp_path / "report.toml").write_text(mapping, encoding="utf-8")
    report = rapport("import", tmp_path / "report.csv", "--map", tmp_path / "report.toml", "--json").json
    assert report["rows"]["loaded"] == 2
    assert float(report["tables"][0]["totals"]["revenue"]["CNY"]) == 139_500


def test_the_kpi_of_the_recipe_answers(rapport: Rapport, one: Path, tmp_path: Path) -> None:
    rapport("import", one)
    (pack,) = [text for text in fenced("docs/recipes/kpi.md") if "formula" in text]
    folder = tmp_path / "home" / "packs" / "ours"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(f'[pack.ours]\nversion = 1\nuse = ["partner"]\n{pack}', encoding="utf-8")
    figure = rapport("ask", "naked_share", "--json").json["rows"][0]["kpis"]["naked_share"]
    assert figure["denominator"] == 175_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
