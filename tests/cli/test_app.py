"""What every command has in common: exit codes, one clear line for bad input, one JSON document, a fast start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rapport.cli import app, output
from rapport.cli.app import COMMANDS, run
from rapport.core.refusals import Refused


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*filter(None, [command]), "--help"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"Usage: rapport {command}".strip())
    assert said.err == ""


def test_without_a_word_the_commands_are_listed() -> None:
    ran = subprocess.run([sys.executable, "-m", "rapport"], capture_output=True, text=True, check=True)
    assert all(f"\n  {command} " in ran.stdout for command in COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'django', 'duckdb', 'polars', 'rich', 'sqlglot', 'babel', 'xlsxwriter'}"
    script = f"import sys; from rapport.cli.app import run; run(['ask', '--help']); print({heavy} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["impord"], "import"),
        (["aks", "revenue"], "ask"),
        (["ask", "revenue", "--perod", "2026-10"], "--period"),
        (["ask", "revenue", "--vs", "prior_yeer"], "prior_year"),
        (["ask", "revenue", "--as-of", "yesterday"], "2026-11-05"),
        (["ask", "revenue", "--structure", "was"], "as_was"),
        (["ask", "revenue", "--lang", "fr"], "zh-hans"),
        (["ask", "revenue", "--csv", "--json"], "--csv"),
        (["ask"], "KPI"),
        (["undo"], "BATCH"),
        (["init", "--admin", "nobody"], "nobody"),
    ],
)
def test_a_mistyped_word_gets_one_line_with_the_right_one(
    words: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    said = capsys.readouterr()
    assert said.err.startswith("rapport: ")
    assert said.err.count("\n") == 1
    assert named in said.err


def test_with_json_a_refusal_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "revenue", "--top", "none", "--json"]) == 2
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert "--top" in problem["text"]


def test_several_reasons_are_all_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"sheet": "出货", "row": row, "column": "Qty", "rule": "not-a-number", "text": f"“{row}x” is no number"} for row in (7, 8)
    ]

    def refuse(*_: object, **__: object) -> int:
        raise Refused("2 rows cannot be read", rows)

    monkeypatch.setattr(app, "app", refuse)
    assert run(["import", "a.csv"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "rapport: 2 rows cannot be read",
        "  出货, row 7, Qty: “7x” is no number",
        "  出货, row 8, Qty: “8x” is no number",
    ]


def test_a_fault_of_the_program_is_one_line_that_names_its_details(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "app", _broken)
    assert run(["verify"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    details = Path(line.rpartition(" ")[2])
    assert "ZeroDivisionError" in details.read_text(encoding="utf-8")
    details.unlink()


def test_a_fault_shows_its_traceback_to_who_debugs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "app", _broken)
    monkeypatch.setenv("RAPPORT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["verify"])


def _broken(*_: object, **__: object) -> int:
    return 1 // 0


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_reader_that_goes_away_is_no_fault(lines: int) -> None:
    talkative = f"lambda *_, **__: [output.show('x') for _ in range({lines})]"
    script = f"from rapport.cli import app, output; app.app = {talkative}; app.main(['ask'])"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stderr
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait() == 0


def test_a_document_is_plain_json(capsys: pytest.CaptureFixture[str]) -> None:
    output.document({"country": "中国", "value": None})
    assert json.loads(capsys.readouterr().out) == {"country": "中国", "value": None}


@pytest.mark.parametrize(
    "words", [("ask", ""), ("ask", "revenue", "--as", ""), ("import", " "), ("ask", "revenue", "--period", "")]
)
def test_an_empty_word_is_refused_and_nobody_acts_as_the_operator_by_it(words, capsys):
    assert app.run(list(words)) == 2
    assert "is empty; is a variable of the script not set?" in capsys.readouterr().err
