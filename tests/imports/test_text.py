"""Delimited text: how it is cut, which line each row is on, what does not fit."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.refusals import Refused
from rapport.imports import text as texts
from rapport.imports.tables import TextTable
from tests.imports.conftest import cells


def read(path: Path, tmp_path: Path) -> TextTable:
    return texts.read(path, tmp_path, is_packed=False, encoding=None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_counted_out(text: Callable[..., Path], tmp_path: Path, delimiter: str) -> None:
    path = text(f"month{delimiter}units\n2026-10{delimiter}1\n")
    assert cells([read(path, tmp_path)]) == [(1, "month", "units"), (2, "2026-10", "1")]


def test_decimal_commas_do_not_cut(text: Callable[..., Path], tmp_path: Path) -> None:
    table = read(text("name;a;b\nx;1,5;2,5\ny;3,5;4,5\n"), tmp_path)
    assert cells([table])[1] == (2, "x", "1,5", "2,5")


def test_lines_are_counted_as_an_editor_shows_them(text: Callable[..., Path], tmp_path: Path) -> None:
    table = read(text('Title\n\na,b\n1,"x\ny"\n\n2,2\n"3\n\n3",3\n4,"q""q"\n'), tmp_path)
    assert cells([table]) == [
        (1, "Title", None),
        (3, "a", "b"),
        (4, "1", "x\ny"),
        (7, "2", "2"),
        (8, "3\n\n3", "3"),
        (11, "4", 'q"q'),
    ]


def test_a_line_with_too_few_or_too_many_cells_is_named(text: Callable[..., Path], tmp_path: Path) -> None:
    table = read(text("a,b,c\n1,1,1\n2,2\n\n3,3,3,3\n4,4,4\n"), tmp_path)
    assert [row[0] for row in cells([table])] == [1, 2, 6]
    assert [(flaw.row, flaw.rule) for flaw in table.flaws] == [(3, "ragged"), (5, "ragged")]
    assert table.flaws[0].text == "the line has 2 cells, the table 3 columns: “2,2”"
    assert table.rejected == 2


def test_a_remark_on_a_line_of_its_own_is_no_row(text: Callable[..., Path], tmp_path: Path) -> None:
    table = read(text("a,b\n1,1\n2,2\nSource: our shop\n"), tmp_path)
    assert [(flaw.row, flaw.rule, flaw.is_rejected) for flaw in table.flaws] == [(4, "not-a-row", False)]
    assert table.rejected == 0


@pytest.mark.parametrize("content", ["a,b\r\n1,2\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\r\n1,2\r\n3,4"])
def test_lines_may_end_in_any_way(text: Callable[..., Path], tmp_path: Path, content: str) -> None:
    assert cells([read(text(content), tmp_path)]) == [(1, "a", "b"), (2, "1", "2"), (3, "3", "4")]


def test_inches_are_no_quotes(text: Callable[..., Path], tmp_path: Path) -> None:
    table = read(text('a,b\n1,19" screen\n\n2,x\n'), tmp_path)
    assert cells([table]) == [(1, "a", "b"), (2, "1", '19" screen'), (4, "2", "x")]


def test_a_quote_that_never_closes_is_refused_with_its_line(text: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="the quote that opens on line 3 is never closed"):
        read(text('a,b\n1,1\n2,"x\n3,3\n'), tmp_path)


def test_what_is_no_table_at_all(text: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="lines do not have 2 cells"):
        read(text("a,b\n" + "1,2\n" * 400 + "x,y,z\n" * 900), tmp_path)
    with pytest.raises(Refused, match="2,500 columns"):
        read(text(",".join("abcde" * 500) + "\n" + ",".join("12345" * 500)), tmp_path)
    with pytest.raises(Refused, match="first line is longer"):
        read(text("x" * 300_000), tmp_path)


def test_white_space_is_no_text(text: Callable[..., Path], tmp_path: Path) -> None:
    assert cells([read(text("a,b\n x , \n"), tmp_path)])[1] == (2, "x", None)


words = st.text(st.sampled_from('ab1,";\n '), max_size=6)


@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=20), st.lists(st.booleans(), min_size=20, max_size=20))
def test_what_was_written_by_the_csv_module_is_read_back(tmp_path_factory, rows, blanks) -> None:
    folder = tmp_path_factory.mktemp("text")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("month", "account", "units")] * 3)
    expected = []
    for row, is_blank in zip(rows, blanks, strict=False):
        out.write("\n" * is_blank)
        expected.append((out.getvalue().count("\n") + 1, *(cell.strip(" ") or None for cell in row)))
        writer.writerow(row)
    path = folder / "file.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    assert cells([texts.read(path, folder, is_packed=False, encoding=None)])[3:] == expected
