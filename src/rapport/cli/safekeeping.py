"""Safekeeping: a home as one archive, back again, and the proof that all its parts agree."""

from pathlib import Path
from typing import Annotated

import typer

from rapport.cli import options, output, session
from rapport.cli.words import word
from rapport.core.pack import Lang
from rapport.core.refusals import Refused

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The archive.")]


def backup(file: Archive, as_json: options.AsJson = False, lang: options.Language = "en") -> None:
    """Write the home into one archive.

    It is consistent even while people work in the home.
    """
    with session.opened():
        from rapport.book.performance import archive

        digest = archive.backup(file).digest
    _say(file, digest, as_json, lang)


def restore(file: Archive, as_json: options.AsJson = False, lang: options.Language = "en") -> None:
    """Bring an archive back into an empty home."""
    with session.opened():
        from rapport.book.performance import archive

        digest = archive.restore(file).digest
    _say(file, digest, as_json, lang)


def _say(file: Path, digest: str, as_json: bool, lang: Lang) -> None:
    if as_json:
        output.document({"file": str(file), "digest": digest})
    else:
        output.show(f"{file} · {word('digest', lang)} {digest}")


def verify(as_json: options.AsJson = False, lang: options.Language = "en") -> None:
    """Check that journal, fact files and database agree.

    Prints a digest of what the home says: the same digest, the same answers. Refuses a home that contradicts itself.
    """
    with session.opened():
        from rapport.book.performance.verify import verify

        found = verify()
    if found.faults:
        raise Refused(
            f"this home contradicts itself in {len(found.faults)} places; restore it from a backup",
            [{"rule": "verify", "text": fault} for fault in found.faults],
        )
    if as_json:
        output.document({"digest": found.digest, "unfinished": found.unfinished, "problems": []})
    else:
        output.show(f"{word('whole', lang)} · {word('digest', lang)} {found.digest}")
    for name in found.unfinished:
        output.say(f"rapport: {name}: left by a load that was stopped, or is under way; it counts for nothing")
