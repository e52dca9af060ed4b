"""Who may go where: skills, language, half-days, reach, clearance; and how well it fits.

Hard rules first, whole columns of one task at a time; what is left is scored, and of many who
may only some are looked at: the best, and a few by lot, so that chances stay open. Source:
matching reference, part 15; domain 3.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
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
RULES = ("TIME", "DISTANCE", "SKILL", "HOURS", "LANGUAGE", "CLEARANCE", "NOT_AGAIN")  # in order


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

    people: asked for; there: of them who go already, led: one of whom is cleared. language: ""
    any. minors: present. alone: an adult alone at home. wave: each doubles the reach, from 1.
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
    wave: Ints
    there: Ints
    led: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fits:
    """Permitted pairs (p) by (task, volunteer), with their score 0 … 1000.

    people: (t,) who must go besides those who do, by the safeguarding rules too. lead: (t,) one
    of them is cleared. able: (t,) how many may. why: (t,) the first of RULES after which nobody
    is left, "" where somebody is.
    """

    task: Ints
    volunteer: Ints
    score: Ints
    people: Ints
    lead: Bools
    able: Ints
    why: tuple[str, ...]


def fits(
    crew: Crew,
    tasks: Tasks,
    policy: Policy,
    declined: Collection[tuple[str, str]] = (),
    seed: int = 0,
) -> Fits:
    """Find who may do what. declined: (volunteer id, task id), not asked again for that task.

    Whoever goes to minors is cleared, and two go; to an adult alone at night two, one cleared.
    Of more than `policy.candidates` the best are taken, a share of them by lot (seed).
    """
    guarded = tasks.minors | (tasks.alone & at_night(tasks, policy))
    people = np.where(guarded, np.maximum(tasks.people, policy.two_people), tasks.people)
    lead = guarded & ~tasks.led
    task, volunteer, score, able, why = [], [], [], [], []
    no: dict[str, set[str]] = {}
    for one, name in declined:
        no.setdefault(name, set()).add(one)
    for k in range(len(tasks.ids)):
        far = distance(crew.x, crew.y, tasks.x[k], tasks.y[k])
        may, hindered = _may(crew, tasks, k, far, no.get(str(tasks.ids[k]), set()))
        who = np.flatnonzero(may)
        points = _scores(crew, who, far, policy)
        kept = _some(crew, str(tasks.ids[k]), who, points, policy, seed)
        if lead[k] and not crew.cleared[who[kept]].any():
            kept = np.union1d(kept, np.flatnonzero(crew.cleared[who])[:1])
        task += [k] * len(kept)
        volunteer += who[kept].tolist()
        score += points[kept].tolist()
        able.append(len(who))
        why.append(hindered)
    return Fits(
        task=np.array(task, dtype=np.int64),
        volunteer=np.array(volunteer, dtype=np.int64),
        score=np.array(score, dtype=np.int64),
        people=np.maximum(people - tasks.there, 0).astype(np.int64),
        lead=lead,
        able=np.array(able, dtype=np.int64),
        why=tuple(why),
    )


def _may(crew: Crew, tasks: Tasks, k: int, far: Ints, no: set[str]) -> tuple[Bools, str]:
    """Tell who may do a task, and the first rule that leaves nobody."""
    halves = slice(int(tasks.start[k]) // HALF_DAY, int(tasks.end[k] - 1) // HALF_DAY + 1)
    language = tasks.language[k]
    may = np.ones(len(crew.ids), dtype=bool)
    for rule in RULES:
        match rule:
            case "TIME":
                may &= crew.free[:, halves].all(axis=1)
            case "DISTANCE":
                may &= (far == UNKNOWN) | (far <= crew.reach_m << (tasks.wave[k] - 1))
            case "SKILL":
                may &= np.array([tasks.skills[k] <= held for held in crew.skills], dtype=bool)
            case "HOURS":
                may &= tasks.end[k] - tasks.start[k] <= crew.minutes
            case "LANGUAGE" if language:
                may &= np.array([language in held for held in crew.languages], dtype=bool)
            case "CLEARANCE" if tasks.minors[k]:
                may &= crew.cleared
            case "NOT_AGAIN" if no:
                may &= np.array([str(one) not in no for one in crew.ids], dtype=bool)
        if not may.any():
            return may, rule
    return may, ""


def _some(crew: Crew, task: str, who: Ints, points: Ints, policy: Policy, seed: int) -> Ints:
    """Choose of those who may whom to look at: positions in who, ascending."""
    if len(who) <= policy.candidates:
        return np.arange(len(who))
    lots = np.array([lot(str(crew.ids[v]), task, seed) for v in who], dtype="S8")
    order = np.lexsort((lots, -points))
    best, rest = np.split(order, [policy.candidates - policy.by_lot])
    drawn = rest[np.argsort(lots[rest], kind="stable")][: policy.by_lot]
    return np.sort(np.concatenate([best, drawn]))


def lot(volunteer: str, task: str, seed: int) -> bytes:
    """Draw a volunteer's lot for a task: 8 bytes, the smaller the sooner."""
    key = str(seed).encode()
    return blake2b(f"{task}\x1f{volunteer}".encode(), digest_size=8, key=key).digest()


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
