"""Why a figure moved, asked in words and answered within what the user may see."""

from dataclasses import replace
from datetime import date

from rapport.book.accounts.queries import home_calendar
from rapport.book.performance.queries import base_world
from rapport.book.performance.scopes import scope_of
from rapport.book.performance.wording import in_numbers, in_words
from rapport.book.performance.worlds import world
from rapport.book.team.models import User
from rapport.core.bridge import Explanation
from rapport.core.pack import Trade
from rapport.core.question import Question
from rapport.facts.bridge import explain as explain_facts
from rapport.facts.scope import like_for_like


def explain(question: Question, *, by: User | None, today: date, trade: Trade) -> Explanation:
    """Explain the change of the question's one KPI against its base; `by` sees what is open to them, None everything.

    Cells name the values of dimensions by code, or by name where there is no code. Refuses words that mean nothing, a question
    without a base, and one by time.
    """
    asked = in_numbers(question, by=by, on=today, trade=trade, calendar=home_calendar())
    scope = scope_of(by, today)
    seen = like_for_like(trade, scope)
    now = world(trade=seen, as_of=question.as_of)
    found = explain_facts(asked, now, scope, base_world=base_world(question, seen))
    cells = in_words((cell.by for cell in found.cells), trade)
    return replace(found, cells=tuple(replace(cell, by=words) for cell, words in zip(found.cells, cells, strict=True)))
