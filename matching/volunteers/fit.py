"""Who may go where: skills, language, half-days, reach, clearance; and how well it fits.

Hard rules first, whole columns of one task at a time; what is left is scored. Source: matching
reference, part 15; domain 3.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.places import UNKNOWN, distance

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from matching.volunteers.policy import Policy

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

DAY, HALF_DAY, WEEK = 1_440, 720, 10_080  # minutes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crew:
    """Volunteers (v), by id. free: (v, 14) half-days of the week, Monday morning first.

    minutes: a week at most. x, y: metres (linking.places), reach_m: as the crow flies.
    reliability: per mille. asked_days: since last asked, −1 never.
    """

    ids: NDArray[np.str_]
    skills: tuple[frozenset[str], ...]
    languages: tuple[frozenset[str], ...]
    free: Bools
    minutes: Ints
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    reach_m: Ints
    cleared: Bools
    reliability: Ints
    asked_days: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tasks:
    """Tasks (t) of one week, by id. start, end: minutes since Monday 0:00. level: 0 orange.

    people: asked for. language: "" any. minors: present. alone: an adult alone at home.
    """

    ids: NDArray[np.str_]
    level: Ints
    start: Ints
    end: Ints
    skills: tuple[frozenset[str], ...]
    language: tuple[str, ...]
    people: Ints
    minors: Bools
    alone: Bools
    x: NDArray[np.int32]
    y: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fits:
    """Permitted pairs (p) by (task, volunteer), with their score 0 … 1000.

    people: (t,) who must go, by the safeguarding rules too. lead: (t,) one of them is cleared.
    """

    task: Ints
    volunteer: Ints
    score: Ints
    people: Ints
    lead: Bools


def fits(
    crew: Crew, tasks: Tasks, policy: Policy, declined: Collection[tuple[str, str]] = ()
) -> Fits:
    """Find who may do what. declined: (volunteer id, task id), not asked again for that task.

    Whoever goes to minors is cleared, and two go; to an adult alone at night two, one cleared.
    """
    guarded = tasks.minors | (tasks.alone & at_night(tasks, policy))
    people = np.where(guarded, np.maximum(tasks.people, policy.two_people), tasks.people)
    task, volunteer, score = [], [], []
    no = set(declined)
    for k in range(len(tasks.ids)):
        far = distance(crew.x, crew.y, tasks.x[k], tasks.y[k])
        halves = slice(int(tasks.start[k]) // HALF_DAY, int(tasks.end[k] - 1) // HALF_DAY + 1)
        may = crew.free[:, halves].all(axis=1)
        may &= (far == UNKNOWN) | (far <= crew.reach_m)
        may &= np.array([tasks.skills[k] <= held for held in crew.skills], dtype=bool)
        may &= tasks.end[k] - tasks.start[k] <= crew.minutes
        if tasks.language[k]:
            may &= np.array([tasks.language[k] in held for held in crew.languages], dtype=bool)
        if tasks.minors[k]:
            may &= crew.cleared
        name = str(tasks.ids[k])
        who = [v for v in np.flatnonzero(may).tolist() if (str(crew.ids[v]), name) not in no]
        task += [k] * len(who)
        volunteer += who
        score += _scores(crew, np.array(who, dtype=np.int64), far, policy).tolist()
    return Fits(
        task=np.array(task, dtype=np.int64),
        volunteer=np.array(volunteer, dtype=np.int64),
        score=np.array(score, dtype=np.int64),
        people=people.astype(np.int64),
        lead=guarded,
    )


def at_night(tasks: Tasks, policy: Policy) -> Bools:
    """Tell which tasks reach into a night, of the day before or of their own."""
    found = np.zeros(len(tasks.ids), dtype=bool)
    for before in (1, 0):
        midnight = (tasks.start // DAY - before) * DAY
        begin, end = midnight + policy.night_from, midnight + DAY + policy.night_to
        found |= (tasks.start < end) & (tasks.end > begin)
    return found


def _scores(crew: Crew, who: Ints, far: Ints, policy: Policy) -> Ints:
    """Points of the policy's functions: near, reliable, not asked lately."""
    reach = np.maximum(crew.reach_m[who], 1)
    near = np.where(far[who] == UNKNOWN, 500, 1000 - far[who] * 1000 // reach)
    asked = crew.asked_days[who]
    days = np.where(asked < 0, policy.rested_days, np.minimum(asked, policy.rested_days))
    values = {
        "distance": np.clip(near, 0, 1000),
        "reliability": np.clip(crew.reliability[who], 0, 1000),
        "rested": days * 1000 // policy.rested_days,
    }
    points = np.zeros(len(who), dtype=np.int64)
    for name, weight in policy.scores.items():
        points += weight * values[name] // 1000
    return points
