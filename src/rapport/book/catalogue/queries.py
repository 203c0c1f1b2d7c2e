"""Readings of the catalogue: what a name means, what it may have meant, and what is known of a value when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, groupby
from operator import itemgetter

from django.db.models import Max, QuerySet
from rapidfuzz import fuzz, process

from rapport.book.catalogue.models import Alias, AttributeChange, Rate, Value
from rapport.book.catalogue.names import fold
from rapport.book.team.models import User
from rapport.core.refusals import unknown

Stretch = tuple[int, str, str, date, date]
"""A value, an attribute, what it is, from that day on, up to (not including) that day."""

RateOf = tuple[str, str, str, date, float, int | None]
"""Kind, base, quote, month, how much quote one base is worth, and of how many days that is the mean (None: told by month)."""

NEAR = 80
"""How alike two names must be (of 100) to be shown side by side."""


def next_id() -> int:
    """The number that the next new value takes."""
    return (Value.objects.whole().aggregate(last=Max("pk"))["last"] or 0) + 1


def known(dimension: str, *, within: Collection[int] | None = None) -> dict[str, int]:
    """The value behind each folded word of a dimension; `within`: of these values alone.

    A code comes before an alias, that before the name of a value without a code, then names and Chinese names. A word that
    two values share in the same way means neither and is left out.
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


def find(dimension: str, word: str, *, by: User | None, on: date, within: Collection[int] | None = None) -> frozenset[int]:
    """All values that `word` names: by code, name in either language, or alias, of those that `by` may see on that day.

    `within`: of these values alone. Refuses a word that names none of them, with the nearest that do.
    """
    values = Value.objects.visible_to(by, on=on).filter(dimension=dimension)
    key = fold(word)
    found = frozenset(pk for folded, _, pk in _words(values) if folded == key and (within is None or pk in within))
    if not found:
        rows = values.values_list("pk", "code", "name", "name_zh")
        raise unknown(dimension, word, {text for pk, *row in rows if within is None or pk in within for text in row if text})
    return found


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
    rows = AttributeChange.objects.order_by("value_id", "attribute", "valid_from").values_list(
        "value_id", "attribute", "valid_from", "batch", "pk", "text"
    )
    counted = ((value, attribute, day, rank[batch], pk, text) for value, attribute, day, batch, pk, text in rows if batch in rank)
    groups = groupby(counted, key=itemgetter(0, 1))
    return list(chain.from_iterable(_stretches_of(list(changes)) for _, changes in groups))


def _stretches_of(changes: list[tuple[int, str, date, int, int, str]]) -> Iterator[Stretch]:
    value, attribute, *_ = changes[0]
    said = {day: text for _, _, day, _, _, text in sorted(changes, key=itemgetter(2, 3, 4))}
    turns = [(next(days), text) for text, days in groupby(said, key=said.__getitem__)]
    starts = [date.min, *(day for day, _ in turns[1:]), date.max]
    for (_, text), start, end in zip(turns, starts, starts[1:], strict=False):
        yield value, attribute, text, start, end


def differs(rows: Iterable[tuple[int, str, str, date]], live: Sequence[str]) -> bool:
    """Whether one of the rows (value, attribute, text, from that day) says something else than is known of that day."""
    known_of: dict[tuple[int, str], list[Stretch]] = defaultdict(list)
    for stretch in stretches(live):
        known_of[stretch[0], stretch[1]].append(stretch)
    return any(
        not any(start <= day < end and text == known_text for _, _, known_text, start, end in known_of[value, attribute])
        for value, attribute, text, day in rows
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
