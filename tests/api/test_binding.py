"""身份绑定: an account is one person; who acts for another does so by a paper."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.auth.accounts import create_account
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.api.callers import PASSWORD, stranger
from tests.clients import awaited
from tests.worlds import HERE, SYSTEM, THERE, two_villages

pytestmark = pytest.mark.feature("F20")
CARD, OTHER, PHONE = "990115195001010019", "990115197211020054", "13800000001"
BIND = """mutation($op: String!, $card: String!, $phone: String!) {
  bindIdentity(operationId: $op, idNumber: $card, phone: $phone) {
    ... on Bound { person } ... on Failure { code violations } } }"""
REBIND = """mutation($op: String!, $login: String!, $card: String!, $reason: String!) {
  rebindIdentity(operationId: $op, login: $login, idNumber: $card, phone: "13800000009",
    document: "身份证原件", reason: $reason) {
    ... on Bound { person } ... on Failure { code violations } } }"""
ACT = """mutation($op: String!, $person: ID!, $ward: ID!, $how: ActingAs!, $until: Date) {
  bindActing(operationId: $op, person: $person, ward: $ward, how: $how, until: $until,
    document: "委托书 3 号") { ... on Bound { person } ... on Failure { code violations } } }"""
END = """mutation($op: String!, $person: ID!, $ward: ID!) {
  endActing(operationId: $op, person: $person, ward: $ward, how: AGENT, document: "撤销 3 号") {
    ... on Bound { person } ... on Failure { code violations } } }"""
MINE = "{ myBindings { person how until } myHouseholds { id } }"


class Desk:
    """The site, and whoever signs in at it."""

    def __init__(self, store: Store, site: Starlette) -> None:
        self.store, self.site = store, site

    def ask(self, login: str, query: str, /, **variables: Any) -> Any:
        return awaited(self._ask(login, query, variables))

    async def _ask(self, login: str, query: str, variables: dict[str, Any]) -> Any:
        async with stranger(self.site) as client:
            body = {"login": login, "password": PASSWORD}
            reply = await asyncio.wait_for(client.post("/signin", json=body), 30)
            assert reply.status_code == 200
            sent = {"query": query, "variables": variables}
            told = (await client.post("/graphql", json=sent)).json()
            assert "errors" not in told, told
            data = told["data"]
            return next(iter(data.values())) if len(data) == 1 else data

    def audited(self, action: Action) -> list[dict[str, Any]]:
        with self.store.read(SYSTEM) as session:
            return [e for e in bulk.scan(session, "AuditEvent") if e["action"] == action]


@pytest.fixture
def desk(store: Store) -> Desk:
    two_villages(store)
    people = [
        {"id": id, "id_no_hash": store.fields.blind_index("id-number", card), "phone": PHONE,
         "live_area": HERE}
        for id, card in (("ph1", CARD), ("ph2", OTHER))
    ]  # fmt: skip
    with store.write(SYSTEM, Action.PERSON_CHANGED) as session:
        bulk.upsert_nodes(session, "Person", people)
    for login, role, area in (
        ("one", Role.RESIDENT, HERE), ("two", Role.RESIDENT, HERE),
        ("far", Role.RESIDENT, THERE), ("clerk", Role.DISTRICT_CASEWORKER, "510115"),
    ):  # fmt: skip
        create_account(store, login, PASSWORD, [role], [area])
    return Desk(store, create_api(ApiSettings(), store))


def test_card_and_telephone_bind_an_account_to_one_person_once(desk: Desk):
    before = desk.ask("one", MINE)
    bound = desk.ask("one", BIND, op="b1", card=CARD, phone="138-0000-0001")
    again = desk.ask("one", BIND, op="b2", card=OTHER, phone=PHONE)
    second = desk.ask("two", BIND, op="b3", card=CARD, phone=PHONE)

    assert before == {"myBindings": [], "myHouseholds": []}
    assert bound == {"person": "ph1"}
    assert again["violations"] == ["ACCOUNT_BOUND"]
    assert second["violations"] == ["BINDING_REFUSED"]
    after = desk.ask("one", MINE)
    assert after["myBindings"] == [{"person": "ph1", "how": "SELF", "until": None}]
    assert after["myHouseholds"] == [{"id": "h1"}]
    assert len(desk.audited(Action.IDENTITY_BOUND)) >= 1


def test_an_operation_id_is_one_try_and_does_not_carry_another(desk: Desk):
    first = desk.ask("one", BIND, op="same", card=CARD, phone="13800000002")
    again = desk.ask("one", BIND, op="same", card=CARD, phone="13800000002")
    other = desk.ask("one", BIND, op="same", card=CARD, phone=PHONE)

    assert first == again
    assert other["code"] == "OPERATION_REUSED"
    with desk.store.read(SYSTEM) as session:
        kept = [row for row in bulk.scan(session, "Operation") if row["op_id"] == "same"]
    assert CARD not in str(kept)


def test_whatever_is_wrong_the_answer_is_the_same_and_tries_are_counted(desk: Desk):
    wrong = [
        desk.ask("one", BIND, op="w1", card=CARD, phone="13800000002"),
        desk.ask("one", BIND, op="w2", card="990115200902170072", phone=PHONE),
        desk.ask("far", BIND, op="w3", card=CARD, phone=PHONE),
    ]
    for number in range(3):
        desk.ask("one", BIND, op=f"w5{number}", card=CARD, phone="13800000003")
    right = desk.ask("one", BIND, op="w6", card=CARD, phone=PHONE)

    assert {tuple(one["violations"]) for one in wrong} == {("BINDING_REFUSED",)}
    assert right["violations"] == ["TOO_MANY_TRIES"]


def test_staff_bind_again_with_reason_and_paper_on_record_and_sessions_end(desk: Desk):
    desk.ask("one", BIND, op="r1", card=CARD, phone=PHONE)
    unreasoned = desk.ask("clerk", REBIND, op="r2", login="one", card=OTHER, reason=" ")
    desk.ask("two", BIND, op="r3", card=OTHER, phone=PHONE)
    taken = desk.ask("clerk", REBIND, op="r4", login="one", card=OTHER, reason="换人")
    moved = desk.ask("clerk", REBIND, op="r5", login="far", card=CARD, reason="x")
    same = desk.ask("clerk", REBIND, op="r6", login="one", card=CARD, reason="换手机号")

    assert unreasoned["violations"] == ["REASON_MISSING"]
    assert taken["violations"] == moved["violations"] == ["PERSON_BOUND"]
    assert same == {"person": "ph1"}
    (entry,) = desk.audited(Action.IDENTITY_REBOUND)
    assert entry["reason"] == "换手机号"
    assert entry["before"]
    assert "ph1" in entry["subjects"]
    with desk.store.read(SYSTEM) as session:
        (account,) = [a for a in bulk.scan(session, "Account") if a["login"] == "one"]
        ties = list(bulk.scan_relationships(session, "IS", "Account", "Person"))
        open_ = bulk.scan_relationships(session, "HAS_SESSION", "Account", "Session")
        assert account["id"] not in {tie["from"] for tie in open_}
    assert account["phone_hash"] == desk.store.fields.blind_index("phone", "13800000009")
    assert sorted(tie["to"] for tie in ties) == ["ph1", "ph2"]


def test_a_resident_does_not_bind_others(desk: Desk):
    told = desk.ask("one", REBIND, op="n1", login="two", card=CARD, reason="x")

    assert told["code"] == "FORBIDDEN"


def test_an_agent_acts_until_the_paper_ends_and_a_guardian_by_law(desk: Desk):
    desk.ask("one", BIND, op="a1", card=CARD, phone=PHONE)
    today = desk.store.clock().date()
    timeless = desk.ask("clerk", ACT, op="a2", person="ph1", ward="ph2", how="AGENT")
    long = str(today + timedelta(days=400))
    too_long = desk.ask(
        "clerk", ACT, op="a3", person="ph1", ward="ph2", how="AGENT", until=long
    )
    until = str(today + timedelta(days=30))
    agent = desk.ask("clerk", ACT, op="a4", person="ph1", ward="ph2", how="AGENT", until=until)
    acting = desk.ask("one", MINE)
    ended = desk.ask("clerk", END, op="a5", person="ph1", ward="ph2")
    after = desk.ask("one", MINE)
    guardian = desk.ask("clerk", ACT, op="a6", person="ph1", ward="ph2", how="GUARDIAN")
    guarding = desk.ask("one", MINE)

    assert timeless["violations"] == ["UNTIL_MISSING"]
    assert too_long["violations"] == ["TOO_LONG"]
    assert agent == ended == guardian == {"person": "ph2"}
    assert {"person": "ph2", "how": "AGENT", "until": until} in acting["myBindings"]
    assert {h["id"] for h in acting["myHouseholds"]} == {"h1", "h2"}
    assert {h["id"] for h in after["myHouseholds"]} == {"h1"}
    assert {"GUARDIAN", "SELF"} == {b["how"] for b in guarding["myBindings"]}
    assert len(desk.audited(Action.AGENT_BOUND)) == 3
