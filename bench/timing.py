"""Two sides of one piece of work, timed in turn: medians, ratio against a goal, spread."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

Better = Literal["lower", "higher"]
Span = tuple[float, float]  # least and most, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure. ours_s, peer_s: medians, in the unit. runs: of each side.

    ratio: ours to peer where lower is better; peer to ours (times faster) where higher is.
    """

    name: str
    ours_s: float
    peer_s: float
    ratio: float
    goal: float
    runs: int
    better: Better = "lower"
    ours_spread: Span = (0.0, 0.0)
    peer_spread: Span = (0.0, 0.0)
    unit: str = "s"

    @property
    def reached(self) -> bool:
        return self.ratio <= self.goal if self.better == "lower" else self.ratio >= self.goal

    def json(self) -> dict[str, Any]:
        """Give the row as `--json` prints it."""
        return asdict(self) | {"reached": self.reached}


def row_of(
    name: str,
    ours: Sequence[float],
    peer: Sequence[float],
    *,
    goal: float,
    better: Better = "lower",
) -> Row:
    """Make a row of the seconds of both sides' runs, at least one each."""
    ours_s, peer_s = median(ours), median(peer)
    top, bottom = (ours_s, peer_s) if better == "lower" else (peer_s, ours_s)
    return Row(
        name=name,
        ours_s=ours_s,
        peer_s=peer_s,
        ratio=top / bottom if bottom else float("inf"),
        goal=goal,
        runs=min(len(ours), len(peer)),
        better=better,
        ours_spread=(min(ours), max(ours)),
        peer_spread=(min(peer), max(peer)),
    )


def in_turn(
    ours: Callable[[], object],
    peer: Callable[[], object],
    runs: int,
    *,
    before: Callable[[], object] = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[list[float], list[float]]:
    """Time both sides alternately, so that a busy machine hits both; returns seconds a run.

    before: puts the world back, untimed, before each side's run. clock: of the wall, or of this
    process alone where all work is done in it.
    """
    sides: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for work, seconds in zip((ours, peer), sides, strict=True):
            before()
            gc.collect()
            seconds.append(timed(work, clock))
    return sides


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Tell how long one call takes, seconds of wall clock unless another clock is given."""
    start = clock()
    work()
    return clock() - start
