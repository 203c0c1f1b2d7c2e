"""Small packs written by tests into a home's folder of packs."""

from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from rapport.packs import load

HEAD = '[pack.{name}]\nversion = 1\nuse = ["partner"]\n'


def write_pack(packs: Path, text: str, name: str = "trial", head: str = HEAD) -> Path:
    """A pack of one file of entries, beside its head, in the folder `packs`; answers that folder."""
    folder = packs / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(head.format(name=name), encoding="utf-8")
    (folder / "entries.toml").write_text(text, encoding="utf-8")
    return packs


def problems(packs: Path) -> list[dict[str, object]]:
    """What loading these packs is refused with."""
    with pytest.raises(Refused) as refused:
        load(packs)
    return refused.value.problems
