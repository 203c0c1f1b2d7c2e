"""The words of documents: both languages say the same, with the same slots, and Chinese keeps its marks and spaces."""

import re
from string import Formatter

import pytest

from rapport import packs
from rapport.core.pack import Label
from rapport.reports import words
from rapport.reports.blocks import Sentence
from tests.reports.contoso import share

LABELS = [
    *(label for table in (words.DOCUMENT, words.TABLES, words.SENTENCES) for label in table.values()),
    *(label for pair in words.MISSING.values() for label in pair),
]


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.en[:40])
def test_both_languages_have_the_same_slots_and_their_own_marks(label):
    slots = [{slot for _, slot, _, _ in Formatter().parse(text) if slot} for text in (label.en, label.zh_hans)]

    assert slots[0] >= slots[1]
    assert not re.search(r"[一-鿿]\s*[,;:!?()]|[一-鿿]\.$", label.zh_hans)


def test_what_shipped_documents_require_has_its_words():
    for document in packs.load().documents.values():
        for section in document.sections:
            assert {key for key in section.requires if key not in ("figures", "actuals")} <= words.MISSING.keys()


def test_a_sentence_keeps_its_figures():
    told = words.sentence(Label("{kpi} came to {value}", ""), "en", kpi="Share {of} it", value=share(0.5))

    assert told == Sentence(("Share {of} it", " came to ", share(0.5)))


def test_chinese_words_are_spaced_where_they_meet_latin_ones_at_a_slot():
    label = Label("", "按月{kpi}，{unit}为准")

    assert words.filled(label, "zh-hans", kpi="PC 出货量", unit="USD") == "按月 PC 出货量，USD 为准"
    assert words.filled(label, "zh-hans", kpi="联想PC", unit="元") == "按月联想PC，元为准"


@pytest.mark.parametrize(("names", "told"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C"), ([], "")])
def test_a_list_reads_as_a_list(names, told):
    assert "".join(map(str, words.listed([Sentence((name,)) for name in names], "en").parts)) == told
