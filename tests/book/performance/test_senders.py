"""A new sender that is called much like a known one is told, as a new name of anything else is."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from rapport import packs
from rapport.book.accounts.actions import assign
from rapport.book.accounts.models import Account
from rapport.book.performance import actions
from rapport.book.performance.staging import Loaded, Unconfirmed
from rapport.book.team.actions import add_user
from tests.staged import staged

pytestmark = pytest.mark.django_db
TRADE = packs.load()
TODAY = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _home() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)


def load(sender: str, account: str, month: str = "2026-10", *, by: object = None, dry_run: bool = False) -> Loaded:
    row = {"month": month, "account": account, "country": "CN", "value": 1}
    (loaded,) = actions.load(by=by, staged=[staged(row, sender=sender)], trade=TRADE, today=TODAY, dry_run=dry_run)  # type: ignore[arg-type]
    return loaded


def told(sender: str, *, by: object = None) -> Sequence[Unconfirmed]:
    return [one for one in load(sender, "Contoso", "2026-11", by=by, dry_run=True).unconfirmed if one.dimension == "sender"]


@pytest.mark.parametrize(("sender", "near"), [("slef", "self"), ("Betta", "Beta"), ("BETA", "Beta"), ("Veta", "Beta")])
def test_a_new_sender_near_a_known_one_is_told(sender: str, near: str) -> None:
    load("Beta", "Fabrikam")
    assert told(sender) == [Unconfirmed("sender", sender, (near,))]


@pytest.mark.parametrize("sender", ["self", "Beta", "Gamma", "D2"])
def test_a_known_sender_and_one_like_no_other_are_not(sender: str) -> None:
    load("Beta", "Fabrikam")
    load("D1", "Northwind")
    assert told(sender) == []


def test_a_sender_whose_batches_were_taken_out_is_known_no_more() -> None:
    batch = load("slef", "Contoso").batch
    assert told("slef") == []
    actions.undo(by=None, batch=str(batch), trade=TRADE, today=TODAY)
    assert told("slef") == [Unconfirmed("sender", "slef", ("self",))]


def test_a_sender_of_others_is_told_of_to_nobody() -> None:
    load("Beta", "Fabrikam")
    load("Alpha", "Contoso")
    half = add_user(by=None, username="half", password="correct horse battery")  # noqa: S106
    assign(by=None, user=half, account=Account.objects.get(name="Contoso"), starts_on=date(2026, 1, 1))
    assert (told("Betta", by=half), told("Alpah", by=half)) == ([], [Unconfirmed("sender", "Alpah", ("Alpha",))])
