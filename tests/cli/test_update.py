"""The month written out."""

from pathlib import Path

import pytest

from tests.cli.conftest import Rapport, stranger


def update(out: Path, *words: str) -> tuple[str | Path, ...]:
    return ("update", "--account", "Contoso", "--period", "2026-10", "--out", out, *words)


def test_each_language_and_format_is_a_file(contoso: Rapport, tmp_path: Path) -> None:
    words = update(tmp_path / "out", "--to", "md,html", "--lang", "en,zh-hans")
    written = contoso(*words, "--json").json
    files = [Path(name) for name in written["files"]]
    assert sorted(file.suffix for file in files) == [".html", ".html", ".md", ".md"]
    assert all(file.stat().st_size for file in files)
    assert 0 <= written["gate"]["score"] < 100
    assert {"section", "item", "what"} == written["gate"]["missing"][0].keys()


def test_a_person_reads_the_files_and_what_is_missing(contoso: Rapport, tmp_path: Path) -> None:
    said = contoso(*update(tmp_path))
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
def test_a_wrong_word_is_refused_and_nothing_written(
    contoso: Rapport, tmp_path: Path, words: tuple[str, str], named: str
) -> None:
    refused = contoso(*update(tmp_path / "out", *words))
    assert (refused.code, refused.out) == (2, "")
    assert named in refused.err
    assert not (tmp_path / "out").exists()


def test_a_stranger_writes_about_nobody(contoso: Rapport, tmp_path: Path) -> None:
    refused = contoso(*update(tmp_path / "out", "--as", stranger()))
    assert refused.code == 2
    assert not (tmp_path / "out").exists()
