"""The names of columns."""

import pytest
from openpyxl.utils import get_column_letter

from rapport.imports import places


@pytest.mark.parametrize("number", [0, 25, 26, 51, 52, 701, 702, 16_383])
def test_numbers_and_letters_agree_with_openpyxl(number: int) -> None:
    assert places.letters_of(number) == get_column_letter(number + 1)
    assert places.number_of(places.letters_of(number)) == number
