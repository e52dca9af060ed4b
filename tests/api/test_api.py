"""The API over HTTP on the embedded server: who sees what, every move, twice and stale."""

from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.auth.accounts import create_token
from api.gql.schema import printed
from api.jobs import work_once
from api.settings import ApiSettings
from graph_schema.store.session import Store
from tests.api import callers
from tests.clients import awaited
from tests.worlds import two_villages

ROOT = Path(__file__).resolve().parents[2]
MOVE = """mutation Move($input: MoveLinkInput!) {
  done: %s(input: $input) {
    __typename
    ... on LinkMoved { id version state }
    ... on Failure { code violations currentVersion currentState }
  } }"""


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path) -> Starlette:
    two_villages(embedded_store)
    return create_api(ApiSettings(keys=tmp_path), embedded_store)


class Person(callers.Person):
    """Somebody at a browser who also moves links."""

    async def move(self, name: str, link: str, version: int, operation: str, **more: Any):
        told = {"operationId": operation, "id": link, "expectedVersion": version} | more
        return (await self.ask(MOVE % name, input=told))["data"]["done"]


as_ = partial(callers.as_, kind=Person)


LIST = "{ proposals(first: 10) { edges { node { id householdName village } } } }"


def test_each_role_sees_its_own_areas_and_nothing_else(site: Starlette):
    async def ids(person: Person) -> list[str]:
        answer = await person.ask(LIST)
        return [e["node"]["id"] for e in answer["data"]["proposals"]["edges"]]

    assert as_(site, "coordinator", ids) == ["lh1", "lh2", "lh3"]
    assert as_(site, "village", ids) == ["lh1", "lh2"]


@pytest.mark.parametrize("login", ["manager", "volunteer", "administrator"])
def test_roles_without_people_are_refused_people(site: Starlette, login: str):
    answer = as_(site, login, lambda p: p.ask(LIST))

    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert answer["errors"][0]["message"] == "your role may not do that"


def test_absent_and_out_of_reach_are_the_same_answer(site: Starlette):
    async def both(person: Person) -> tuple[Any, Any]:
        query = "query($id: ID!) { household(id: $id) { number } }"
        return await person.ask(query, id="h3"), await person.ask(query, id="nobody")

    far, absent = as_(site, "village", both)

    assert far == absent


def test_a_list_with_two_levels_below_costs_three_statements(site: Starlette):
    async def count(person: Person) -> int:
        query = "{ households(first: 9) { edges { node { id needs { code } links { id } } } } }"
        answer = await person.ask(query)
        assert len(answer["data"]["households"]["edges"]) == 3
        return person.statements

    assert as_(site, "coordinator", count) == 3


def test_a_cursor_goes_on_where_the_page_ended_and_decodes_to_nothing(site: Starlette):
    async def pages(person: Person) -> list[str]:
        query = (
            "query($after: String) { households(first: 2, after: $after) {"
            " edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }"
        )
        first = (await person.ask(query))["data"]["households"]
        after = first["pageInfo"]["endCursor"]
        assert "H2" not in after
        second = (await person.ask(query, after=after))["data"]["households"]
        wrong = await person.ask(query, after=after[:-4] + "AAAA")
        assert wrong["errors"][0]["extensions"]["code"] == "REJECTED"
        return [e["node"]["id"] for e in first["edges"] + second["edges"]]

    assert as_(site, "coordinator", pages) == ["h1", "h2", "h3"]


def test_a_link_goes_from_recommended_to_confirmed_and_gives_its_place_back(site: Starlette):
    async def through(person: Person) -> list[str]:
        states, version = [], 1
        for step in ("proposeLink", "acceptLink", "startLink", "recordContact", "completeLink",
                     "confirmLink"):  # fmt: skip
            done = await person.move(step, "lh1", version, f"op-{step}", reason="by phone")
            version = done["version"]
            states.append(done["state"])
        used = await person.ask("{ resources(first: 5) { edges { node { used } } } }")
        assert used["data"]["resources"]["edges"][0]["node"]["used"] == 0
        return states

    assert as_(site, "coordinator", through) == [
        "PROPOSED", "ACCEPTED", "IN_SERVICE", "IN_SERVICE", "COMPLETED", "OUTCOME_CONFIRMED",
    ]  # fmt: skip


