"""The names that a file uses, matched to the values of the catalogue; new ones become values nobody has confirmed yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.names import NewValue, fold
from rapport.book.performance.staging import NameText, Unconfirmed


@dataclass
class Naming:
    """Ids for every text of a file, by dimension, and the values that are new with it."""

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    new: list[NewValue] = field(default_factory=list)

    @property
    def unconfirmed(self) -> tuple[Unconfirmed, ...]:
        """The new values with the known ones most like each."""
        texts: dict[str, list[str]] = {}
        for value in self.new:
            texts.setdefault(value.dimension, []).append(value.name)
        near = {dimension: catalogue.near(dimension, names) for dimension, names in texts.items()}
        return tuple(Unconfirmed(v.dimension, v.code or v.name, tuple(near[v.dimension].get(v.name, ()))) for v in self.new)


def match(names: Iterable[Mapping[str, Mapping[str, NameText]]]) -> Naming:
    """Match the names of one or several files: a code before a name; a name without a code may gain one."""
    naming = Naming()
    following = catalogue.next_id()
    for of_file in names:
        for dimension, texts in of_file.items():
            known = catalogue.known(dimension)
            for value in naming.new:
                if value.dimension == dimension:
                    known.update(dict.fromkeys(_keys(value), value.pk))
            ids = naming.ids.setdefault(dimension, {})
            for text, name in texts.items():
                found = _known(name, known)
                if found is None:
                    value = NewValue(following, dimension, name.name or name.code, name.code)
                    known.update(dict.fromkeys(_keys(value), following))
                    naming.new.append(value)
                    found, following = following, following + 1
                ids[text] = found
    return naming


def _known(name: NameText, known: Mapping[str, int]) -> int | None:
    if name.code:
        return known.get(fold(name.code))
    return known.get(fold(name.name))


def _keys(value: NewValue) -> list[str]:
    return [fold(text) for text in ((value.code,) if value.code else (value.name,)) if text]
