"""One table of a pack while it is read: asks for each value by its key and kind, and notes what is wrong."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from rapport.core.pack import LANGS, Label
from rapport.packs.faults import Fault, unknown_word
from rapport.packs.source import Where

Word = TypeVar("Word", bound=str)


class Entry:
    """A table at `where`. A value that is missing or of a wrong kind becomes a fault, and a stand-in is read in its place.

    It is used as a context, at whose end every key that was not asked for is a fault.
    """

    def __init__(self, where: Where, table: object, faults: list[Fault]) -> None:
        self.where, self.faults = where, faults
        self.is_table = isinstance(table, dict)
        self.table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        self.asked: dict[str, None] = {}
        if not self.is_table:
            self.fault("wrong-kind", "expected a table")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for key in self.table:
            if key not in self.asked:
                self.unknown("key", key, self.asked, key)

    def fault(self, rule: str, text: str, *keys: str) -> None:
        """Note a fault, here or at keys further in."""
        self.faults.append(Fault((*self.where, *keys), rule, text))

    def unknown(self, kind: str, word: str, known: Collection[str], *keys: str) -> None:
        """Note a word that names nothing of its kind."""
        self.faults.append(unknown_word((*self.where, *keys), kind, word, known))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it is required."""
        return str(self._value(key, str, "a text", default) or "")

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number; without a default it is required."""
        return int(self._value(key, int, "a whole number, such as 1", default) or 0)

    def amount(self, key: str, default: Decimal | None = None) -> Decimal:
        """A number; without a default it is required."""
        return Decimal(self._value(key, (int, Decimal), "a number", default) or 0)

    def day(self, key: str, default: date) -> date:
        """A day, as TOML writes it: 2026-07-01."""
        day: date = self._value(key, date, "a day such as 2026-07-01", default) or default
        return day

    def truth(self, key: str) -> bool:
        """True or false; false where nothing is written."""
        return bool(self._value(key, bool, "true or false", False))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where nothing is written."""
        return tuple(dict.fromkeys(self._list(key, str, "a list of texts")))

    def words_once(self, key: str) -> tuple[str, ...]:
        """A list of texts of which each can stand there once."""
        for word, count in Counter(self._list(key, str, "a list of texts")).items():
            if count > 1:
                self.fault("twice", f"“{word}” stands there {count} times", key, word)
        return self.words(key)

    def amounts(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers; empty where nothing is written."""
        return tuple(Decimal(number) for number in self._list(key, (int, Decimal), "a list of numbers"))

    def choice(self, key: str, allowed: tuple[Word, ...], default: Word | None = None) -> Word:
        """One of the allowed words; without a default it is required."""
        written = self.name(key, "word", allowed, default)
        return next((word for word in allowed if word == written), allowed[0])

    def name(self, key: str, kind: str, known: Collection[str], default: str | None = None) -> str:
        """The key of an entry of that kind; without a default it is required."""
        word = self.text(key, default)
        if word and word not in known:
            self.unknown(kind, word, known, key)
        return word

    def names(self, key: str, kind: str, known: Collection[str], default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Keys of entries of that kind; the default where nothing is written."""
        if key not in self.table:
            self.asked[key] = None
            return default
        for word in self.words_once(key):
            if word not in known:
                self.unknown(kind, word, known, key, word)
        return tuple(word for word in self.words(key) if word in known)

    def label(self, key: str = "label") -> Label:
        """A name or sentence in both languages: { en = "…", zh-hans = "…" }."""
        with self.inner(key) as words:
            found = {lang: words.text(lang, "") for lang in LANGS}
            for lang, language in (("en", "English"), ("zh-hans", "Chinese")):
                if lang not in words.table and words.is_table:
                    words.fault("missing-label", f"no {language}: write {lang} = “…”", lang)
            return Label(found["en"], found["zh-hans"])

    def inner(self, key: str) -> "Entry":
        """The table at a key; an empty one where nothing is written."""
        self.asked[key] = None
        return Entry((*self.where, key), self.table.get(key, {}), self.faults)

    def entries(self, key: str) -> dict[str, "Entry"]:
        """The tables within the table at a key, in the order in which they are written."""
        inner = self.inner(key)
        return {name: inner.inner(name) for name in inner.table}

    def tables(self, key: str) -> list["Entry"]:
        """The tables of a list; none where nothing is written."""
        return [Entry((*self.where, key), table, self.faults) for table in self._list(key, dict, "a list of tables")]

    def _list(self, key: str, kind: type | tuple[type, ...], say: str) -> list[Any]:
        found: list[Any] = self._value(key, list, say, []) or []
        if all(_is(value, kind) for value in found):
            return found
        self.fault("wrong-kind", f"expected {say}", key)
        return []

    def _value(self, key: str, kind: type | tuple[type, ...], say: str, default: object) -> Any:  # noqa: ANN401 — as TOML gives it
        self.asked[key] = None
        if key not in self.table:
            if default is None:
                self.fault("missing", f"no {key}", key)
            return default
        if _is(self.table[key], kind):
            return self.table[key]
        self.fault("wrong-kind", f"expected {say}", key)
        return None


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    return isinstance(value, kind) and value != "" and (kind is bool or not isinstance(value, bool))
