"""Whatever was loaded, taken back, put back and compacted: what counts is the history without the batches that are out.

The model keeps every file as it came: of each slice the newest release counts (of one release the last file), among the files
that are in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.book.performance import compaction
from tests.laws.homes import TRADE, empty_home, load, redo, seldom, standing, undo
from tests.staged import staged

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Slice = tuple[str, str]
File = dict[Slice, tuple[int, ...]]
RELEASES = [date(2027, 1, 5), date(2027, 2, 5), date(2027, 3, 5)]
MONTHS, COUNTRIES = ("2026-10", "2026-11"), ("CN", "HK")

files = st.dictionaries(
    st.tuples(st.sampled_from(MONTHS), st.sampled_from(COUNTRIES)),
    st.lists(st.sampled_from([-5, 0, 7, 100]), min_size=1, max_size=2).map(lambda units: tuple(sorted(units))),
    min_size=1,
)
steps = st.one_of(
    st.tuples(st.just("load"), files, st.sampled_from(RELEASES)),
    st.tuples(st.just("load"), files, st.sampled_from(RELEASES)),
    st.tuples(st.just("turn"), st.integers(0, 9)),
    st.tuples(st.just("compact")),
)


@dataclass
class Model:
    """The files as they came, each with its release and whether it is in."""

    files: list[tuple[date, File]] = field(default_factory=list)
    is_in: list[bool] = field(default_factory=list)

    def live(self, as_of: date = date.max) -> File:
        """What counts of each slice, as known on a day."""
        known = [
            (release, number, file)
            for number, (release, file) in enumerate(self.files)
            if self.is_in[number] and release <= as_of
        ]
        return {key: units for *_, file in sorted(known, key=lambda one: one[:2]) for key, units in file.items()}

    def is_news(self, file: File, release: date) -> bool:
        """Whether a file says anything that is not known on its day already."""
        return any(self.live(release).get(key) != units for key, units in file.items())


def rows(file: File) -> list[dict[str, object]]:
    return [
        {"month": month, "account": "Contoso", "country": country, "product": f"P{place}", "value": value}
        for (month, country), units in file.items()
        for place, value in enumerate(units)
    ]


def counted(file: File) -> Counter[tuple[str, Decimal]]:
    return Counter((month, Decimal(value)) for (month, _), units in file.items() for value in units)


def seen(**asked: object) -> Counter[tuple[str, Decimal]]:
    found: Counter[tuple[str, Decimal]] = Counter()
    for (day, _, _, _, value, *_), times in standing(**asked).items():
        found[f"{day:%Y-%m}", value] += times
    return found


def play(history: Sequence[tuple]) -> tuple[Model, list[Counter[tuple[str, Decimal]]]]:
    """Act out a history in the home and in the model; returns what counted after each event of the ledger."""
    model, codes, states = Model(), [], []
    for verb, *rest in history:
        if verb == "load":
            file, release = rest
            (loaded,) = load(staged(*rows(file), release=release))
            assert (loaded.batch is not None) == model.is_news(file, release)
            if loaded.batch is None:
                continue
            codes.append(loaded.batch)
            model.files.append((release, file))
            model.is_in.append(True)
        elif verb == "compact":
            if codes:
                compaction.make(TRADE)
                assert seen() == states[-1]
            continue
        elif codes:
            number = rest[0] % len(codes)
            (undo if model.is_in[number] else redo)(codes[number])
            model.is_in[number] = not model.is_in[number]
        else:
            continue
        states.append(counted(model.live()))
        assert seen() == states[-1]
    return model, states


@seldom
@given(st.lists(steps, min_size=2, max_size=6))
def test_what_counts_is_the_history_without_what_is_out(history: list[tuple]) -> None:
    with empty_home():
        model, states = play(history)
        for release in RELEASES:
            assert seen(as_of=release) == counted(model.live(release))
        for number, state in enumerate(states, 1):
            assert seen(at=number) == state


@seldom
@given(st.lists(steps, min_size=1, max_size=3), files, st.sampled_from(RELEASES))
def test_undo_then_redo_is_identity(history: list[tuple], file: File, release: date) -> None:
    with empty_home():
        play(history)
        (loaded,) = load(staged(*rows(file), release=release))
        if loaded.batch:
            before = standing()
            undo(loaded.batch)
            redo(loaded.batch)
            assert standing() == before


@seldom
@given(files, st.randoms(use_true_random=False))
def test_the_same_cells_in_another_order_change_nothing(file: File, random) -> None:
    with empty_home():
        load(staged(*rows(file)))
        before, again = standing(), rows(file)
        random.shuffle(again)
        (loaded,) = load(staged(*again))
        assert (loaded.batch, loaded.unchanged_slices) == (None, len(file))
        assert standing() == before


@seldom
@given(files, st.integers(0, 3))
def test_the_same_cells_cut_into_two_files_change_nothing(file: File, place: int) -> None:
    with empty_home():
        load(staged(*rows(file)))
        before = standing()
        parts = [dict(list(file.items())[:place]), dict(list(file.items())[place:])]
        assert all(load(staged(*rows(part)))[0].batch is None for part in parts if part)
        assert standing() == before


@pytest.mark.parametrize("changed", [{"value": 8}, {"product": "Q"}, {"customer": "C"}, {"currency": "EUR"}], ids=str)
def test_any_other_cell_is_news(changed: dict[str, object]) -> None:
    row = {
        "month": "2026-10",
        "account": "Contoso",
        "product": "P",
        "customer": "B",
        "measure": "revenue",
        "currency": "USD",
        "value": 7,
    }
    with empty_home():
        load(staged(row))
        (loaded,) = load(staged(row | changed))
        assert (loaded.batch, loaded.unchanged_slices) == ("B0002", 0)
