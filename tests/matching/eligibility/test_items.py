"""Answers for households and items: equal to asking each pair by itself."""

import json
from datetime import date
from random import Random

import numpy as np
import pytest

from matching.eligibility.expressions import BadCondition
from matching.eligibility.items import for_items
from matching.eligibility.logic import NO, UNKNOWN, YES
from tests.matching.risk.houses import district
from tests.snapshots import AS_OF, VILLAGE, build

GROUPS = ((), (), ("G01",), ("G04", "G05"), ("G07a",))
CONDITIONS = (
    None,
    "",
    "E01",
    json.dumps({"rule": "E03"}),
    json.dumps({"any": [{"holds": ["E01"]}, {"fact": "age", "at_least": 80}]}),
    json.dumps([{"fact": "local_hukou"}, {"group": ["G07"]}]),
    json.dumps({"all": [{"fact": "age", "below": 18}, {"fact": "person_local_hukou"}]}),
)


def pairs(found, snapshot):
    n, m = len(snapshot.households), len(snapshot.items)
    home, item = np.divmod(np.arange(n * m), m)
    return found.codes(home, item).reshape(n, m)


def test_all_pairs_at_once_are_the_pairs_one_by_one():
    random = Random(3)
    tables = district(random.choice, AS_OF, 60)
    for home in tables["households"]:
        home["groups"] = random.choice(GROUPS)
    tables["items"] = [
        {
            "id": f"i{i}",
            "code": f"AP-{i:03d}",
            "groups": random.choice(GROUPS),
            "age_min": random.choice((None, 18, 60)),
            "age_max": random.choice((None, 17, 79)),
            "conditions": random.choice(CONDITIONS),
        }
        for i in range(25)
    ]
    snapshot = build(**tables)
    found = pairs(for_items(snapshot, snapshot.items), snapshot)

    for home in range(0, 60, 7):
        one = build(**_only(tables, snapshot.households["id"].iloc[home]))
        assert (pairs(for_items(one, one.items), one)[0] == found[home]).all()
    for item in range(0, 25, 4):
        kept = snapshot.items[item : item + 1]
        home = np.arange(60)
        alone = for_items(snapshot, kept).codes(home, np.zeros(60, dtype=np.int64))
        assert (alone == found[:, item]).all()


def _only(tables, home):
    """The same rows, of one household."""
    kept = {}
    for name, rows in tables.items():
        kept[name] = [row for row in rows if row.get("household_id") == home]
    people = {p["id"] for p in kept["persons"]}
    for name in ("cares_for", "guardian_of"):
        kept[name] = [t for t in tables[name] if t["to_id"] in people]
    kept["households"] = [h for h in tables["households"] if h["id"] == home]
    return kept | {name: tables[name] for name in ("items", "params")}


def test_a_condition_on_persons_must_hold_for_one_and_the_same_member():
    minor, severe = {"fact": "age", "below": 18}, {"fact": "disability_grade", "at_most": 2}
    child, adult = date(2015, 1, 1), date(1980, 1, 1)
    condition = json.dumps({"all": [minor, severe]})
    snapshot = build(
        households=[{"id": "split"}, {"id": "whole"}],
        persons=[
            {"id": "a", "household_id": "split", "birth": child},
            {"id": "b", "household_id": "split", "birth": adult, "disability_grade": 1},
            {"id": "c", "household_id": "whole", "birth": child, "disability_grade": 2},
        ],
        items=[{"id": "i", "code": "WP-001", "conditions": condition}],
    )

    assert pairs(for_items(snapshot, snapshot.items), snapshot).tolist() == [[NO], [YES]]


def test_what_is_not_known_is_named():
    condition = {
        "all": [{"fact": "local_hukou"}, {"fact": "income_per_person", "below": {"param": "L"}}]
    }
    snapshot = build(
        households=[{"id": "h", "size": 2}],
        persons=[{"id": "p", "household_id": "h", "hukou_area": VILLAGE}],
        items=[
            {"id": "i", "code": "AP-001", "conditions": json.dumps(condition)},
            {"id": "j", "code": "CS-001", "age_min": 60},
        ],
    )

    found = for_items(snapshot, snapshot.items)

    assert pairs(found, snapshot).tolist() == [[UNKNOWN, UNKNOWN]]
    assert found.missing(0, 0) == ("income_per_person",)
    assert found.missing(0, 1) == ("age",)


def test_a_sub_group_counts_as_its_group():
    snapshot = build(
        households=[{"id": "h", "groups": ("G07a",)}],
        items=[
            {"id": "i", "code": "AP-001", "groups": ("G07",)},
            {"id": "j", "code": "AP-002", "groups": ("G07b",)},
        ],
    )

    assert pairs(for_items(snapshot, snapshot.items), snapshot).tolist() == [[YES, NO]]


def test_an_item_whose_conditions_cannot_be_read_is_named():
    snapshot = build(
        households=[{"id": "h"}],
        items=[{"id": "i", "code": "CS-007", "conditions": '{"a": 1}'}],
    )

    with pytest.raises(BadCondition, match="item CS-007"):
        for_items(snapshot, snapshot.items)


def test_a_policy_answered_item_by_item_is_unknown_as_a_whole():
    item = {"id": "i", "code": "AP-040", "conditions": '"E26"'}
    snapshot = build(households=[{"id": "h"}], items=[item])

    found = for_items(snapshot, snapshot.items)

    assert pairs(found, snapshot).tolist() == [[UNKNOWN]]
    assert found.missing(0, 0) == ("rule E26",)


def test_no_households_and_no_items_are_answered_too():
    for snapshot in (build(), build(households=[{"id": "h"}])):
        assert pairs(for_items(snapshot, snapshot.items), snapshot).size == 0
