"""Questions to a plan over the schema: both ends of a price, why not, what if; as jobs."""

import json
from collections import Counter
from itertools import count
from typing import Any

import pytest

from api.gql.audits import WHY
from api.jobs import work_once
from graph_schema.store.repo.plans import in_force
from graph_schema.vocabulary import Role
from matching.linking.commands import make_plan
from matching.linking.explain import explain
from matching.linking.unmet import CODES
from tests import servers
from tests.contract.asking import Asking
from tests.contract.parties import caller
from tests.matching.linking.town import settle, town
from tests.matching.written import ACCESS

STEWARD = Role.DISTRICT_STEWARD
JOB = "query Job($id: ID!) { job(id: $id) { state error result } }"
PRICES = """{ placePrices(first: 100) {
  resource code gain gainServes gainPoints loss lossDrops
} }"""
EXPLAIN = """mutation E($input: ExplainInput!) {
  explainMatch(input: $input) { ... on Job { id kind } ... on Failure { code } }
}"""
WHAT_IF = """mutation W($input: WhatIfInput!) {
  whatIf(input: $input) { ... on Job { id kind } ... on Failure { code } }
}"""
NUMBERS = count()


class Desk:
    """A district steward before a town with a plan in force."""

    def __init__(self, store, keys) -> None:
        self.store, self.asking = store, Asking(store, keys)

    def ask(self, text: str, role: Role = STEWARD, **variables: Any) -> Any:
        return self.asking.ask(caller(role), text, **variables)

    def job(self, text: str, name: str, **told: Any) -> tuple[dict[str, Any], Any]:
        made = self.ask(text, input={"operationId": f"{name} {next(NUMBERS)}"} | told)[name]
        while work_once(self.store, "w"):
            pass
        job = self.ask(JOB, id=made["id"])["job"]
        return job, json.loads(job["result"] or "null")


@pytest.fixture(scope="module")
def desk(embedded_server, tmp_path_factory):
    servers.wipe(embedded_server)
    settle(embedded_server, town(5))
    make_plan(embedded_server, ACCESS, seed=3)
    return Desk(embedded_server, tmp_path_factory.mktemp("keys"))


def test_both_ends_of_a_price_are_told_the_most_wanted_first(desk):
    prices = desk.ask(PRICES)["placePrices"]

    gains = [one["gain"] for one in prices]
    assert prices
    assert gains == sorted(gains, reverse=True)
    assert all(one["code"] for one in prices)
    assert all(one["loss"] is None or one["loss"] >= one["gain"] >= 0 for one in prices)
    assert any(one["lossDrops"] for one in prices)


def test_one_place_more_serves_whom_the_price_says(desk):
    wanted = next(p for p in desk.ask(PRICES)["placePrices"] if p["gainServes"])

    more = [{"resource": wanted["resource"], "more": 1}]
    job, told = desk.job(WHAT_IF, "whatIf", places=more)

    names = {"ORANGE": "L4_HIGH", "YELLOW": "L3_MED", "BLUE": "L2_LOW", "GREEN": "L1_NORM"}
    before, after = told["served"][names[wanted["gainServes"]]]
    assert job["state"] == "DONE"
    assert after == before + 1
    assert told["value"][1] - told["value"][0] == wanted["gain"]


def test_why_a_need_is_not_served_is_what_the_command_says(desk):
    with desk.store.read(ACCESS) as session:
        unmet = json.loads(in_force(session).unmet)

    job, told = desk.job(EXPLAIN, "explainMatch", id=unmet[0][0])

    assert job["state"] == "DONE"
    assert told == json.loads(json.dumps(explain(desk.store, ACCESS, unmet[0][0])))
    assert told["reason"] == unmet[0][1]
    assert all("broken" in one and "minimal" in one for one in told["resources"])


AUDIT = """{ plan {
  fairness {
    areas { part served asked } levels { part served asked } sexes { served asked }
    groups { part } disability { part } lowest median belowFloor { area share }
    score scoreWithout crossColourEnvy envy
  }
  unmetByReason { reason needs }
  unmet {
    need reason offers missing held heldUntil
    blocking { rules offers nearestM } full { code places gainServes }
  }
} }"""


@pytest.fixture(scope="module")
def audited(desk):
    return desk.ask(AUDIT)["plan"]


def test_a_plan_tells_whom_it_serves_and_what_fairness_cost(desk, audited):
    with desk.store.read(ACCESS) as session:
        kept = json.loads(in_force(session).fairness)
    told = audited["fairness"]

    shares = {one["part"]: [one["served"], one["asked"]] for one in told["areas"]}
    assert shares == kept["area"]
    assert told["lowest"] == min(served / asked for served, asked in shares.values())
    assert sum(one["asked"] for one in told["levels"]) == sum(n for _, n in shares.values())
    assert sum(one["asked"] for one in told["sexes"]) == sum(n for _, n in shares.values())
    assert told["crossColourEnvy"] == 0
    assert told["scoreWithout"] >= told["score"]
    assert all(one["share"] < 0.6 for one in told["belowFloor"])
    assert (told["lowest"] < 0.6) == bool(told["belowFloor"])


def test_every_need_that_is_left_out_has_one_reason_and_what_would_change_it(desk, audited):
    with desk.store.read(ACCESS) as session:
        kept = json.loads(in_force(session).unmet)
    told = audited["unmet"]
    shares = audited["fairness"]["areas"]

    assert [(one["need"], one["reason"]) for one in told] == [(n, code) for n, code, _ in kept]
    assert len(told) == sum(one["asked"] - one["served"] for one in shares)
    counts = [one["needs"] for one in audited["unmetByReason"]]
    assert counts == sorted(counts, reverse=True)
    assert {one["reason"]: one["needs"] for one in audited["unmetByReason"]} == Counter(
        one["reason"] for one in told
    )
    for one in told:
        full = one["reason"] in ("FULL", "HELD_BACK")
        assert bool(one["full"]) == full
        assert full or not one["offers"] or one["blocking"]
        rules = [set(some["rules"]) for some in one["blocking"]]
        assert not any(a < b for a in rules for b in rules)


def test_a_count_by_reason_needs_no_list(desk, audited):
    told = desk.ask("{ plan { unmetByReason { reason needs } } }")["plan"]

    assert told == {"unmetByReason": audited["unmetByReason"]}


def test_every_reason_a_plan_can_give_has_its_words():
    assert set(WHY) == {*CODES.values(), "HELD_BACK"}


def test_an_id_that_is_none_fails_by_its_code_and_others_may_not_ask(desk):
    job, _ = desk.job(EXPLAIN, "explainMatch", id="nothing")
    told = desk.ask(
        EXPLAIN, Role.VOLUNTEER, input={"operationId": "volunteer", "id": "nothing"}
    )

    assert (job["state"], job["error"]) == ("FAILED", "NOT_FOUND")
    assert told["explainMatch"]["code"] == "FORBIDDEN"
