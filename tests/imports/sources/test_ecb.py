"""The history of the European Central Bank: zipped and wide, with holes, and currencies that ended."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from tests.imports.conftest import Outcome

pytestmark = pytest.mark.django_db

HISTORY = """Date,USD,JPY,BGN,RUB,CNY,
2022-03-02,1.1106,128.2,1.9558,N/A,7.0224,
2022-03-01,1.1162,128.56,1.9558,117.201,7.0417,
2022-02-28,1.1199,129.31,1.9558,115.4842,7.0643,
"""


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A small file of that form, whose name says nothing."""
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", HISTORY)
    return path


def test_each_currency_and_month_is_the_mean_of_the_days_on_which_it_was_quoted(
    history: Path, imported: Callable[..., Outcome]
) -> None:
    found = imported(history)
    rates = {(row[2], row[3]): row[4:] for row in found.rates}
    assert {row[1] for row in found.rates} == {"EUR"}
    assert rates["CNY", date(2022, 3, 1)] == (pytest.approx((7.0224 + 7.0417) / 2), 2)
    assert rates["RUB", date(2022, 3, 1)] == (117.201, 1)
    assert found.staged[0].release == date(2022, 3, 2)
    assert found.report["rows"] == {"read": 3, "loaded": 3, "rejected": 0, "ignored": 0}
    assert [problem["rule"] for problem in found.report["problems"]] == ["no-rate", "monthly-mean"]
    assert found.report["problems"][0]["text"].startswith("1 cells hold no rate")


def test_the_text_out_of_the_archive_is_read_as_well(history: Path, imported: Callable[..., Outcome], tmp_path: Path) -> None:
    plain = tmp_path / "unpacked.txt"
    plain.write_text(HISTORY)
    assert imported(plain).rates == imported(history).rates


REDENOMINATED = """Date,USD,JPY,BGN,TRL,TRY,ROL,RON,EEK,
2005-07-04,1.1883,132.25,1.9558,N/A,1.6048,N/A,3.6125,15.6466,
2005-07-01,1.2087,134.39,1.9558,N/A,1.6165,N/A,3.6062,15.6466,
2005-06-30,1.2092,133.95,1.9558,N/A,1.6245,36030,N/A,15.6466,
2005-01-03,1.3507,138.77,1.9558,N/A,1.8297,39390,N/A,15.6466,
2004-12-31,1.3621,139.65,1.9559,1836200,N/A,39390,N/A,15.6466,
2004-12-30,1.3604,140.91,1.9559,1839500,N/A,N/A,N/A,15.6466,
"""


def test_a_currency_that_lost_its_noughts_is_another_one_and_neither_is_carried_on(
    text: Callable[..., Path], imported: Callable[..., Outcome]
) -> None:
    found = imported(text(REDENOMINATED))
    months = {(row[2], f"{row[3]:%Y-%m}"): row[4] for row in found.rates if row[2] in {"TRL", "TRY", "ROL", "RON"}}
    assert months == {
        ("TRL", "2004-12"): pytest.approx((1836200 + 1839500) / 2),
        ("TRY", "2005-01"): 1.8297,
        ("TRY", "2005-06"): 1.6245,
        ("TRY", "2005-07"): pytest.approx((1.6165 + 1.6048) / 2),
        ("ROL", "2004-12"): 39390,
        ("ROL", "2005-01"): 39390,
        ("ROL", "2005-06"): 36030,
        ("RON", "2005-07"): pytest.approx((3.6062 + 3.6125) / 2),
    }
    assert found.report["rows"] == {"read": 6, "loaded": 6, "rejected": 0, "ignored": 0}
    assert found.report["problems"][0]["text"].startswith("13 cells hold no rate")


def test_a_damaged_archive_is_refused(history: Path, imported: Callable[..., Outcome]) -> None:
    content = bytearray(history.read_bytes())
    content[60:90] = b"\xff" * 30
    history.write_bytes(bytes(content))
    with pytest.raises(Refused, match="is no history"):
        imported(history)
