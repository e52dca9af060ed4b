"""Rows of `wulian bench matching` that take a large district, or many: only when asked for.

Sizes are multiples of --needs: 10 times for a district of 100,000 at the usual 10,000, 100
times for a province. Memory and times of a province are those of processes of their own.
"""

from __future__ import annotations

import resource
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.matching import instance, measure, raw
from bench.matching_rows import District, Measure, beside, counts
from bench.timing import Row, row_of, timed
from matching.linking.engine import ortools_flow
from matching.linking.network import draw
from matching.linking.partitions import pool, solve_parts
from matching.linking.solve import best
from matching.linking.warm import Warm
from matching.linking.weights import pair_worth, weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from matching.linking.arrays import Ints
    from matching.linking.problem import Problem

DISTRICTS, WORKERS = 10, 2
CHANGES, HALF = 9, 0.5
SHARED = 100  # one resource in so many is wanted by all districts
KIB = 1024


def full_answer(runs: int, of: District) -> list[Row]:
    """Time plan, prices, lottery, proof at ten times the needs × 10 against the raw call."""
    ours, peer = measure(min(runs, 3), 10 * of.needs, 10)
    return [row_of("full-answer", ours, peer, goal=1.25)]


def linear(_runs: int, of: District) -> list[Row]:
    """Time the plan with its proof against SciPy's HiGHS, interior point, on the same pairs."""
    whole = instance(10 * of.needs, 10, seed=1)
    return [beside("lp", whole, _highs, 1 / 15)]


def _highs(whole: Problem) -> None:
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    worth = pair_worth(whole, weights(whole.policy, whole.n, whole.m))
    pairs, ones = np.arange(len(whole.i)), np.ones(len(whole.i))
    rows = [
        coo_array((ones, (ends, pairs)), shape=(size, len(pairs)))
        for ends, size in ((whole.i, whole.n), (whole.j, whole.m))
    ]
    limits = np.concatenate([whole.units, whole.capacity]).astype(float)
    sparse: Any = vstack(rows).tocsr()  # its types know dense ones only
    linprog(-worth.astype(float), A_ub=sparse, b_ub=limits, method="highs-ipm")


