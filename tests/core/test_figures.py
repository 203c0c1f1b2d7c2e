"""Figures as people read them, and read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.figures import read, shape, text


@pytest.mark.parametrize(
    ("value", "unit", "options", "english", "chinese"),
    [
        ("9780329.75", "money", {"currency": "USD"}, "$9,780,329.75", "9,780,329.75 美元"),
        ("9780329.75", "money", {"currency": "USD", "short": True}, "$9.78M", "978 万美元"),
        ("457166.09", "money", {"currency": "USD", "short": True, "signed": True}, "+$0.46M", "+46 万美元"),
        ("-187893.79", "money", {"short": True, "signed": True}, "−0.19M", "−19 万"),
        ("103000000", "money", {"currency": "CNY", "short": True}, "CN¥103.00M", "1.03 亿人民币"),
        ("18953.03", "money", {"currency": "USD", "short": True}, "$19.0K", "1.9 万美元"),
        ("5432.10", "money", {"currency": "USD", "short": True}, "$5,432", "5,432 美元"),
        ("57.321", "money", {"currency": "USD", "short": True}, "$57.32", "57.32 美元"),
        ("1000", "money", {"currency": "JPY"}, "¥1,000", "1,000 日元"),
        ("1000", "money", {"currency": "CHF"}, "CHF 1,000.00", "1,000.00 瑞士法郎"),
        ("139200", "units", {}, "139,200", "139,200"),
        ("139200.0000", "units", {"short": True}, "139,200", "139,200"),
        ("1234567", "units", {"short": True}, "1.2M", "123 万"),
        ("12.5", "units", {}, "12.5", "12.5"),
        ("0.7954286", "percent", {}, "79.5%", "79.5%"),
        ("0.1174", "percent", {"signed": True}, "+11.7%", "+11.7%"),
        ("0.66", "percent", {"decimals": 0}, "66%", "66%"),
        ("-0.04", "points", {"signed": True}, "−4.0 pp", "−4.0 个百分点"),
        ("1.234", "ratio", {}, "1.23", "1.23"),
        ("6.42", "weeks", {}, "6.4 weeks", "6.4 周"),
        ("-0.001", "percent", {"signed": True, "decimals": 0}, "0%", "0%"),
        (None, "money", {"currency": "USD"}, "–", "–"),
    ],
)
def test_a_figure_in_both_languages(value, unit, options, english, chinese):
    stored = None if value is None else Decimal(value)
    assert text(stored, unit, "en", **options) == english
    assert text(stored, unit, "zh-hans", **options) == chinese


@pytest.mark.parametrize(
    ("value", "unit", "step", "english", "chinese"),
    [
        ("110000", "money", "10000", "+0.11M", "+11 万"),
        ("40000", "money", "10000", "+0.04M", "+4 万"),
        ("0", "money", "10000", "0.00M", "0 万"),
        ("500000", "money", "100000", "+0.5M", "+50 万"),
        ("-500", "money", "100", "−0.5K", "−0.05 万"),
        ("9.5", "money", "0.01", "+9.50", "+9.50"),
        ("500", "units", "100", "+500", "+500"),
        ("0.013", "points", "0.001", "+1.3 pp", "+1.3 个百分点"),
    ],
)
def test_figures_that_stand_together_share_their_form(value, unit, step, english, chinese):
    printed = {"short": True, "signed": True, "step": Decimal(step)}
    assert text(Decimal(value), unit, "en", **printed) == english
    assert text(Decimal(value), unit, "zh-hans", **printed) == chinese


def test_floats_print_as_they_are_written():
    assert text(0.7625, "percent", "en", decimals=2) == "76.25%"


def test_text_that_is_no_figure_is_said_so():
    with pytest.raises(ValueError, match="“soon” is no figure"):
        read("soon", "en")


@given(
    st.decimals(-(10**11), 10**11, places=4),
    st.sampled_from(["units", "money", "percent", "points", "ratio", "weeks"]),
    st.sampled_from(["en", "zh-hans"]),
    st.sampled_from([None, "USD", "CNY", "CHF"]),
    st.booleans(),
    st.booleans(),
)
def test_what_is_printed_reads_back_to_what_was_stored(value, unit, lang, currency, short, signed):
    printed = text(value, unit, lang, currency=currency, short=short, signed=signed)
    again = read(printed, lang)
    assert again == pytest.approx(value, rel=Decimal("0.05"), abs=Decimal("0.06"))
    assert short or text(again, unit, lang, currency=currency, signed=signed) == printed
    assert read("–", lang) is None


@pytest.mark.parametrize(
    ("value", "unit", "lang", "currency", "told"),
    [
        (9780329.75, "money", "en", "USD", ("$", 2, "")),
        (9780329.75, "money", "zh-hans", "USD", ("", 2, " 美元")),
        (1000, "money", "en", "JPY", ("¥", 0, "")),
        (0.795, "percent", "en", None, ("", 1, "%")),
        (0.0248, "points", "zh-hans", None, ("", 1, " 个百分点")),
        (175000, "units", "en", None, ("", 0, "")),
        (4.25, "weeks", "en", None, ("", 1, " weeks")),
    ],
)
def test_what_stands_around_the_digits(value, unit, lang, currency, told):
    assert shape(value, unit, lang, currency, None) == told
