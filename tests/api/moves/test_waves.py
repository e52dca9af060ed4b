"""Who is asked for a task: few at once, in waves; a no is heard once, and silence ends."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from api.jobs import work_once
from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.commands import wulian, wulian_json
from tests.contract.parties import NOW, stand

VOLUNTEER, VILLAGE, TOWN = Role.VOLUNTEER, Role.VILLAGE_STEWARD, Role.TOWN_STEWARD
MANY = 12
ASK = """mutation Ask($operationId: String!) {
  askVolunteers(input: {operationId: $operationId}) { ... on Job { id kind state } }
}"""
JOB = "query Job($id: ID!) { job(id: $id) { state result } }"
NO = """mutation No($id: ID!, $operationId: String!) {
  declineTask(operationId: $operationId, id: $id) {
    ... on DeclinedTask { id } ... on Failure { code violations }
  }
}"""
QUIET = """mutation Quiet($until: Date, $operationId: String!) {
  pauseOffers(operationId: $operationId, until: $until) {
    ... on QuietTime { until } ... on Failure { code violations }
  }
}"""
OFFERS = "{ taskOffers { task people asked { id answer planned } } }"
LIST = "{ tasks { id asked } }"


@pytest.fixture
def willing(town):
    """Twelve more volunteers of the district, and a task in two days that nobody knows of."""
    one = {"roles": ["R09"], "party": "VOL", "skills": ["care"], "status": "ACTIVE"}
    people = [{"id": f"v{k:02}", "staff_no": f"v{k:02}"} | one for k in range(MANY)]
    stand(town.store, flows.load("task"), "CREATED", 2)  # the task of household 2 is on day 2
    town.add(
        {"Actor": people},
        ("COVERS", "Actor", "Area", [(p["id"], "a510115") for p in people]),
    )
    return town


def work(town) -> None:
    while work_once(town.store, "w"):
        pass


def asked(town) -> dict[str, str | None]:
    offers = town.ask(VILLAGE, OFFERS)["taskOffers"]
    return {one["id"]: one["answer"] for offer in offers for one in offer["asked"]}


def declined(town, who: str) -> dict:
    told = {"id": "x2", "operationId": f"no {who}"}
    return town.ask(VOLUNTEER, NO, actor=who, **told)["declineTask"]


def silence(town, who: str, until: str | None) -> dict:
    told = {"until": until, "operationId": f"quiet {who} {until}"}
    return town.ask(VOLUNTEER, QUIET, actor=who, **told)["pauseOffers"]


def sent(town) -> list[dict]:
    return [one for one in town.all("Outbox") if one["topic"] == "task.offered"]


def test_an_offered_task_is_asked_of_seven_not_of_all(willing):
    willing.do(VILLAGE, "offerTask", "x2")

    work(willing)

    offer = willing.ask(VILLAGE, OFFERS)["taskOffers"][0]
    assert len(offer["asked"]) == 7  # 1 − 0.7⁷ ≥ 0.9
    assert [one["planned"] for one in offer["asked"]].count(True) == 1
    assert len(sent(willing)) == 7
    told = [n for n in willing.all("Notification") if "TASK_OFFERED" in str(n.get("items"))]
    assert {n["to"] for n in told} == set(asked(willing))


def test_a_wave_that_may_still_answer_is_waited_for_then_the_next_goes_out(willing):
    willing.do(VILLAGE, "offerTask", "x2")
    work(willing)
    first = set(asked(willing))

    made = willing.ask(TOWN, ASK, operationId="again")["askVolunteers"]
    work(willing)
    waited = set(asked(willing))
    willing.later(days=1, minutes=1)
    willing.ask(TOWN, ASK, operationId="once more")
    work(willing)

    assert made["kind"] == "waves"
    assert waited == first
    assert first < set(asked(willing))
    assert len(sent(willing)) == len(asked(willing))  # nobody is asked twice


def test_who_says_no_is_not_asked_again_and_all_noes_bring_the_next_wave(willing):
    willing.do(VILLAGE, "offerTask", "x2")
    work(willing)
    first = sorted(asked(willing))
    seen = willing.ask(VOLUNTEER, LIST, actor=first[0])["tasks"]

    said = [declined(willing, who) for who in first]
    work(willing)

    assert seen == [{"id": "x2", "asked": True}]
    assert all(one == {"id": "x2"} for one in said)
    assert willing.ask(VOLUNTEER, LIST, actor=first[0])["tasks"] == []
    answers = asked(willing)
    assert {answers[who] for who in first} == {"NO"}
    assert len(answers) > len(first)
    assert len(sent(willing)) == len(answers)


def test_a_yes_is_a_claim_and_ends_the_asking(willing):
    willing.do(VILLAGE, "offerTask", "x2")
    work(willing)
    who = min(asked(willing))

    claimed = willing.do(VOLUNTEER, "claimTask", "x2", actor=who)
    refused = declined(willing, who)
    willing.ask(TOWN, ASK, operationId="again")
    work(willing)

    assert claimed["state"] == "CLAIMED"
    assert refused["violations"] == ["MINE_ALREADY"]
    assert asked(willing)[who] == "YES"
    assert len(asked(willing)) == 7


def test_who_wants_silence_is_not_asked(willing):
    for k in range(MANY):
        until = str((NOW + timedelta(days=3)).date()) if k else None
        silence(willing, f"v{k:02}", until)
    long = silence(willing, "v00", "2026-01-01")

    willing.do(VILLAGE, "offerTask", "x2")
    work(willing)

    assert long["violations"] == ["QUIET_TOO_LONG"]
    assert set(asked(willing)) == {"v00", "aR09"}


def test_a_week_of_hours_is_not_passed_by_a_claim(willing):
    willing.add({"Actor": [{"id": "aR09", "weekly_hours_max": 0.5}]})
    willing.do(VILLAGE, "offerTask", "x2")

    told = willing.do(VOLUNTEER, "claimTask", "x2")

    assert told["violations"] == ["WEEK_FULL"]


def test_the_job_tells_goals_bounds_and_why_nobody_can_be_asked(willing):
    stand(willing.store, flows.load("task"), "OPEN", 3, skills=["surgery"])
    willing.do(VILLAGE, "offerTask", "x2")
    made = willing.ask(TOWN, ASK, operationId="plan")["askVolunteers"]

    work(willing)

    job = willing.ask(TOWN, JOB, id=made["id"])["job"]
    result = json.loads(job["result"])
    assert job["state"] == "DONE"
    assert result["nobody"] == {"x3": "SKILL"}
    assert [*result["waiting"], *(wave["task"] for wave in result["waves"])] == ["x2"]
    assert all(goal["value"] == goal["bound"] for goal in result["weeks"][0]["goals"])
    assert [task for task, _ in result["weeks"][0]["goes"]] == ["x2"]


def test_the_command_says_who_would_be_asked_and_asks_nobody(willing):
    now = datetime.now(UTC)  # noqa: TID251 - a command has the real clock
    begin = now.replace(hour=4, minute=0) + timedelta(days=2)  # noon in China
    told = {"starts_at": begin, "ends_at": begin + timedelta(hours=1), "state": "OPEN"}
    willing.add({"Task": [{"id": "x2"} | told]})

    found = wulian_json(willing.store, "match", "volunteers")
    words = wulian(willing.store, "match", "volunteers", "--area", "510115001")

    assert [(wave["task"], len(wave["volunteers"])) for wave in found["waves"]] == [("x2", 7)]
    assert "1 tasks with somebody to ask" in words
    assert asked(willing) == {}
    assert sent(willing) == []
