"""The accounts that documents are written about, as far as one may see them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils.text import slugify

from rapport.book.accounts import models as accounts_of
from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.models import Value
from rapport.book.team.queries import User
from rapport.core.pack import Label, Lang
from rapport.core.question import Filter
from rapport.core.refusals import Refused
from rapport.reports.words import DOCUMENT, filled

ALL = "all"
"""The word for every account that one may see."""

NAMED = 4
"""So many accounts are named one by one."""

LONGEST = 60
"""Letters of a file's name that come from names."""


@dataclass(frozen=True)
class Account:
    """An account as questions name it, as people call it, as files are named after it, and its record."""

    word: str
    name: Label
    slug: str
    record: accounts_of.Account


def accounts(word: str, *, by: User | None, on: date) -> tuple[Account, ...]:
    """The account that `word` names, or all that `by` may see on that day, in order.

    Refuses a word that names none, with the nearest, and one that names several.
    """
    seen = Value.objects.visible_to(by, on=on).filter(dimension="account").select_related("account").order_by("name", "pk")
    slugs = Counter(slugify(value.name)[:LONGEST] for value in seen)
    chosen = seen if word == ALL else seen.filter(pk__in=catalogue.find("account", word, by=by, on=on))
    if word != ALL and len(chosen) > 1:
        raise Refused(f"“{word}” names {len(chosen)} accounts: {', '.join(map(str, chosen))}; write which")
    return tuple(_account(value, slugs) for value in chosen)


def chosen(words: Iterable[str], *, by: User | None, on: date) -> tuple[Account, ...]:
    """The accounts that the words name, each once, as `accounts`."""
    return tuple(dict.fromkeys(account for word in words for account in accounts(word, by=by, on=on)))


def together(found: Sequence[Account], where: Sequence[Filter]) -> Label:
    """What several accounts, or some places of them, are called together."""
    names, count = [account.name for account in found], len(found)
    within = tuple(word for kept in where for word in sorted(map(str, kept.values)))

    def called(lang: Lang) -> str:
        comma = DOCUMENT["comma"](lang)
        named = comma.join(name(lang) for name in names) if count <= NAMED else filled(DOCUMENT["accounts"], lang, count=count)
        return " · ".join(filter(None, (named, comma.join(within))))

    return Label(called("en"), called("zh-hans"))


def slug_of(found: Sequence[Account], where: Sequence[Filter]) -> str:
    """What their files are named after."""
    named = found[0].slug if len(found) == 1 else f"{len(found)}-accounts"
    within = (slugify(str(word)) for kept in where for word in sorted(map(str, kept.values)))
    return "-".join((named, *filter(None, within)))[:LONGEST]


def the_account(word: str, *, by: User | None, on: date) -> Account:
    """The one account that `word` names, as `accounts`."""
    if word == ALL:
        raise Refused("name one account")
    return accounts(word, by=by, on=on)[0]


def _account(value: Value, slugs: Mapping[str, int]) -> Account:
    """File names are ASCII; an account whose name leaves nothing of itself, or the same as another's, adds its number."""
    slug = slugify(value.name)[:LONGEST]
    record = cast("accounts_of.Account", value.account)  # each account that a file names has one
    own = slug if slug and slugs[slug] == 1 else f"{slug or 'account'}-{value.pk}"
    return Account(str(value), Label(value.name, value.name_zh or value.name), own, record)
