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


def test_a_country_is_one_value_under_the_names_that_everyone_uses() -> None:
    add_values([NewValue(1, "country", "CN"), NewValue(2, "country", "Central North", "US")])
    naming = match([{"country": {text: NameText(text) for text in ("中国", "China", "USA", "Hong Kong SAR", "HK", "Chinna")}}])
    assert naming.ids["country"] == {"中国": 1, "China": 1, "USA": 3, "Hong Kong SAR": 4, "HK": 4, "Chinna": 5}
    assert [(one.text, one.value) for one in naming.taken()] == [("中国", "CN"), ("China", "CN"), ("HK", "Hong Kong SAR")]


def test_a_country_that_stands_under_two_names_already_is_unclear() -> None:
    add_values([NewValue(1, "country", "CN"), NewValue(2, "country", "China")])
    assert match([{"country": {"中国": NameText("中国"), "China": NameText("China")}}]).ids["country"] == {"中国": 3, "China": 2}


def test_a_product_called_as_a_country_is_none() -> None:
    add_values([NewValue(1, "product", "CN")])
    assert match([{"product": {"China": NameText("China")}}]).ids["product"] == {"China": 2}
