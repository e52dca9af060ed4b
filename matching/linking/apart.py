"""Parts of a district planned by workers, and how far that is from one plan of the whole.

Shared places are dealt out by demand; the parts' prices, put together, bound every joint plan.
For a province: districts are the parts, workers may be those of a Dask cluster.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_schema.errors import Rejected
from matching.linking.case import case
from matching.linking.commands import district_policy
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.partitions import joint, pool, solve_parts
from matching.linking.record import level_names
from matching.linking.standing import places, standing
from matching.snapshot import take

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from datetime import date

    from graph_schema.access import Access
    from graph_schema.store.session import Store

DIGITS: Mapping[str, int] = {"district": 6, "town": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """What plans made apart reach together. shared: resources that several parts want.

    gap: bound − value, None where a part was lost; the joint plan is at most so much better.
    joint: its worth, where it was asked for. seconds: of the parts, snapshot not counted.
    """

    as_of: date
    parts: tuple[str, ...]
    workers: int
    served: dict[str, int]
    value: int
    bound: int | None
    gap: int | None
    colours_proven: bool
    shared: int
    lost: tuple[str, ...]
    joint: int | None
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data, dates as text."""
        return asdict(self) | {"as_of": self.as_of.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How parts are planned. by: key of DIGITS. cluster: address of a Dask scheduler.

    together: the joint plan is made too, from the prices of the parts.
    """

    by: str = "town"
    workers: int = 2
    cluster: str | None = None
    together: bool = False


def plan_apart(
    store: Store, access: Access, how: How, *, seed: int = 0, as_of: date | None = None
) -> Apart:
    """Plan the open needs of the areas part by part; nothing is written.

    Raises Rejected: DASK_MISSING, DASK_UNREACHABLE, and as commands.make_plan.
    """
    snapshot = take(store, access, as_of, store.clock)
    policy = district_policy(snapshot)
    try:
        run = case(
            snapshot, policy, standing(store, access, snapshot), places(store, access, policy)
        )
        codes = np.array([one[: DIGITS[how.by]] for one in run.want.village.tolist()], "U")
        names, part = np.unique(codes, return_inverse=True)
        begun = perf_counter()
        found = solve_parts(run.task, part, _start(how), seed=seed)
        seconds = perf_counter() - begun
        whole = joint(run.task, found, seed=seed).value if how.together else None
    except (BadProblem, SolverFailed) as error:
        raise Rejected([error.code], **error.facts) from error
    return Apart(
        as_of=snapshot.as_of,
        parts=tuple(names.tolist()),
        workers=how.workers,
        served=dict(zip(level_names(policy.levels), found.served, strict=True)),
        value=found.value,
        bound=found.bound,
        gap=found.gap,
        colours_proven=found.colours_proven,
        shared=found.shared,
        lost=tuple(str(names[k]) for k in found.lost),
        joint=whole,
        seconds=round(seconds, 3),
    )


def _start(how: How) -> Callable[[], Executor]:
    """Give what starts the workers: processes of this machine, or a cluster's."""
    address = how.cluster
    if address is None:
        return lambda: pool(how.workers)
    from matching.linking.cluster import executor

    return lambda: executor(address)
