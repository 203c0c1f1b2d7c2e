"""How each sender lays its tables out: the headings it uses in their order, its months, its names of accounts and countries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapport.demo.sheets import Cell, Sheet
from rapport.demo.world import COUNTRIES

Record = Mapping[str, Cell | date]
"""A line before it is laid out: a cell by field, among them `month account account_zh country`."""


@dataclass(frozen=True)
class Layout:
    """`columns`: field and heading in their order. `month`: how months are written. `title`, `total`: as in a sheet."""

    columns: tuple[tuple[str, str], ...]
    month: str = "%Y-%m"
    country: Callable[[str], str] = str
    title: str = ""
    total: str = ""
    tab: str = "Sheet1"

    def sheet(self, records: Iterable[Record]) -> Sheet:
        """The records as a sheet."""
        rows = [tuple(self._cell(record[field]) if field != "country" else self._country(record) for field, _ in self.columns)
                for record in records]  # fmt: skip
        return Sheet([heading for _, heading in self.columns], rows, self.title, self.total, self.tab)

    def _cell(self, value: Cell | date) -> Cell:
        return value.strftime(self.month) if isinstance(value, date) else value

    def _country(self, record: Record) -> str:
        return self.country(str(record["country"]))


def in_english(code: str) -> str:
    """A country's English name."""
    return COUNTRIES[code].name


def in_chinese(code: str) -> str:
    """A country's Chinese name."""
    return COUNTRIES[code].name_zh
