"""What someone may see of the facts, in the numbers that facts use; and which batches lie wholly within it."""

from collections.abc import Iterable, Sequence
from datetime import date

from rapport.book.accounts.access import reach
from rapport.book.catalogue.models import Value
from rapport.book.performance.models import Batch, Slice
from rapport.book.team.models import User
from rapport.core.pack import Dataset, Trade
from rapport.core.question import EVERYTHING, Grant, Scope
from rapport.core.refusals import Refused, unknown

Cells = tuple[int | None, int | None, Sequence[str]]
"""The account and country that a slice is of, and the measures it holds."""


def scope_of(user: User | None, on: date) -> Scope:
    """The grants of `user` on that day; None is the operator, who may see everything."""
    if user is None:
        return EVERYTHING
    reaches = reach(user, on)
    accounts = dict(Value.objects.whole().filter(dimension="account").values_list("account_id", "pk"))
    countries: dict[str, set[int]] = {}
    for pk, code, name in Value.objects.whole().filter(dimension="country").values_list("pk", "code", "name"):
        countries.setdefault((code or name).casefold(), set()).add(pk)
    return frozenset(
        Grant(
            accounts=None if one.accounts is None else frozenset(accounts[pk] for pk in one.accounts if pk in accounts),
            countries=None
            if one.countries is None
            else frozenset(pk for code in one.countries for pk in countries.get(code.casefold(), ())),
            classes=one.classes,
        )
        for one in reaches
    )


def holds(scope: Scope, cells: Cells, trade: Trade) -> bool:
    """Whether every fact of such a slice lies within the scope; a measure the packs know no more needs a grant of all."""
    account, country, measures = cells
    kinds = [trade.measures[key].sensitivity if key in trade.measures else None for key in measures]
    return all(kind == "public" or any(_lets_through(grant, account, country, kind) for grant in scope) for kind in kinds)


def _lets_through(grant: Grant, account: int | None, country: int | None, kind: str | None) -> bool:
    return (
        (grant.accounts is None or account in grant.accounts)
        and (grant.countries is None or country in grant.countries)
        and (grant.classes is None or kind in grant.classes)
    )


def visible_batches(user: User | None, *, on: date, trade: Trade) -> list[Batch]:
    """The batches of which `user` may see every fact, oldest first; those without facts hold for everybody, and are for such."""
    batches = list(Batch.objects.select_related("loaded_by"))
    if user is None:
        return batches
    scope = scope_of(user, on)
    if Grant() in scope:
        return batches
    rows = Slice.objects.values_list("batch_id", "account", "country", "measures").distinct()
    closed = {batch for batch, account, country, measures in rows if not holds(scope, (account, country, measures), trade)}
    closed |= set(Batch.objects.filter(slices=None).values_list("pk", flat=True))
    return [batch for batch in batches if batch.pk not in closed]


def visible_batch(code: str, user: User | None, *, on: date, trade: Trade) -> Batch:
    """The batch of that code; refuses one that is not there, or not to be seen, in the same words."""
    batches = {batch.code: batch for batch in visible_batches(user, on=on, trade=trade)}
    if code.upper() not in batches:
        raise unknown("batch", code, batches)
    return batches[code.upper()]


def refuse_list(scope: Scope, dataset: Dataset) -> None:
    """Refuse a reference list to who may not see everything: what it says of values holds for everybody."""
    if dataset.list_of and Grant() not in scope:
        raise Refused(f"{dataset.key} hold for everybody: only who may see everything can load them; nothing was loaded")


def refuse_beyond(scope: Scope, cells: Iterable[Cells], trade: Trade) -> None:
    """Refuse facts that someone with this scope may not see: nobody loads what is hidden from them."""
    if not all(holds(scope, one, trade) for one in cells):
        raise Refused("this file holds facts of accounts, countries or figures that you may not see; nothing was loaded")
