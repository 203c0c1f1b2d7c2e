"""Who may see what: assignments open accounts for a time, and the guard stops every reading that is not narrowed."""

from datetime import date

import pytest
from django.db.models import QuerySet

from rapport.book.accounts import access, actions
from rapport.book.accounts.access import Reach, Unscoped
from rapport.book.accounts.models import Account, Assignment
from rapport.book.catalogue.models import Value
from rapport.book.team.models import User

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)


@pytest.fixture
def ann() -> User:
    return User.objects.create(username="ann")


@pytest.fixture
def contoso() -> Account:
    return Account.objects.create(name="Contoso Devices")


@pytest.fixture
def fabrikam() -> Account:
    return Account.objects.create(name="Fabrikam")


def names(records: QuerySet[Account]) -> list[str]:
    return sorted(record.name for record in records)


def test_the_operator_reaches_everything() -> None:
    assert access.reach(None, TODAY) == {Reach()}


def test_a_user_without_an_assignment_reaches_nothing(ann: User, contoso: Account) -> None:
    assert access.reach(ann, TODAY) == frozenset()
    assert names(Account.objects.visible_to(ann, on=TODAY)) == []


def test_an_assignment_opens_its_account_country_and_class(ann: User, contoso: Account, fabrikam: Account) -> None:
    actions.assign(by=None, user=ann, account=contoso, country="CN", sensitivity="revenue", starts_on=TODAY)
    assert access.reach(ann, TODAY) == {Reach(frozenset({contoso.pk}), frozenset({"CN"}), frozenset({"revenue"}))}
    assert names(Account.objects.visible_to(ann, on=TODAY)) == ["Contoso Devices"]


def test_assignments_add_up_and_each_keeps_its_own_bounds(ann: User, contoso: Account, fabrikam: Account) -> None:
    actions.assign(by=None, user=ann, account=contoso, country="CN", starts_on=TODAY)
    actions.assign(by=None, user=ann, account=fabrikam, starts_on=TODAY)
    assert access.reach(ann, TODAY) == {
        Reach(frozenset({contoso.pk}), frozenset({"CN"}), None),
        Reach(frozenset({fabrikam.pk}), None, None),
    }


def test_an_assignment_without_an_account_opens_every_one(ann: User, contoso: Account, fabrikam: Account) -> None:
    actions.assign(by=None, user=ann, starts_on=TODAY)
    assert names(Account.objects.visible_to(ann, on=TODAY)) == ["Contoso Devices", "Fabrikam"]


@pytest.mark.parametrize(
    ("on", "is_open"),
    [(date(2026, 9, 30), False), (date(2026, 10, 1), True), (date(2026, 10, 31), True), (date(2026, 11, 1), False)],
)
def test_after_the_hand_over_the_new_owner_sees_the_account_and_the_old_one_nothing(
    ann: User, contoso: Account, on: date, is_open: bool
) -> None:
    actions.assign(by=None, user=ann, account=contoso, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 1))
    assert (names(Account.objects.visible_to(ann, on=on)) == ["Contoso Devices"]) == is_open


def test_a_user_who_has_left_reaches_nothing(ann: User, contoso: Account) -> None:
    actions.assign(by=None, user=ann, account=contoso, starts_on=TODAY)
    ann.is_active = False
    assert access.reach(ann, TODAY) == frozenset()


def test_being_a_superuser_opens_no_account(contoso: Account) -> None:
    root = User.objects.create(username="root", is_superuser=True)
    assert names(Account.objects.visible_to(root, on=TODAY)) == []


def test_values_of_accounts_are_seen_with_their_account_and_all_others_by_anybody(
    ann: User, contoso: Account, fabrikam: Account
) -> None:
    Value.objects.create(dimension="account", name="Contoso Devices", account=contoso)
    Value.objects.create(dimension="account", name="Fabrikam", account=fabrikam)
    Value.objects.create(dimension="country", name="China", code="CN")
    actions.assign(by=None, user=ann, account=contoso, starts_on=TODAY)
    assert names(Value.objects.visible_to(ann, on=TODAY)) == ["China", "Contoso Devices"]


@pytest.mark.parametrize("model", [Account, Assignment, Value])
def test_inside_the_guard_a_reading_that_nobody_narrowed_raises(ann: User, model: type[Account]) -> None:
    with access.guarded(ann):
        for reading in (
            model.objects.all,
            model.objects.count,
            model.objects.first,
            lambda: model.objects.filter(pk=1),
            lambda: model.objects.get(pk=1),
            lambda: model.objects.values_list("pk"),
            model.objects.update,
        ):
            with pytest.raises(Unscoped, match="without visible_to"):
                reading()
        assert list(model.objects.visible_to(ann, on=TODAY)) == []
        assert list(model.objects.whole()) == []
    assert model.objects.count() == 0


def test_inside_the_guard_related_records_are_no_way_round(ann: User, contoso: Account) -> None:
    actions.assign(by=None, user=ann, account=contoso, starts_on=TODAY)
    with access.guarded(ann):
        with pytest.raises(Unscoped):
            contoso.assignments.all()
        assert [one.user for one in contoso.assignments.whole()] == [ann]


def test_the_operator_stands_under_no_guard(contoso: Account) -> None:
    with access.guarded(None):
        assert names(Account.objects.all()) == ["Contoso Devices"]
