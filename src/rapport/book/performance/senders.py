"""New senders that are called much like known ones, as whom they may have been meant."""

from collections.abc import Iterable
from datetime import date

from rapport.book.catalogue.names import alike
from rapport.book.performance import queries
from rapport.book.performance.staging import Unconfirmed
from rapport.book.team.models import User
from rapport.core.pack import Trade


def unconfirmed(senders: Iterable[str], *, by: User | None, today: date, trade: Trade) -> tuple[Unconfirmed, ...]:
    """The senders that are new to `by`, as far as they are like ones that `by` may learn of, or that packs name.

    One that is like no other is a new sender, as every one was once, and not told.
    """
    heard = queries.open_senders(by=by, today=today, trade=trade)
    expected = (name for dataset in trade.datasets.values() for name in dataset.expected)
    known = {"self", *heard, *expected, *(name for one in trade.calendars.values() for name in one.senders)}
    found = ((sender, alike(sender, known)) for sender in dict.fromkeys(senders) if sender not in known)
    return tuple(Unconfirmed("sender", sender, near) for sender, near in found if near)
