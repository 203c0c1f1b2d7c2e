"""Whatever moved in the trees: old months keep their answers as_was, today's tree rules all months as_is, and sums stay whole.

The model reads the moves as they were told, one after the other, without any of the program's stretches.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.book.performance import queries
from rapport.book.performance.verify import verify
from rapport.core.periods import Period, add_months
from rapport.core.question import Filter, Question
from rapport.core.refusals import Refused
from tests.laws.homes import TODAY, TRADE, empty_home, load, redo, seldom, undo
from tests.staged import listed, staged

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOV, DEC, JAN, FEB, MAR = (date(2025, 11, 1), date(2025, 12, 1), *(date(2026, month, 1) for month in (1, 2, 3)))
MONTHS = (NOV, DEC, JAN, FEB, MAR)
RELEASE = date(2026, 2, 1)
ACCOUNTS, COUNTRIES = ("A", "B", "C", "D"), ("CN", "HK", "JP")
FACTS = {
    (month, account, country): Decimal(2**place)
    for place, (month, account, country) in enumerate(
        (month, account, COUNTRIES[(n + m) % 3]) for m, month in enumerate(MONTHS) for n, account in enumerate(ACCOUNTS)
    )
}
"""A power of two a fact, so that a sum tells which facts are in it."""

Move = tuple[str, str, str, str | None, date]
Answer = dict[tuple[object, ...], Decimal]


@dataclass(frozen=True)
class Told:
    """A batch of moves. Not `is_dated`: all of them have the day of their release."""

    moves: tuple[Move, ...]
    is_dated: bool


accounts = st.tuples(st.just("account"), st.sampled_from(ACCOUNTS), st.just("account"), st.sampled_from([None, *ACCOUNTS]))
owners = st.tuples(st.just("account"), st.sampled_from(ACCOUNTS), st.just("owner"), st.sampled_from(["Ann", "Bob"]))
countries = st.tuples(st.just("country"), st.sampled_from(COUNTRIES), st.just("region"), st.sampled_from(["East", "West", None]))
days = st.sampled_from([date.min, DEC, JAN, date(2026, 1, 15), FEB, MAR])


@st.composite
def told(draw: st.DrawFn) -> Told:
    is_dated = draw(st.integers(0, 3)) > 0
    moves = st.tuples(st.one_of(accounts, owners, countries), days if is_dated else st.just(RELEASE))
    flat = st.lists(
        moves.map(lambda one: (*one[0], one[1])), min_size=1, max_size=4, unique_by=lambda one: (one[1], one[2], one[4])
    )
    return Told(tuple(draw(flat)), is_dated)


def standing_under(batches: Iterable[Told], value: str, level: str, day: date | None) -> str | None:
    """What a value stands under on a day (None: now), as the batches told it one after the other."""
    known: list[tuple[date, int, str | None]] = []

    def on(day: date | None) -> str | None:
        begun = [one for one in known if day is None or one[0] <= day]
        first = min((one[0] for one in known), default=None)
        return max(begun or [one for one in known if one[0] == first], default=(None, 0, None))[2]

    for batch in batches:
        for _, text, of, parent, start in batch.moves:
            if (text, of) == (value, level):
                if batch.is_dated:
                    known.append((start, len(known), parent))
                elif not known:
                    known.append((date.min, 0, parent))
                elif on(start) != parent:
                    known.append((start, len(known), parent))
    return on(day)


def way_up(batches: Sequence[Told], account: str, day: date | None) -> list[str]:
    """An account and all that it stands under on a day; refuses a way that comes round."""
    way = [account]
    while above := standing_under(batches, way[-1], "account", day):
        if above in way:
            raise ValueError(above)
        way.append(above)
    return way


def has_circle(batches: Sequence[Told]) -> bool:
    try:
        for account in ACCOUNTS:
            for day in (date.min, DEC, JAN, date(2026, 1, 15), FEB, MAR, None):
                way_up(batches, account, day)
    except ValueError:
        return True
    return False


def under(batches: Sequence[Told], field: str, account: str, country: str, day: date | None) -> str | None:
    """What a fact of an account and country counts under in a field, on the day at which the trees are read."""
    if field == "region":
        return standing_under(batches, country, "region", day)
    if field == "owner":
        way = way_up(batches, account, day)
        return next((one for at in way if (one := standing_under(batches, at, "owner", day))), None)
    return account


def expected(batches: Sequence[Told], structure: str, by: Sequence[str], root: str | None) -> Answer:
    """The sums by fields of all facts, or of those whose account is or stands under `root`."""
    found: Answer = {}
    for (month, account, country), value in FACTS.items():
        day = month if structure == "as_was" else None
        if root is None or root in way_up(batches, account, day):
            key = tuple(under(batches, field, account, country, day) for field in by)
            found[key] = found.get(key, Decimal(0)) + value
    return found


def standing() -> queries.Standing:
    """What counts now, for several questions."""
    return queries.standing(by=None, today=TODAY, trade=TRADE)


def ask(
    now: queries.Standing, structure: str, *by: str, months: tuple[date, date] = (NOV, MAR), root: str | None = None
) -> Answer:
    question = Question(
        kpis=("revenue",),
        by=by,
        where=(Filter("account", frozenset({root})),) if root else (),
        period=Period(months[0], add_months(months[1], 1)),
        structure=structure,  # type: ignore[arg-type]
    )
    rows = queries.ask(question, by=None, today=TODAY, trade=TRADE, now=now).rows
    return {tuple(row.by.values()): row.kpis["revenue"].value for row in rows if row.kpis["revenue"].value is not None}  # type: ignore[misc]


def answers(*structures: str, months: tuple[date, date] = (NOV, MAR)) -> list[list[Answer]]:
    """For each structure what is answered by all levels, and under an account."""
    now = standing()
    return [
        [ask(now, one, "region", "owner", "account", months=months), ask(now, one, "account", months=months, root="A")]
        for one in structures
    ]


def agree_with_the_model(batches: Sequence[Told], root: str) -> None:
    now = standing()
    for structure in ("as_is", "as_was"):
        known = [field for field in ("region", "owner") if set(expected(batches, structure, (field,), None)) != {(None,)}]
        sums = ask(now, structure, *known, "account")
        assert sums == expected(batches, structure, (*known, "account"), None)
        assert sum(sums.values()) == sum(FACTS.values())
        assert ask(now, structure, "account", root=root) == expected(batches, structure, ("account",), root)


def facts() -> None:
    rows = [
        {
            "month": f"{month:%Y-%m}",
            "account": account,
            "country": country,
            "measure": "revenue",
            "currency": "USD",
            "value": value,
        }
        for (month, account, country), value in FACTS.items()
    ]
    load(staged(*rows, dataset="revenue"))


def say(batch: Told) -> str | None:
    """Load a batch of moves; its code, None where it was nothing new."""
    (loaded,) = load(listed(*batch.moves, release=RELEASE, is_dated=batch.is_dated))
    return loaded.batch


def play(history: Iterable[Told]) -> Iterator[tuple[str, Told]]:
    """Load the batches one after the other; those that would make a circle, and those alone, are refused."""
    live: list[Told] = []
    for batch in history:
        if has_circle([*live, batch]):
            with pytest.raises(Refused, match="a circle"):
                say(batch)
        elif code := say(batch):
            live.append(batch)
            yield code, batch


@seldom
@given(st.lists(told(), min_size=1, max_size=4), st.sampled_from(ACCOUNTS))
def test_figures_follow_the_trees_as_they_are_and_as_they_were(history: list[Told], root: str) -> None:
    with empty_home():
        facts()
        agree_with_the_model([batch for _, batch in play(history)], root)


@seldom
@given(st.lists(told(), min_size=2, max_size=4), st.integers(0, 3))
def test_undo_and_redo_of_a_move_restore_what_was_said(history: list[Told], number: int) -> None:
    with empty_home():
        facts()
        loaded, digests = [], [verify().digest]
        for one in play(history):
            loaded.append(one)
            digests.append(verify().digest)
        if not loaded:
            return
        undo(loaded[-1][0])
        assert verify().digest == digests[-2]
        redo(loaded[-1][0])
        assert verify().digest == digests[-1]
        code, taken = loaded[number % len(loaded)]
        rest = [batch for _, batch in loaded if batch is not taken]
        if has_circle(rest):
            with pytest.raises(Refused, match="a circle"):
                undo(code)
        else:
            undo(code)
            agree_with_the_model(rest, ACCOUNTS[number])


@seldom
@given(st.lists(told(), max_size=2), told(), st.sampled_from([JAN, FEB, MAR]))
def test_a_move_leaves_the_months_before_it_as_they_were_bit_for_bit(history: list[Told], move: Told, day: date) -> None:
    """Once anything was said of a value: the first word on it holds for the time before it too."""
    first = Told(tuple((*one, date.min) for one in SETTLED), is_dated=True)
    later = Told(tuple({(*one[:4], day) for one in move.moves if one[2] != "account"}), is_dated=True)
    with empty_home():
        facts()
        list(play([first, *history]))
        months = (NOV, add_months(day, -1))
        before = answers("as_was", months=months)
        list(play([Told(tuple({one[:3]: one for one in later.moves}.values()), is_dated=True)] if later.moves else []))
        assert answers("as_was", months=months) == before


SETTLED = (
    *(("account", account, "account", None) for account in ACCOUNTS),
    *(("account", account, "owner", "Ann") for account in ACCOUNTS),
    *(("country", country, "region", "East") for country in COUNTRIES),
)


@seldom
@given(st.lists(told(), min_size=1, max_size=3))
def test_as_is_reads_all_months_as_if_the_tree_had_always_been_so(history: list[Told]) -> None:
    with empty_home():
        facts()
        live = [batch for _, batch in play(history)]
        (now,) = answers("as_is")
    final = {
        (of, value, level): standing_under(live, value, level, None) for batch in live for of, value, level, _, _ in batch.moves
    }
    with empty_home():
        facts()
        if final:
            say(Told(tuple((*key, parent, RELEASE) for key, parent in final.items()), is_dated=False))
        assert answers("as_is", "as_was") == [now, now]


@seldom
@given(st.lists(told(), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_loading_moves_of_different_days_makes_no_difference(history: list[Told], random: Any) -> None:
    places = [(one[1], one[2], one[4]) for batch in history for one in batch.moves]
    if len(set(places)) < len(places) or not all(batch.is_dated for batch in history) or has_circle(history):
        return
    said = []
    for order in (history, random.sample(history, len(history))):
        with empty_home():
            facts()
            try:
                for batch in order:
                    say(batch)
            except Refused:
                return
            said.append(answers("as_is", "as_was"))
    assert said[0] == said[1]
