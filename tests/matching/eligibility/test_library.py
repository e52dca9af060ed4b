"""The policy library: documents with number, year and range, and rules that cite them."""

import re

import pytest

from graph_schema.errors import SettingsError
from matching.eligibility.library import RANGES, cited, library, read, rules_citing
from matching.eligibility.rules import default_rules


@pytest.mark.feature("F11")
def test_every_rule_with_a_document_cites_one_of_the_library_by_number():
    book = default_rules()
    numbered = {
        rule.basis
        for rule in book.rules.values()
        if re.search(r"〔\d{4}〕\d+号|令\d+号", rule.basis)
    }
    citing = rules_citing(book)

    assert numbered <= set(library())
    assert numbered == set(citing)
    assert [rule.code for rule in citing["民发〔2021〕57号"]] == ["E01"]
    assert cited(book.rules["E16"]) is None  # national practice is no document


def test_a_documents_year_is_that_of_its_number():
    for number, document in library().items():
        told = re.search(r"〔(\d{4})〕", number)
        assert told is None or int(told[1]) == document.year
        assert document.reach in RANGES
        assert document.title
        assert document.issuer


@pytest.mark.parametrize(
    "text",
    [
        "甲〔2020〕1号: {title: 甲}",
        "甲〔2020〕1号: {title: 甲, issuer: 乙, year: x, range: CITY}",
        "甲〔2020〕1号: {title: 甲, issuer: 乙, year: 2020, range: MOON}",
    ],
)
def test_a_document_that_is_not_sound_is_refused_by_number(text):
    with pytest.raises(SettingsError, match="甲〔2020〕1号"):
        read(text)
