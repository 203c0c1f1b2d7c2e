"""Why a figure moved, asked in words and answered within what the user may see."""

from dataclasses import replace
from datetime import date

from rapport.book.accounts.queries import home_calendar
from rapport.book.performance.queries import Standing, stood
from rapport.book.performance.wording import in_numbers, in_words, notes_in_words
from rapport.book.team.models import User
from rapport.core.bridge import Explanation, Places
from rapport.core.pack import Trade
from rapport.core.question import Question
from rapport.facts.bridge import explain as explain_facts


def explain(
    question: Question,
    *,
    by: User | None,
    today: date,
    trade: Trade,
    now: Standing | None = None,
    calendar: bool = False,
    search: bool = False,
) -> Explanation:
    """Explain the change of the question's one KPI against its base; `by` sees what is open to them, None everything.

    Cells name the values of dimensions by code, or by name where there is no code. Refuses words that mean nothing, a question
    without a base, and one by time. `now` as for `queries.ask`; `calendar`: tell apart what more or fewer working days did;
    `search`: find the fewest places and drivers that tell most of it.
    """
    seen = stood(question, now, by=by, today=today, trade=trade)
    asked = in_numbers(question, by=by, on=today, values=seen.values, senders=seen.senders, trade=trade, calendar=home_calendar())
    before = seen.base_world(question)
    found = explain_facts(asked, seen.world, seen.scope, base_world=before, calendar=calendar, search=search)
    cells = in_words((cell.by for cell in found.cells), trade)
    named = notes_in_words(found.notes)
    return replace(
        found,
        cells=tuple(replace(cell, by=words) for cell, words in zip(found.cells, cells, strict=True)),
        notes=tuple(named[note] for note in found.notes),
        places=found.places and _in_words(found.places, trade),
    )


def _in_words(places: Places, trade: Trade) -> Places:
    words = (in_words([place.at], trade)[0] for place in places.found)
    return replace(places, found=tuple(replace(place, at=at) for place, at in zip(places.found, words, strict=True)))
