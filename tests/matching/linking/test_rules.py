"""Pairs are permitted exactly where every rule holds, and every unserved need says why."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from matching.linking.candidates import blocks
from matching.linking.case import OpenOffer, case
from matching.linking.places import NOWHERE, UNKNOWN, distance
from matching.linking.policy import default_policy
from matching.linking.recheck import Offered, Register
from matching.linking.rules import Rule, masks, names
from matching.linking.scores import FUNCTIONS, parts
from matching.linking.solve import solve
from matching.linking.unmet import CODES, minimal, unmet
from tests.matching.linking.town import AS_OF, town
from tests.snapshots import build

POLICY = default_policy()


def run(seed: int, standing: tuple[OpenOffer, ...] = (), **changes):
    return case(build(AS_OF, **(town(seed) | changes)), POLICY, standing)


def test_nothing_is_at_a_distance_from_a_place_that_is_not_known():
    """A household that moved has no place on the map until somebody was there."""
    here, there = np.array([0, NOWHERE, 8], np.int32), np.array([3, 3, NOWHERE], np.int32)

    far = distance(here, here, there, there + np.int32(1))

    assert far.tolist() == [5, UNKNOWN, UNKNOWN]


@pytest.mark.parametrize("seed", range(6))
def test_the_second_opinion_finds_the_same_pairs_permitted(seed: int):
    found = run(seed)
    permitted = {
        (str(found.want.ids[n]), str(found.have.ids[i]))
        for n, i in zip(found.pairs.need, found.pairs.item, strict=True)
    }
    register = Register.of(found.snapshot, POLICY.body)
    told = set()
    for need in found.want.ids.tolist():
        for item, provider in zip(
            found.snapshot.offers["item_id"], found.snapshot.offers["provider_id"], strict=True
        ):
            one = Offered(link="x", need=need, item=item, provider=provider)
            # crowding is a question of all links together, a place left one of each
            if not register.broken(one) and not register.crowded([one]):
                told.add((need, item))

    assert permitted == told


@pytest.mark.parametrize("seed", range(6))
def test_every_unserved_need_has_one_reason_that_a_plain_loop_finds_too(seed: int):
    found = run(seed)
    plan = solve(found.task, seed=seed)
    links = plan.links()

    told = {one.need: one.code for one in unmet(found, plan)}

    assert set(told) | set(links["need"]) == set(found.want.ids.tolist())
    assert not set(told) & set(links["need"])
    for k, need in enumerate(found.want.ids.tolist()):
        if need in told:
            assert told[need] == _reason(found, k)


def _reason(found, need: int) -> str:
    """The first rule after which none of the code's offers is left."""
    for needs, offers in blocks(found.want, found.have):
        if need in needs:
            row = masks(found.base, found.want, found.have, np.array([need]), offers)[0]
            left = list(row.tolist())
            for rule in Rule:
                left = [mask for mask in left if not mask & rule]
                if not left:
                    return CODES[rule]
            return "FULL"
    return "NO_SERVICE"


@pytest.mark.parametrize("seed", range(4))
def test_dropping_a_minimal_blocking_set_makes_a_candidate_and_dropping_less_does_not(
    seed: int,
):
    found = run(seed)
    for needs, offers in blocks(found.want, found.have):
        for row in masks(found.base, found.want, found.have, needs, offers):
            everything = row.tolist()
            if 0 in everything:
                continue
            for mask, count in minimal(everything):
                assert count == everything.count(mask)
                assert any(one & ~mask == 0 for one in everything)
                for rule in Rule:
                    less = mask & ~rule
                    assert mask & rule == 0 or all(one & ~less for one in everything)


def test_scores_are_the_sum_of_their_documented_parts():
    found = run(3)
    pairs = found.pairs
    points = parts(found.of, pairs.need, pairs.offer)

    assert list(points) == list(POLICY.scores) == list(FUNCTIONS)
    assert (sum(points.values()) + 1 == pairs.score).all()
    assert pairs.score.min() >= 1
    assert pairs.score.max() <= 1000
    for name, column in points.items():
        assert column.min() >= 0
        assert column.max() <= POLICY.scores[name]


def test_an_item_gives_no_more_places_than_it_has_left():
    for seed in range(3):
        found = run(seed)
        links = solve(found.task, seed=1).links()
        given = Counter(links["resource"])
        held = Counter(
            found.snapshot.links[
                found.snapshot.links["state"].isin(["ACCEPTED", "IN_SERVICE", "ON_HOLD"])
            ]["item_id"]
        )
        for item in found.snapshot.items.to_dict("records"):
            if not pd.isna(item["capacity"]):
                taken = max(item["used"], held[item["id"]])
                assert given[item["id"]] == 0 or taken + given[item["id"]] <= item["capacity"]


def test_an_open_recommendation_in_time_is_kept_and_a_persons_own_is_left_alone():
    first = run(5)
    link = solve(first.task, seed=1).links().iloc[0]
    at = first.pairs
    row = np.flatnonzero(
        (first.want.ids[at.need] == link["need"])
        & (first.have.ids[at.item] == link["resource"])
    )[0]
    provider = str(first.have.provider[at.offer[row]])
    tables = town(5)
    made = {
        "id": "r1",
        "household_id": link["need"][1:4].join(["h", ""]),
        "need_id": link["need"],
        "state": "RECOMMENDED",
        "item_id": link["resource"],
        "provider_id": provider,
    }
    tables["links"].append(made)
    offer = OpenOffer(
        link="r1", need=link["need"], item=link["resource"], provider=provider, age_days=3
    )

    kept = run(5, (offer,), links=tables["links"])
    late = run(
        5,
        (
            OpenOffer(
                **{f: getattr(offer, f) for f in ("link", "need", "item", "provider")},
                age_days=15,
            ),
        ),
        links=tables["links"],
    )
    by_hand = run(5, (), links=tables["links"])

    assert kept.pairs.kept.sum() == 1
    assert late.pairs.kept.sum() == 0
    assert link["need"] not in by_hand.want.ids.tolist()
    assert by_hand.want.left_out["BY_HAND"] == 1


def test_rules_are_named_in_the_order_they_are_applied():
    assert names(Rule.EMPTY | Rule.AREA | Rule.FACTS) == ("AREA", "FACTS", "EMPTY")
    assert [rule.value for rule in Rule] == [1 << k for k in range(13)]


def test_an_empty_district_is_planned_without_a_link():
    found = case(build(AS_OF), POLICY)

    assert len(solve(found.task).links()) == 0
