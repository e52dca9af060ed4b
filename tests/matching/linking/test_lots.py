"""A lot brings what it says: with its places there the plan serves so many more, no fewer."""

from dataclasses import replace

import numpy as np
import pytest

from matching.linking.case import case
from matching.linking.engine import ortools_flow
from matching.linking.lots import lots, with_resource
from matching.linking.policy import default_policy
from matching.linking.record import level_names
from matching.linking.solve import best
from matching.linking.unmet import unmet
from tests.matching.linking.town import AS_OF, town
from tests.snapshots import VILLAGE, build

NAMES = level_names(4)


def planned(seed: int):
    run = case(build(AS_OF, **town(seed)), default_policy())
    return run, best(run.task, seed=1, engine=ortools_flow)


@pytest.mark.parametrize("seed", range(4))
def test_with_the_places_of_a_lot_so_many_more_are_served_and_with_more_places_none(seed: int):
    run, plan = planned(seed)
    agreed = run.base.agreed[run.want.home]

    found = lots(run, plan)

    waiting = {one.need for one in unmet(run, plan)}
    assert found
    for lot in found:
        needs = np.flatnonzero((run.want.code == lot.code) & agreed)
        task = with_resource(run.task, needs)
        served = {}
        for places in (lot.places, lot.places + 1):
            capacity = task.capacity.copy()
            capacity[-1] = places
            served[places] = best(
                replace(task, capacity=capacity), seed=1, engine=ortools_flow
            ).served
        gained = np.array(served[lot.places]) - np.array(plan.served)
        assert dict(zip(NAMES, gained.tolist(), strict=True)) == (
            dict.fromkeys(NAMES, 0) | lot.brings
        )
        assert served[lot.places + 1] == served[lot.places]
        mine = {str(n) for n in run.want.ids[needs]} & waiting
        assert sum(lot.waiting.values()) == sum(lot.why.values()) == len(mine)
        assert lot.town == VILLAGE[:9]


def test_what_brings_the_most_urgent_comes_first_and_no_more_are_tried_than_asked():
    run, plan = planned(1)

    found = lots(run, plan)
    orange = [lot.brings.get(NAMES[0], 0) for lot in found]

    assert orange == sorted(orange, reverse=True)
    assert len(lots(run, plan, most=1)) == 1


def test_where_everybody_is_served_there_is_no_lot():
    tables = town(2, homes=4)
    tables["needs"] = []
    run = case(build(AS_OF, **tables), default_policy())

    assert lots(run, best(run.task, seed=1, engine=ortools_flow)) == []
