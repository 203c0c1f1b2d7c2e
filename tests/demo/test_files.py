"""The files of the demo, read back by other libraries: the same bytes for a seed, and what the business says."""

import csv
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest

from rapport.demo import files, sheets
from rapport.demo.world import LAST
from tests.demo.worlds import event, world


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("demo")
    return {sent.name: sheets.write(sent, folder) for sent in files.sent(world(1))}


def workbook(path: Path, tab: str | None = None) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list((book[tab] if tab else book.worksheets[0]).iter_rows(values_only=True))


def text(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_the_same_seed_is_the_same_bytes(written: dict[str, Path], tmp_path: Path) -> None:
    again = {sent.name: sheets.write(sent, tmp_path) for sent in files.sent(world(1))}
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in written.items()
    }


def test_another_seed_is_another_world() -> None:
    one, other = ({sent.name: sent.sheets for sent in files.sent(world(seed))} for seed in (1, 2))
    same = {name for name in one.keys() & other.keys() if one[name] == other[name]}
    assert same == {"territories.csv", "accounts.xlsx", "products.xlsx"}


def test_text_files_say_what_was_sold(written: dict[str, Path]) -> None:
    rows = text(written["fabrikam_shipments_2026-10.csv"])
    sold = [one for one in world(1).sold if one.cell.month == LAST and one.cell.partner.name == "Fabrikam Computing"]
    assert sum(int(row["Units Shipped"]) for row in rows) == sum(one.units for one in sold)
    assert {row["Disti"] for row in rows} == {one.cell.outlet.channel for one in sold}
    assert {row["Ship Month"] for row in rows} == {"2026-10"}


def test_a_workbook_has_a_title_a_heading_and_its_total(written: dict[str, Path]) -> None:
    rows = workbook(written["litware_2026-10.xlsx"], "Servers")
    assert rows[0][0] == "Litware Systems: server shipments"
    assert rows[2][:2] == ("Partner", "Shipment Date")
    assert rows[-1][0] == "Total"
    assert rows[-1][5] == sum(row[5] for row in rows[3:-1])  # type: ignore[misc]


def test_some_report_in_chinese(written: dict[str, Path]) -> None:
    assert workbook(written["proseware_进销存_2026-10.xlsx"])[2][0] == "库存月份"
    shipped = workbook(written["contoso_2026-10.xlsx"], "出货")
    assert shipped[3][0] == "2026年10月"
    assert {row[1] for row in shipped[3:-1]} == {"康拓设备"}
    assert "中国" in {row[2] for row in shipped}


def test_each_partner_has_a_layout_of_its_own(written: dict[str, Path]) -> None:
    headings = {workbook(written[f"{name}_2026-10.xlsx"])[2] for name in ("contoso", "adventure", "litware")}
    names = ("fabrikam", "lucerne", "wingtip")
    headings |= {tuple(written[f"{name}_shipments_2026-10.csv"].read_text("utf-8").split("\n")[0].split(",")) for name in names}
    assert len(headings) == 6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_last_file_says_the_restated_month_again_at_one_distributor(seed: int) -> None:
    restated = event(world(seed), "restatement")
    mine = [sent for sent in files.sent(world(seed)) if sent.sender == restated.account and "forecast" not in sent.name]
    place = list(mine[0].sheets[0].headings)
    said = []
    for sent in mine:
        months: dict[tuple[object, ...], int] = defaultdict(int)
        for row in sent.sheets[0].rows:
            if restated.channel in row:
                count = next(cell for cell in row if isinstance(cell, int))
                months[tuple(cell for cell in row if not isinstance(cell, int))] += count
        said.append(months)
    again = said[2].keys() & (said[0].keys() | said[1].keys())
    assert again
    assert len(place) >= 6
    first = {key: said[0].get(key) or said[1][key] for key in again}
    assert sum(first.values()) / sum(said[2][key] for key in again) == pytest.approx(1 + restated.size, abs=0.01)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_stopped_sends_nothing_of_the_last_month(seed: int) -> None:
    stopped = event(world(seed), "stopped_reporting")
    senders = {sent.sender: sent.name for sent in files.sent(world(seed)) if "2026-10" in sent.name}
    assert stopped.channel not in senders
    calm = {sent.sender for sent in files.sent(world(seed, is_eventful=False)) if "2026-10" in sent.name}
    assert calm == {*senders, stopped.channel}
