"""The names that a file uses, matched to what is known."""

import pytest

from rapport.book.catalogue.actions import add_values
from rapport.book.catalogue.names import NewValue
from rapport.book.performance.naming import match
from rapport.book.performance.staging import NameText

pytestmark = pytest.mark.django_db


def test_what_only_rejected_rows_name_is_matched_and_brings_nothing() -> None:
    add_values([NewValue(1, "country", "CN")])
    texts = {"cn": NameText("cn", is_loaded=False), "hk": NameText("hk", is_loaded=False), "HK": NameText("HK")}
    naming = match([{"country": texts | {"Country": NameText("Country", is_loaded=False)}}])
    assert naming.ids["country"] == {"cn": 1, "HK": 2, "hk": 2}
    assert [value.name for value in naming.new] == ["HK"]
