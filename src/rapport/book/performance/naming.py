"""The names that a file uses, matched to the values of the catalogue; new ones become values nobody has confirmed yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.names import NewValue, fold
from rapport.book.performance.staging import NameText, Unconfirmed
from rapport.book.team.models import User
from rapport.core.refusals import Refused

LONGEST_TEXT, LONGEST_CODE = 255, 128
"""Characters that a name (or a sender, or an attribute's word) and a code may have."""


@dataclass
class Naming:
    """Ids for every text of a file, by dimension, and the values that are new with it.

    `twins`: new values under a name that another one has already, told apart by their code.
    """

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    new: list[NewValue] = field(default_factory=list)
    twins: set[int] = field(default_factory=set)

    def unconfirmed(self, by: User | None, on: date) -> tuple[Unconfirmed, ...]:
        """The new values, each with the known ones most like it that `by` may see on that day."""
        texts: dict[str, list[str]] = {}
        for value in self.new:
            texts.setdefault(value.dimension, []).append(value.name)
        near = {dimension: catalogue.near(dimension, names, by=by, on=on) for dimension, names in texts.items()}
        return tuple(Unconfirmed(v.dimension, v.code or v.name, (*self._twin(v), *near[v.dimension][v.name])) for v in self.new)

    def _twin(self, value: NewValue) -> tuple[str, ...]:
        return (value.name,) if value.pk in self.twins else ()


def match(names: Iterable[Mapping[str, Mapping[str, NameText]]]) -> Naming:
    """Match the names of one or several files: by code where the file has one, else by name.

    A code nobody knows is a new value even where its name is known: two products may share a name.
    """
    naming = Naming()
    following = catalogue.next_id()
    for dimension, texts in (item for of_file in names for item in of_file.items()):
        known = catalogue.known(dimension)
        known.update({_key(value.name, value.code): value.pk for value in naming.new if value.dimension == dimension})
        ids = naming.ids.setdefault(dimension, {})
        for text, name in texts.items():
            found = known.get(_key(name.name, name.code))
            if found is None:
                found, following = following, following + 1
                naming.new.append(_new(found, dimension, name))
                naming.twins.update({found} if fold(name.name) in known else ())
                known[_key(name.name, name.code)] = found
            ids[text] = found
    return naming


def refuse_long(what: str, text: str, most: int = LONGEST_TEXT) -> None:
    """Refuse a text that the book cannot keep whole."""
    if len(text) > most:
        raise Refused(f"{what} “{text[:40]}…” is {len(text):,} characters long; at most {most} can be kept")


def _new(pk: int, dimension: str, name: NameText) -> NewValue:
    refuse_long(dimension, name.name)
    refuse_long(dimension, name.code, LONGEST_CODE)
    return NewValue(pk, dimension, name.name or name.code, name.code)


def _key(name: str, code: str) -> str:
    return fold(code or name)
