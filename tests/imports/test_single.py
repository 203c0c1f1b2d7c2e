"""A column of which a dataset holds one value only: market units of PCs and of servers are never added up."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.core.refusals import Refused
from rapport.imports.mapping import MapFile, Target

Text = Callable[..., Path]
Import = Callable[..., Any]

HEAD = "Month,Country,Source,Category,Market Units"
SEVERAL = [
    ("Category", ["pc", "server"], "pc, server"),
    ("品类", ["笔记本", "服务器"], "服务器, 笔记本"),
    ("Product Type", ["pc", ""], "pc, and an empty one"),
    ("Category", ["pc", "Consumer"], "Consumer, pc"),
]


def rows(heading: str, values: list[str]) -> str:
    lines = [f"2026-10,US,IDC,{value},{amount}" for value, amount in zip(values, (1000, 300), strict=True)]
    return "\n".join([HEAD.replace("Category", heading), *lines, ""])


@pytest.mark.parametrize(("heading", "values", "said"), SEVERAL)
def test_several_values_are_refused_and_named(text: Text, imported: Import, heading: str, values: list[str], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        imported(text(rows(heading, values)))
    assert f"column “{heading}” has several values ({said})" in str(refusal.value)
    said = "market has no place for them, so they would be added up: keep the rows of one, such as pc, and import again"
    assert said in str(refusal.value)


@pytest.mark.parametrize("values", [["pc", "PC"], ["Notebook", "台式机"], ["server", "server"], ["", ""]])
def test_one_value_by_whatever_words_changes_nothing(text: Text, imported: Import, values: list[str]) -> None:
    assert imported(text(rows("Category", values))).column("value") == [Decimal(1000), Decimal(300)]


def test_several_on_sheets_of_their_own_are_several(workbook: Callable[..., Path], imported: Import) -> None:
    head = HEAD.split(",")
    sheets = {value: [head, ["2026-10", "US", "IDC", value, 1000]] for value in ("pc", "server")}
    with pytest.raises(Refused, match=r"file.xlsx, server: column “Category” has several values \(pc, server\)"):
        imported(workbook(sheets))


@pytest.mark.parametrize("last", ["2026-10,US,IDC,server,", ",,,Total,1000"])
def test_rows_that_are_not_loaded_have_no_say(text: Text, imported: Import, last: str) -> None:
    assert imported(text(f"{HEAD}\n2026-10,US,IDC,pc,1000\n{last}\n")).column("value") == [Decimal(1000)]


def test_a_map_file_that_names_the_column_is_obeyed(text: Text, imported: Import) -> None:
    path = text(rows("Category", ["pc", "server"]))
    assert len(imported(path, mapping=MapFile(columns={"Category": Target("ignored")})).facts) == 2
    with pytest.raises(Refused, match="column “Category” has several values"):
        imported(path, mapping=MapFile(columns={"Category": Target("category")}))
    kind = text(rows("Kind", ["pc", "server"]), "kind.csv")
    with pytest.raises(Refused, match="column “Kind” has several values"):
        imported(kind, mapping=MapFile(columns={"Kind": Target("category")}))
