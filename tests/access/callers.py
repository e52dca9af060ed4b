"""One caller a role, with a bearer token, at home in the first place of clusters.py."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from starlette.applications import Starlette

from api.auth.digests import digest
from graph_schema.access import Access
from graph_schema.masking import Shown, policy
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role
from tests.access.clusters import OWN, VILLAGE, id_of
from tests.writing import put

_HOME = VILLAGE[OWN]
_DIGITS = {
    Role.VILLAGE_STEWARD: 12, Role.TOWN_INTAKE: 9, Role.TOWN_REVIEWER: 9, Role.TOWN_STEWARD: 9,
    Role.SOCIAL_WORKER: 9, Role.DISTRICT_CASEWORKER: 6, Role.DISTRICT_APPROVER: 6,
    Role.DISTRICT_STEWARD: 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody of a role; `areas`: what his account is for."""

    role: Role

    @property
    def areas(self) -> tuple[str, ...]:
        return (_HOME[: _DIGITS.get(self.role, 12)],)

    @property
    def of_area(self) -> bool:
        """Whether his role reaches the people of an area, not only what is his own."""
        return self.role in _DIGITS

    @property
    def person(self) -> tuple[str, str]:
        """Label and id of who he is in the graph."""
        kind = "Person" if self.role in {Role.RESIDENT, Role.GUARDIAN} else "Actor"
        return kind, id_of(kind, OWN)

    @property
    def token(self) -> str:
        return f"wulian_{self.role}"

    def reaches(self, place: str) -> bool:
        if self.of_area:
            return VILLAGE[place].startswith(self.areas)
        return place == OWN

    def shown(self, label: str, prop: str) -> Shown:
        access = Access(
            actor=self.person[1], role=self.role, purpose=Purpose.MONITORING, areas=self.areas
        )
        return policy(label, prop, access)


EVERYBODY = tuple(Caller(role) for role in Role if role is not Role.SYSTEM)


def accounts(store: Store, system: Access) -> None:
    """Give each of them an account and a token."""
    people, tokens, ties = [], [], []
    for caller in EVERYBODY:
        people.append(
            {"id": f"account-{caller.role}", "login": f"{caller.role}", "status": "ACTIVE",
             "roles": [str(caller.role)], "areas": list(caller.areas), "language": "zh-Hans",
             "secret_hash": ""}
        )  # fmt: skip
        tokens.append(
            {"id": f"token-{caller.role}", "token_hash": digest(caller.token), "name": "t",
             "revoked": False, "role": str(caller.role),
             "ends_at": store.clock() + timedelta(days=1)}
        )  # fmt: skip
        kind, id = caller.person
        ties += [
            ("IS", "Account", kind, [{"from": people[-1]["id"], "to": id}]),
            ("HAS_TOKEN", "Account", "Token",
             [{"from": people[-1]["id"], "to": tokens[-1]["id"]}]),
        ]  # fmt: skip
    put(store, system, {"Account": people, "Token": tokens}.items(), ties)


class Browser:
    """Asks the site over HTTP, as whichever caller."""

    def __init__(self, site: Starlette) -> None:
        transport = httpx.ASGITransport(app=site)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    async def ask(self, caller: Caller, text: str) -> bytes:
        reply = await self._client.post(
            "/graphql",
            json={"query": text},
            headers={"authorization": f"Bearer {caller.token}"},
        )
        return reply.content

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self._client.aclose()
