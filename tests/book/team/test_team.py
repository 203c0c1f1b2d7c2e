"""Users: added once, found by name whatever its case, and named when they are not there."""

import pytest

from rapport.book.journal.models import Entry
from rapport.book.team import actions, queries
from rapport.core.refusals import Refused

pytestmark = pytest.mark.django_db


def test_a_user_signs_in_with_a_password_and_may_not_do_more() -> None:
    ann = actions.add_user(by=None, username="ann", password="correct horse")  # noqa: S106
    assert ann.check_password("correct horse")
    assert not ann.is_superuser
    assert queries.user("Ann ") == ann
    assert [entry.verb for entry in Entry.objects.all()] == ["add"]


def test_the_journal_holds_no_password() -> None:
    actions.add_user(by=None, username="ann", password="correct horse")  # noqa: S106
    assert "horse" not in Entry.objects.get().payload.content


@pytest.mark.parametrize(("username", "password", "reason"), [("ANN", "x", "already"), ("bo", "", "needs a password")])
def test_a_second_one_of_that_name_or_one_without_a_password_is_refused(username: str, password: str, reason: str) -> None:
    actions.add_user(by=None, username="ann", password="correct horse")  # noqa: S106
    with pytest.raises(Refused, match=reason):
        actions.add_user(by=None, username=username, password=password)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    actions.add_user(by=None, username="annika", password="correct horse")  # noqa: S106
    with pytest.raises(Refused, match="unknown user “anika”; nearest: annika"):
        queries.user("anika")
