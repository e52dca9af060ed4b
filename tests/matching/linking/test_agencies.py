"""Agencies for a household: ranked by the plan's own rules and points, with the reasons."""

from dataclasses import replace

import pytest

from matching.linking.agencies import agencies
from matching.linking.case import case
from matching.linking.policy import default_policy
from tests.matching.linking.town import AS_OF, town
from tests.snapshots import build

POLICY = default_policy()


@pytest.mark.feature("F50")
@pytest.mark.parametrize("seed", range(6))
def test_agencies_are_ranked_by_distance_need_capacity_and_group_with_their_reasons(seed):
    snapshot = build(AS_OF, **town(seed))
    plan = case(snapshot, POLICY)
    best: dict[str, int] = {}  # the plan's best pair of each need
    for need, score in zip(plan.pairs.need.tolist(), plan.pairs.score.tolist(), strict=True):
        id = str(plan.want.ids[need])
        best[id] = max(score, best.get(id, 0))

    seen: dict[str, int] = {}
    for home in snapshot.households["id"]:
        ranked = agencies(snapshot, POLICY, home)
        assert [(-a.score, a.provider) for a in ranked] == sorted(
            (-a.score, a.provider) for a in ranked
        )
        for one in ranked:
            assert one.score == sum(answer.score for answer in one.answers)
            for answer in one.answers:
                assert {"need_fit", "distance", "target_group"} <= set(answer.points)
                assert answer.score == POLICY.score_lowest + sum(answer.points.values())
                assert answer.free is None or answer.free > 0
                seen[answer.need] = max(answer.score, seen.get(answer.need, 0))

    assert seen == best
    assert seen


def test_a_body_that_moves_away_is_ranked_lower_and_says_how_far_it_is():
    tables = town(3)
    near = build(AS_OF, **tables)
    (home, first), *_ = (
        (home, ranked)
        for home in near.households["id"]
        if (ranked := agencies(near, POLICY, home)) and ranked[0].answers[0].points["distance"]
    )
    body = first[0].provider
    offers = near.offers
    gone = offers["lon"].mask(offers["provider_id"] == body, offers["lon"] + 0.05)
    far = replace(near, offers=offers.assign(lon=gone))

    before = {one.provider: one for one in first}[body]
    after = {one.provider: one for one in agencies(far, POLICY, home)}.get(body)

    assert before.answers[0].distance_m is not None
    assert after is None or after.answers[0].distance_m != before.answers[0].distance_m
