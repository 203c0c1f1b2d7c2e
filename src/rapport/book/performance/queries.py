"""The one door to the facts: questions in words, answered within what the user may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from rapport.book.accounts.queries import home_calendar
from rapport.book.catalogue import queries as catalogue
from rapport.book.performance.models import Batch
from rapport.book.performance.scopes import scope_of
from rapport.book.performance.wording import Values, in_numbers, in_words, notes_in_words
from rapport.book.performance.worlds import live_batches, world
from rapport.book.team.models import User
from rapport.core.pack import Trade
from rapport.core.question import EVERYTHING, Answer, Figure, Question, Row, Scope
from rapport.facts.ask import ask as ask_facts
from rapport.facts.occurring import occurring, speaking
from rapport.facts.scope import like_for_like
from rapport.facts.world import World


@dataclass(frozen=True)
class Standing:
    """The facts as one user sees them on a day; all that is answered from it rests on the same ledger number."""

    by: User | None
    on: date
    scope: Scope
    world: World
    _bases: dict[tuple[date | None, bool], World] = field(default_factory=dict, compare=False, repr=False)

    def base_world(self, question: Question) -> World | None:
        """The world in which a question's base is read, read once; None where it is the question's own."""
        if question.vs is None or question.base_as_of is None:
            return None
        is_first = question.base_as_of == "first"
        known = question.as_of if question.base_as_of == "first" else question.base_as_of
        if (known, is_first) not in self._bases:
            self._bases[known, is_first] = world(trade=self.world.trade, as_of=known, first=is_first)
        return self._bases[known, is_first]

    def values(self, dimension: str) -> frozenset[int] | None:
        """The values of a dimension that one may learn of: all where they are no secret, else those of facts one sees.

        None: all. Of accounts one knows those that one is assigned to, with facts or without.
        """
        if dimension == "account" or self.world.trade.dimensions[dimension].is_public or self.scope >= EVERYTHING:
            return None
        return occurring(dimension, self.world, self.scope)

    def senders(self) -> frozenset[str]:
        """The senders that one may learn of: all, or those of facts one sees."""
        if self.scope >= EVERYTHING:
            return frozenset(Batch.objects.values_list("sender", flat=True))
        return speaking(self.world, self.scope)


def standing(*, by: User | None, today: date, trade: Trade) -> Standing:
    """The facts as `by` sees them today, read once for the many questions of one document."""
    return _standing(None, by=by, today=today, trade=trade)


def _standing(as_of: date | None, *, by: User | None, today: date, trade: Trade) -> Standing:
    scope = scope_of(by, today)
    return Standing(by, today, scope, world(trade=like_for_like(trade, scope), as_of=as_of))


def open_values(*, by: User | None, today: date, trade: Trade) -> Values:
    """The values of each dimension that `by` may learn of today (None: all), each read when it is first asked for."""
    return cache(standing(by=by, today=today, trade=trade).values) if by else lambda _: None


def open_senders(*, by: User | None, today: date, trade: Trade) -> frozenset[str]:
    """The senders of what counts today, as far as `by` may learn of them."""
    heard = frozenset(live_batches().values_list("sender", flat=True))
    return heard & standing(by=by, today=today, trade=trade).senders() if by else heard


def spoken_of(dimension: str, *, trade: Trade) -> frozenset[int]:
    """The values of a dimension under which any facts stand that count now."""
    return occurring(dimension, world(trade=trade), EVERYTHING)


def renamed(dimension: str, *, trade: Trade) -> dict[str, int]:
    """What a folded name means in files since a list gave it to another value and no facts stand under its own any more."""
    found = catalogue.listed_otherwise(dimension)
    used = spoken_of(dimension, trade=trade) if found else ()
    return {key: new for key, (old, new) in found.items() if old not in used}


def stood(question: Question, now: Standing | None, *, by: User | None, today: date, trade: Trade) -> Standing:
    """The standing that a question is answered from: `now` where it is of this user and day, and the question of no other."""
    if now and question.as_of is None and (now.by, now.on) == (by, today):
        return now
    return _standing(question.as_of, by=by, today=today, trade=trade)


def ask(question: Question, *, by: User | None, today: date, trade: Trade, now: Standing | None = None) -> Answer:
    """Answer a question in words; `by` sees what is open to them today, None (the operator) everything.

    Rows name the values of dimensions by code, or by name where there is no code. Refuses words that mean nothing. `now` is
    the standing of that user on that day, where it was read already.
    """
    seen = stood(question, now, by=by, today=today, trade=trade)
    asked = in_numbers(question, by=by, on=today, values=seen.values, senders=seen.senders, trade=trade, calendar=home_calendar())
    answer = ask_facts(asked, seen.world, seen.scope, base_world=seen.base_world(question))
    cells = in_words((row.by for row in answer.rows), trade)
    of_figures = (note for row in answer.rows for figure in row.kpis.values() for note in figure.notes)
    named = notes_in_words((*of_figures, *answer.notes))
    rows = [
        Row(cell, {key: _named(figure, named) for key, figure in row.kpis.items()})
        for row, cell in zip(answer.rows, cells, strict=True)
    ]
    return replace(answer, rows=tuple(rows), notes=tuple(named[note] for note in answer.notes))


def _named(figure: Figure, named: Mapping[str, str]) -> Figure:
    return replace(figure, notes=tuple(named[note] for note in figure.notes)) if figure.notes else figure
