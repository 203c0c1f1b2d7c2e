"""The catalogue: what a name means, near matches, new values, and attributes through time."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.book.accounts.actions import assign
from rapport.book.accounts.models import Account
from rapport.book.catalogue import actions, queries
from rapport.book.catalogue.models import Alias, AttributeChange, Value
from rapport.book.catalogue.names import NewValue
from rapport.book.journal.models import Entry
from rapport.book.team.models import User
from rapport.core.refusals import Refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
EVER, END = date.min, date.max


def china(**more: object) -> Value:
    return Value.objects.create(dimension="country", name="China", name_zh="中国", code="CN", **more)


def test_a_value_is_known_by_code_name_chinese_name_and_alias() -> None:
    cn = china()
    actions.add_alias(by=None, value=cn, text="P.R. China")
    assert queries.known("country") == dict.fromkeys(["cn", "china", "中国", "p.r. china"], cn.pk)
    assert queries.known("channel") == {}


def test_a_code_comes_before_a_name_and_a_name_of_two_values_means_neither() -> None:
    one = Value.objects.create(dimension="product", code="BK-1", name="Road Bike")
    two = Value.objects.create(dimension="product", code="BK-2", name="Road Bike")
    odd = Value.objects.create(dimension="product", code="X-9", name="bk-1")
    assert queries.known("product") == {"bk-1": one.pk, "bk-2": two.pk, "x-9": odd.pk}
    plain = Value.objects.create(dimension="product", name="Road bike")
    assert queries.known("product")["road bike"] == plain.pk


def test_a_filter_takes_every_value_that_goes_by_the_word() -> None:
    values = [Value.objects.create(dimension="product", code=code, name="Road Bike") for code in ("BK-1", "BK-2")]
    assert queries.find("product", "road bike", by=None, on=TODAY) == {value.pk for value in values}
    assert queries.find("product", "bk-2", by=None, on=TODAY) == {values[1].pk}


def test_a_filter_on_an_unknown_word_is_answered_with_the_nearest() -> None:
    china()
    with pytest.raises(Refused, match="unknown country “Chinna”; nearest: China"):
        queries.find("country", "Chinna", by=None, on=TODAY)


def test_a_stranger_learns_no_name_of_an_account() -> None:
    for name in ("Contoso Devices", "Contoso Services"):
        actions.add_values([NewValue(queries.next_id(), "account", name)])
    ann = User.objects.create(username="ann")
    assign(by=None, user=ann, account=Account.objects.get(name="Contoso Services"), starts_on=TODAY)
    with pytest.raises(Refused) as refusal:
        queries.find("account", "Contoso Devices", by=ann, on=TODAY)
    assert str(refusal.value) == "unknown account “Contoso Devices”; nearest: Contoso Services"
    assert queries.near("account", ["Contoso Device"], by=ann, on=TODAY) == {"Contoso Device": ["Contoso Services"]}
    assert queries.near("account", ["Contoso Device"], by=None, on=TODAY) == {
        "Contoso Device": ["Contoso Devices", "Contoso Services"]
    }


def test_near_matches_come_best_first_whatever_the_order_of_words() -> None:
    for name in ("Contoso Devices", "Contoso Device AG", "Fabrikam"):
        Value.objects.create(dimension="channel", name=name)
    assert queries.near("channel", ["devices contoso", "Contosso Devices", "Adatum"], by=None, on=TODAY) == {
        "devices contoso": ["Contoso Device AG"],
        "Contosso Devices": ["Contoso Devices", "Contoso Device AG"],
        "Adatum": [],
    }


def test_new_values_take_the_numbers_they_were_given_and_later_ones_follow() -> None:
    actions.add_values([NewValue(7, "country", "China", "CN"), NewValue(9, "product", "P-own")])
    assert queries.labels("country", [7, 9]) == {7: "CN"}
    assert queries.labels("product", [7, 9]) == {9: "P-own"}
    assert queries.next_id() == 10
    assert Value.objects.create(dimension="country", name="India").pk == 10


def test_a_new_value_of_dimension_account_is_an_account() -> None:
    prepared = Account.objects.create(name="Contoso")
    actions.add_values(
        [NewValue(1, "account", "Contoso"), NewValue(2, "account", "Fabrikam"), NewValue(3, "account", "Fabrikam", "F2")]
    )
    assert Value.objects.get(pk=1).account == prepared
    assert list(Account.objects.order_by("pk").values_list("name", flat=True)) == ["Contoso", "Fabrikam", "Fabrikam (F2)"]


def test_a_person_confirms_a_value_that_a_file_brought() -> None:
    value = china()
    actions.confirm(by=None, value=value)
    assert Value.objects.get().is_confirmed
    assert [entry.verb for entry in Entry.objects.all()] == ["confirm"]


def test_an_alias_means_one_value() -> None:
    cn, tw = china(), Value.objects.create(dimension="country", name="Taiwan", code="TW")
    actions.add_alias(by=None, value=cn, text="Greater China")
    actions.add_alias(by=None, value=cn, text="greater china ")
    assert Alias.objects.count() == 1
    with pytest.raises(Refused, match="means CN already"):
        actions.add_alias(by=None, value=tw, text="Greater  China")


def say(*said: tuple[str, date], batch: str) -> None:
    """Let a batch say what the platform of value 1 is."""
    actions.record_attributes([(1, "platform", text, day) for text, day in said], batch=batch)


@pytest.fixture
def pc() -> Value:
    return Value.objects.create(pk=1, dimension="product", name="PC 14")


def platform(*live: str) -> list[tuple[str, date, date]]:
    return [stretch[2:] for stretch in queries.stretches(live)]


@pytest.mark.usefixtures("pc")
class TestAttributes:
    """The platform of one product, as batches and people say it."""

    def test_the_first_that_is_known_reaches_back_and_the_last_reaches_on(self) -> None:
        say(("own", FEB), ("other", APR), batch="B0001")
        assert platform("B0001") == [("own", EVER, APR), ("other", APR, END)]

    def test_equal_neighbours_are_one(self) -> None:
        say(("own", JAN), ("own", FEB), batch="B0001")
        say(("own", MAR), batch="B0002")
        assert AttributeChange.objects.count() == 2
        assert platform("B0001", "B0002") == [("own", EVER, END)]

    def test_of_two_batches_that_speak_of_one_month_the_later_is_right(self) -> None:
        say(("own", JAN), ("other", MAR), batch="B0002")
        say(("none", JAN), ("none", MAR), batch="B0001")
        assert platform("B0001", "B0002") == [("own", EVER, MAR), ("other", MAR, END)]
        assert platform("B0001") == [("none", EVER, END)]

    def test_a_person_is_right_before_any_batch(self) -> None:
        say(("own", JAN), batch="")
        say(("other", JAN), batch="B0001")
        assert platform("B0001") == [("own", EVER, END)]

    def test_a_batch_that_was_taken_back_says_nothing(self) -> None:
        say(("own", JAN), batch="B0001")
        assert platform() == []

    def test_a_row_that_says_what_is_known_differs_in_nothing(self) -> None:
        say(("own", FEB), ("other", APR), batch="B0001")
        known = [(1, "platform", "own", JAN), (1, "platform", "own", MAR), (1, "platform", "other", APR)]
        assert not queries.differs(known, ["B0001"])
        for new in ((1, "platform", "own", APR), (1, "line", "own", JAN), (2, "platform", "own", JAN)):
            assert queries.differs([*known, new], ["B0001"])
        assert queries.differs(known, [])


CHANGES = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["own", "other"]), st.sampled_from([JAN, FEB, MAR, APR]), st.integers(0, 3)),
    max_size=12,
)


def plainly(changes: Iterable[tuple[int, str, date, int]], value: int, month: date) -> str | None:
    """What holds in a month, read off the list: the last said of the nearest month before it, else of the first after it."""
    of_value = [(day, batch, place, text) for place, (v, text, day, batch) in enumerate(changes) if v == value]
    before = [one for one in of_value if one[0] <= month]
    if before:
        return max(before)[3]
    first = min((one[0] for one in of_value), default=None)
    return max((one for one in of_value if one[0] == first), default=(0, 0, 0, None))[3]


@given(CHANGES)
def test_stretches_say_for_every_month_what_a_plain_reading_says(changes: list[tuple[int, str, date, int]]) -> None:
    AttributeChange.objects.all().delete()
    Value.objects.all().delete()
    actions.add_values([NewValue(pk, "product", f"P{pk}") for pk in (1, 2, 3)])
    for value, text, day, batch in changes:
        AttributeChange.objects.create(value_id=value, attribute="platform", text=text, valid_from=day, batch=f"B{batch}")
    found = queries.stretches([f"B{batch}" for batch in range(4)])
    for value in (1, 2, 3):
        for month in (date(2025, 12, 1), JAN, FEB, MAR, APR, date(2030, 1, 1)):
            holding = [text for v, _, text, start, end in found if v == value and start <= month < end]
            assert holding == [text for text in [plainly(changes, value, month)] if text]
