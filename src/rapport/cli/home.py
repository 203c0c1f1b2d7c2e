"""The home: an empty one with its first user."""

import os
import sys
from typing import Annotated

import typer

from rapport.cli import options, output, session
from rapport.core.refusals import Refused


def init(
    admin: Annotated[str, typer.Option("--admin", metavar="EMAIL", help="The first user.")],
    fiscal_start: Annotated[
        int | None, typer.Option(metavar="MONTH", min=1, max=12, help="The month in which the fiscal year starts, 1 to 12.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Make an empty home and its first user.

    The password is asked for, or taken from RAPPORT_ADMIN_PASSWORD.
    """
    if "@" not in admin:
        raise Refused(f"“{admin}” is no e-mail address")
    password = os.environ.get("RAPPORT_ADMIN_PASSWORD") or _asked_password()
    with session.opened() as home:
        from rapport.book.accounts.actions import assign, set_fiscal_year
        from rapport.book.performance.worlds import ledger
        from rapport.book.team.actions import add_user

        if ledger():
            raise Refused(f"init makes an empty home, and {home.folder} holds figures already; nothing was changed")
        user = add_user(by=None, username=admin, password=password, is_superuser=True)
        assign(by=None, user=user, starts_on=home.today)
        if fiscal_start:
            set_fiscal_year(by=None, first_month=fiscal_start)
    if as_json:
        output.document({"home": str(home.folder), "admin": admin})
    else:
        output.show(f"{home.folder}: {admin}")


def _asked_password() -> str:
    if not sys.stdin.isatty():
        raise Refused("the first user needs a password: set RAPPORT_ADMIN_PASSWORD, or run init in a terminal")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
