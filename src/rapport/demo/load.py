"""The demo in a home: its files written and imported as anyone would, and the people who look at it."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from rapport.book.accounts.actions import assign
from rapport.book.accounts.queries import account
from rapport.book.team.actions import add_user
from rapport.book.team.queries import user
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.demo import files
from rapport.demo.business import Business
from rapport.demo.people import PASSWORD, PEOPLE
from rapport.demo.sheets import Sent, write
from rapport.demo.world import FIRST
from rapport.imports.report import Report
from rapport.imports.run import Progress, load_file

PACK = """# The demo speaks the words of one company; without this pack it would speak neutral ones.
[pack.demo]
version = 1
use = ["microsoft_era"]
"""


def write_pack(home: Path) -> None:
    """Write the pack of the home that chooses the demo's words; one that is there already stays as it is."""
    path = home / "packs" / "demo" / "pack.toml"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PACK, encoding="utf-8")


def load(
    home: Path, trade: Trade, *, seed: int, today: date, progress: Callable[[str], Progress] = lambda _: lambda _: None
) -> Iterator[Report]:
    """Write the files of the demo into the home and import them one by one; then add the people.

    Refuses a home that holds the demo of another seed: two worlds are never mixed.
    """
    folder, all_sent = home / "demo", files.sent(Business.of(seed))
    _write(all_sent, folder)
    for sent in all_sent:
        path = folder / sent.name
        yield load_file(
            path,
            by=None,
            trade=trade,
            today=today,
            sender=sent.sender,
            release=sent.published,
            progress=progress(path.name),
        )
    _add_people()


def _write(all_sent: Iterable[Sent], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rapport-demo-") as place:
        written = {sent.name: write(sent, Path(place)) for sent in all_sent}
        for kept in folder.iterdir():
            if kept.name not in written or kept.read_bytes() != written[kept.name].read_bytes():
                raise Refused(
                    f"{kept} is not of this demo; for another one set RAPPORT_HOME to another folder; nothing was loaded"
                )
        for name, path in written.items():
            shutil.move(path, folder / name)


def _add_people() -> None:
    for person in PEOPLE:
        if _is_unknown(person.name):
            one = add_user(by=None, username=person.name, password=PASSWORD)
            for part in person.parts:
                of = account(part.account) if part.account else None
                assign(by=None, user=one, starts_on=FIRST, account=of, country=part.country, sensitivity=part.sensitivity)


def _is_unknown(name: str) -> bool:
    try:
        user(name)
    except Refused:
        return True
    return False
