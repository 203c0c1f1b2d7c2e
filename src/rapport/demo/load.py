"""The demo in a home: its files written and imported as anyone would, and two users who see different parts of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rapport.book.accounts.actions import assign
from rapport.book.accounts.queries import account
from rapport.book.team.actions import add_user
from rapport.book.team.queries import user
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.demo import files
from rapport.demo.business import ACCOUNT, FIRST
from rapport.imports.report import Report
from rapport.imports.run import load_file

EVERYWHERE, IN_CHINA = "lin", "chen"
"""Who sees everything, and who sees the account in China alone."""

PACK = """# The demo speaks the words of one company; without this pack it would speak neutral ones.
[pack.demo]
version = 1
use = ["microsoft_era"]
"""

PASSWORD = "demo"  # noqa: S105 — printed, so that anyone may look around


def write_pack(home: Path) -> None:
    """Write the pack of the home that chooses the demo's words; one that is there already stays as it is."""
    path = home / "packs" / "demo" / "pack.toml"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PACK, encoding="utf-8")


def load(home: Path, trade: Trade, *, seed: int, today: date) -> Iterator[Report]:
    """Write the files of the demo into the home and import them one by one; then add the users."""
    folder = home / "demo"
    folder.mkdir(exist_ok=True)
    for sent in files.sent(seed):
        path = files.write(sent, folder)
        yield load_file(path, by=None, trade=trade, today=today, sender=sent.sender, release=sent.published)
    _add_users()


def _add_users() -> None:
    for name, country in ((EVERYWHERE, ""), (IN_CHINA, "CN")):
        if _is_unknown(name):
            one = add_user(by=None, username=name, password=PASSWORD)
            assign(by=None, user=one, starts_on=FIRST, account=account(ACCOUNT) if country else None, country=country)


def _is_unknown(name: str) -> bool:
    try:
        user(name)
    except Refused:
        return True
    return False
