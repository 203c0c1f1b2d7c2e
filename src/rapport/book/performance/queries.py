"""The one door to the facts: questions in words, answered within what the user may see."""

from dataclasses import replace
from datetime import date

from rapport.book.accounts.queries import home_calendar
from rapport.book.performance.scopes import scope_of
from rapport.book.performance.wording import in_numbers, in_words
from rapport.book.performance.worlds import world
from rapport.book.team.models import User
from rapport.core.pack import Trade
from rapport.core.question import Answer, Question
from rapport.facts.ask import ask as ask_facts
from rapport.facts.scope import like_for_like
from rapport.facts.world import World


def ask(question: Question, *, by: User | None, today: date, trade: Trade) -> Answer:
    """Answer a question in words; `by` sees what is open to them today, None (the operator) everything.

    Rows name the values of dimensions by code, or by name where there is no code. Refuses words that mean nothing.
    """
    asked = in_numbers(question, by=by, on=today, trade=trade, calendar=home_calendar())
    scope = scope_of(by, today)
    seen = like_for_like(trade, scope)
    now = world(trade=seen, as_of=question.as_of)
    answer = ask_facts(asked, now, scope, base_world=base_world(question, seen))
    cells = in_words((row.by for row in answer.rows), trade)
    return replace(answer, rows=tuple(replace(row, by=cell) for row, cell in zip(answer.rows, cells, strict=True)))


def base_world(question: Question, trade: Trade) -> World | None:
    """The world in which a question's base is read; None where it is the question's own."""
    if question.vs is None or question.base_as_of is None:
        return None
    if question.base_as_of == "first":
        return world(trade=trade, as_of=question.as_of, first=True)
    return world(trade=trade, as_of=question.base_as_of)
