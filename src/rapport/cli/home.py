"""The home: a new one with its first user, or one with the demo in it."""

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


TRY = (
    "ask revenue platform_share --by country --vs prior_year --period 2026-10",
    "explain revenue --period 2026-10 --vs prior_year --by country,channel",
    "update --account {account} --period 2026-10 --out update",
)


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it as well, once there are screens.")] = True,
    port: Annotated[int, typer.Option(metavar="PORT", help="Where to serve it.")] = 8000,
    seed: Annotated[int, typer.Option(metavar="N", help="Another number makes another business.")] = 1,
    as_json: options.AsJson = False,
) -> None:
    """Make a home with a fabricated partner in it.

    Prints a few commands to try. Twice is the same as once.
    """
    with session.opened() as home:
        from rapport.demo import load
        from rapport.demo.business import ACCOUNT

        load.write_pack(home.folder)
        for report in load.load(home.folder, home.trade, seed=seed, today=home.today):
            output.say(f"  {report.file}: {report.as_json()['batch'] or 'nothing new'}")
    commands = [f"./rapport {words.format(account=ACCOUNT)}" for words in TRY]
    if as_json:
        output.document({"home": str(home.folder), "users": [load.EVERYWHERE, load.IN_CHINA], "try": commands})
        return
    output.show(f"The demo is in {home.folder}; its files are in {home.folder / 'demo'}. Try:\n")
    for line in commands:
        output.show(f"  {line}")
    output.show(f"\nWith --as {load.EVERYWHERE} you see everything, with --as {load.IN_CHINA} {ACCOUNT} in China alone.")
    output.show(f"The password of both is “{load.PASSWORD}”.")
    if serve:
        output.say(f"There are no screens yet, so nothing is served on port {port}.")