def one_change(runs: int, of: District) -> list[Row]:
    """Time one change in a plan kept solved, with its proof, against a solve from nothing.

    one-change: a need leaves, or a place goes. what-if: a pair is forced. batch-kept: a need in
    a hundred leaves. Ours is the median of CHANGES different ones, each taken back untimed.
    one-change-answer: the best whole plan anew, prices, lottery and proof on both sides.
    """
    kept, random, task = Warm(of.plan), np.random.Generator(np.random.PCG64(5)), of.task
    network = draw(task, weights(task.policy, task.n, task.m)).network
    solve_raw = partial(raw, network, len(task.i))
    solve_best = partial(best, task, seed=1, engine=ortools_flow)

    def leaving(many: int) -> Callable[[], object]:
        return partial(kept.leave, random.choice(task.n, many, replace=False))

    def either() -> Callable[[], object]:
        at = int(random.choice(np.flatnonzero(task.capacity)))
        shrinking = partial(kept.places, at, int(task.capacity[at]) - 1)
        return shrinking if random.random() < HALF else leaving(1)

    def forcing() -> Callable[[], object]:
        return partial(kept.force, int(random.integers(len(task.i))))

    return [
        row_of(
            name,
            [
                median(_supposed(kept, change(), answer) for _ in range(CHANGES))
                for _ in range(runs)
            ],
            [timed(peer, process_time) for _ in range(runs)],
            goal=goal,
        )
        for name, change, answer, peer, goal in (
            ("one-change", either, kept.chosen, solve_raw, 1 / 50),
            ("what-if", forcing, kept.chosen, solve_raw, 1 / 50),
            ("batch-kept", partial(leaving, task.n // 100), kept.chosen, solve_raw, 0.25),
            ("one-change-answer", either, kept.plan, solve_best, 0.25),
        )
    ]


def _supposed(kept: Warm, change: Callable[[], object], answer: Callable[[], object]) -> float:
    """Seconds until a change is answered; then all is as before, and solved."""
    kept.value()
    with kept.supposing():
        return timed(lambda: (change(), answer()), process_time)


def province(_runs: int, of: District) -> list[Row]:
    """Time a plan of a hundred times the needs × 10 against one of ten times; bytes an arc."""
    (large, size), (small, _) = _apart(100 * of.needs), _apart(10 * of.needs)
    arcs = 100 * of.needs * 10
    return [
        row_of("province", [large], [small], goal=25.0),
        counts("province-memory", size, arcs, "bytes, arcs", goal=170.0),
    ]


def _apart(needs: int) -> tuple[float, int]:
    """Solve an instance in a process of its own: seconds, and bytes it took to solve."""
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    child = get_context("spawn").Process(target=_solve, args=(theirs, needs))
    child.start()
    theirs.close()
    try:
        seconds, size = ours.recv()
    except EOFError:
        raise RuntimeError(f"a plan of {needs} needs did not end: too little memory?") from None
    finally:
        child.join()
    return seconds, size


def _solve(theirs: Connection, needs: int) -> None:
    whole = instance(needs, 10, seed=1)
    network = draw(whole, weights(whole.policy, whole.n, whole.m)).network
    before = _peak()
    seconds = timed(lambda: raw(network, len(whole.i)), process_time)
    theirs.send((seconds, max(0, _peak() - before)))


def _peak() -> int:
    """Most memory this process ever held, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB


def districts(_runs: int, of: District) -> list[Row]:
    """Time ten districts of twice the needs × 10 on two workers against one of them.

    One resource in a hundred is wanted by all. districts-gap: how far from the joint best the
    plans together can be, in points, and their worth.
    """
    parts = [instance(2 * of.needs, 10, seed=1 + k) for k in range(DISTRICTS)]
    whole, part = together(parts)
    start = perf_counter()
    found = solve_parts(whole, part, lambda: pool(WORKERS), seed=1)
    ours = perf_counter() - start
    peer = timed(lambda: best(parts[0], seed=1, engine=ortools_flow))
    if found.gap is None:
        raise RuntimeError(f"districts {found.lost} were lost")
    return [
        row_of("districts", [ours], [peer], goal=6.0),
        counts("districts-gap", found.gap, found.value, "worth", goal=0.026),
    ]


def together(parts: list[Problem]) -> tuple[Problem, Ints]:
    """Put districts into one problem; one resource in a hundred of each is the same in all.

    Returns it with the number of the district of each need.
    """
    m = parts[0].m
    shared = max(1, m // SHARED)
    own = m - shared
    needs = np.concatenate([[f"{k:02}{one}" for one in p.needs] for k, p in enumerate(parts)])
    areas = np.concatenate([[f"{k:02}{one}" for one in p.areas] for k, p in enumerate(parts)])
    resources = [f"s{k:06}" for k in range(shared)]
    resources += [f"t{k:02}{r:06}" for k in range(len(parts)) for r in range(own)]
    capacity = np.concatenate(
        [
            np.sum([p.capacity[:shared] for p in parts], axis=0),
            *(p.capacity[shared:] for p in parts),
        ]
    )
    n = np.cumsum([0, *(p.n for p in parts)])
    first_area = np.cumsum([0, *(len(p.areas) for p in parts)])
    j = [np.where(p.j < shared, p.j, p.j + k * own) for k, p in enumerate(parts)]
    whole = replace(
        parts[0],
        needs=needs,
        areas=areas,
        resources=np.array(resources),
        level=np.concatenate([p.level for p in parts]),
        area=np.concatenate([p.area + first_area[k] for k, p in enumerate(parts)]).astype(
            np.int32
        ),
        units=np.concatenate([p.units for p in parts]),
        capacity=capacity.astype(np.int64),
        i=np.concatenate([p.i + n[k] for k, p in enumerate(parts)]).astype(np.int32),
        j=np.concatenate(j).astype(np.int32),
        score=np.concatenate([p.score for p in parts]),
        kept=np.concatenate([p.kept for p in parts]),
    )
    return whole, np.repeat(np.arange(len(parts)), [p.n for p in parts])


LARGE = {
    "full-answer": Measure(measure=full_answer, slow=True),
    "lp": Measure(measure=linear, slow=True),
    "one-change": Measure(measure=one_change),
    "districts": Measure(measure=districts, slow=True),
    "province": Measure(measure=province, slow=True),
}
