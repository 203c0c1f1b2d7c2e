"""The rows that actions leave behind: each entry tells their digests, so that no cell is changed behind the journal's back."""

from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.db.models import Model

from rapport.book.journal import digests, queries
from rapport.book.journal.models import Entry

KEY = "records"
"""Where a payload tells them: by kind and primary key the digest of the row."""

TOLD_OTHERWISE: Mapping[str, str] = {
    "journal.entry": "the chain holds it",
    "journal.payload": "its entry holds its digest",
    "journal.head": "the entries come to it",
    "performance.batch": "the entry of its load tells the digest of all that the batch says",
    "performance.slice": "as its batch",
    "performance.event": "the entries of loads, undos and redos tell it",
    "catalogue.attributechange": "as its batch",
    "catalogue.formula": "the packs say it, and are refused where they say otherwise",
    "catalogue.move": "as its batch",
    "catalogue.rate": "as its batch",
    "auth.group": "no answer rests on it",
    "auth.permission": "migrations make it",
    "contenttypes.contenttype": "migrations make it",
    "sessions.session": "it lasts as long as somebody is signed in",
}
"""The kinds of rows that are not held against the entries' records, and why."""

NEVER_TOLD = frozenset({"password", "last_login"})
"""Columns of no digest: a secret, and what signing in changes."""


def of_rows(rows: Iterable[Model]) -> dict[str, dict[str, str]]:
    """The digests of rows as they stand now, by kind and primary key."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row._meta.label_lower, {})[str(row.pk)] = digests.of_row(row, NEVER_TOLD)
    return found


def held() -> list[type[Model]]:
    """The models whose rows are held against the journal."""
    return [model for model in apps.get_models() if model._meta.label_lower not in TOLD_OTHERWISE]


def faults() -> Iterator[str]:
    """Each row that is not as the last entry about it left it, that is gone, or that no entry tells of.

    Rows that no entry tells of are no fault in a home whose making tells of none (an earlier version made it), nor where
    what an entry said was erased.
    """
    told, is_complete = _told()
    for model in held():
        known = told.get(model._meta.label_lower, {})
        found = of_rows(model._base_manager.order_by("pk").iterator()).get(model._meta.label_lower, {})
        for pk in dict.fromkeys((*known, *found)):
            if (why := _fault(known.get(pk), found.get(pk), is_complete)) is not None:
                yield f"{model._meta.verbose_name} {pk}: {why}"


def _fault(told: str | None, found: str | None, is_complete: bool) -> str | None:
    if told is None:
        return "the journal does not tell of it" if is_complete else None
    if found is None:
        return "the journal tells of it, and it is gone"
    return None if told == found else "it is not as the journal tells"


def _told() -> tuple[Mapping[str, Mapping[str, str]], bool]:
    """The last digest of each row by kind, and whether every row should be among them."""
    told: dict[str, dict[str, str]] = {}
    is_complete = False
    for verb, said in queries.said():
        is_complete = is_complete or (verb == "create" and KEY in said)
        for kind, rows in said.get(KEY, {}).items():
            told.setdefault(kind, {}).update(rows)
    return told, is_complete and not Entry.objects.filter(verb="erase").exists()
