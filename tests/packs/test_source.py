"""Where a key stands: the line of every key of the shipped pack, and of keys within values of several lines."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rapport import packs
from rapport.packs.source import Where, read_pack
from tests.packs.trial import write_pack

SHIPPED = read_pack(Path(packs.__file__).parent / "partner")


def paths(table: Mapping[str, object], above: Where = ()) -> Iterator[Where]:
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, Mapping):
            yield from paths(value, (*above, key))


def test_every_key_of_the_shipped_pack_is_found_on_a_line_that_writes_it() -> None:
    lines = {file: text.splitlines() for file, text in SHIPPED.texts.items()}
    for section, entries in SHIPPED.tables.items():
        for where in paths(entries, (section,)):
            depth, file, line = SHIPPED.place(where)
            assert depth == len(where)
            assert where[-1] in lines[file][line - 1]


TEXT = """
[dataset.a]  # one
columns = [
    "month",
    "country",
]
[dataset.a.column]
units = { to = "x", headers = [
    "country",
] }
[dataset."b c"]
columns = ["country"]
label.en = "B"
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("dataset", "a"), 2),
        (("dataset", "a", "columns", "country"), 5),
        (("dataset", "a", "columns", "absent"), 3),
        (("dataset", "a", "column", "units", "to"), 8),
        (("dataset", "a", "column", "units", "headers", "country"), 9),
        (("dataset", "a", "label"), 2),
        (("dataset", "b c", "columns", "country"), 12),
        (("dataset", "b c", "label", "en"), 13),
        (("dataset", "b c", "label", "zh-hans"), 13),
    ],
)
def test_the_line_of_a_key(tmp_path: Path, where: Where, line: int) -> None:
    pack = read_pack(write_pack(tmp_path, TEXT) / "trial")
    assert pack.place(where)[1:] == ("entries.toml", line)