def test_the_same_operation_twice_does_it_once_and_another_body_is_refused(site: Starlette):
    async def twice(person: Person) -> None:
        first = await person.move("proposeLink", "lh1", 1, "one")
        again = await person.move("proposeLink", "lh1", 1, "one")
        other = await person.move("dismissLink", "lh1", 2, "one", reason="x")
        assert first == again
        assert other["code"] == "OPERATION_REUSED"

    as_(site, "coordinator", twice)


def test_a_stale_version_changes_nothing_and_tells_both(site: Starlette):
    async def stale(person: Person) -> None:
        done = await person.move("proposeLink", "lh1", 7, "one")
        assert done["code"] == "STALE_VERSION"
        assert (done["currentVersion"], done["currentState"]) == (1, "RECOMMENDED")

    as_(site, "coordinator", stale)


def test_without_consent_a_link_is_not_proposed(site: Starlette):
    done = as_(site, "coordinator", lambda p: p.move("proposeLink", "lh2", 1, "one"))

    assert done["code"] == "NO_CONSENT"


def test_the_last_place_is_given_once_and_the_loser_is_told(site: Starlette):
    async def both(person: Person) -> list[str]:
        told = []
        for link in ("lh1", "lh3"):
            await person.move("proposeLink", link, 1, f"p{link}")
            done = await person.move("acceptLink", link, 2, f"a{link}", reason="by phone")
            told.append(done.get("state") or done["code"])
        return told

    assert as_(site, "coordinator", both) == ["ACCEPTED", "NO_CAPACITY"]


def test_a_decline_needs_a_reason_and_waits_for_review(site: Starlette):
    async def declined(person: Person) -> list[str]:
        await person.move("proposeLink", "lh1", 1, "p")
        without = await person.move("declineLink", "lh1", 2, "d1")
        done = await person.move("declineLink", "lh1", 2, "d2", reason="NO_CAPACITY")
        return [*without["violations"], done["state"]]

    told = as_(site, "coordinator", declined)

    assert told == ["REASON_MISSING", "DECLINED_PENDING"]


def test_an_undo_ends_the_link_and_recommends_the_same_anew(site: Starlette):
    async def undone(person: Person) -> None:
        await person.move("proposeLink", "lh1", 1, "p")
        fresh = await person.move("undoLink", "lh1", 2, "u")
        answer = await person.ask(LIST)
        ids = {e["node"]["id"] for e in answer["data"]["proposals"]["edges"]}
        assert fresh["state"] == "RECOMMENDED"
        assert fresh["id"] in ids
        assert "lh1" not in ids

    as_(site, "coordinator", undone)


def test_a_volunteer_claims_once_and_reports(site: Starlette):
    async def doing(person: Person) -> None:
        tasks = (await person.ask("{ tasks { id version state mine place } }"))["data"]["tasks"]
        assert tasks == [
            {"id": "t", "version": 1, "state": "OPEN", "mine": False, "place": None}
        ]
        query = (
            "mutation($i: MoveTaskInput!) { done: claimTask(input: $i)"
            " { ... on TaskMoved { state version } ... on Failure { code } } }"
        )
        told = {"operationId": "c", "id": "t", "expectedVersion": 1}
        done = (await person.ask(query, i=told))["data"]["done"]
        assert done == {"state": "CLAIMED", "version": 2}

    as_(site, "volunteer", doing)


def test_coverage_counts_are_for_managers_and_small_cells_are_hidden(site: Starlette):
    query = "{ coverage { code households { value state } parties { cell { value } } } }"

    answer = as_(site, "manager", lambda p: p.ask(query))

    assert {r["households"]["state"] for r in answer["data"]["coverage"]} == {"SUPPRESSED"}


