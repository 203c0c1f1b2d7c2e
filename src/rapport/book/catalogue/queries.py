"""Readings of the catalogue: what a name means, what it may have meant, and what is known of a value when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from django.db.models import Max, QuerySet
from rapidfuzz import fuzz, process

from rapport.book.catalogue.countries import same as same_country
from rapport.book.catalogue.models import Alias, AttributeChange, Move, Rate, Value
from rapport.book.catalogue.names import fold
from rapport.book.team.models import User
from rapport.core.pack import Attribute
from rapport.core.refusals import unknown
from rapport.core.trees import Link

T = TypeVar("T")
Said = tuple[int, str, int, int, date, bool, T]
"""A value, a word for what is said of it, by which batch in order, in which place of it, from which day, whether it gave that
day, and what it said."""

Stretch = tuple[int, str, str, date, date]
"""A value, an attribute, what it is, from that day on, up to (not including) that day."""

MoveOf = tuple[int, str, int | None, date]
"""A value, the level of its parent, the parent or None, from that day on."""

RateOf = tuple[str, str, str, date, float, int | None]
"""Kind, base, quote, month, how much quote one base is worth, and of how many days that is the mean (None: told by month)."""

NAMES = {"code": 1, "name": 3, "name_zh": 4}
"""What a list calls a value is kept as dated attributes, and is a word for it: by kind how strongly each speaks."""

NEAR = 80
"""How alike two names must be (of 100) to be shown side by side."""


def next_id() -> int:
    """The number that the next new value takes."""
    return (Value.objects.whole().aggregate(last=Max("pk"))["last"] or 0) + 1


def known(dimension: str, *, within: Collection[int] | None = None) -> dict[str, int]:
    """The value behind each folded word of a dimension; `within`: of these values alone.

    A code comes before an alias, that before the name of a value without a code, then names and Chinese names, be they of files
    or of lists. A word that two values share in the same way means neither and is left out.
    """
    meanings: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for key, rank, value in _words(Value.objects.whole().filter(dimension=dimension)):
        if within is None or value in within:
            meanings[key][rank].add(value)
    best = ((key, ranks[min(ranks)]) for key, ranks in meanings.items())
    return {key: next(iter(values)) for key, values in best if len(values) == 1}


def _words(values: QuerySet[Value]) -> Iterator[tuple[str, int, int]]:
    """The folded words that values go by, how strongly each speaks (0: most), and the value."""
    for pk, code, name, name_zh in values.values_list("pk", "code", "name", "name_zh"):
        for rank, word in enumerate((code, "", name if not code else "", name, name_zh)):
            if word:
                yield fold(word), rank, pk
    for key, pk in Alias.objects.filter(value__in=values).values_list("key", "value_id"):
        yield key, 1, pk
    listed = AttributeChange.objects.filter(value__in=values, attribute__in=NAMES)
    for pk, kind, text in listed.values_list("value_id", "attribute", "text").distinct():
        yield fold(text), NAMES[kind], pk


def countries() -> dict[str, set[int]]:
    """By folded word the countries that it means in any home: CN, China, 中国.

    A country that people have named in their own words is known by these.
    """
    return _countries(Value.objects.whole().filter(dimension="country"))


def _countries(values: QuerySet[Value], within: Collection[int] | None = None) -> dict[str, set[int]]:
    meanings: dict[str, set[int]] = defaultdict(set)
    for pk, code, name in values.values_list("pk", "code", "name"):
        for word in same_country(*filter(None, (code, name))) if within is None or pk in within else ():
            meanings[word].add(pk)
    return meanings


def uncoded(dimension: str) -> dict[str, int]:
    """By its folded name each value of a dimension that has no code."""
    named = Value.objects.whole().filter(dimension=dimension, code="").values_list("name", "pk")
    return {fold(name): pk for name, pk in named}


def listed_otherwise(dimension: str) -> dict[str, tuple[int, int]]:
    """By folded name each value without a code whose name lists give to another one, and that one; not where to several."""
    own = uncoded(dimension)
    meant: dict[str, set[int]] = defaultdict(set)
    said = AttributeChange.objects.filter(value__dimension=dimension, attribute__in=("name", "name_zh"))
    for text, pk in said.values_list("text", "value_id").distinct():
        meant[fold(text)].add(pk)
    others = {key: meant[key] - {pk} for key, pk in own.items() if key in meant}
    return {key: (own[key], next(iter(values))) for key, values in others.items() if len(values) == 1}


def find(dimension: str, word: str, *, by: User | None, on: date, within: Collection[int] | None = None) -> frozenset[int]:
    """All values that `word` names: by code, name in either language, or alias, of those that `by` may see on that day.

    A country is also named as everyone does, where no value is called so.

    `within`: of these values alone. Refuses a word that names none of them, with the nearest that do.
    """
    values = Value.objects.visible_to(by, on=on).filter(dimension=dimension)
    key = fold(word)
    found = frozenset(pk for folded, _, pk in _words(values) if folded == key and (within is None or pk in within))
    if not found and dimension == "country":
        found = frozenset(_countries(values, within).get(key, ()))
    if not found:
        rows = values.values_list("pk", "code", "name", "name_zh")
        raise unknown(dimension, word, {text for pk, *row in rows if within is None or pk in within for text in row if text})
    return found


def texts(attribute: Attribute, *, by: User | None, on: date, within: Collection[int] | None = None) -> set[str]:
    """What an attribute was ever said to be, of the values that `by` may see on that day; `within`: of these values alone."""
    values = Value.objects.visible_to(by, on=on).filter(dimension=attribute.of)
    said = AttributeChange.objects.filter(attribute=attribute.key, value__in=values).values_list("value_id", "text").distinct()
    return {text for pk, text in said if within is None or pk in within}


def near(
    dimension: str, texts: Iterable[str], *, by: User | None, on: date, within: Collection[int] | None = None, most: int = 3
) -> dict[str, list[str]]:
    """For each text the names of values most like it, best first, of those that `by` may see; equal ones are no near matches.

    `within`: of these values alone. The order of words makes no difference.
    """
    values = Value.objects.visible_to(by, on=on).filter(dimension=dimension).order_by("pk")
    seen = (name for pk, name in values.values_list("pk", "name") if within is None or pk in within)
    names = {_sorted(name): name for name in seen}
    folded = list(names)
    found = {}
    for text in texts:
        key = _sorted(text)
        alike = process.extract(key, folded, scorer=fuzz.ratio, limit=most + 1, score_cutoff=NEAR)
        found[text] = [names[word] for word, _, _ in alike if word != key][:most]
    return found


def _sorted(text: str) -> str:
    return " ".join(sorted(fold(text).split()))


def labels(dimension: str, ids: Iterable[int]) -> dict[int, str]:
    """How the command line calls values: by code, or by name where there is no code."""
    rows = Value.objects.whole().filter(dimension=dimension, pk__in=set(ids)).values_list("pk", "code", "name")
    return {pk: code or name for pk, code, name in rows}


def coded(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The code (empty where there is none) and the name of values of any dimension."""
    rows = Value.objects.whole().filter(pk__in=set(ids)).values_list("pk", "code", "name")
    return {pk: (code, name) for pk, code, name in rows}


