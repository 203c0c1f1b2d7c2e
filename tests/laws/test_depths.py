"""Whatever one sender tells by country, by channel or without: what overlaps stands side by side only where a batch told both."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.refusals import Refused
from tests.laws.homes import empty_home, load, redo, seldom, standing, undo
from tests.staged import staged

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Place = tuple[str | None, str | None]
File = dict[Place, int]

places = st.tuples(st.sampled_from(["CN", "HK", None]), st.sampled_from(["D1", "D2", None]))
files = st.dictionaries(places, st.integers(1, 3), min_size=1, max_size=3)
histories = st.lists(st.one_of(files, files, st.integers(0, 9)), min_size=2, max_size=6)
"""Files that come, and numbers of batches that are taken out or put back."""


def meet(one: Place, other: Place) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def live(loaded: Iterable[tuple[File, bool]]) -> File:
    return {place: units for file, is_in in loaded if is_in for place, units in file.items()}


def is_sound(loaded: list[tuple[File, bool]]) -> bool:
    pairs = (pair for pair in combinations(live(loaded), 2) if meet(*pair))
    return all(any(set(pair) <= file.keys() for file, _ in loaded) for pair in pairs)


def tell(file: File) -> str | None:
    rows = [
        {"month": "2026-10", "account": "Contoso", "country": country, "channel": channel, "product": "P", "value": units}
        for (country, channel), units in file.items()
    ]
    (loaded,) = load(staged(*rows))
    return loaded.batch


def counted() -> Counter[tuple[Place, Decimal]]:
    found = Counter[tuple[Place, Decimal]]()
    for (_, _, _, _, value, _, _, country, channel, _), times in standing().items():
        found[(country, channel), value] += times
    return found


def shapes(told: Iterable[tuple[Place, object]]) -> Counter[tuple[tuple[bool, ...], Decimal]]:
    """Places by what they tell apart: the home knows them by numbers."""
    return Counter((tuple(cell is not None for cell in place), Decimal(str(units))) for place, units in told)


@seldom
@given(histories)
def test_overlapping_words_of_one_sender_stand_only_where_a_batch_told_both(history: list[File | int]) -> None:
    loaded: list[tuple[File, bool]] = []
    codes: list[str] = []
    with empty_home():
        for step in history:
            if isinstance(step, dict):
                after = [*loaded, (step, True)]
            elif codes:
                number = step % len(codes)
                file, is_in = loaded[number]
                after = [*loaded[:number], (file, not is_in), *loaded[number + 1 :]]
            else:
                continue
            try:
                if isinstance(step, int):
                    (undo if loaded[number][1] else redo)(codes[number])
                elif code := tell(step):
                    codes.append(code)
                else:
                    after = loaded
                loaded = after
            except Refused:
                assert not is_sound(after)
            assert is_sound(loaded)
            assert shapes(counted().elements()) == shapes(live(loaded).items())
