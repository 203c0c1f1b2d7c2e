"""Files made to hurt whoever opens them: small to send, huge or endless to read, or not what they say they are."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MIB = 1024 * 1024
FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{PARTS}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    f'<Override PartName="/{SHEET}" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    f'<Override PartName="/{STRINGS}" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PARTS}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PARTS}/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
HEADER = '<row r="1">' + "".join(
    f'<c r="{column}1" t="inlineStr"><is><t>{word}</t></is></c>'
    for column, word in zip("ABCD", ("month", "account", "product", "units"), strict=True)
)
GOOD_ROW = (
    '<row r="2"><c r="A2" t="inlineStr"><is><t>2026-10</t></is></c><c r="B2" t="inlineStr"><is><t>Contoso</t></is></c>'
    '<c r="C2" t="inlineStr"><is><t>P-own</t></is></c><c r="D2"><v>5</v></c></row>'
)


def sheet(rows: str, before: str = "") -> str:
    """A worksheet with a header in row 1; `before` stands ahead of the root element."""
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{HEADER}</row>{rows}</sheetData></worksheet>'


def strings(items: str, before: str = "") -> str:
    """A table of shared strings."""
    return f'<?xml version="1.0"?>{before}<sst xmlns="{MAIN}">{items}</sst>'


def workbook(path: Path, parts: dict[str, str | bytes]) -> None:
    """Write a workbook with these parts on the plain frame of one sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in (FRAME | {STRINGS: strings("")} | parts).items():
            archive.writestr(name, text)


def zip_bomb(path: Path) -> None:
    """2 GiB of blank XML in two megabytes."""
    start, end = sheet("").encode().split(b"</sheetData>")
    _swap_sheet(path, start, b" " * MIB, 2048, b"</sheetData>" + end)


def _swap_sheet(path: Path, start: bytes, block: bytes, times: int, end: bytes) -> None:
    """A workbook whose sheet is `start`, a block many times, `end`: deflated once, so that it is quick to make."""
    deflate, crc, size = zlib.compressobj(9, zlib.DEFLATED, -15), 0, len(start) + len(block) * times + len(end)
    head = deflate.compress(start) + deflate.flush(zlib.Z_FULL_FLUSH)
    middle = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    data = head + middle * times + deflate.compress(end) + deflate.flush()
    for piece in _pieces(start, block, times, end):
        crc = zlib.crc32(piece, crc)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (FRAME | {STRINGS: strings("")}).items():
            archive.writestr(name, text)
        entry = zipfile.ZipInfo(SHEET)
        entry.compress_type, entry.CRC, entry.file_size, entry.compress_size = zipfile.ZIP_DEFLATED, crc, size, len(data)
        assert archive.fp is not None
        entry.header_offset = archive.fp.tell()
        archive.fp.write(entry.FileHeader(False) + data)
        archive.start_dir = archive.fp.tell()
        archive.filelist.append(entry)
        archive.NameToInfo[SHEET] = entry


def _pieces(start: bytes, block: bytes, times: int, end: bytes) -> Iterator[bytes]:
    yield start
    for _ in range(times):
        yield block
    yield end


def overlapping_entries(path: Path) -> None:
    """4,000 entries that all name the same megabytes of data: 400 GB if each is read."""
    workbook(path, {SHEET: sheet(GOOD_ROW), "xl/media/big.bin": b"\0" * (100 * MIB)})
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack("<HII", data[end + 10 : end + 20])
    last = data.rindex(b"PK\x01\x02", 0, end)
    copies = b"".join(data[last:end].replace(b"big.bin", f"{number:03x}.bin".encode()) for number in range(4000))
    footer = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count + 4000, count + 4000, size + len(copies), offset, 0)
    path.write_bytes(data[:end] + copies + footer)


def many_entries(path: Path) -> None:
    """60,000 empty entries."""
    workbook(path, {SHEET: sheet(GOOD_ROW)} | {f"xl/media/{number}": "" for number in range(60_000)})


def quadratic_entity(path: Path) -> None:
    """One entity of 100 kB, named 50,000 times."""
    before = f'<!DOCTYPE sst [<!ENTITY a "{"a" * 100_000}">]>'
    workbook(path, {SHEET: _shared(1), STRINGS: strings(f"<si><t>{'&a;' * 50_000}</t></si>", before)})


def billion_laughs(path: Path) -> None:
    """Entities of entities: ten to the tenth laughs."""
    doubled = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    before = f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{doubled}]>'
    workbook(path, {SHEET: sheet('<row r="2"><c r="A2" t="inlineStr"><is><t>&l10;</t></is></c></row>', before)})


