"""The accounts that documents are written about, as far as one may see them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils.text import slugify

from rapport.book.accounts import models as accounts_of
from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.models import Value
from rapport.book.team.queries import User
from rapport.core.pack import Label
from rapport.core.refusals import Refused

ALL = "all"
"""The word for every account that one may see."""


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
    slugs = Counter(slugify(value.name)[:60] for value in seen)
    chosen = seen if word == ALL else seen.filter(pk__in=catalogue.find("account", word, by=by, on=on))
    if word != ALL and len(chosen) > 1:
        raise Refused(f"“{word}” names {len(chosen)} accounts: {', '.join(map(str, chosen))}; write which")
    return tuple(_account(value, slugs) for value in chosen)


def the_account(word: str, *, by: User | None, on: date) -> Account:
    """The one account that `word` names, as `accounts`."""
    if word == ALL:
        raise Refused("name one account")
    return accounts(word, by=by, on=on)[0]


def _account(value: Value, slugs: Mapping[str, int]) -> Account:
    """File names are ASCII; an account whose name leaves nothing of itself, or the same as another's, adds its number."""
    slug = slugify(value.name)[:60]
    record = cast("accounts_of.Account", value.account)  # each account that a file names has one
    own = slug if slug and slugs[slug] == 1 else f"{slug or 'account'}-{value.pk}"
    return Account(str(value), Label(value.name, value.name_zh or value.name), own, record)
