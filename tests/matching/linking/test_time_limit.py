"""A plan within a time: the best at hand is written with its gap, checked, and made again."""

import json

import pytest

from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.store import bulk
from graph_schema.store.repo.plans import by_id
from matching.linking.commands import make_plan
from matching.linking.replay import replay
from matching.linking.verify import check_plan
from tests import servers
from tests.commands import wulian, wulian_json
from tests.matching.linking.town import settle, town
from tests.matching.written import ACCESS


@pytest.fixture(scope="module")
def planned(embedded_server):
    """A town with a plan in force, and a place that came since."""
    servers.wipe(embedded_server)
    settle(embedded_server, town(5))
    make_plan(embedded_server, ACCESS, seed=3)
    with embedded_server.read(ACCESS) as session:
        items = [n for n in bulk.scan(session, "CatalogueItem") if n.get("capacity")]
    more = {"id": items[0]["id"], "capacity": items[0]["capacity"] + 1}
    with embedded_server.write(ACCESS, Action.CATALOGUE_CHANGED) as writing:
        bulk.upsert_nodes(writing, "CatalogueItem", [more])
    return embedded_server


def test_when_time_is_up_the_plan_at_hand_is_written_with_its_gap_and_replays(planned):
    store = planned
    best = make_plan(store, ACCESS, seed=3, dry_run=True)

    report = make_plan(store, ACCESS, seed=3, time_limit=0)

    with store.read(ACCESS) as session:
        kept = by_id(session, report.plan_id)
    again = replay(store, ACCESS)
    checked = check_plan(store, ACCESS)
    assert report.gap >= 0
    assert report.value <= best.value <= report.bound
    assert json.loads(kept.bound)["gap"] == report.gap
    assert report.status == ("FEASIBLE" if report.gap else "OPTIMAL")
    assert again.same
    assert checked.faults == ()


def test_with_time_enough_a_limit_changes_nothing(planned):
    store = planned

    free = make_plan(store, ACCESS, seed=3, dry_run=True)
    limited = make_plan(store, ACCESS, seed=3, dry_run=True, time_limit=120)

    assert (limited.status, limited.digest) == ("OPTIMAL", free.digest)


@pytest.mark.parametrize("seconds", [-1, 1e9, float("nan")])
def test_a_time_limit_that_is_none_is_refused(planned, seconds):
    with pytest.raises(Rejected, match="BAD_TIME_LIMIT"):
        make_plan(planned, ACCESS, time_limit=seconds)


def test_the_command_takes_a_limit_and_says_what_is_proven(planned):
    told = wulian_json(planned, "match", "plan", "--time-limit", "0", "--dry-run")
    words = wulian(planned, "match", "plan", "--time-limit", "0", "--dry-run")

    assert told["gap"] == told["bound"] - told["value"]
    said = "no plan serves more" if told["colours_proven"] else "not proven best"
    assert (said if told["gap"] else ": proven best") in words
    wulian(planned, "match", "plan", "--time-limit", "soon", expect=2)
