"""Map files, and what is wrong with them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from rapport.imports import mapping
from rapport.imports.mapping import Target


def test_a_map_file(text: Callable[..., Path]) -> None:
    said = mapping.read(
        text("""
dataset = "sell_through"
sheet = "出货"
header_row = 3
skip_rows = 1
locale = "de-DE"
encoding = "gb18030"
decimal = ","
[columns]
"出货月份" = "month"
"Notes" = "ignored"
"AMT (K RMB)" = { measure = "revenue", scale = 1000, currency = "CNY" }
[constants]
account = "Contoso Devices"
""")
    )
    assert (said.dataset, said.sheet, said.header_row, said.skip_rows) == ("sell_through", "出货", 3, 1)
    assert (said.locale, said.encoding, said.decimal) == ("de-DE", "gb18030", ",")
    assert said.columns["出货月份"] == Target("month")
    assert said.columns["AMT (K RMB)"] == Target("revenue", Decimal(1000), "CNY")
    assert said.constants == {"account": "Contoso Devices"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('datset = "x"', "unknown key “datset”; nearest: dataset"),
        ("dataset = 3", "dataset = 3: should be a text in quotes"),
        ("header_row = 0", "header_row = 0: should be a whole number from 1 on"),
        ('decimal = ";"', "the decimal sign is"),
        ('columns = "x"', "should be a table"),
        ("[columns]\nA = 1", "should name what the column is"),
        ("[columns]\nA = { mesure = 'x' }", "unknown key “mesure”; nearest: measure"),
        ("[columns]\nA = { scale = 10 }", "should name one measure"),
        ("[columns]\nA = { measure = 'x', scale = 'many' }", "scale = many is no number"),
        ("[columns", "is no map file"),
    ],
)
def test_what_is_wrong_with_a_map_file(text: Callable[..., Path], content: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason.replace("[", r"\[")) as refusal:
        mapping.read(text(content, "map.toml"))
    assert str(refusal.value).startswith("map.toml: ")


def test_a_missing_map_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such map file"):
        mapping.read(tmp_path / "none.toml")


def test_a_heading_that_no_column_has_is_refused_with_the_nearest(text: Callable[..., Path], imported: Callable) -> None:
    path = text("month,account,units,net sold\n2026-10,Contoso,1000,800\n")
    slip = mapping.read(text('dataset = "shipments"\n[columns]\n"Net sld" = "units"\n', "map.toml"))

    with pytest.raises(Refused) as refusal:
        imported(path, mapping=slip)

    assert str(refusal.value) == (
        "file.csv: the map file names a column “Net sld”, and none has that heading; nearest: “net sold”; mend it there"
    )


def test_a_map_file_may_name_headings_of_several_sheets(workbook: Callable[..., Path], imported: Callable) -> None:
    sheets = {
        "A": [["month", "account", "moved"], ["2026-10", "Contoso", 1]],
        "B": [["month", "account", "sent"], ["2026-11", "Contoso", 2]],
    }
    said = mapping.MapFile(dataset="shipments", columns={"Moved": Target("units"), "Sent": Target("units")})

    assert sorted(imported(workbook(sheets), mapping=said).column("value")) == [1, 2]
