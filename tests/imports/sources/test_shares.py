"""Shares as several sources publish them: percents and fractions, sums that are no whole, weeks, gaps and definitions."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.core.refusals import Refused
from tests.imports.conftest import Outcome

pytestmark = pytest.mark.django_db

RECORDS = [
    {"source": "Contoso Counter", "date": "2026-06-01", "own_share": 56.54, "other_share": 43.46, "details": {"7": 56.54}},
    {"source": "Contoso Counter", "date": "2026-04-01", "own_share": 60, "other_share": 40},
    {"source": "Contoso Fractions", "date": "2026-06-01", "own_share": 0.35200000000000004, "other_share": 0.648},
    {"source": "Contoso Survey", "date": "2026-06-01", "own_share": 58.0, "other_share": 90.5, "chrome_os_share": None},
    {"source": "Contoso Weeks", "date": "2026-06-01", "own_share": 85.2, "other_share": 14.8},
    {"source": "Contoso Weeks", "date": "2026-06-08", "own_share": 85.45, "other_share": 14.55},
]


def written(folder: Path, records: object, **more: object) -> Path:
    """The file, whose name says nothing."""
    path = folder / "file.txt"
    path.write_text(json.dumps({**more, "data": records}), encoding="utf-8")
    return path


@pytest.fixture
def found(tmp_path: Path, imported: Callable[..., Outcome]) -> Outcome:
    return imported(written(tmp_path, RECORDS, metadata={"last_updated": "2026-07-20T10:46:55Z"}))


def texts(found: Outcome, rule: str) -> list[str]:
    return [problem["text"] for problem in found.report["problems"] if problem["rule"] == rule]


def test_each_share_is_a_fraction_of_its_source_and_month(found: Outcome) -> None:
    own = {(f["source"], str(f["day"])): f["value"] for f in found.facts if f["product"] == "Own"}
    assert own == {
        ("Contoso Counter", "2026-06-01"): Decimal("0.5654"),
        ("Contoso Counter", "2026-04-01"): Decimal("0.6"),
        ("Contoso Fractions", "2026-06-01"): Decimal("0.352"),
        ("Contoso Survey", "2026-06-01"): Decimal("0.58"),
        ("Contoso Weeks", "2026-06-01"): Decimal("0.852"),
    }
    assert {one.sender for one in found.staged} == {"Contoso Counter", "Contoso Fractions", "Contoso Survey", "Contoso Weeks"}
    assert {str(one.release) for one in found.staged} == {"2026-07-20"}
    assert {fact["grain"] for fact in found.facts} == {"month"}


def test_it_is_said_who_writes_percents_and_who_fractions(found: Outcome) -> None:
    assert texts(found, "unit") == [
        "the shares of Contoso Counter, Contoso Survey, Contoso Weeks were taken for percents, as some are above 1, and loaded "
        "as fractions: 35.2 is 0.352",
        "the shares of Contoso Fractions were taken for fractions of 1",
    ]


def test_what_is_no_whole_no_month_or_not_there_is_said(found: Outcome) -> None:
    assert texts(found, "not-a-whole") == [
        "Contoso Survey: the shares of a day add up to 148.5% to 148.5%; they are loaded as published"
    ]
    assert texts(found, "several-a-month") == [
        "Contoso Weeks: 2 days in 1 months; the first of each stands for it, the other 1 are not loaded, "
        "as shares are never averaged"
    ]
    assert texts(found, "gaps") == ["Contoso Counter: figures of 2 of the 3 months from 2026-04 to 2026-06"]
    assert len(texts(found, "no-definition")) == 4


def test_shares_have_no_total(found: Outcome) -> None:
    assert found.report["tables"][0]["totals"] == {}


def test_a_known_source_comes_with_its_definition(tmp_path: Path, imported: Callable[..., Outcome]) -> None:
    found = imported(written(tmp_path, [{"source": "StatCounter", "date": "2026-06-01", "own_share": 56.54}]))
    assert ("source", "StatCounter", "definition") in {row[:3] for row in found.attributes}
    assert "no-definition" not in found.rules


def test_in_a_table_of_ones_own_a_percent_is_rejected_and_its_fraction_offered(
    text: Callable[..., Path], imported: Callable[..., Outcome]
) -> None:
    shares = ("0.352", "35.2", "35.2%", "1")
    lines = "".join(f"2026-06,Contoso Counter {n},own,{share}\n" for n, share in enumerate(shares))
    found = imported(text(f"Month,Source,Platform,Published Share\n{lines}"))
    assert found.column("value") == [Decimal("0.352"), Decimal(1)]
    told = [(problem["row"], problem["rule"], problem["fix"]) for problem in found.report["problems"]]
    assert told == [(3, "not-a-fraction", "0.352"), (4, "not-a-fraction", "0.352")]


@pytest.mark.parametrize("broken", [{"date": "June"}, {"own_share": "many"}, {"source": 7}, {"own_share": True}])
def test_a_record_that_cannot_be_read_is_rejected_and_named(
    tmp_path: Path, imported: Callable[..., Outcome], broken: dict[str, Any]
) -> None:
    found = imported(written(tmp_path, [*RECORDS, RECORDS[0] | broken]))
    assert texts(found, "bad-record") == ["record 7 has no source, no day or a share that is no number"]
    assert found.report["rows"]["rejected"] == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"data": [{"source": "S", "date": "2026-06-01", "own_share": 56', "is no JSON that can be read"),
        ('{"data": [{"source": "S", "date": "2026-06-01", "own_share": NaN}]}', "NaN is no number"),
        ('{"a": {"source": "S", "date": "2026-06-01", "own_share": 1}}', "holds no list of records"),
        ('{"data": [{"source": "S", "date": "2026-06-01", "own_share": 0.4}]}', "may be percents or fractions"),
        ('[{"source": "S", "date": "D", "own_share": ' + "[" * 100_000, "is no JSON that can be read"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused(
    text: Callable[..., Path], imported: Callable[..., Outcome], content: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        imported(text(content))