def called(ids: Iterable[int]) -> dict[int, str]:
    """How values of any dimension are called where a person reads of them: by name."""
    return dict(Value.objects.whole().filter(pk__in=set(ids)).values_list("pk", "name"))


def words() -> dict[int, str]:
    """The code and name of every value: what tells it apart in any home."""
    return {
        pk: f"{dimension}\x1f{code}\x1f{name}"
        for pk, dimension, code, name in Value.objects.whole().values_list("pk", "dimension", "code", "name")
    }


def confirmed() -> list[tuple[str, str, str]]:
    """What people said of names: each value that one has confirmed, its Chinese name, and every alias."""
    named, values = words(), Value.objects.whole()
    said = [(named[pk], "confirmed", name_zh) for pk, name_zh in values.filter(is_confirmed=True).values_list("pk", "name_zh")]
    return said + [(named[pk], "alias", key) for pk, key in Alias.objects.values_list("value_id", "key")]


def last_change() -> int:
    """The number of the last change of an attribute; 0 where there is none."""
    return AttributeChange.objects.aggregate(last=Max("pk"))["last"] or 0


def stretches(live: Sequence[str]) -> list[Stretch]:
    """What each attribute of each value is when, by people and by the `live` batches (codes, in order).

    Of two who speak of the same month, the later batch is right, and a person before any batch. The first stretch reaches
    back to the beginning of time and the last one to its end; equal neighbours are one.
    """
    rank = {code: place for place, code in enumerate((*live, ""))}
    rows = AttributeChange.objects.values_list("value_id", "attribute", "batch", "pk", "valid_from", "is_dated", "text")
    return list(_stretches([(*row[:2], rank[row[2]], *row[3:]) for row in rows if row[2] in rank]))


