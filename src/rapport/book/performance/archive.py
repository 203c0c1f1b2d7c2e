"""A home as one archive, and back: all tables as lines of JSON, fact files, sources and packs, each with its digest.

An archive knows no database: one made on SQLite is restored into PostgreSQL, and the other way round.
"""

import hashlib
import io
import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from rapport.book.accounts.actions import lock_home
from rapport.book.accounts.models import Home
from rapport.book.catalogue.models import Formula
from rapport.book.journal.actions import record
from rapport.book.journal.models import Entry, Head, Payload
from rapport.book.performance import worlds
from rapport.book.performance.models import Batch
from rapport.book.performance.snapshot import snapshot
from rapport.book.performance.verify import Verified, verify
from rapport.core.refusals import Refused
from rapport.facts import store

MANIFEST = "manifest.json"
FOLDERS = frozenset({"facts", "files", "packs", "tables"})
MADE_BY_MIGRATIONS = frozenset({"contenttypes.contenttype", "auth.permission"})
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, OSError, RuntimeError, TypeError, ValueError)
"""What reading a damaged archive raises."""
ROWS, BYTES = 2_000, 1 << 20
"""How much is held in memory at once."""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: the digest that `verify` gave for the home, and that of each member by name."""

    digest: str
    members: Mapping[str, str]


class _Exact(DjangoJSONEncoder):
    """Django's way of writing values, with moments to the microsecond, which it would cut to the millisecond."""

    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def backup(path: Path) -> Verified:
    """Write the whole home to a new file while others go on working; the file is complete under its name or not there.

    Refuses a home that has faults, which an archive would only hide, and a name that is taken.
    """
    if path.exists():
        raise Refused(f"there is a file {path} already; choose another name")
    if not path.parent.is_dir():
        raise Refused(f"there is no folder {path.parent}; make it first")
    beside = path.with_name(f"{path.name}.part")
    try:
        found = _archive(beside)
        checked(beside)
        store.publish(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return found


def _archive(path: Path) -> Verified:
    with snapshot():
        found = verify()
        if found.faults:
            raise Refused(f"the home has faults and is not backed up; the first of {len(found.faults)}: {found.faults[0]}")
        with zipfile.ZipFile(path, "w") as archive:
            digests = {name: _write(archive, name, content) for name, content in _members()}
            archive.writestr(MANIFEST, json.dumps(asdict(Manifest(found.digest, digests)), indent=1))
    return found


def _members() -> Iterator[tuple[str, Iterable[bytes]]]:
    home = Path(settings.HOME)
    for model in _models():
        yield f"tables/{model._meta.label_lower}.jsonl", _lines(model)
    for batch in Batch.objects.exclude(facts_sha256=""):
        yield f"facts/{worlds.file_of(batch).name}", _chunks(worlds.file_of(batch))
    sources = (home / "files" / sha256 for sha256 in sorted(set(Batch.objects.values_list("sha256", flat=True))))
    packs = (path for path in sorted((home / "packs").rglob("*")) if path.is_file())
    for file in (*sources, *packs):
        if file.exists():
            yield file.relative_to(home).as_posix(), _chunks(file)


def _models() -> list[type[Model]]:
    """Every model whose rows people make, those that others name by their natural key first."""
    every = serializers.sort_dependencies([(config, None) for config in apps.get_app_configs()], allow_cycles=True)
    return [model for model in every if model._meta.label_lower not in MADE_BY_MIGRATIONS]


def _lines(model: type[Model]) -> Iterator[bytes]:
    rows = model._base_manager.order_by("pk").iterator(ROWS)
    while some := list(islice(rows, ROWS)):
        yield serializers.serialize("jsonl", some, use_natural_foreign_keys=True, cls=_Exact).encode()


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while chunk := content.read(BYTES):
            yield chunk


def _write(archive: zipfile.ZipFile, name: str, content: Iterable[bytes]) -> str:
    """Write one member, and return the digest of its bytes."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_STORED if name.startswith("facts/") else zipfile.ZIP_DEFLATED
    digest = hashlib.sha256()
    with archive.open(member, "w", force_zip64=True) as target:
        for chunk in content:
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def restore(path: Path) -> Verified:
    """Bring an archive back into an empty home; it is verified before any of it counts, and else nothing is left of it.

    Refuses a home in which anything was done, and an archive that is not what was written, naming the member.
    """
    if Entry.objects.count() > 1:
        raise Refused("this home is in use; restore into an empty one (set RAPPORT_HOME to a new folder)")
    manifest = checked(path)
    placed: list[Path] = []
    try:
        with zipfile.ZipFile(path) as archive, transaction.atomic():
            lock_home()
            for name in manifest.members:
                if not name.startswith("tables/"):
                    placed += _place(archive, name)
            _fill(archive)
            found = verify()
            if found.faults or found.digest != manifest.digest:
                raise Refused(f"{path} does not come back whole, nothing was restored: {found.faults or 'another digest'}")
            said = {"archive": store.sha256_of(path), "digest": found.digest}
            record(by=None, verb="restore", object=lock_home(), payload=said, at=timezone.now())
    except BaseException:
        for file in placed:
            file.unlink(missing_ok=True)
        raise
    return found


def checked(path: Path) -> Manifest:
    """The manifest of an archive, each of whose members is what was written; refuses any other."""
    try:
        archive = zipfile.ZipFile(path)
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except FileNotFoundError:
        raise Refused(f"there is no file {path}") from None
    except UNREADABLE:
        raise Refused(f"{path} is no archive of a home, or was cut off") from None
    with archive:
        names = [name for name in archive.namelist() if name != MANIFEST]
        if sorted(names) != sorted(manifest.members):
            odd = sorted(set(names) ^ set(manifest.members)) or names
            raise Refused(f"{path}: the archive does not hold what its manifest lists: {odd[0]}")
        for name, digest in manifest.members.items():
            if not _is_inside(name) or _digest(archive, name) != digest:
                raise Refused(f"{path}: {name} was changed; nothing was restored")
    return manifest


def _is_inside(name: str) -> bool:
    """Whether a member stands in one of the home's folders, and no way out of it."""
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as member:
            while chunk := member.read(BYTES):
                digest.update(chunk)
    except UNREADABLE:
        return "unreadable"
    return digest.hexdigest()


def _place(archive: zipfile.ZipFile, name: str) -> list[Path]:
    """Put a file where it belongs, and return it; one that stands there already with the same content is left alone."""
    path = Path(settings.HOME) / name
    if path.exists():
        if store.sha256_of(path) != _digest(archive, name):
            raise Refused(f"there is another file {path} in this home already; nothing was restored")
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.part")
    with archive.open(name) as member, beside.open("wb") as target:
        shutil.copyfileobj(member, target, BYTES)
    store.publish(beside, path)
    return [path]


def _fill(archive: zipfile.ZipFile) -> None:
    """Bring back the rows of all tables, in place of the few that a new home begins with."""
    for made_anew in (Payload, Entry, Head, Home, Formula):
        made_anew.objects.all().delete()
    models = _models()
    there = set(archive.namelist())  # an archive of an earlier version of the program has fewer tables
    for model in models:
        if (name := f"tables/{model._meta.label_lower}.jsonl") not in there:
            continue
        with archive.open(name) as member:
            rows = serializers.deserialize("jsonl", io.TextIOWrapper(member, encoding="utf-8", newline="\n"))
            while some := list(islice(rows, ROWS)):
                model._base_manager.bulk_create([row.object for row in some])
                for row in some:
                    for field, others in (row.m2m_data or {}).items():
                        getattr(row.object, field).set(others)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
