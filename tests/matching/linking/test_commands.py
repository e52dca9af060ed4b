"""A plan goes into the graph as recommendations only, and is checked anew from the store."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph_schema.audit import Action
from graph_schema.errors import NotFound
from graph_schema.store import bulk
from graph_schema.store.repo.plans import StoredPlan, by_id, save
from matching.linking.archive import cut, joined
from matching.linking.commands import make_plan
from matching.linking.compare import compare
from matching.linking.explain import explain
from matching.linking.policy import default_policy
from matching.linking.verify import check_plan
from tests import servers
from tests.matching.linking.town import AS_OF, settle, town
from tests.matching.written import ACCESS

SEED = 5


@pytest.fixture(scope="module")
def planned(embedded_server):
    """A town with a plan in force: the store, its links before, a dry run, the run."""
    servers.wipe(embedded_server)
    settle(embedded_server, town(SEED))
    before = nodes(embedded_server, "Link")
    dry = make_plan(embedded_server, ACCESS, seed=3, dry_run=True)
    assert nodes(embedded_server, "MatchPlan") == {}
    return embedded_server, before, dry, make_plan(embedded_server, ACCESS, seed=3)


def nodes(store, label):
    with store.read(ACCESS) as session:
        return {n["id"]: n for n in bulk.scan(session, label)}


def ties(store, kind, tail, head):
    with store.read(ACCESS) as session:
        return {
            (t["from"], t["to"]) for t in bulk.scan_relationships(session, kind, tail, head)
        }


def change(store, label, **props):
    with store.write(ACCESS, Action.CATALOGUE_CHANGED) as session:
        bulk.upsert_nodes(session, label, [props])


def codes(report):
    return {fault["code"] for fault in report.faults}


def test_a_plan_writes_recommendations_and_nothing_else(planned):
    store, before, dry, report = planned

    after = nodes(store, "Link")
    made = {i: n for i, n in after.items() if i not in before}
    plan = nodes(store, "MatchPlan")[report.plan_id]

    assert replace(dry, plan_id=report.plan_id, dry_run=False) == report
    assert {i: n for i, n in after.items() if i in before} == before
    assert len(made) == report.made == report.links > 0
    assert {(n["state"], n["kind"]) for n in made.values()} == {("RECOMMENDED", "NEED")}
    assert ties(store, "RECOMMENDS", "MatchPlan", "Link") == {(report.plan_id, i) for i in made}
    for kind, tail, head in (
        ("HAS_LINK", "Household", "Link"),
        ("FOR_NEED", "Link", "Need"),
        ("TO_ITEM", "Link", "CatalogueItem"),
        ("PROVIDED_BY", "Link", "Organisation"),
    ):
        ends = Counter(x for pair in ties(store, kind, tail, head) for x in pair)
        assert all(ends[i] == 1 for i in made)
    assert plan["state"] == "IN_FORCE"
    assert json.loads(plan["bound"])["gap"] == report.gap == 0
    assert sum(report.served.values()) == report.links
    assert sum(report.unmet.values()) + report.links == report.needs


def test_each_link_carries_at_most_five_reasons_without_any_person(planned):
    for link in nodes(planned[0], "Link").values():
        if link["state"] == "RECOMMENDED":
            reasons = json.loads(link["reasons"])
            assert 1 <= len(reasons) <= 5
            assert [r["code"] for r in reasons][:2] == ["RULES_PASSED", "SCORE"]
            assert sum(reasons[1]["parts"].values()) + 1 == link["score"]
            assert not any(f'"{k}' in link["reasons"] for k in ("h0", "p0", "n0"))


def test_links_and_needs_are_explained(planned):
    store, _, _, report = planned
    made = sorted(i for _, i in ties(store, "RECOMMENDS", "MatchPlan", "Link"))
    need = dict(ties(store, "FOR_NEED", "Link", "Need"))
    unmet = json.loads(nodes(store, "MatchPlan")[report.plan_id]["unmet"])

    link = explain(store, ACCESS, made[0])
    served = explain(store, ACCESS, need[made[0]])
    unserved = [explain(store, ACCESS, n) for n, _, _ in unmet[:4]]

    assert (link["kind"], link["proof"]["gap"]) == ("LINK", 0)
    least = link["reasons"][3].get("at_least", 0)
    assert link["loss_without"] + 1 >= least
    assert served["served_by"] == dict(ties(store, "TO_ITEM", "Link", "CatalogueItem"))[made[0]]
    assert any(not r["broken"] for r in served["resources"])
    for (_, code, _), told in zip(unmet, unserved, strict=False):
        assert told["reason"] == code
        if code not in {"FULL", "NO_SERVICE"}:
            assert all(r["broken"] for r in told["resources"])
            assert any(r["minimal"] for r in told["resources"])
    with pytest.raises(NotFound):
        explain(store, ACCESS, "nothing")


def test_a_stored_plan_is_sound_and_replays_to_the_byte(planned):
    store, _, _, report = planned

    found = check_plan(store, ACCESS)

    assert (found.faults, found.replayed, found.plan_id) == ((), True, report.plan_id)
    assert found.links == found.open == report.links


EDITS = [
    ("objective", lambda t: t.replace('"value":', '"value":1'), "WRONG_VALUE"),
    ("objective", lambda t: t.replace('"score":', '"score":1'), "WRONG_SCORE"),
    ("bound", lambda t: t.replace('"bound":', '"bound":1'), "WRONG_BOUND"),
    ("digest", lambda t: "0" * 64, "OTHER_DIGEST"),
    ("problem", lambda t: t.replace('"capacity":[', '"capacity":[9'), "OTHER_DIGEST"),
    ("problem", lambda t: t[:-5], "PROBLEM_UNREADABLE"),
    ("seed_hash", lambda t: "f" * 64, "WRONG_SEED"),
]


def test_an_edited_plan_is_caught(planned):
    store, _, _, report = planned
    plan = nodes(store, "MatchPlan")[report.plan_id]
    for prop, edit, fault in EDITS:
        change(store, "MatchPlan", id=report.plan_id, **{prop: edit(plan[prop])})

        found = check_plan(store, ACCESS)

        assert fault in codes(found)
        assert not found.sound
        change(store, "MatchPlan", id=report.plan_id, **{prop: plan[prop]})


def test_edited_links_and_facts_are_caught(planned):
    store, _, _, report = planned
    made = sorted(i for _, i in ties(store, "RECOMMENDS", "MatchPlan", "Link"))
    of = dict(ties(store, "TO_ITEM", "Link", "CatalogueItem"))
    need = dict(ties(store, "FOR_NEED", "Link", "Need"))
    by = dict(ties(store, "PROVIDED_BY", "Link", "Organisation"))
    other = next(o for o in ("o1", "o2", "o3", "o4") if o != by[made[1]])
    item = nodes(store, "CatalogueItem")[of[made[2]]]

    change(store, "Link", id=made[0], score=1)
    with store.write(ACCESS, Action.LINK_CHANGED) as session:
        for edit, body in (
            (bulk.delete_relationships, by[made[1]]),
            (bulk.upsert_relationships, other),
        ):
            edit(session, "PROVIDED_BY", "Link", "Organisation",
                 [{"from": made[1], "to": body}])  # fmt: skip
    change(store, "CatalogueItem", id=item["id"], capacity=0, used=0)
    change(store, "Need", id=need[made[3]], state="MET")
    found = check_plan(store, ACCESS)

    assert {
        "WRONG_LINK_SCORE",
        "OTHER_PROVIDER",
        "OVER_CAPACITY",
        "RULE_BROKEN",
    } <= codes(found)
    assert found.plan_id == report.plan_id


def test_a_long_problem_is_kept_in_parts():
    assert cut("{}") == ("{}", ())

    long = json.dumps({"text": "x" * 3_000_000})
    kept, parts = cut(long)

    assert len(parts) == 3
    assert joined(kept, parts) == long
    with pytest.raises(ValueError, match="parts"):
        joined(kept, parts[:2])


def test_runs_follow_each_other_without_churn(embedded_store):
    """Kept, handed over, ended as not taken up, made anew; nothing is ever deleted."""
    store = embedded_store
    settle(store, town(SEED))
    first = make_plan(store, ACCESS, seed=3)
    links = nodes(store, "Link")

    second = make_plan(store, ACCESS, seed=3)

    assert (second.made, second.kept, second.ended) == (0, first.links, {})
    assert nodes(store, "Link") == links
    assert {p for p, _ in ties(store, "RECOMMENDS", "MatchPlan", "Link")} == {second.plan_id}
    states = {i: p["state"] for i, p in nodes(store, "MatchPlan").items()}
    assert states == {first.plan_id: "SUPERSEDED", second.plan_id: "IN_FORCE"}
    assert check_plan(store, ACCESS).sound
    told = compare(store, ACCESS)
    assert (told.before, told.after) == (first.plan_id, second.plan_id)
    assert (told.found.changes, told.found.kept) == ((), first.links)
    with pytest.raises(NotFound, match="before"):
        compare(store, ACCESS, first.plan_id)

    old = [n for n in links.values() if n["state"] == "RECOMMENDED"]
    past = datetime(2023, 12, 31, tzinfo=UTC) - timedelta(days=20)
    with store.write(ACCESS, Action.LINK_CHANGED) as session:
        bulk.upsert_nodes(session, "Link", [{"id": n["id"], "state_since": past} for n in old])

    third = make_plan(store, ACCESS)

    links = nodes(store, "Link")
    assert third.ended == {"NOT_TAKEN_UP": len(old)}
    assert third.made == len(old)
    assert {links[n["id"]]["state"] for n in old} == {"DISMISSED"}

    made = {i for _, i in ties(store, "RECOMMENDS", "MatchPlan", "Link")} - {
        n["id"] for n in old
    }
    item = min(i for n, i in ties(store, "TO_ITEM", "Link", "CatalogueItem") if n in made)
    change(store, "CatalogueItem", id=item, status="CLOSED")

    fourth = make_plan(store, ACCESS)

    ended = [n for i, n in nodes(store, "Link").items() if i in made and n.get("ended_at")]
    assert len(ended) == sum(fourth.ended.values()) > 0
    assert {n["reason_code"] for n in ended} == set(fourth.ended)
    lost = [one for one in compare(store, ACCESS).found.changes if one.was == item]
    assert lost
    assert {one.why for one in lost} == {"RESOURCE_GONE"}
    assert set(fourth.ended) <= {"REPLACED", "NO_LONGER_FITS"}
    assert check_plan(store, ACCESS).sound


def test_without_a_plan_nothing_is_there_and_a_long_one_comes_back_whole(embedded_store):
    with pytest.raises(NotFound):
        check_plan(embedded_store, ACCESS)
    settle(embedded_store, town(SEED, homes=8))
    body = dict(default_policy().body)
    body["fairness"] = body["fairness"] | {"required": True, "share": 100}
    rule_set = {
        "id": "rs",
        "code": "linking",
        "rule_version": "1",
        "body": json.dumps(body),
        "status": "ACTIVE",
        "valid_from": AS_OF,
        "district": "510115",
    }
    with embedded_store.write(ACCESS, Action.PARAMETER_CHANGED) as session:
        bulk.upsert_nodes(session, "RuleSet", [rule_set])

    report = make_plan(embedded_store, ACCESS)

    assert report.status == "NO_PLAN"
    assert {reason["code"] for reason in report.no_plan} == {"FLOOR_UNREACHABLE"}
    assert nodes(embedded_store, "MatchPlan") == {}

    texts = dict.fromkeys(
        ("seed_hash", "matcher_version", "rule_version", "snapshot_hash", "digest"), "x"
    ) | dict.fromkeys(
        ("objective", "bound", "certificate", "fairness", "prices", "unmet", "problem"), "{}"
    )
    plan = StoredPlan(
        id="long",
        run_at=datetime(2023, 12, 31, tzinfo=UTC),
        as_of=AS_OF,
        seed=1,
        parts=('{"text":"a"}', '{"text":"b"}'),
        **texts,
    )
    with embedded_store.write(ACCESS, Action.PLANNED) as session:
        save(session, plan, [], [], {})
    with embedded_store.read(ACCESS) as session:
        assert by_id(session, "long") == replace(plan, state="IN_FORCE")
