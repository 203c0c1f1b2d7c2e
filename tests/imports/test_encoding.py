"""Which encoding a text has: told by marks and strict reading, by letters only where these are certain."""

import codecs
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from rapport.imports import encoding

CHINESE = "月份,客户,数量\n2026-10,联想集团有限公司,1200\n"
SPANISH = "mes,cliente,unidades\n2026-10,Compañía Española de Informática,1200\n"


def decoded(path: Path, tmp_path: Path, said: str | None = None, *, is_packed: bool = False) -> tuple[str, str | None]:
    found = encoding.recode(path, tmp_path, is_packed=is_packed, encoding=said)
    return found.path.read_text(encoding="utf-8-sig"), found.inferred


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_all_its_forms(text: Callable[..., Path], tmp_path: Path, name: str) -> None:
    assert decoded(text(CHINESE, encoding=name), tmp_path) == (CHINESE, None)


def test_plain_utf8_is_read_where_it_lies(text: Callable[..., Path], tmp_path: Path) -> None:
    path = text(CHINESE)
    assert encoding.recode(path, tmp_path, is_packed=False, encoding=None).path == path


@pytest.mark.parametrize(("content", "name"), [(CHINESE, "gb18030"), (SPANISH, "cp1252")])
def test_other_encodings_by_their_letters_and_that_is_said(
    text: Callable[..., Path], tmp_path: Path, content: str, name: str
) -> None:
    assert decoded(text(content, encoding=name), tmp_path) == (content, name)


@pytest.mark.parametrize(("content", "name"), [("Продажи по месяцам\n", "cp1251"), ("出荷ヲ数量シマス\n", "shift_jis")])
def test_letters_that_leave_doubt_ask_the_person(text: Callable[..., Path], tmp_path: Path, content: str, name: str) -> None:
    path = text(content, encoding=name)
    with pytest.raises(Refused, match='encoding = "gb18030"'):
        decoded(path, tmp_path)
    assert decoded(path, tmp_path, name) == (content, None)


def test_a_wrong_or_unknown_encoding(text: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not written in utf-8"):
        decoded(text(CHINESE, encoding="gb18030"), tmp_path, "utf-8")
    with pytest.raises(Refused, match="names no encoding"):
        decoded(text(CHINESE), tmp_path, "utf-9")


def test_a_packed_text(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(codecs.BOM_UTF8 + CHINESE.encode()))
    assert decoded(path, tmp_path, is_packed=True) == (CHINESE, None)


def test_a_packed_text_that_is_torn_or_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(CHINESE.encode() * 1000)[:-20])
    with pytest.raises(Refused, match="the packed file is damaged"):
        decoded(path, tmp_path, is_packed=True)
    path.write_bytes(gzip.compress(b" " * 12_000_000))
    with pytest.raises(Refused, match="zip bomb"):
        decoded(path, tmp_path, is_packed=True)


def test_what_is_packed_must_be_text(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(b"%PDF-1.7"))
    with pytest.raises(Refused, match="is a PDF document"):
        decoded(path, tmp_path, is_packed=True)
