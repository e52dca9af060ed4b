"""What may be supposed of a run: who goes, what comes, which pairs, which rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.errors import Rejected
from graph_schema.vocabulary import NeedCode, Party
from matching.coverage.network import without
from matching.facts import UNKNOWN, numbers
from matching.linking.errors import BadProblem
from matching.linking.policy import read
from matching.linking.weights import weights
from matching.linking.whatif import forbidding
from matching.tables import frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.linking.policy import Policy
    from matching.linking.problem import Problem
    from matching.linking.result import Plan
    from matching.snapshot import Snapshot

TRIAL = "trial"  # before ids of items that are not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A resource that is not there: places for a need code in an area, of a new body.

    It stands in the middle of the area's households and takes everybody who consents.
    """

    code: str
    area: str
    places: int

    @property
    def item(self) -> str:
        return f"{TRIAL} {self.code} {self.area}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is supposed. leaves: people or bodies that go, with their links and their care.

    places: item → places more (or fewer, below 0). forbid, force: pairs of need and item not
    allowed, or in the plan whatever it costs. new: resources to come. rules: entries of the
    policy by dotted name, e.g. `rules.reach_m.CS` → 5000.
    """

    leaves: Sequence[str] = ()
    places: Mapping[str, int] | None = None
    forbid: Sequence[tuple[str, str]] = ()
    force: Sequence[tuple[str, str]] = ()
    new: Sequence[Trial] = ()
    rules: Mapping[str, Any] | None = None


def supposing(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """Give the snapshot as it would be. Raises Rejected(UNKNOWN_ID | UNLIMITED | NO_PLACES)."""
    for leaver in changes.leaves:
        known = {*snapshot.organisations["id"], *snapshot.actors["id"]}
        if leaver not in known:
            raise Rejected(["UNKNOWN_ID"], table="organisations, actors", id=leaver)
        snapshot = without(snapshot, leaver)
        offers, actors = snapshot.offers, snapshot.actors
        snapshot = replace(
            snapshot,
            offers=offers[offers["provider_id"] != leaver].reset_index(drop=True),
            actors=actors[actors["id"] != leaver].reset_index(drop=True),
        )
    for item, more in (changes.places or {}).items():
        snapshot = replace(snapshot, items=_with_places(snapshot, item, more))
    for trial in changes.new:
        snapshot = _with_trial(snapshot, trial)
    return snapshot


def _with_trial(snapshot: Snapshot, trial: Trial) -> Snapshot:
    """Add the item and its offer. Raises Rejected(UNKNOWN_ID | NO_PLACES)."""
    homes = snapshot.households
    inside = homes[homes["village"].fillna(homes["town"]).fillna("").str.startswith(trial.area)]
    if trial.code not in {str(code) for code in NeedCode}:
        raise Rejected(["UNKNOWN_ID"], table="need codes", id=trial.code)
    if inside.empty:
        raise Rejected(["UNKNOWN_ID"], table="areas with households", id=trial.area)
    if trial.places < 1:
        raise Rejected(["NO_PLACES"], item=trial.item, capacity=trial.places)
    noon = datetime.combine(snapshot.as_of, time(12), tzinfo=snapshot.zone).astimezone(UTC)
    item = {
        "id": trial.item,
        "code": trial.item,
        "type": "CS",
        "needs": (trial.code,),
        "areas": (trial.area,),
        "capacity": trial.places,
        "status": "ACTIVE",
        "verified_at": noon,
    }
    offer = {
        "item_id": trial.item,
        "provider_id": trial.item,
        "provider_label": "Organisation",
        "provider_party": str(Party.ORGANISATION),
        "lon": _middle(inside["lon"]),
        "lat": _middle(inside["lat"]),
    }
    return replace(
        snapshot,
        items=_more(snapshot.items, "items", item),
        offers=_more(snapshot.offers, "offers", offer),
    )


def _middle(degrees: pd.Series[Any]) -> float | None:
    return None if degrees.isna().all() else float(degrees.mean())


def _more(rows: pd.DataFrame, table: str, row: Mapping[str, Any]) -> pd.DataFrame:
    return pd.concat([rows, frame(table, [row])], ignore_index=True)


def _with_places(snapshot: Snapshot, item: str, more: int) -> pd.DataFrame:
    rows = snapshot.items
    at = (rows["id"] == item).to_numpy(dtype=bool)
    if not at.any():
        raise Rejected(["UNKNOWN_ID"], table="items", id=item)
    there = int(numbers(rows["capacity"])[at][0])
    if there == UNKNOWN:
        raise Rejected(["UNLIMITED"], item=item)
    if there + more < 0:
        raise Rejected(["NO_PLACES"], item=item, capacity=there)
    return rows.assign(capacity=rows["capacity"].mask(at, there + more))


def forbidden(task: Problem, now: Problem, pairs: Sequence[tuple[str, str]]) -> Problem:
    """Take pairs out; one that is not permitted anyway is refused: it would change nothing."""
    for need, item in pairs:
        hit = (now.needs[now.i] == need) & (now.resources[now.j] == item)
        if not hit.any():
            raise Rejected(["UNKNOWN_ID"], table="pairs", id=f"{need} {item}")
        left = np.flatnonzero((task.needs[task.i] == need) & (task.resources[task.j] == item))
        task = forbidding(task, int(left[0])) if len(left) else task
    return task


def forced(task: Problem, now: Problem, pairs: Sequence[tuple[str, str]]) -> Problem:
    """Make pairs so dear that the plan takes them whatever it costs; see premium."""
    points = task.score.copy()
    for need, item in pairs:
        at = np.flatnonzero((task.needs[task.i] == need) & (task.resources[task.j] == item))
        if not len(at):
            raise Rejected(["UNKNOWN_ID"], table="pairs", id=f"{need} {item}")
        points[at] += _dear(task)
    return replace(task, score=points)


def premium(plan: Plan, pairs: Sequence[tuple[str, str]]) -> int:
    """Worth a plan has only since pairs were forced: to be taken off its value."""
    task, told = plan.problem, set(pairs)
    ends = zip(task.needs[task.i[plan.pair]], task.resources[task.j[plan.pair]], strict=True)
    return sum(
        _dear(task) * int(units)
        for end, units in zip(ends, plan.units, strict=True)
        if (str(end[0]), str(end[1])) in told
    )


def _dear(task: Problem) -> int:
    """Twice all that one need can be worth."""
    return 2 * weights(task.policy, task.n, task.m).bypass


def ruled(policy: Policy, rules: Mapping[str, Any]) -> Policy:
    """Give the policy with entries replaced by dotted name. Raises BadProblem(BAD_POLICY)."""
    body = dict(policy.body)
    for name, value in rules.items():
        *path, last = name.split(".")
        place = body
        for step in path:
            if not isinstance(place.get(step), dict):
                raise BadProblem("BAD_POLICY", entry=name)
            place[step] = dict(place[step])
            place = place[step]
        if last not in place:
            raise BadProblem("BAD_POLICY", entry=name)
        place[last] = value
    return read(body)
