"""Plans against the raw solver and against other ways to plan, on made-up districts.

10,000 needs × 50 candidates unless a row says otherwise. Both sides start from the same arrays,
in turn. The raw side is the call of OR-Tools on the very network our plan solves, as its manual
does it, and reads the chosen pairs: no prices, no proof, no fixed choice among equal plans.
Seconds are those of the process, not of the wall: all work is done in it.
"""

from collections.abc import Mapping, Sequence
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from bench.timing import Row, in_turn
from matching.linking.engine import Network
from matching.linking.network import draw
from matching.linking.policy import default_policy
from matching.linking.problem import Problem
from matching.linking.result import Plan
from matching.linking.solve import solve
from matching.linking.weights import weights

if TYPE_CHECKING:
    from bench.matching_rows import Measure

NEEDS, CANDIDATES = 10_000, 50
LEVELS = (0.05, 0.15, 0.30, 0.50)  # shares, most urgent first
PER_VILLAGE, PER_RESOURCE, FILL = 200, 10, 0.85
Ints = NDArray[np.int64]


def run(runs: int, only: Sequence[str] = (), needs: int = NEEDS) -> list[Row]:
    """Measure the rows asked for, by default all that take seconds. Raises KeyError(name)."""
    from bench.matching_rows import District

    rows, district = every_row(), District(needs)
    names = only or [name for name, row in rows.items() if not row.slow]
    return [made for name in names for made in rows[name].measure(runs, district)]


def every_row() -> "Mapping[str, Measure]":
    """Give every row by name: the quick ones of one district, then those of large ones."""
    from bench.matching_large import LARGE
    from bench.matching_rows import ROWS

    return {**ROWS, **LARGE}


def measure(
    runs: int, needs: int = NEEDS, candidates: int = CANDIDATES
) -> tuple[list[float], list[float]]:
    """Time both sides in turn, seconds a run: our plan with its proof, then the raw call."""
    task = instance(needs, candidates, seed=1)
    network = draw(task, weights(task.policy, task.n, task.m)).network

    def ours() -> None:
        plan = solve(task, seed=1)
        if not isinstance(plan, Plan) or plan.gap:
            raise RuntimeError("the plan is not proven")

    def peer() -> None:
        raw(network, len(task.i))

    for side in (ours, peer):
        side()
    return in_turn(ours, peer, runs, clock=process_time)


def instance(needs: int, candidates: int, seed: int) -> Problem:
    """Make a district: villages of Pareto sizes, needs near them, scarce places, integers.

    Each need has `candidates` of the 3·candidates nearest resources, one of them popular and
    far. Score 1000 − 250·distance − U(0, 400), within 1 … 1000.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    resources = max(20, needs // PER_RESOURCE)
    villages = max(5, needs // PER_VILLAGE)
    centre = random.random((villages, 2)) * np.sqrt(villages)
    size = random.pareto(1.5, villages) + 1
    size /= size.sum()
    area = np.sort(random.choice(villages, needs, p=size))
    home = centre[area] + random.normal(0, 0.15, (needs, 2))
    place = centre[random.choice(villages, resources, p=size)]
    place = place + random.normal(0, 0.3, (resources, 2))
    capacity = np.minimum(1 + random.geometric(0.15, resources), 60)
    capacity = np.maximum(1, capacity * int(FILL * needs) // capacity.sum())
    i, j, far = _pairs(random, home, place, capacity, candidates)
    score = np.clip(1000 - 250 * far - random.integers(0, 400, len(i)), 1, 1000)
    return Problem(
        policy=default_policy(),
        needs=np.array([f"n{k:07}" for k in range(needs)]),
        resources=np.array([f"r{k:06}" for k in range(resources)]),
        areas=np.array([f"{k:05}" for k in np.unique(area)]),
        level=random.choice(4, needs, p=LEVELS).astype(np.int64),
        area=np.unique(area, return_inverse=True)[1].astype(np.int32),
        units=np.ones(needs, dtype=np.int64),
        capacity=capacity.astype(np.int64),
        i=i.astype(np.int32),
        j=j.astype(np.int32),
        score=score.astype(np.int64),
        kept=np.zeros(len(i), dtype=bool),
    )


def _pairs(
    random: np.random.Generator,
    home: NDArray[np.float64],
    place: NDArray[np.float64],
    capacity: Ints,
    candidates: int,
) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Choose k of the 3k nearest, the last a popular far one; sorted by (need, resource)."""
    near = min(len(place), 3 * candidates)
    found = cKDTree(place).query(home, near)
    far, index = np.asarray(found[0]), np.asarray(found[1])
    key = random.random((len(home), near)) + np.arange(near) / near * 0.5
    pick = np.argpartition(key, min(candidates, near) - 1, axis=1)[:, : min(candidates, near)]
    j = np.take_along_axis(index, pick, 1)
    distance = np.take_along_axis(far, pick, 1)
    j[:, -1] = random.choice(len(place), len(home), p=capacity / capacity.sum())
    distance[:, -1] = np.hypot(*(home - place[j[:, -1]]).T)
    i = np.repeat(np.arange(len(home)), j.shape[1])
    order = np.lexsort((j.ravel(), i))
    i, flat, distance = i[order], j.ravel()[order], distance.ravel()[order]
    fresh = np.ones(len(i), dtype=bool)
    fresh[1:] = (i[1:] != i[:-1]) | (flat[1:] != flat[:-1])
    return i[fresh], flat[fresh], distance[fresh]


def raw(network: Network, pairs: int) -> int:
    """Call OR-Tools as its manual does; units on the pairs."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, network.cost
    )
    flow.set_nodes_supplies(np.arange(network.nodes, dtype=np.int32), network.supply)
    flow.solve()
    return int(flow.flows(np.arange(pairs, dtype=np.int32)).sum())
