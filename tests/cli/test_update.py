"""The month written out."""

from pathlib import Path

import pytest

from tests.cli.conftest import Rapport


def update(out: Path, *words: str) -> tuple[str | Path, ...]:
    return ("update", "--account", "Contoso", "--period", "2026-10", "--out", out, *words)


@pytest.mark.usefixtures("loaded")
def test_each_language_and_format_is_a_file(rapport: Rapport, tmp_path: Path) -> None:
    words = update(tmp_path / "out", "--to", "md,html", "--lang", "en,zh-hans")
    written = rapport(*words, "--json").json
    files = [Path(name) for name in written["files"]]
    assert sorted(file.suffix for file in files) == [".html", ".html", ".md", ".md"]
    assert all(file.stat().st_size for file in files)
    assert 0 <= written["gate"]["score"] < 100
    assert {"section", "what"} == written["gate"]["missing"][0].keys()


@pytest.mark.usefixtures("loaded")
def test_a_person_reads_the_files_and_what_is_missing(rapport: Rapport, tmp_path: Path) -> None:
    said = rapport(*update(tmp_path))
    assert said.code == 0
    assert str(tmp_path) in said.out.splitlines()[0]
    assert "ready to publish: " in said.out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--account", "Contosa"), "Contoso"),
        (("--to", "htm"), "html"),
        (("--lang", "zh"), "zh-hans"),
        (("--document", "updat"), "update"),
        (("--period", "FY27"), "one month"),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_a_wrong_word_is_refused_and_nothing_written(
    rapport: Rapport, tmp_path: Path, words: tuple[str, str], named: str
) -> None:
    refused = rapport(*update(tmp_path / "out", *words))
    assert (refused.code, refused.out) == (2, "")
    assert named in refused.err
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("loaded")
def test_a_stranger_writes_about_nobody(rapport: Rapport, tmp_path: Path, stranger: str) -> None:
    refused = rapport(*update(tmp_path / "out", "--as", stranger))
    assert refused.code == 2
    assert not (tmp_path / "out").exists()
