"""The amounts of a sheet: how their texts become exact values, times what unit, of which currency."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from rapport.core.currencies import is_currency, like
from rapport.core.pack import MeasureKind, Trade
from rapport.core.refusals import Refused
from rapport.imports import marks, numbers, readings, signs, words
from rapport.imports.columns import Field
from rapport.imports.layouts import Layout
from rapport.imports.mapping import MapFile
from rapport.imports.marks import Marks
from rapport.imports.numbers import Sign
from rapport.imports.readings import Doubt
from rapport.imports.sql import literal


@dataclass(frozen=True)
class Amount:
    """A measure in a sheet, the `number`th: it is read into `expression` (SQL), of `currency_expression` if it is money.

    `kind`: of its measure; `sign`: the decimal one of its texts; `scale`: how many pieces the coarsest unit of its cells is;
    `marks`: the currencies that its cells name; `doubt`: how its cells were read where they could be read in another way.
    """

    field: Field
    number: int
    measure: str
    is_money: bool
    kind: MeasureKind
    sign: Sign
    scale: Decimal
    expression: str
    currency_expression: str
    marks: Marks
    doubt: Doubt | None = None

    @property
    def adds_up(self) -> bool:
        """Whether its rows have a sum."""
        return self.kind != "published"

    @property
    def value(self) -> str:
        """The column of its value."""
        return f"value_{self.number}"

    @property
    def raw(self) -> str:
        """The column of its text where that is no amount."""
        return f"raw_{self.number}"

    @property
    def currency(self) -> str:
        """The column of its currency."""
        return f"currency_{self.number}"

    @property
    def columns(self) -> Mapping[str, str]:
        """The SQL of its columns, by name."""
        return {
            self.value: self.expression,
            self.raw: f"c{self.field.index}",
            self.currency: self.currency_expression,
        }

    def places(self, value: str) -> str:
        """SQL: how finely a value is told: the first of the scale, its tenth, hundredth, … that divides it."""
        steps = [self.scale.scaleb(-place) for place in range(4) if self.scale.scaleb(-place) >= Decimal("0.001")]
        cases = " ".join(f"WHEN {value} % {step:f} = 0 THEN {step:f}" for step in steps)
        return f"CASE {cases} ELSE 0.0001 END"


@dataclass(frozen=True)
class Amounts:
    """The amounts of a sheet, and the joins that their SQL needs."""

    listed: tuple[Amount, ...]
    join: str


def plan(
    db: duckdb.DuckDBPyConnection,
    source: str,
    layout: Layout,
    trade: Trade,
    mapping: MapFile,
    constants: Mapping[str, str],
    *,
    is_typed: bool,
) -> Amounts:
    """How the measures of the rows of `source` are read. Refuses two readings of a number, and money without a currency."""
    fields = layout.of_role("measure")
    _refuse_unread(fields)
    unit = _lookup(db, source, layout.of_role("unit"), "unit", _of_pieces)
    coarsest = (db.execute("SELECT max(scale) FROM unit").fetchone() or (None,))[0] if unit else None
    named = [
        marks.read(db, source, f"c{field.index}") if trade.measures[field.column.to].unit == "money" else Marks({})
        for field in fields
    ]
    cells = [mark.bare(f"c{field.index}") for field, mark in zip(fields, named, strict=True)]
    texts = [(field.heading, cell) for field, cell in zip(fields, cells, strict=True)]
    seen = numbers.shapes(db, source, cells)
    money_cells = [f"c{field.index}" for field in fields if trade.measures[field.column.to].unit == "money"]
    marked = dict(zip(money_cells, signs.found(db, source, money_cells), strict=True))
    listed = []
    for number, (field, shapes, own, cell) in enumerate(zip(fields, seen, named, cells, strict=True)):
        measure = trade.measures[field.column.to]
        is_money = measure.unit == "money"
        is_exact = not is_money and not unit and field.unit.scale == 1
        sign = mapping.decimal or numbers.decimal_sign(shapes, seen, is_exact=is_exact, is_typed=is_typed, name=field.heading)
        scale = f"{field.unit.scale}" + (" * unit.scale" if unit else "")
        expression = numbers.value(cell, sign, scale)
        if measure.kind == "published":
            expression = f"CASE WHEN {expression} BETWEEN 0 AND 1 THEN {expression} END"
        shown = marked.get(f"c{field.index}", ())
        currency = _currency(field, layout, constants, trade, own, shown) if is_money else "NULL::VARCHAR"
        if against := own.contradicts(f"c{field.index}", shown, currency):
            expression = f"CASE WHEN {against} THEN NULL ELSE {expression} END"
        listed.append(
            Amount(
                field,
                number,
                measure.key,
                is_money,
                measure.kind,
                sign,
                field.unit.scale * (coarsest or 1),
                expression,
                currency,
                own,
                None if mapping.decimal else readings.doubt(db, source, texts, seen, number, sign, is_typed=is_typed),
            )
        )
    money = _lookup(db, source, layout.of_role("currency"), "money", lambda text: words.Unit(currency=words.currency(text)))
    return Amounts(tuple(listed), f"{unit} {money}")


def _refuse_unread(fields: Sequence[Field]) -> None:
    """Refuse a heading that speaks of money or of a scale in words that nobody knows: amounts may be a thousand times theirs."""
    for field in fields:
        if field.unit.unread:
            raise Refused(
                f"column “{field.heading}”: “{field.unit.unread}” speaks of money or of a scale and is not understood; write it "
                f'as in (kEUR), or say it in a map file: [columns] "{field.heading}" = {{ measure = "{field.column.key}", '
                'scale = 1000, currency = "EUR" }'
            )


def _of_pieces(text: str) -> words.Unit | None:
    """The unit that a cell says, but for one of money: its currency would be dropped."""
    found = words.unit(text)
    return found if found and not found.currency and not found.sign else None


def _lookup(
    db: duckdb.DuckDBPyConnection, source: str, fields: list[Field], table: str, read: Callable[[str], words.Unit | None]
) -> str:
    """Make `table` (text, scale, currency) of the words of a column; the join to it, empty where there is no such column."""
    if not fields:
        return ""
    cell = f"c{fields[0].index}"
    texts = db.execute(f"SELECT DISTINCT {cell} FROM {source} WHERE {cell} IS NOT NULL LIMIT 10000").fetchall()
    db.execute(f"CREATE OR REPLACE TEMP TABLE {table} (text VARCHAR, scale DECIMAL(12,0), currency VARCHAR)")
    units = [(text, found.scale, found.currency) for (text,) in texts if (found := read(text))]
    if units:
        db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", units)
    return f"LEFT JOIN {table} ON {table}.text = {cell}"


def _currency(field: Field, layout: Layout, constants: Mapping[str, str], trade: Trade, own: Marks, shown: Sequence[str]) -> str:
    """The SQL of the currency of a money column: of its heading or map, of a column of its own, of its cells, or of all rows.

    A row has none where its cell of currency speaks against the heading. What is said of all rows does not hold for cells that
    name another.
    """
    amount = f"c{field.index}"
    if field.unit.currency:
        code = f"'{_checked(field.unit.currency)}'"
        if not has_said_currencies(layout, trade):
            return code
        cell = f"c{layout.of_role('currency')[0].index}"
        return f"if({cell} IS NULL OR money.currency = {code}, {code}, NULL)"
    sign = field.unit.sign
    if layout.of_role("currency"):
        against = sign and signs.contradicts(literal(sign), sign, "money.currency")
        return f"if({against}, NULL, money.currency)" if against else "money.currency"
    if "currency" in constants:
        said = f"'{_checked(constants['currency'])}'"
        if sign and constants["currency"].upper() not in signs.meant(sign):
            raise Refused(f"column “{field.heading}” has the sign “{sign}”, and {said[1:-1]} is not written so; mend one of them")
        against = own.contradicts(amount, shown, said)
        return f"CASE WHEN {against} THEN coalesce({own.code(amount)}, {said}) ELSE {said} END" if against else said
    if own.named:
        return own.code(amount)
    told = sign or next(iter(shown), None)
    may_be = f" (“{told}” is that of several)" if told else ""
    raise Refused(
        f"column “{field.heading}” is money, and nothing says of which currency{may_be}; say it with --set currency=USD, "
        f'or in a map file: [columns] "{field.heading}" = {{ measure = "{field.column.key}", currency = "USD" }}'
    )


def has_said_currencies(layout: Layout, trade: Trade) -> bool:
    """Whether a column of currencies can only say again what the headings of all the money columns say."""
    money = [field for field in layout.of_role("measure") if trade.measures[field.column.to].unit == "money"]
    return bool(layout.of_role("currency")) and all(field.unit.currency for field in money)


def _checked(code: str) -> str:
    if not is_currency(code.upper()):
        near = like(code) or ("USD", "EUR", "CNY")
        raise Refused(f"“{code}” is no currency; write its ISO code, as in {', '.join(near)}")
    return code.upper()
