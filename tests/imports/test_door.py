"""What a file is, by its first bytes; and what is refused at the door."""

import gzip
import zipfile
from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from rapport.imports import door, mapping


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"month,units\n2026-10,1\n", "text"),
        ("\ufeffmonth,units".encode(), "text"),
        ("month,units\n2026-10,1".encode("utf-16"), "text"),
        ("month,units\n2026-10,1".encode("utf-16-le"), "text"),
        (gzip.compress(b"month,units", mtime=0), "gzip"),
        (b"PAR1....PAR1", "parquet"),
    ],
)
def test_the_first_bytes_decide_whatever_the_name_says(tmp_path: Path, head: bytes, kind: str) -> None:
    path = tmp_path / "anything.xls"
    path.write_bytes(head)
    assert door.format_of(path) == kind


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (OLE + b"Workbook", "old .xls kind"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"<html><table>", "is a web page"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", "is a web page"),
        (b"<?xml version='1.0'?><Workbook/>", "is XML"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"\x28\xb5\x2f\xfd", "packed with zstd"),
        (b"abc\0\0\0def\0g", "neither text nor a workbook"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "sales.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused, match=said):
        door.format_of(path)


def test_of_a_missing_file_what_lies_beside_it_and_is_called_like_it_is_named(tmp_path: Path) -> None:
    for name in ("one.csv", "plan FY27.xlsx"):
        (tmp_path / name).write_text("month,units\n2026-10,1\n")
    (tmp_path / "one.cvs.d").mkdir()
    with pytest.raises(Refused, match=r"one\.cvs: there is no such file; nearest beside it: one\.csv$"):
        door.format_of(tmp_path / "one.cvs")
    with pytest.raises(Refused, match=r"there is no such file$"):
        door.format_of(tmp_path / "no folder" / "one.csv")
    with pytest.raises(Refused, match=r"there is no such map file; nearest beside it: one\.csv$"):
        mapping.read(tmp_path / "one.toml.csv")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        door.format_of(tmp_path / "none.csv")
    with pytest.raises(Refused, match="is a folder; name the files in it"):
        door.format_of(tmp_path)
    with pytest.raises(Refused, match="is a folder"):
        door.format_of(Path(""))


def test_a_file_that_the_system_does_not_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    path = tmp_path / "file.csv"
    path.write_text("month,units")
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(Refused, match=r"file\.csv: cannot be read: Input/output error; copy it"):
        door.format_of(path)
    with pytest.raises(Refused, match="cannot be read: File name too long"):
        door.format_of(tmp_path / ("x" * 300))


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("part", "said"),
    [("xl/workbook.bin", "binary workbook"), ("content.xml", "OpenDocument"), ("report.csv", "without a workbook")],
)
def test_other_zips_are_told_apart(tmp_path: Path, part: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        door.format_of(zipped(tmp_path / "file.xlsx", {part: b"x"}))


def test_a_zip_that_unpacks_to_far_too_much_is_a_bomb(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="zip bomb"):
        door.format_of(zipped(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b" " * 20_000_000}))


def test_a_zip_with_too_many_parts_and_a_torn_one(tmp_path: Path) -> None:
    many = zipped(tmp_path / "many.xlsx", {f"part{number}": b"" for number in range(5_001)})
    with pytest.raises(Refused, match="5,001 parts"):
        door.format_of(many)
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(many.read_bytes()[:1000])
    with pytest.raises(Refused, match="damaged"):
        door.format_of(torn)


def test_small_files_may_pack_well(tmp_path: Path) -> None:
    assert door.format_of(zipped(tmp_path / "file.xlsx", {"xl/workbook.xml": b" " * 2_000_000})) == "xlsx"