def links(live: Sequence[str], coming: Iterable[tuple[MoveOf, bool]] = ()) -> list[Link]:
    """What each value stands under when, as the `live` batches say, and after them the moves (and if dated) that are coming.

    What `stretches` says of batches and of the first stretch holds here too.
    """
    rank = {code: place for place, code in enumerate(live)}
    rows = Move.objects.values_list("value_id", "level", "batch", "pk", "valid_from", "is_dated", "parent_id")
    said: list[Said[int | None]] = [(*row[:2], rank[row[2]], *row[3:]) for row in rows if row[2] in rank]
    said += [
        (value, level, len(live), place, day, is_dated, parent)
        for place, ((value, level, parent, day), is_dated) in enumerate(coming)
    ]
    return [Link(value, level, parent, start, end) for value, level, parent, start, end in _stretches(said) if parent]


def said_by(live: Sequence[str], pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The last of the `live` batches that says of each value and parent that the one stands under the other."""
    rank = {code: place for place, code in enumerate(live)}
    rows = Move.objects.filter(value_id__in={value for value, _ in pairs}).values_list("value_id", "parent_id", "batch")
    told = sorted((rank[batch], (value, parent)) for value, parent, batch in rows if batch in rank and parent is not None)
    return {pair: live[place] for place, pair in told if pair in pairs}


def _stretches(said: list[Said[T]]) -> Iterator[tuple[int, str, T, date, date]]:
    """What holds when, of one value and word after the other: on each day what was said last of it."""
    for (value, word), changes in groupby(sorted(said, key=itemgetter(0, 1, 2, 3)), key=itemgetter(0, 1)):
        on: dict[date, T] = {}
        for *_, day, is_dated, what in changes:
            if is_dated or (on and _on(on, day) != what):
                on[day] = what
            elif not on:
                on[date.min] = what
        turns = [(next(days), what) for what, days in groupby(sorted(on), key=on.__getitem__)]
        starts = [date.min, *(day for day, _ in turns[1:]), date.max]
        for (_, what), start, end in zip(turns, starts, starts[1:], strict=False):
            yield value, word, what, start, end


def _on(known: Mapping[date, T], day: date) -> T:
    """What is known of a day: what was said from the last day up to it on, else what was said first."""
    return known[max((start for start in known if start <= day), default=min(known))]


def differs(rows: Iterable[tuple[int, str, str, date]], live: Sequence[str]) -> bool:
    """Whether one of the rows (value, attribute, text, from that day) says something else than is known of that day."""
    known_of: dict[tuple[int, str], list[Stretch]] = defaultdict(list)
    for stretch in stretches(live):
        known_of[stretch[0], stretch[1]].append(stretch)
    return any(
        not any(start <= day < end and text == known_text for _, _, known_text, start, end in known_of[value, attribute])
        for value, attribute, text, day in rows
    )


def last_move() -> int:
    """The number of the last move; 0 where there is none."""
    return Move.objects.aggregate(last=Max("pk"))["last"] or 0


def differs_in_moves(rows: Iterable[MoveOf], live: Sequence[str]) -> bool:
    """Whether one of the moves says something else than is known of its day."""
    known_of: dict[tuple[int, str], list[Link]] = defaultdict(list)
    for link in links(live):
        known_of[link.value, link.level].append(link)
    return any(
        next((one.parent for one in known_of[value, level] if one.start <= day < one.end), None) != parent
        for value, level, parent, day in rows
    )


def last_rate() -> int:
    """The number of the last rate that was recorded; 0 where there is none."""
    return Rate.objects.aggregate(last=Max("pk"))["last"] or 0


def rates(live: Sequence[str]) -> list[RateOf]:
    """The rates that the `live` batches (codes, the one that counts last) come to: of a pair, month and kind the last said."""
    rank = {code: place for place, code in enumerate(live)}
    rows = Rate.objects.values_list("batch", "kind", "base", "quote", "month", "rate", "days")
    counted = sorted((row for row in rows if row[0] in rank), key=lambda row: rank[row[0]])
    said = {row[1:5]: (row[5], row[6]) for row in counted}
    return sorted((*pair, *found) for pair, found in said.items())


def differs_in_rates(rows: Iterable[RateOf], live: Sequence[str]) -> bool:
    """Whether one of the rates is not what is known."""
    return not set(rows) <= set(rates(live))
