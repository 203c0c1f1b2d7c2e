"""The home's calendar, and assignments that make no sense."""

import json
from datetime import date

import pytest

from rapport.book.accounts import actions, queries
from rapport.book.journal.models import Entry
from rapport.book.team.models import User
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused

pytestmark = pytest.mark.django_db


def test_the_fiscal_year_starts_in_july_unless_the_home_says_otherwise() -> None:
    assert queries.home_calendar() == FiscalCalendar(7)
    actions.set_up(by=None, first_month=4)
    assert queries.home_calendar() == FiscalCalendar(4)
    assert json.loads(Entry.objects.get().payload.content)["fiscal_first_month"] == 4


@pytest.mark.parametrize("month", [0, 13])
def test_a_year_cannot_start_in_a_month_that_is_none(month: int) -> None:
    with pytest.raises(Refused, match="from 1 to 12"):
        actions.set_up(by=None, first_month=month)
    assert not Entry.objects.exists()


def test_an_assignment_cannot_end_before_it_starts() -> None:
    ann = User.objects.create(username="ann")
    with pytest.raises(Refused, match="ends after it starts"):
        actions.assign(by=None, user=ann, starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 2))
