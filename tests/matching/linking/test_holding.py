"""Places kept for urgent needs to come: no more than are expected, none an orange one needs."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from matching.linking.case import case
from matching.linking.holding import expected
from matching.linking.policy import Policy, default_policy
from matching.linking.solve import solve
from matching.linking.unmet import unmet
from tests.matching.linking.town import AS_OF, days_ago, town
from tests.snapshots import VILLAGE, build

Tables = dict[str, list[dict[str, Any]]]


def holding(days: int, share: int = 100, look_back: int = 90) -> Policy:
    rule = {"days": days, "share": share, "look_back_days": look_back}
    return default_policy().with_(hold_back=rule)


def place(levels: dict[str, str], capacity: int, past: int) -> Tables:
    """Open needs of homes by level, one item with places; `past` urgent needs met lately."""
    homes = [{"id": f"h{k}", "level": level} for k, level in enumerate(levels.values())]
    needs = [
        {"id": name, "household_id": f"h{k}", "code": "N02", "since": days_ago(200)}
        for k, name in enumerate(levels)
    ]
    homes.append({"id": "hz", "level": "L4_HIGH"})
    needs += [
        {
            "id": f"z{k}",
            "household_id": "hz",
            "code": "N02",
            "state": "MET",
            "since": days_ago(5),
        }
        for k in range(past)
    ]
    return {
        "households": [home | {"village": VILLAGE} for home in homes],
        "persons": [
            {"id": f"p{h['id']}", "household_id": h["id"], "birth": date(1950, 1, 1)}
            for h in homes
        ],
        "needs": needs,
        "organisations": [{"id": "o", "party": "COM", "status": "ACTIVE"}],
        "items": [
            {
                "id": "i",
                "code": "AP-1",
                "type": "AP",
                "needs": ("N02",),
                "capacity": capacity,
                "verified_at": days_ago(3),
                "status": "ACTIVE",
            }
        ],
        "offers": [
            {
                "item_id": "i",
                "provider_id": "o",
                "provider_label": "Organisation",
                "provider_party": "COM",
            }
        ],
        "consents": [{"id": f"c{h['id']}", "household_id": h["id"]} for h in homes],
    }


def planned(tables: Tables, policy: Policy):
    run = case(build(AS_OF, **tables), policy)
    plan = solve(run.task, seed=1)
    return run, set(plan.links()["need"]), {one.need: one for one in unmet(run, plan)}


def test_a_yellow_need_waits_for_an_urgent_one_that_is_likely_and_is_told_so():
    tables = place({"y1": "L3_MED", "y2": "L3_MED"}, capacity=2, past=3)

    free, served, _ = planned(tables, default_policy())
    assert (int(free.held.sum()), served) == (0, {"y1", "y2"})

    run, served, waits = planned(tables, holding(days=30))  # 3 in 90 days: 1 in 30
    (waiting,) = waits.values()
    assert (run.held.tolist(), len(served)) == ([1], 1)
    assert (waiting.code, waiting.facts["held"], waiting.facts["until"]) == (
        "HELD_BACK", 1, "2024-01-30")  # fmt: skip


def test_an_orange_need_that_is_there_never_waits():
    tables = place({"o1": "L4_HIGH", "o2": "L4_HIGH"}, capacity=2, past=9)

    run, served, _ = planned(tables, holding(days=90))

    assert (run.held.tolist(), served) == ([0], {"o1", "o2"})


@pytest.mark.parametrize(
    ("days", "share", "look_back", "count"),
    [(30, 100, 90, 3), (30, 50, 90, 1), (10, 100, 90, 1), (9, 100, 90, 0), (30, 100, 4, 0)],
)
def test_as_many_are_expected_as_came_lately(days: int, share: int, look_back: int, count: int):
    tables = place({"y": "L3_MED"}, capacity=9, past=9)
    policy = holding(days, share, look_back)
    run = case(build(AS_OF, **tables), policy)

    told = expected(run.snapshot, run.want, policy)

    assert sum(told.values()) == count
    assert set(told) <= {(VILLAGE[:9], "N02")}
    assert int(run.held.sum()) == count


@pytest.mark.parametrize("seed", range(3))
def test_in_a_town_what_is_held_is_what_the_first_plan_would_have_taken(seed: int):
    """The plan beside the held places serves as many of each colour as the one with them."""
    snapshot = build(AS_OF, **town(seed))
    policy = holding(days=90)

    plain, kept = case(snapshot, default_policy()), case(snapshot, policy)
    before, after = solve(plain.task, seed=1), solve(kept.task, seed=1)

    assert int(kept.held.sum()) <= sum(expected(snapshot, kept.want, policy).values())
    assert before.served[0] == after.served[0]
    assert (kept.held <= np.maximum(plain.task.capacity, 0)).all()
    assert (kept.task.capacity == plain.task.capacity - kept.held).all()
    assert after.gap == 0
