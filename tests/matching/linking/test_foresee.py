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
from matching.linking.explain import explain
from matching.linking.foresee import foresee
from matching.linking.policy import default_policy
from matching.linking.replay import first_difference, replay
from matching.linking.solve import best
from matching.linking.standing import places as places_of
from matching.linking.standing import standing
from matching.linking.suppositions import Changes, Trial, ruled, supposing
from matching.snapshot import take
from tests import servers
from tests.examples import examples
from tests.matching.linking.test_commands import change, nodes
from tests.matching.linking.town import AS_OF, days_ago, settle, town
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


def ends_of(store, kind, head):
    with store.read(ACCESS) as session:
        return {
            t["from"]: t["to"] for t in bulk.scan_relationships(session, kind, "Link", head)
        }


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


def test_a_pair_that_is_forced_is_in_the_plan_and_its_price_told(planned):
    store, _ = planned
    need_of = ends_of(store, "FOR_NEED", "Need")
    served = [n["id"] for n in nodes(store, "Link").values() if n["state"] == "RECOMMENDED"]
    told, other = next(
        (told, other)
        for told in (explain(store, ACCESS, need_of[link]) for link in served)
        for other in told["resources"]
        if not other["broken"]
        and other.get("loss_at_least")
        and other["item"] != told["served_by"]
    )
    pair = (told["id"], other["item"])

    found = foresee(store, ACCESS, Changes(force=[pair]), seed=3)

    now = {(need, item) for need, *_, item in (*found.added, *found.moved)}
    assert pair in now
    assert found.value[0] - found.value[1] >= other["loss_at_least"]


@given(seed=st.integers(0, 60), places=st.integers(1, 4))
@examples(5)
def test_a_resource_to_come_serves_whom_it_would_if_it_were_there(seed: int, places: int):
    tables = town(seed, homes=12)
    trial = Trial(code="N02", area="510115", places=places)
    supposed = supposing(build(AS_OF, **tables), Changes(new=[trial]))
    homes = tables["households"]
    tables["items"].append(
        {"id": trial.item, "code": "CS-900", "type": "CS", "needs": ("N02",),
         "areas": ("510115",), "capacity": places, "verified_at": days_ago(0)}
    )  # fmt: skip
    tables["offers"].append(
        {"item_id": trial.item, "provider_id": "new", "provider_label": "Organisation",
         "provider_party": "ORG", "lat": 30.7,
         "lon": sum(h["lon"] for h in homes) / len(homes)}
    )  # fmt: skip

    assert chosen(supposed, seed) == chosen(build(AS_OF, **tables), seed)
    taken = list(chosen(supposed, seed).values()).count(trial.item)
    assert taken <= places


def test_another_rule_is_the_plan_under_that_rule(planned):
    store, _ = planned
    near = {"rules.reach_m.CS": 500, "fairness.mode": "none"}

    found = foresee(store, ACCESS, Changes(rules=near), seed=3)

    body = ruled(default_policy(), near)
    assert body.rules.reach_m["CS"] == 500
    assert body.fairness.mode == "none"
    assert default_policy().rules.reach_m["CS"] == 20_000
    snapshot = take(store, ACCESS, clock=store.clock)
    run = case(
        snapshot, body, standing(store, ACCESS, snapshot), places_of(store, ACCESS, body)
    )
    then = best(run.task, seed=3, engine=ortools_flow)
    assert found.value[1] == then.value
    assert [pair[1] for pair in found.served.values()] == list(then.served)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (Changes(leaves=["nobody"]), "UNKNOWN_ID"),
        (Changes(places={"nothing": 1}), "UNKNOWN_ID"),
        (Changes(forbid=[("n", "i")]), "UNKNOWN_ID"),
        (Changes(force=[("n", "i")]), "UNKNOWN_ID"),
        (Changes(new=[Trial(code="N99", area="510115", places=1)]), "UNKNOWN_ID"),
        (Changes(new=[Trial(code="N02", area="990000", places=1)]), "UNKNOWN_ID"),
        (Changes(new=[Trial(code="N02", area="510115", places=0)]), "NO_PLACES"),
        (Changes(rules={"no.such.entry": 1}), "BAD_POLICY"),
        (Changes(rules={"kept_bonus": -1}), "BAD_POLICY"),
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
