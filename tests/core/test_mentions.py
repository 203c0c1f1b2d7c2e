"""A note names values by dimension and id, until somebody reads it."""

from rapport.core.mentions import mention, mentioned, with_names


def test_a_note_names_values_by_their_words() -> None:
    note = f"no facts of {mention('channel', 4)}, {mention('account', 4)} for 2026-10"
    assert mentioned(note) == [("channel", 4), ("account", 4)]
    assert with_names(note, {("channel", 4): "D4", ("account", 4): "Contoso"}) == "no facts of D4, Contoso for 2026-10"
    assert with_names("low base", {}) == "low base"
