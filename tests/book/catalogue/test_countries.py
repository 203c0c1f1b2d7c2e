"""What countries are called."""

import pytest

from rapport.book.catalogue.countries import OTHERS, same, words
from rapport.book.catalogue.names import fold


@pytest.mark.parametrize(
    "names",
    [
        ("CN", "China", "中国", "CHN", "PRC", "People's Republic of China"),
        ("HK", "Hong Kong", "Hong Kong SAR", "香港", "中国香港", "中国香港特别行政区"),
        ("TW", "Taiwan", "台湾", "臺灣", "中国台湾"),
        ("US", "USA", "U.S.A.", "United States", "United States of America", "美国"),
        ("GB", "UK", "United Kingdom", "英国"),
    ],
)
def test_the_names_of_one_country(names: tuple[str, ...]) -> None:
    assert same(*names)
    assert len({same(name) for name in names}) == 1


def test_each_word_means_one_country() -> None:
    assert all(fold(name) in words() for names in OTHERS.values() for name in names)


@pytest.mark.parametrize("names", [("Korea",), ("Greater China",), ("EU",), ("CN", "Hong Kong"), ("CN", "Central North")])
def test_what_is_unclear_means_none(names: tuple[str, ...]) -> None:
    assert not same(*names)
