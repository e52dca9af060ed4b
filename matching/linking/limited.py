"""A plan within a time: solved in a process of its own, or the best there is when time is up.

A flow engine gives nothing halfway, so a plan that keeps all rules is at hand: links of the
last plan that still hold, then the best pair of the most urgent need, one after the other. With
the prices of the last plan its distance from the best is bounded, and that gap is told; OPTIMAL
is said only where it is 0. A solver that dies takes nobody else along.
"""

from __future__ import annotations

from multiprocessing import get_context
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.core import Guess, guess
from matching.linking.engine import ortools_flow
from matching.linking.errors import SolverFailed
from matching.linking.prices import Prices, surplus
from matching.linking.result import Plan
from matching.linking.solve import best, plan_of
from matching.linking.weights import pair_worth, weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from matching.linking.arrays import Ints
    from matching.linking.problem import Problem
    from matching.linking.solve import Progress

POLL = 0.05  # seconds between two looks at whether to stop
NO_LOTS = -1  # the salt of a plan at hand: among its equals nobody drew


def solve_within(
    task: Problem,
    seconds: float,
    *,
    seed: int = 0,
    near: Plan | Guess | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """Solve in a process of its own; when the time is up give the plan at hand, with its gap.

    near: the last plan, or its prices: where the solver starts, and the bound of the plan at
    hand. progress: told each stage. cancelled: asked every POLL seconds. Raises SolverFailed:
    CANCELLED; ENGINE_CRASHED, exit code told; and what the solver itself raises.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, task, seed, near), daemon=True)
    child.start()
    theirs.close()
    until = monotonic() + seconds
    try:
        while monotonic() < until:
            if cancelled():
                raise SolverFailed("CANCELLED")
            answer = _answer(ours, min(POLL, max(0.0, until - monotonic())))
            if isinstance(answer, str):
                (progress or (lambda _stage: None))(answer)
            elif answer is not None:
                return answer
    except EOFError:
        child.join()
        raise SolverFailed("ENGINE_CRASHED", exit=child.exitcode) from None
    finally:
        child.terminate()
        child.join()
        ours.close()
    return at_hand(task, seed=seed, near=near)


def _answer(ours: Connection, wait: float) -> Plan | str | None:
    """Take what the worker sent: a plan, a stage or nothing yet. Raises EOFError: it died."""
    told = ours.recv() if ours.poll(wait) else None
    if isinstance(told, SolverFailed):
        raise told
    answer: Plan | str | None = told
    return answer


def _work(theirs: Connection, task: Problem, seed: int, near: Plan | Guess | None) -> None:
    try:
        theirs.send(best(task, seed=seed, engine=ortools_flow, near=near, progress=theirs.send))
    except SolverFailed as error:
        theirs.send(error)


def at_hand(task: Problem, *, seed: int = 0, near: Plan | Guess | None = None) -> Plan:
    """Give a plan that keeps all rules at once, and what it may fall short by.

    Kept links that still hold first, then pairs by level, worth and position. The other ends of
    the prices are not known: they stand as those of the bound.
    """
    units = weights(task.policy, task.n, task.m)
    prices = near if isinstance(near, Guess) else None
    if isinstance(near, Plan):
        prices = guess(near, task, units)
    if prices is None:
        prices = Guess(up=np.zeros(task.m, np.int64), area=np.zeros(len(task.areas), np.int64))
    worth = pair_worth(task, units)
    priced = Prices(
        up=prices.up,
        down=prices.up,
        area=prices.area,
        area_down=prices.area,
        surplus=surplus(task, worth, prices.up, prices.area),
        reduced=np.zeros(0, np.int64),  # there is no network
    )
    return plan_of(task, units, _greedy(task, worth), priced, seed=seed, salt=NO_LOTS)


def _greedy(task: Problem, worth: Ints) -> Ints:
    """Fill kept pairs, then the others, best first: units per pair (E,)."""
    order = np.lexsort((np.arange(len(worth)), -worth, task.level[task.i], ~task.kept))
    asked, free = task.units.tolist(), task.capacity.tolist()
    chosen = np.zeros(len(worth), dtype=np.int64)
    for pair, need, resource in zip(
        order.tolist(), task.i[order].tolist(), task.j[order].tolist(), strict=True
    ):
        given = min(asked[need], free[resource])
        if given > 0:
            asked[need] -= given
            free[resource] -= given
            chosen[pair] = given
    return chosen
