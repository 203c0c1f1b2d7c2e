"""Calendars of senders in a pack: what is read, and what is refused with its line."""

from datetime import date
from pathlib import Path

import pytest

from rapport.core.calendars import Years
from rapport.packs import load
from tests.packs.trial import problems, write_pack

CALENDARS = """
[calendar.contoso]
senders = ["Contoso Devices", "联想"]
years = [
    { pattern = "4-4-5", ends_in = "september", ends_on = "saturday", long_period = 3 },
    { pattern = "months", ends_in = "december", since = 2027 },
]
[calendar.fabrikam]
senders = ["Fabrikam"]
years = [{ pattern = "4-5-4", ends_in = "january", ends_on = "saturday", anchor = "nearest", named_by = "start" }]
"""


def test_a_calendar_is_found_by_its_key_and_by_its_sender(tmp_path: Path) -> None:
    trade = load(write_pack(tmp_path, CALENDARS))
    contoso = trade.calendar("contoso")
    assert contoso.years == (Years("4-4-5", 9, 5, "last", 3), Years("months", 12, since=2027))
    assert trade.calendar_of("contoso devices") == trade.calendar_of("联想") == contoso
    assert trade.calendar_of("self") is None
    assert trade.calendar("fabrikam").year(2024).start == date(2024, 2, 4)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "rule", "text"),
    [
        ('"4-4-5"', '"4-4-6"', 5, "unknown-word", "unknown word “4-4-6”; nearest: "),
        ('"september"', '"septembre"', 5, "unknown-word", "unknown word “septembre”; nearest: september"),
        ('"saturday", long', '"samstag", long', 5, "unknown-word", "unknown word “samstag”"),
        ("long_period = 3", "long_period = 13", 5, "calendar", "a year has the periods 1 to 12: 13 is none"),
        ("anchor", "anker", 10, "unknown-word", "unknown key “anker”"),
        ("since = 2027", 'ends_on = "friday", since = 2027', 5, "unknown-word", "unknown key “ends_on”"),
        (
            'ends_in = "december", since = 2027',
            'ends_in = "june", since = 2027',
            4,
            "calendar",
            "begins on 2026-07-01, before the old",
        ),
        (", since = 2027", "", 4, "calendar", "write the years in order"),
        ('senders = ["Fabrikam"]', 'senders = ["contoso devices"]', 8, "ambiguous", "already means contoso"),
        ('senders = ["Fabrikam"]', "", 8, "missing", "no senders"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, right: str, wrong: str, line: int, rule: str, text: str) -> None:
    assert CALENDARS.count(right) == 1
    found = problems(write_pack(tmp_path, CALENDARS.replace(right, wrong)))
    assert [(one["line"], one["rule"]) for one in found] == [(line, rule)]
    assert text in str(found[0]["text"])
