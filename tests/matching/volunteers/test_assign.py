"""Volunteers go where they may, in time and in twos where it takes two; nobody does better."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.volunteers.assign import Rota, assign, clash
from matching.volunteers.fit import DAY, Crew, Tasks, at_night, fits
from matching.volunteers.policy import default_policy

POLICY = default_policy()
SKILLS = ("reading", "repair")


def crew(*people: dict[str, Any]) -> Crew:
    """Volunteers who can do all, everywhere, all week, unless told otherwise."""
    usual = {
        "skills": frozenset(SKILLS), "languages": frozenset({"zh"}), "free": [True] * 14,
        "minutes": 600, "x": 0, "y": 0, "reach_m": 5_000, "cleared": True, "reliability": 900,
        "asked_days": -1,
    }  # fmt: skip
    rows = [usual | one for one in people]
    column = {name: [row[name] for row in rows] for name in usual}
    return Crew(
        ids=np.array([f"v{k}" for k in range(len(rows))]),
        skills=tuple(column["skills"]),
        languages=tuple(column["languages"]),
        free=np.array(column["free"], dtype=bool).reshape(len(rows), 14),
        minutes=np.array(column["minutes"]),
        x=np.array(column["x"], dtype=np.int32),
        y=np.array(column["y"], dtype=np.int32),
        reach_m=np.array(column["reach_m"]),
        cleared=np.array(column["cleared"]),
        reliability=np.array(column["reliability"]),
        asked_days=np.array(column["asked_days"]),
    )


def tasks(*orders: dict[str, Any]) -> Tasks:
    """Tasks of an hour on Monday at ten for one person, unless told otherwise."""
    usual = {
        "level": 0, "start": 600, "end": 660, "skills": frozenset(), "language": "",
        "people": 1, "minors": False, "alone": False, "x": 0, "y": 0, "wave": 1, "there": 0,
        "led": False,
    }  # fmt: skip
    rows = [usual | one for one in orders]
    column = {name: [row[name] for row in rows] for name in usual}
    return Tasks(
        ids=np.array([f"t{k}" for k in range(len(rows))]),
        level=np.array(column["level"]),
        start=np.array(column["start"]),
        end=np.array(column["end"]),
        skills=tuple(column["skills"]),
        language=tuple(column["language"]),
        people=np.array(column["people"]),
        minors=np.array(column["minors"]),
        alone=np.array(column["alone"]),
        x=np.array(column["x"], dtype=np.int32),
        y=np.array(column["y"], dtype=np.int32),
        wave=np.array(column["wave"]),
        there=np.array(column["there"]),
        led=np.array(column["led"], dtype=bool),
    )


PEOPLE = st.fixed_dictionaries(
    {
        "skills": st.sampled_from([frozenset(), frozenset(SKILLS[:1]), frozenset(SKILLS)]),
        "free": st.lists(st.booleans(), min_size=14, max_size=14),
        "minutes": st.sampled_from([60, 120, 300]),
        "x": st.integers(0, 3).map(lambda k: k * 2_500),
        "cleared": st.booleans(),
        "asked_days": st.sampled_from([-1, 3, 60]),
    }
)
ORDERS = st.fixed_dictionaries(
    {
        "level": st.integers(0, 3),
        "start": st.sampled_from([540, 600, 630, 1_170, 1_260]),
        "skills": st.sampled_from([frozenset(), frozenset(SKILLS[:1])]),
        "people": st.integers(1, 2),
        "minors": st.booleans(),
        "alone": st.booleans(),
        "x": st.integers(0, 3).map(lambda k: k * 2_500),
    }
).map(lambda told: told | {"end": told["start"] + 60})


def may(who: Crew, what: Tasks, v: int, t: int) -> bool:
    """The rules for one pair, one after the other."""
    halves = {minute // 720 for minute in range(int(what.start[t]), int(what.end[t]))}
    return (
        what.skills[t] <= who.skills[v]
        and (not what.language[t] or what.language[t] in who.languages[v])
        and all(who.free[v, h] for h in halves)
        and abs(int(who.x[v]) - int(what.x[t])) <= who.reach_m[v]
        and (not what.minors[t] or bool(who.cleared[v]))
    )


def guarded(what: Tasks, t: int) -> bool:
    minutes = range(int(what.start[t]), int(what.end[t]))
    night = any(m % DAY >= 1_200 or m % DAY < 420 for m in minutes)
    return bool(what.minors[t] or (what.alone[t] and night))


def needed(what: Tasks, t: int) -> int:
    people = int(what.people[t])
    return max(people, 2) if guarded(what, t) else people


def sound(who: Crew, what: Tasks, goes: dict[int, tuple[int, ...]]) -> bool:
    """Hours, overlaps, ways, clearance, and all or nobody; goes: task → volunteers."""
    for t, people in goes.items():
        if len(people) not in (0, needed(what, t)):
            return False
        if not all(may(who, what, v, t) for v in people):
            return False
        if people and guarded(what, t) and not any(who.cleared[v] for v in people):
            return False
    return all(_in_time(who, what, goes, v) for v in range(len(who.ids)))


def _in_time(who: Crew, what: Tasks, goes: dict[int, tuple[int, ...]], v: int) -> bool:
    mine = sorted((int(what.start[t]), t) for t, people in goes.items() if v in people)
    if sum(int(what.end[t] - what.start[t]) for _, t in mine) > who.minutes[v]:
        return False
    for (_, a), (begin, b) in itertools.combinations(mine, 2):
        way = -(-abs(int(what.x[a]) - int(what.x[b])) // POLICY.pace_m_per_min)
        if begin < what.end[a] + way:
            return False
    return True


def every(who: Crew, what: Tasks):
    """All sound rotas there are."""
    teams = []
    for t in range(len(what.ids)):
        able = [v for v in range(len(who.ids)) if may(who, what, v, t)]
        teams.append([(), *itertools.combinations(able, needed(what, t))])
    for chosen in itertools.product(*teams):
        goes = dict(enumerate(chosen))
        if sound(who, what, goes):
            yield goes


def goals(who: Crew, what: Tasks, goes: dict[int, tuple[int, ...]]) -> tuple[object, ...]:
    done = tuple(
        sum(bool(people) and what.level[t] == k for t, people in goes.items()) for k in range(4)
    )
    ranks = 0
    for v in range(len(who.ids)):
        load = sum(v in people for people in goes.values())
        offered = max(1, int(who.free[v].sum()))
        ranks += sum(k * POLICY.load_steps // offered for k in range(load))
    found = fits(who, what, POLICY)
    points = {
        (int(t), int(v)): int(s)
        for t, v, s in zip(found.task, found.volunteer, found.score, strict=True)
    }
    score = sum(points[t, v] for t, people in goes.items() for v in people)
    return done, -ranks, score


def read(rota: Rota, what: Tasks) -> dict[int, tuple[int, ...]]:
    goes: dict[int, list[int]] = {t: [] for t in range(len(what.ids))}
    for task, volunteer in rota.goes:
        goes[int(task[1:])].append(int(volunteer[1:]))
    return {t: tuple(sorted(some)) for t, some in goes.items()}


@given(
    people=st.lists(PEOPLE, min_size=1, max_size=4),
    orders=st.lists(ORDERS, min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_no_rota_that_keeps_the_rules_is_better(people, orders):
    who, what = crew(*people), tasks(*orders)

    rota = assign(who, what, POLICY)

    goes = read(rota, what)
    assert sound(who, what, goes)
    best = max(goals(who, what, other) for other in every(who, what))
    assert goals(who, what, goes) == best
    assert rota.proven
    assert rota.done == best[0]


@given(start=st.integers(0, 7 * DAY - 1), length=st.integers(1, 3 * 60))
def test_a_task_is_at_night_where_one_of_its_minutes_is(start: int, length: int):
    minutes = (m % DAY for m in range(start, start + length))
    expected = any(m >= POLICY.night_from or m < POLICY.night_to for m in minutes)

    one = tasks({"start": start, "end": start + length})
    assert at_night(one, POLICY).tolist() == [expected]


def test_two_go_to_an_adult_alone_at_night_one_of_them_cleared():
    late = tasks({"alone": True, "start": 1_230, "end": 1_290})
    none, one = {"cleared": False}, {"cleared": True}

    assert assign(crew(none, none), late, POLICY).goes == ()
    assert assign(crew(one), late, POLICY).goes == ()
    assert len(assign(crew(none, one), late, POLICY).goes) == 2
    by_day = replace(late, start=late.start - 600, end=late.end - 600)
    assert len(assign(crew(none), by_day, POLICY).goes) == 1


def test_who_declined_is_not_sent_there_but_elsewhere():
    who, what = crew({}), tasks({}, {"start": 800, "end": 860})

    rota = assign(who, what, POLICY, fits(who, what, POLICY, {("v0", "t0")}))

    assert rota.goes == (("t1", "v0"),)


def test_load_is_shared_by_what_each_offered():
    """Four tasks on four mornings: who offers three times as much goes three times."""
    what = tasks(*({"start": 600 + d * DAY, "end": 660 + d * DAY} for d in range(4)))
    mornings = [h % 2 == 0 and h < 8 for h in range(14)]
    all_week = [True] * 14

    even = assign(crew({"free": mornings}, {"free": mornings}), what, POLICY)
    more = assign(crew({"free": mornings}, {"free": all_week}), what, POLICY)

    def load(rota: Rota, volunteer: str) -> int:
        return sum(v == volunteer for _, v in rota.goes)

    assert [load(even, v) for v in ("v0", "v1")] == [2, 2]
    assert [load(more, v) for v in ("v0", "v1")] == [1, 3]


def test_equals_take_turns_by_who_was_asked_longest_ago():
    rota = assign(crew({"asked_days": 2}, {"asked_days": 80}), tasks({}), POLICY)

    assert rota.goes == (("t0", "v1"),)


def test_a_larger_town_is_never_worse_than_one_after_the_other():
    random = np.random.default_rng(4)
    who = crew(*(
        {"skills": frozenset(s for s in SKILLS if random.random() < 0.6),
         "free": (random.random(14) < 0.5).tolist(), "x": int(random.integers(0, 9_000)),
         "cleared": bool(random.random() < 0.5), "minutes": 240}
        for _ in range(15)
    ))  # fmt: skip
    starts = random.integers(0, 7, 30) * DAY + random.integers(480, 1_080, 30)
    what = tasks(*(
        {"start": int(s), "end": int(s) + 60, "level": int(random.integers(0, 4)),
         "people": int(random.integers(1, 3)), "x": int(random.integers(0, 9_000)),
         "skills": frozenset(SKILLS[:1]) if random.random() < 0.4 else frozenset()}
        for s in starts
    ))  # fmt: skip
    greedy: dict[int, tuple[int, ...]] = {}
    for t in sorted(range(30), key=lambda t: (int(what.level[t]), t)):
        able = [v for v in range(15) if may(who, what, v, t)]
        for team in itertools.combinations(able, needed(what, t)):
            if sound(who, what, greedy | {t: team}):
                greedy[t] = team
                break

    rota = assign(who, what, POLICY, effort=1)

    assert sound(who, what, read(rota, what))
    simple = tuple(sum(what.level[t] == k for t in greedy) for k in range(4))
    assert rota.done > simple or rota.done == simple
    assert rota.goals[0].proven


@pytest.mark.parametrize(("gap", "late"), [(0, True), (33, True), (34, False)])
def test_the_way_from_one_task_to_the_next_takes_its_time(gap: int, late: bool):
    """5,000 m at 150 m a minute are 34 minutes."""
    what = tasks({}, {"start": 660 + gap, "end": 700 + gap, "x": 5_000})

    assert clash(what, POLICY, 0, 1) is late


def test_who_goes_already_is_counted_and_a_cleared_one_leads():
    late = {"alone": True, "start": 1_230, "end": 1_290, "there": 1}
    none, one = {"cleared": False}, {"cleared": True}

    assert assign(crew(none), tasks(late), POLICY).goes == ()
    assert assign(crew(one), tasks(late), POLICY).goes == (("t0", "v0"),)
    assert assign(crew(none), tasks(late | {"led": True}), POLICY).goes == (("t0", "v0"),)


def test_each_wave_doubles_the_reach():
    far = {"x": 9_000}

    assert assign(crew({}), tasks(far), POLICY).goes == ()
    assert assign(crew({}), tasks(far | {"wave": 2}), POLICY).goes == (("t0", "v0"),)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"free": [False] * 14}, "TIME"),
        ({"x": 6_000}, "DISTANCE"),
        ({"skills": frozenset()}, "SKILL"),
        ({"minutes": 30}, "HOURS"),
        ({"languages": frozenset()}, "LANGUAGE"),
        ({"cleared": False}, "CLEARANCE"),
        ({}, ""),
    ],
)
def test_a_task_nobody_may_do_says_the_rule_that_leaves_nobody(changed, why):
    one = {"skills": frozenset(SKILLS[:1]), "language": "zh", "minors": True}

    found = fits(crew(changed), tasks(one), POLICY)

    assert found.why == (why,)
    assert found.able.tolist() == [int(not why)]


def test_of_many_who_may_the_best_are_looked_at_and_a_few_by_lot():
    many = crew(*({"reliability": 1_000 - 10 * k} for k in range(100)))
    what = tasks({})

    drawn = [set(fits(many, what, POLICY, seed=s).volunteer.tolist()) for s in range(40)]

    best = set(range(POLICY.candidates - POLICY.by_lot))
    assert all(best <= some and len(some) == POLICY.candidates for some in drawn)
    assert len(set().union(*drawn)) > 80  # nobody is left out for good