def external_entity(path: Path) -> None:
    """An entity that asks for a file of the machine and an address in the network."""
    before = '<!DOCTYPE worksheet [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY n SYSTEM "http://127.0.0.1:9/">]>'
    workbook(path, {SHEET: sheet('<row r="2"><c r="A2" t="inlineStr"><is><t>&f;&n;</t></is></c></row>', before)})


def widest_rows(path: Path) -> None:
    """16,384 columns by 3,000 rows: 49 million cells, all but the corners empty."""
    rows = "".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(2, 3001))
    workbook(path, {SHEET: sheet(rows)})


def far_corner(path: Path) -> None:
    """Two cells, in the first and the last corner of the largest sheet there can be."""
    workbook(path, {SHEET: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')})


def empty_rows(path: Path) -> None:
    """A million rows with nothing but a style."""
    workbook(path, {SHEET: sheet("".join(f'<row r="{r}" s="1" customFormat="1"/>' for r in range(2, 1_048_576)))})


def _shared(cells: int) -> str:
    return sheet("".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(2, cells + 2)))


def shared_string_bomb(path: Path) -> None:
    """A text of 32,000 letters that 500,000 cells share: 16 GB if each cell has its own."""
    workbook(path, {SHEET: _shared(500_000), STRINGS: strings(f"<si><t>{'x' * 32_000}</t></si>")})


def broken_checksum(path: Path) -> None:
    """A workbook in which one byte of the sheet has turned."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, text in (FRAME | {STRINGS: strings(""), SHEET: sheet(GOOD_ROW)}).items():
            archive.writestr(name, text)
    path.write_bytes(path.read_bytes().replace(b"<v>5</v>", b"<v>9</v>", 1))


def cut_workbook(path: Path) -> None:
    """The first two thirds of a workbook."""
    workbook(path, {SHEET: sheet(GOOD_ROW)})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def polyglot(path: Path) -> None:
    """A page with a script for one reader, a workbook for another."""
    workbook(path, {SHEET: sheet(GOOD_ROW)})
    path.write_bytes(b"<html><script>alert(1)</script></html>\n" + path.read_bytes())


def not_a_workbook(path: Path) -> None:
    """A picture that calls itself a workbook."""
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100)


def gzip_bomb(path: Path) -> None:
    """20 GiB of commas in twenty megabytes."""
    path.write_bytes(gzip.compress(b"month,account,product,units\n") + gzip.compress(b"," * (64 * MIB), 9) * 320)


def one_line(path: Path) -> None:
    """200 MB without a line's end."""
    path.write_bytes(b"month,account,product,units\n" + b"x" * (200 * MIB))


def zero_bytes(path: Path) -> None:
    """A text file with zero bytes in its cells."""
    path.write_bytes(b"month,account,product,units\n" + b"2026-10,Con\0toso,P\0,5\n" * 1000)


def million_columns(path: Path) -> None:
    """A header of a million columns."""
    path.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n" + "1," * 999_999 + "1\n")


def cut_parquet(path: Path) -> None:
    """The first half of a Parquet file."""
    _parquet(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lying_parquet(path: Path) -> None:
    """A Parquet file whose footer says that it is 2 GB long."""
    _parquet(path)
    path.write_bytes(path.read_bytes()[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1")


def _parquet(path: Path) -> None:
    query = "SELECT DATE '2026-10-01' AS month, 'Contoso' AS account, 'P-own' AS product, i AS units FROM range(1000) t(i)"
    duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


FILES: dict[str, Callable[[Path], None]] = {
    "zip_bomb.xlsx": zip_bomb,
    "overlapping_entries.xlsx": overlapping_entries,
    "many_entries.xlsx": many_entries,
    "quadratic_entity.xlsx": quadratic_entity,
    "billion_laughs.xlsx": billion_laughs,
    "external_entity.xlsx": external_entity,
    "widest_rows.xlsx": widest_rows,
    "far_corner.xlsx": far_corner,
    "empty_rows.xlsx": empty_rows,
    "shared_string_bomb.xlsx": shared_string_bomb,
    "broken_checksum.xlsx": broken_checksum,
    "cut_workbook.xlsx": cut_workbook,
    "polyglot.xlsx": polyglot,
    "not_a_workbook.xlsx": not_a_workbook,
    "gzip_bomb.csv.gz": gzip_bomb,
    "one_line.csv": one_line,
    "zero_bytes.csv": zero_bytes,
    "million_columns.csv": million_columns,
    "cut.parquet": cut_parquet,
    "lying.parquet": lying_parquet,
}


def make(folder: Path, names: Iterable[str] = FILES) -> Iterator[Path]:
    """Write the files of these names into a folder, one after the other."""
    for name in names:
        FILES[name](folder / name)
        yield folder / name
