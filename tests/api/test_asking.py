"""Who asks is known for a minute, and looked up all the same: what changed holds at once."""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio import to_thread
from starlette.applications import Starlette

from api.app import create_api
from api.auth.accounts import SYSTEM, create_account, create_token
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.clients import awaited
from tests.worlds import HERE, THERE, two_villages

HOMES = {"query": "{ me { areas } households(first: 10) { edges { node { number } } } }"}
MOVE = {
    "query": """mutation { startLink(input: {id: "x", expectedVersion: 1, operationId: "o"}) {
      __typename } }"""
}


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path) -> Starlette:
    two_villages(embedded_store)
    return create_api(ApiSettings(keys=tmp_path), embedded_store)


@asynccontextmanager
async def program(site: Starlette) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """A program with a token, which has asked before; and the id of its account."""
    store = site.state.wulian.store

    def made() -> tuple[str, str]:
        roles = [Role.VILLAGE_STEWARD]
        account = create_account(store, "program", "a long password", roles, [HERE])
        return account, create_token(store, "program", "program", 1)

    account, token = await to_thread.run_sync(made)
    headers = {"authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app=site)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers=headers
    ) as client:
        assert homes_of((await client.post("/graphql", json=HOMES)).json()) == {"H1", "H2"}
        yield client, account


def change(site: Starlette, account: str, **facts: Any) -> Coroutine[Any, Any, None]:
    def write() -> None:
        with site.state.wulian.store.write(SYSTEM, Action.ACCOUNT_CHANGED) as session:
            bulk.upsert_nodes(session, "Account", [{"id": account, **facts}])

    return to_thread.run_sync(write)


def asked_after(site: Starlette, body: dict[str, str], **facts: Any) -> httpx.Response:
    """The answer to somebody known, right after his account was changed."""

    async def ask() -> httpx.Response:
        async with program(site) as (client, account):
            await change(site, account, **facts)
            return await client.post("/graphql", json=body)

    return awaited(ask())


@pytest.mark.fact("A20")
def test_other_areas_hold_from_the_next_request(site: Starlette):
    answer = asked_after(site, HOMES, areas=[THERE]).json()

    assert answer["data"]["me"]["areas"] == [THERE]
    assert homes_of(answer) == {"H3"}


@pytest.mark.parametrize("body", [HOMES, MOVE, {"query": "{ nonsense"}])
@pytest.mark.fact("A20")
def test_an_account_that_was_closed_gets_nothing(site: Starlette, body: dict[str, str]):
    answer = asked_after(site, body, status="DISABLED")

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "SIGNED_OUT"
    assert "data" not in answer.json()


def homes_of(answer: dict[str, Any]) -> set[str]:
    return {edge["node"]["number"] for edge in answer["data"]["households"]["edges"]}
