"""Codes and what is said about them agree; an unsound file is refused with line and reason."""

from enum import StrEnum
from importlib.resources import files

import pytest

from graph_schema.errors import SettingsError
from graph_schema.vocabulary import (
    FIVE_PARTIES,
    DeclineCode,
    GapClass,
    Level,
    NeedCode,
    Party,
    Tier,
    entries,
    vocabularies,
)
from graph_schema.vocabulary.entries import KINDS, read


@pytest.mark.parametrize("kind", vocabularies())
def test_every_code_is_named_in_three_scripts(kind: type[StrEnum]):
    for code, entry in entries(kind).items():
        assert kind(code).name.isupper() or "_" in kind(code).name
        assert entry.zh_hans
        assert entry.en
        assert entry.zh_hant
        assert entry.label("fr") == entry.zh_hans
        assert entry.label("en") == entry.en


def test_every_file_beside_the_codes_belongs_to_a_vocabulary():
    found = {f.name for f in files("graph_schema.vocabulary").iterdir() if ".yml" in f.name}

    assert found == {f"{kind.file}.yml" for kind in KINDS.values()}


def test_entries_stand_in_the_order_of_their_codes():
    """Orange before yellow, T1 before T2: pages and arrays rely on it."""
    for kind in (Level, Tier, NeedCode, Party, GapClass):
        assert list(entries(kind)) == [str(code) for code in kind]


def test_the_needs_table_is_the_domain_s():
    needs = entries(NeedCode)

    assert [e.about["base"] for e in needs.values()] == [
        32, 20, 60, 30, 30, 30, 16, 16, 16, 8, 8, 12, 8,
    ]  # fmt: skip
    assert needs["N03"].about["requirement"] == [["SW"], ["COM"]]
    assert needs["N12"].about["requirement"] == [["SW", "VOL"]]
    assert needs["N13"].about["requirement"] == [[str(p) for p in FIVE_PARTIES]]
    assert needs["N05"].about["interval"] == [90, 45, 14, 1]


def test_no_two_colours_look_alike_without_colour():
    levels = entries(Level).values()

    assert len({(e.about["mark"], e.about["letter"]) for e in levels}) == 4
    assert len({e.about["letter"] for e in levels}) == 4


GOOD = "".join(f"{code}: {{zh: 一, en: one, hant: 一}}\n" for code in DeclineCode)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (GOOD.replace("UNSAFE", "UNSURE"), 5, "not a code"),
        (GOOD + "OTHER: {zh: 一, en: one, hant: 一}\n", 10, "twice"),
        (GOOD.replace("OTHER:", "# OTHER:"), 10, "OTHER"),
        (GOOD.replace("hant: 一", "", 1), 1, "lacks hant"),
        (GOOD.replace("en: one", "en: one, mood: bad", 1), 1, "mood"),
        (GOOD.replace("en: one", "en: ''", 1), 1, "en is ''"),
        (GOOD.replace("{zh: 一, en: one, hant: 一}", "one", 1), 1, "nothing is said"),
        (GOOD + "OTHER: {zh: [", 10, "expected"),
        ("- a\n- b\n", 1, "not a list of codes"),
    ],
)
def test_an_unsound_file_is_refused_with_its_line(text: str, line: int, why: str):
    with pytest.raises(SettingsError) as refused:
        read(DeclineCode, text, "declines.yml")

    assert refused.value.facts["where"] == "declines.yml"
    assert refused.value.facts["line"] == line
    assert why in str(refused.value.facts["why"])


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (Level, '"#E8590C"', "orange"),
        (Level, "weight: 0.25", "weight: light"),
        (Level, "package: P-LOW", "package: P-NONE"),
        (NeedCode, "floor: Y O O O", "floor: Y O"),
        (NeedCode, "[[SW], [COM]]", "[[SW], [CAT]]"),
        (Tier, "L1_NORM: 0.25", "L5: 0.25"),
        (Tier, "capacity: 60", "capacity: true"),
    ],
)
def test_what_is_said_about_a_code_is_typed(kind: type[StrEnum], old: str, new: str):
    name = f"{KINDS[kind].file}.yml"
    text = files("graph_schema.vocabulary").joinpath(name).read_text(encoding="utf-8")
    assert old in text

    with pytest.raises(SettingsError, match=" is "):
        read(kind, text.replace(old, new), name)
