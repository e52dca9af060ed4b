"""Every link that is other than in the plan before says why; few move without a cause."""

import numpy as np
import pandas as pd
from hypothesis import given

from matching.linking.archive import Tables as Stored
from matching.linking.churn import Why, churn
from matching.linking.engine import ortools_flow
from matching.linking.problem import problem
from matching.linking.result import Plan
from matching.linking.solve import best
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, random_tables, tables


def planned(told: Tables, mode: str = "none") -> tuple[Plan, Stored]:
    plan = best(problem(told.needs, told.resources, told.pairs, policy(mode)), seed=1,
                engine=ortools_flow)  # fmt: skip
    task = plan.problem
    needs = told.needs if "units" in told.needs else told.needs.assign(units=1)
    body = dict(task.policy.body)
    return plan, Stored(
        needs=needs, resources=told.resources, pairs=told.pairs,
        chosen=plan.links()[["need", "resource", "units"]], policy=body,
    )  # fmt: skip


def small(*levels: int, capacity: int = 1, scores: tuple[int, ...] = ()) -> Tables:
    """Needs n0 … of these levels that all want r; scores by need."""
    names = [f"n{k}" for k in range(len(levels))]
    return Tables(
        needs=pd.DataFrame({"id": names, "level": np.array(levels), "area": "a"}),
        resources=pd.DataFrame({"id": ["r", "s"], "capacity": [capacity, 0]}),
        pairs=pd.DataFrame(
            {
                "need": names,
                "resource": "r",
                "score": np.array(scores or [500] * len(names)),
                "kept": False,
            }
        ),
    )


def why(before: Tables, after: Tables) -> dict[str, tuple[str | None, str | None, Why]]:
    found = churn(planned(before)[1], planned(after)[1])
    return {one.need: (one.was, one.now, one.why) for one in found.changes}


def test_each_reason_is_told_where_it_is_the_cause():
    base = small(1, 2)  # n0 has r
    free = Tables(base.needs, base.resources.assign(capacity=[1, 1]), pd.concat([
        base.pairs, pd.DataFrame({"need": ["n0"], "resource": ["s"], "score": [900],
                                  "kept": [False]})], ignore_index=True))  # fmt: skip
    gone = Tables(base.needs[1:], base.resources, base.pairs[1:])
    closed = Tables(base.needs, base.resources.assign(id=["q", "s"]), base.pairs[:0])
    barred = Tables(base.needs, base.resources, base.pairs[1:].reset_index(drop=True))

    assert why(base, gone) == {
        "n0": ("r", None, Why.NEED_GONE),
        "n1": (None, "r", Why.PLACE_FREED),
    }
    assert why(gone, base)["n0"] == (None, "r", Why.NEW_NEED)
    assert why(gone, base)["n1"] == ("r", None, Why.MORE_URGENT)
    assert why(base, closed) == {"n0": ("r", None, Why.RESOURCE_GONE)}
    assert why(closed, base) == {"n0": (None, "r", Why.NEW_RESOURCE)}
    assert why(base, barred)["n0"] == ("r", None, Why.NOT_PERMITTED)
    assert why(barred, base)["n0"] == (None, "r", Why.PERMITTED_NOW)
    assert why(base, small(1, 2, capacity=0)) == {"n0": ("r", None, Why.FEWER_PLACES)}
    assert why(base, small(1, 2, capacity=2)) == {"n1": (None, "r", Why.MORE_PLACES)}
    assert why(base, free)["n0"] == ("r", "s", Why.BETTER_OFFER)
    assert why(small(1, 1, scores=(9, 5)), small(1, 1, scores=(5, 9)))["n0"] == (
        "r", None, Why.MADE_ROOM)  # fmt: skip


@given(before=tables(needs=8, resources=4), after=tables(needs=8, resources=4))
@examples(40)
def test_the_changes_are_the_whole_difference_between_the_plans(before: Tables, after: Tables):
    old, new = planned(before)[0].links(), planned(after)[0].links()
    found = churn(planned(before)[1], planned(after)[1])
    was = set(zip(old["need"], old["resource"], strict=True))
    now = set(zip(new["need"], new["resource"], strict=True))

    assert {(c.need, c.was) for c in found.changes if c.was} == was - now
    assert {(c.need, c.now) for c in found.changes if c.now} == now - was
    assert found.kept == len(was & now)
    assert found.disturbed <= found.untouched <= found.before


@given(told=tables(needs=10, resources=4))
@examples(15)
def test_the_same_problem_again_changes_nothing(told: Tables):
    _, stored = planned(told)

    found = churn(stored, stored)

    assert found.changes == ()
    assert found.untouched == found.kept == found.before


def test_the_bonus_keeps_untouched_links_where_they_are():
    """One in a hundred needs goes: few untouched links move with the bonus, many without."""
    told = random_tables(2_000, 150, 10, 3)
    told = Tables(told.needs, told.resources, told.pairs.assign(kept=False))
    plan, first = planned(told)
    gone = set(told.needs["id"].sample(20, random_state=1))
    left = told.needs[~told.needs["id"].isin(gone)].reset_index(drop=True)
    pairs = told.pairs[~told.pairs["need"].isin(gone)].reset_index(drop=True)
    links = plan.links()
    chosen = set(zip(links["need"], links["resource"], strict=True))
    kept = [pair in chosen for pair in zip(pairs["need"], pairs["resource"], strict=True)]

    loose = planned(Tables(left, told.resources, pairs))
    firm = planned(Tables(left, told.resources, pairs.assign(kept=kept)))

    assert churn(first, firm[1]).disturbed < churn(first, loose[1]).disturbed / 2
    assert firm[0].served == loose[0].served
    assert firm[0].score >= 0.998 * loose[0].score
