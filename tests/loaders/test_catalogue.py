"""The catalogue: 301 items, split as published, every need answered."""

from collections import Counter

from graph_schema.vocabulary import ItemType, NeedCode, Party
from loaders.catalogue import items

SPLITS = {
    "AP": [4, 5, 6, 8, 9, 6, 8, 3, 3, 2, 2],
    "WP": [16, 20, 20, 2, 6, 10, 6],
    "CS": [20, 18, 18, 16, 12, 14, 8, 8, 6],
    "PC": [14, 8, 6, 6, 4, 4, 3],
}


def test_there_are_301_items_split_by_type_and_category():
    by_type = {kind: [i for i in items() if i.type == kind] for kind in ItemType}

    assert len(items()) == 301
    for kind, split in SPLITS.items():
        assert list(Counter(i.category for i in by_type[ItemType(kind)]).values()) == split


def test_codes_and_titles_are_unique():
    assert len({i.code for i in items()}) == 301
    assert len({i.title for i in items()}) == 301


def test_every_need_has_an_item_and_community_answers_what_it_must():
    answered = {need for item in items() for need in item.needs}
    by_community = {need for i in items() if i.party is Party.COMMUNITY for need in i.needs}

    assert answered == set(NeedCode)
    assert {NeedCode.BASIC_LIVING, NeedCode.MEDICAL, NeedCode.MONITORING} <= by_community


def test_only_items_that_need_a_volunteer_ask_for_skills():
    assert all(bool(item.skills) == item.needs_volunteer for item in items())


def test_help_at_the_end_of_life_is_told_from_other_care():
    """Hard rule H5 asks for a link to such an item."""
    hospice = {i.title for i in items() if "SV08" in i.service_types}

    assert {"居家安宁疗护", "机构安宁疗护床位"} <= hospice
    assert all("安宁" in title or "临终" in title for title in hospice)


def test_every_item_says_what_is_given_and_towns_are_real_ones():
    towns = {town for item in items() for town in item.towns}

    assert all(item.service_types and item.benefit and item.documents for item in items())
    assert towns == {
        "柳城街道", "公平街道", "涌泉街道", "天府街道", "金马街道", "永宁街道", "和盛镇",
        "万春镇", "寿安镇",
    }  # fmt: skip
