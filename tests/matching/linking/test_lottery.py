"""The seed of a plan is fixed by its hash before the run and told after it."""

from dataclasses import replace
from hashlib import sha256

import pytest

from graph_schema.errors import Rejected
from graph_schema.store import bulk
from matching.linking.commands import make_plan
from matching.linking.lottery import Ticket, commit
from matching.linking.replay import replay
from matching.linking.verify import check_plan
from tests.matching.linking.town import settle, town
from tests.matching.written import ACCESS


def plan_of(store, id):
    with store.read(ACCESS) as session:
        return bulk.find(session, "MatchPlan", [id])[id]


def test_a_plan_keeps_what_was_committed_and_anybody_can_check_it(embedded_store):
    store = embedded_store
    settle(store, town(5, homes=12))

    sealed = commit(store, ACCESS)
    before = plan_of(store, sealed.commitment)
    ticket = Ticket(seed=sealed.seed, commitment=sealed.commitment)
    with pytest.raises(Rejected, match="OTHER_SEED"):
        make_plan(store, ACCESS, seed=replace(ticket, seed=sealed.seed + 1))
    report = make_plan(store, ACCESS, seed=ticket)
    after = plan_of(store, report.plan_id)

    assert before["state"] == "COMMITTED"
    assert str(sealed.seed) not in str(before)
    assert report.plan_id == sealed.commitment
    assert (after["state"], after["seed"]) == ("IN_FORCE", sealed.seed)
    assert after["committed_at"] == before["committed_at"]
    assert sha256(str(after["seed"]).encode()).hexdigest() == before["seed_hash"]
    assert check_plan(store, ACCESS).sound
    assert replay(store, ACCESS).same
    with pytest.raises(Rejected, match="NOT_COMMITTED"):
        make_plan(store, ACCESS, seed=ticket)


def test_two_commitments_never_share_a_seed_or_show_it(embedded_store):
    settle(embedded_store, town(5, homes=3))

    sealed = [commit(embedded_store, ACCESS) for _ in range(5)]

    assert len({one.seed for one in sealed}) == len({one.seed_hash for one in sealed}) == 5
    assert all(one.seed.bit_length() <= 62 for one in sealed)
