"""People at a browser for the API's tests: each signs in and asks."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from starlette.applications import Starlette

from api.auth.accounts import create_account
from graph_schema.vocabulary import Role
from tests.clients import awaited
from tests.worlds import HERE

PASSWORD = "a long enough password"
PEOPLE = {
    "coordinator": (Role.DISTRICT_CASEWORKER, "510115"),
    "manager": (Role.MANAGER, "510115"),
    "town": (Role.TOWN_STEWARD, HERE[:9]),
    "village": (Role.VILLAGE_STEWARD, HERE),
    "volunteer": (Role.VOLUNTEER, "510115"),
    "auditor": (Role.AUDITOR, "510115"),
    "steward": (Role.DISTRICT_STEWARD, "510115"),
    "administrator": (Role.ADMINISTRATOR, "510115"),
}


def stranger(site: Starlette) -> httpx.AsyncClient:
    """A browser that nobody has signed in with."""
    transport = httpx.ASGITransport(app=site)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


def known(site: Starlette, login: str) -> None:
    """Make somebody's account, if it is not there yet: its password costs a quarter second."""
    made: set[str] = site.state.__dict__.setdefault("made", set())
    if login not in made:
        role, area = PEOPLE[login]
        create_account(site.state.wulian.store, login, PASSWORD, [role], [area])
        made.add(login)


class Person:
    """Somebody at a browser: signed in, asking questions. Account and sign-in on first use."""

    def __init__(self, site: Starlette, login: str) -> None:
        self.client = stranger(site)
        self.site, self.login = site, login
        self.statements = 0

    async def __aenter__(self) -> "Person":
        await asyncio.to_thread(known, self.site, self.login)
        signed: dict[str, Any] = self.site.state.__dict__.setdefault("signed", {})
        if self.login in signed:
            self.client.cookies = signed[self.login]
            return self
        body = {"login": self.login, "password": PASSWORD}
        assert (await self.client.post("/signin", json=body)).status_code == 200
        signed[self.login] = self.client.cookies
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables}
        reply = await self.client.post("/graphql", json=body)
        self.statements = int(reply.headers.get("x-store-statements", "0"))
        return reply.json()

    async def data(self, query: str, **variables: Any) -> Any:
        """The answer of a question that must not fail."""
        told = await self.ask(query, **variables)
        assert "errors" not in told, told["errors"]
        return told["data"]


def as_(
    site: Starlette, login: str, doing: Callable[[Any], Any], kind: type[Person] = Person
) -> Any:
    """Do something as somebody."""

    async def go() -> Any:
        async with kind(site, login) as person:
            return await doing(person)

    return awaited(go())
