"""Names as matching sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.book.catalogue.names import fold


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Contoso  Devices", "CONTOSO devices"),
        ("ＣＯＮＴＯＳＯ　Ｄｅｖｉｃｅｓ", "Contoso Devices"),
        ("Contoso Ltd.", "contoso ltd"),
        (" “Contoso” ", "Contoso"),
        ("Straße", "STRASSE"),
        ("神州数码、", "神州数码"),
    ],
)
def test_width_case_spaces_and_punctuation_at_the_ends_make_no_difference(text: str, same: str) -> None:
    assert fold(text) == fold(same)


@pytest.mark.parametrize(("one", "other"), [("C", "C#"), ("A-1", "A1"), ("Pro (old)", "Pro"), ("神州", "神州数码"), (".", "")])
def test_what_tells_names_apart_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
