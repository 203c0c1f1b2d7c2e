"""A command's place of work: the home, opened (and made where there is none), and the user who acts in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.book.team.queries import User
    from rapport.core.pack import Trade
    from rapport.core.periods import FiscalCalendar


@dataclass(frozen=True)
class Session:
    """An open home on a day; `user` None is the operator."""

    folder: Path
    user: "User | None"
    today: date

    @cached_property
    def trade(self) -> "Trade":
        """What the packs of this home say; refuses one that changed a formula under its version."""
        from rapport.book.catalogue.formulas import hold
        from rapport.packs import load

        trade = load(self.folder / "packs")
        hold(trade)
        return trade

    @cached_property
    def calendar(self) -> "FiscalCalendar":
        """The fiscal calendar of this home."""
        from rapport.book.accounts.queries import home_calendar

        return home_calendar()

    @cached_property
    def currency(self) -> str | None:
        """The currency in which this home answers all money; None: as it was reported."""
        from rapport.book.accounts.queries import home_currency

        return home_currency()


def start() -> None:
    """Set up Django, before any module of the book is imported."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()


@contextmanager
def opened(name: str | None = None) -> Iterator[Session]:
    """The home, opened as the user of that name: inside, records are read through what they may see."""
    start()
    from rapport.book.accounts.access import guarded
    from rapport.book.accounts.home import open_home
    from rapport.book.team.queries import user

    home = open_home()
    by = user(name) if name else None
    with guarded(by):
        yield Session(home, by, datetime.now().astimezone().date())
