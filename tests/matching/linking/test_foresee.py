"""What if: the answer is what the next plan would do, and nothing is written to find it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.errors import NotFound, Rejected
from graph_schema.store import bulk
from matching.linking.case import case
from matching.linking.commands import make_plan
from matching.linking.engine import ortools_flow
from matching.linking.foresee import Changes, foresee, supposing
from matching.linking.policy import default_policy
from matching.linking.replay import first_difference, replay
from matching.linking.solve import best
from tests import servers
from tests.examples import examples
from tests.matching.linking.test_commands import change, nodes
from tests.matching.linking.town import AS_OF, settle, town
from tests.matching.written import ACCESS
from tests.snapshots import build

LABELS = ("Link", "MatchPlan", "CatalogueItem", "Need", "Organisation")


@pytest.fixture(scope="module")
def planned(embedded_server):
    """A town with a plan in force."""
    servers.wipe(embedded_server)
    settle(embedded_server, town(5))
    return embedded_server, make_plan(embedded_server, ACCESS, seed=3)


def chosen(snapshot, seed):
    """Links of the plan of a snapshot, need → item."""
    links = best(case(snapshot, default_policy()).task, seed=seed, engine=ortools_flow).links()
    return dict(zip(links["need"], links["resource"], strict=True))


@given(seed=st.integers(0, 200), more=st.integers(-2, 3), body=st.sampled_from(["o1", "o2"]))
@examples(25)
def test_a_town_supposed_is_the_town_so_made(seed: int, more: int, body: str):
    """Supposing a change gives the very plan of a town built with that change."""
    tables = town(seed, homes=12)
    item = next(i for i in tables["items"] if i["capacity"] is not None)
    item["capacity"] += 2
    changes = Changes(leaves=[body], places={item["id"]: more})
    supposed = supposing(build(AS_OF, **tables), changes)

    item["capacity"] += more
    tables["offers"] = [o for o in tables["offers"] if o["provider_id"] != body]
    tables["links"] = [k for k in tables["links"] if k["provider_id"] != body]

    assert chosen(supposed, seed) == chosen(build(AS_OF, **tables), seed)


def test_one_place_more_or_a_body_less_is_foreseen_and_nothing_written(planned):
    store, made = planned
    before = {label: nodes(store, label) for label in LABELS}
    full = next(
        item
        for item, (up, _) in json.loads(before["MatchPlan"][made.plan_id]["prices"]).items()
        if up > 1_000
    )

    more = foresee(store, ACCESS, Changes(places={full: 1}), seed=3)
    less = foresee(store, ACCESS, Changes(leaves=["o1"]), seed=3)

    assert {label: nodes(store, label) for label in LABELS} == before
    assert more.base_plan == less.base_plan == made.plan_id
    assert [sum(pair[k] for pair in more.served.values()) for k in (0, 1)] == [
        made.links,
        made.links + 1,
    ]
    assert len(more.added) - len(more.dropped) == 1
    assert more.value[1] > more.value[0] > less.value[1]
    assert more.coverage["cov_1"][0] == more.coverage["cov_1"][1]
    assert less.coverage["depth"][0] >= less.coverage["depth"][1]


def test_a_forbidden_link_is_gone_and_the_price_of_it_told(planned):
    store, _ = planned
    made = next(n for n in nodes(store, "Link").values() if n["state"] == "RECOMMENDED")
    with store.read(ACCESS) as session:
        ends = {
            kind: {t["from"]: t["to"] for t in bulk.scan_relationships(session, kind, *of)}
            for kind, of in (
                ("FOR_NEED", ("Link", "Need")),
                ("TO_ITEM", ("Link", "CatalogueItem")),
            )
        }
    pair = (ends["FOR_NEED"][made["id"]], ends["TO_ITEM"][made["id"]])

    found = foresee(store, ACCESS, Changes(forbid=[pair]), seed=3)

    gone = [[need, item] for need, item, *_ in (*found.dropped, *found.moved)]
    assert list(pair) in gone
    assert found.value[1] <= found.value[0]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (Changes(leaves=["nobody"]), "UNKNOWN_ID"),
        (Changes(places={"nothing": 1}), "UNKNOWN_ID"),
        (Changes(forbid=[("n", "i")]), "UNKNOWN_ID"),
    ],
)
def test_what_is_not_there_cannot_change(planned, changes: Changes, code: str):
    with pytest.raises(Rejected, match=code):
        foresee(planned[0], ACCESS, changes)


def test_a_plan_replays_to_the_byte_and_an_edit_is_named_by_table_and_row(planned):
    store, made = planned
    plan = nodes(store, "MatchPlan")[made.plan_id]

    found = replay(store, ACCESS)

    assert (found.same, found.difference, found.plan_id) == (True, None, made.plan_id)
    item, (up, down) = min(json.loads(plan["prices"]).items())
    edited = json.loads(plan["prices"]) | {item: [up + 1, down]}
    change(store, "MatchPlan", id=made.plan_id, prices=json.dumps(edited))
    other = replay(store, ACCESS)
    change(store, "MatchPlan", id=made.plan_id, prices=plan["prices"])
    assert not other.same
    assert other.difference == {
        "table": "prices",
        "row": item,
        "stored": [up + 1, down],
        "again": [up, down],
    }
    with pytest.raises(NotFound):
        replay(store, ACCESS, "no such plan")


def test_a_dropped_link_is_the_first_difference():
    stored, again = {"links": [["n1", "i1", 1], ["n2", "i1", 1]]}, {"links": [["n1", "i1", 1]]}

    assert first_difference(stored, again) == {
        "table": "links",
        "row": "n2 i1",
        "stored": 1,
        "again": None,
    }