def test_a_plan_runs_as_a_job_in_a_worker(site: Starlette, embedded_store: Store):
    async def run(person: Person) -> str:
        query = (
            "mutation($i: RunPlanInput!) { job: runPlan(input: $i)"
            " { ... on Job { id state } ... on Failure { code } } }"
        )
        answer = await person.ask(query, i={"operationId": "r", "seed": 3, "dryRun": True})
        assert work_once(embedded_store, "test")
        told = await person.ask(
            "query($id: ID!) { job(id: $id) { state error } }", id=answer["data"]["job"]["id"]
        )
        return told["data"]["job"]["state"]

    assert as_(site, "coordinator", run) == "DONE"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{ me { " + "role " * 3000 + "} }", "token"),
        ("{" + " ".join(f"a{i}: me {{ role }}" for i in range(25)) + "}", "root fields"),
        ("{ me { " + " ".join(f"a{i}: role" for i in range(40)) + " } }", "aliases"),
        ("{ me { nothing } }", "nothing"),
        ("{ me {", "Syntax"),
    ],
)
def test_hostile_or_wrong_documents_are_refused_before_anything_runs(
    site: Starlette, document: str, said: str
):
    answer = as_(site, "coordinator", lambda p: p.ask(document))

    assert "data" not in answer
    assert said in answer["errors"][0]["message"]


def test_a_page_that_is_too_long_says_which_rule_it_breaks(site: Starlette):
    long = "{ households(first: 100000) { edges { node { id } } } }"
    answer = as_(site, "coordinator", lambda p: p.ask(long))

    assert answer["errors"][0]["message"] == "a rule forbids it: PAGE_SIZE"


def test_pages_larger_than_the_limit_are_refused(site: Starlette):
    answer = as_(
        site, "coordinator", lambda p: p.ask("{ households(first: 500) { edges { cursor } } }")
    )

    assert answer["errors"][0]["extensions"]["code"] == "REJECTED"


def test_doors_for_strangers(site: Starlette, embedded_store: Store):
    callers.known(site, "coordinator")

    async def knock() -> None:
        transport = httpx.ASGITransport(app=site)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1"
        ) as client:
            body = {"query": "{ me { role } }"}
            assert (await client.post("/graphql", json=body)).status_code == 401
            assert (await client.get("/graphql")).status_code == 405
            wrong = await client.post(
                "/graphql", content=b"x", headers={"content-type": "text/plain"}
            )
            assert wrong.status_code == 415
            bad = {"login": "coordinator", "password": "guess"}
            assert (await client.post("/signin", json=bad)).status_code == 401
            assert (await client.get("/livez")).json() == {"ok": True}
            assert (await client.get("/readyz")).json() == {"ok": True}
            token = create_token(embedded_store, "coordinator", "test", 1)
            bearer = {"authorization": f"Bearer {token}"}
            told = await client.post("/graphql", json=body, headers=bearer)
            assert told.json()["data"]["me"]["role"] == "R10"

    awaited(knock())


@pytest.mark.fact("A12")
def test_guessing_is_slowed_down(site: Starlette):
    async def guess() -> list[int]:
        transport = httpx.ASGITransport(app=site)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1"
        ) as client:
            bad = {"login": "nobody", "password": "guess"}
            return [(await client.post("/signin", json=bad)).status_code for _ in range(11)]

    assert awaited(guess())[-1] == 429


def test_signing_out_ends_the_session_at_once(site: Starlette):
    async def leave(person: Person) -> int:
        cookies = dict(person.client.cookies)
        await person.client.post("/signout")
        person.client.cookies.update(cookies)
        body = {"query": "{ me { role } }"}
        return (await person.client.post("/graphql", json=body)).status_code

    assert as_(site, "coordinator", leave) == 401


def test_the_committed_schema_is_the_printed_one():
    assert (ROOT / "api" / "schema.graphql").read_text() == printed()
