"""Every plan there is, one after another: the oracle for problems of a few needs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from matching.linking.policy import Policy
from tests.matching.linking.instances import Tables

Chosen = tuple[tuple[int, int], ...]  # (pair row, units)


def plans(tables: Tables) -> Iterator[Chosen]:
    """All plans that keep to units and capacity."""
    asked = dict(zip(tables.needs["id"], tables.needs["units"], strict=True))
    room = dict(zip(tables.resources["id"], tables.resources["capacity"], strict=True))
    pairs = list(zip(tables.pairs["need"], tables.pairs["resource"], strict=True))
    per_pair = [range(min(int(asked[n]), int(room[r])) + 1) for n, r in pairs]
    for units in itertools.product(*per_pair):
        left, places = dict(asked), dict(room)
        for (need, resource), given in zip(pairs, units, strict=True):
            left[need] -= given
            places[resource] -= given
        if min(left.values(), default=0) >= 0 and min(places.values(), default=0) >= 0:
            yield tuple((row, given) for row, given in enumerate(units) if given)


def goals(tables: Tables, chosen: Chosen, policy: Policy) -> tuple[object, ...]:
    """What a plan reaches, most important first: colours, fairness, points with the bonus."""
    level = dict(zip(tables.needs["id"], tables.needs["level"], strict=True))
    area = dict(zip(tables.needs["id"], tables.needs["area"], strict=True))
    colours, served, points = [0] * 4, {"a": 0, "b": 0}, 0
    for row, given in chosen:
        need = tables.pairs["need"][row]
        colours[int(level[need])] += given
        served[area[need]] += given
        bonus = policy.kept_bonus if tables.pairs["kept"][row] else 0
        points += given * (int(tables.pairs["score"][row]) - 1 + bonus)
    return (tuple(colours), fairness(tables, served, policy), points)


def fairness(tables: Tables, served: dict[str, int], policy: Policy) -> int:
    """Minus the sum of ranks of all served units: fewer high ranks is fairer."""
    rule = policy.fairness
    if rule.mode == "none":
        return 0
    total = tables.needs.groupby("area")["units"].sum().to_dict()
    top = rule.top_rank
    return -sum(
        min(int(Fraction(k, int(total[a])) * rule.buckets), top)
        for a, got in served.items()
        for k in range(got)
    )
