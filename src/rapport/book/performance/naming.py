"""The names that a file uses, matched to the values of the catalogue; new ones become values nobody has confirmed yet."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.countries import same as same_country
from rapport.book.catalogue.names import NewValue, fold
from rapport.book.performance.models import Batch, Slice
from rapport.book.performance.staging import NameText, TakenFor, Unconfirmed
from rapport.book.performance.wording import Values
from rapport.book.team.models import User
from rapport.core.refusals import Refused

LONGEST_TEXT, LONGEST_CODE = 255, 128
"""Characters that a name (or a sender, or an attribute's word) and a code may have."""


@dataclass
class Naming:
    """Ids for every text of a file, by dimension; the values as the file calls them, and those that are new with it."""

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    called: dict[tuple[str, str], NewValue] = field(default_factory=dict)
    new: list[NewValue] = field(default_factory=list)
    same: dict[tuple[str, str], int] = field(default_factory=dict)

    def taken(self) -> tuple[TakenFor, ...]:
        """The words that were taken for a value which is called otherwise, and what that is called."""
        known = {value.pk: value.code or value.name for value in self.new}
        known = {**catalogue.labels("country", self.same.values()), **known}
        return tuple(TakenFor(dimension, text, known[value]) for (dimension, text), value in self.same.items())

    def unconfirmed(self, values: Values, by: User | None, on: date) -> tuple[Unconfirmed, ...]:
        """The values that are new to `by` on that day, each once and with the ones most like it that they may learn of.

        A value that only others' facts name is told as one that nobody named. A name that another value has already, told
        apart by a code, is near itself.
        """
        new, found = {value.pk for value in self.new}, dict[str, dict[object, NewValue]]()
        for value in self.called.values():
            seen = values(value.dimension)
            if value.pk in new or (seen is not None and value.pk not in seen):
                found.setdefault(value.dimension, {}).setdefault(value.pk if value.pk in new else value, value)
        return tuple(one for dimension, unseen in found.items() for one in _told(dimension, [*unseen.values()], values, by, on))


def match(
    names: Iterable[Mapping[str, Mapping[str, NameText]]], renamed: Callable[[str], Mapping[str, int]] = lambda _: {}
) -> Naming:
    """Match the names of one or several files: by code where the file has one, else by name.

    A code nobody knows is a new value even where its name is known: two products may share a name. What only rejected rows
    name has an id where it is known. A country that is known by another of the names that everyone uses is that one.
    `renamed`: by dimension, the names that mean another value than they once did.
    """
    naming = Naming()
    following = catalogue.next_id()
    for dimension, texts in (item for of_file in names for item in of_file.items()):
        known = {**catalogue.known(dimension), **renamed(dimension)}
        known.update({_key(value.name, value.code): value.pk for value in naming.new if value.dimension == dimension})
        ids = naming.ids.setdefault(dimension, {})
        meant = _countries(naming) if dimension == "country" else {}
        for text, name in sorted(texts.items(), key=lambda entry: not entry[1].is_loaded):
            key = _key(name.name, name.code)
            if not name.is_loaded:
                ids |= {text: known[key]} if key in known else {}
                continue
            if key not in known and key in meant:
                known[key] = naming.same[dimension, text] = meant[key]
            if key not in known:
                known[key], following = following, following + 1
                naming.new.append(_new(known[key], dimension, name))
                meant |= _countries(naming) if dimension == "country" else {}
            ids[text] = known[key]
            naming.called.setdefault((dimension, key), NewValue(ids[text], dimension, name.name or name.code, name.code))
    return naming


def without(names: Mapping[str, Mapping[str, NameText]], naming: Naming, idle: Collection[int]) -> dict[str, dict[str, NameText]]:
    """The names of a file, those of `idle` values as of rows that are not loaded."""
    return {
        dimension: {
            text: replace(name, is_loaded=name.is_loaded and naming.ids[dimension].get(text) not in idle)
            for text, name in texts.items()
        }
        for dimension, texts in names.items()
    }


def refuse_renamed(batch: Batch, renamed: Callable[[str], Mapping[str, int]]) -> None:
    """Refuse figures under names that mean other values by now: they may stand under those already."""
    for dimension in ("account", "country", "channel"):
        meant = catalogue.listed_otherwise(dimension)
        old = {meant[key][0] for key in renamed(dimension)}
        if old and Slice.objects.of_batches(Batch.objects.filter(pk=batch.pk)).filter(**{f"{dimension}__in": old}).exists():
            raise Refused(
                f"a {dimension} of batch {batch.code} goes by another value since a list named it; import the file again"
            )


def _countries(naming: Naming) -> dict[str, int]:
    """By word the country that it means in any home, of those that are known and those that are new; unclear ones left out."""
    meanings = catalogue.countries()
    for value in naming.new:
        if value.dimension == "country":
            for word in same_country(*{value.name, value.code} - {""}):
                meanings.setdefault(word, set()).add(value.pk)
    return {word: next(iter(values)) for word, values in meanings.items() if len(values) == 1}


def _told(dimension: str, unseen: Sequence[NewValue], values: Values, by: User | None, on: date) -> Iterator[Unconfirmed]:
    seen = values(dimension)
    near = catalogue.near(dimension, [value.name for value in unseen], by=by, on=on, within=seen)
    known = set(catalogue.known(dimension, within=seen))
    for value in unseen:
        twin = (value.name,) if fold(value.name) in known else ()
        known.add(_key(value.name, value.code))
        yield Unconfirmed(dimension, value.code or value.name, (*twin, *near[value.name]))


def refuse_long(what: str, text: str, most: int = LONGEST_TEXT) -> None:
    """Refuse a text that the book cannot keep whole."""
    if len(text) > most:
        raise Refused(f"{what} “{text[:40]}…” is {len(text):,} characters long; at most {most:,} can be kept")


def _new(pk: int, dimension: str, name: NameText) -> NewValue:
    refuse_long(dimension, name.name)
    refuse_long(dimension, name.code, LONGEST_CODE)
    return NewValue(pk, dimension, name.name or name.code, name.code)


def _key(name: str, code: str) -> str:
    return fold(code or name)
