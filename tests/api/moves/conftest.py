"""A town with somebody of every role, asked by the schema, its clock in the test's hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.actions.rounds import Round, clock_round
from api.auth.sessions import Caller
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.api.moves.office import lines, office  # noqa: F401 - fixtures
from tests.contract.asking import Asking
from tests.contract.parties import NOW, caller, district, write
from tests.servers import LTS, clean, on
from tests.worlds import SYSTEM

HOMES = 6
MORE = ("Enrolment", "GoodsLot", "Collection", "DataRequest")


class Town:
    """What people do in a town, one after the other. now: what its clock shows."""

    def __init__(self, store: Store, keys: Path) -> None:
        self.now: datetime = NOW
        self.store = Store(store.connection, clock=lambda: self.now)
        self.asking = Asking(self.store, keys)
        self.operations = 0

    def do(
        self, role: Role, name: str, item: dict[str, Any] | str | None = None, /, **told: Any
    ):
        """Cause an event as somebody of a role; item: its last move's answer, or its id."""
        self.operations += 1
        said: dict[str, Any] = {"operationId": f"{name} {self.operations}"}
        said["reason"] = told.pop("reason", None)
        home, self_as = told.pop("home", 1), told.pop("actor", None)
        if isinstance(item, str):
            item = {"id": item, "version": self.node_version(item)}
        if item is not None:
            said |= {"id": item["id"], "expectedVersion": item["version"]}
        return self.asking.do(_somebody(role, home, self_as), name, told, **said)

    def ask(
        self, role: Role, text: str, home: int = 1, actor: str | None = None, **variables: Any
    ) -> Any:
        return self.asking.ask(_somebody(role, home, actor), text, **variables)

    def node_version(self, id: str) -> int:
        labels = ("Lead", "Case", "Need", "Link", "Task", "Visit", "Consent", "Ticket", "Bid")
        for label in (*labels, "Alert", "Project", "Application", "ChangeRequest", *MORE):
            if found := self.node(label, id):
                return int(found["version"])
        raise AssertionError(id)

    def node(self, label: str, id: str) -> dict[str, Any] | None:
        with self.store.read(SYSTEM) as session:
            return bulk.find(session, label, [id]).get(id)

    def all(self, label: str) -> list[dict[str, Any]]:
        with self.store.read(SYSTEM) as session:
            return list(bulk.scan(session, label))

    def add(self, nodes: dict[str, list[dict[str, Any]]], *pairs: Any) -> None:
        write(self.store, nodes, list(pairs))

    def later(self, **time: float) -> Round:
        """Let time pass, then do a round of the clocks."""
        self.now += timedelta(**time)
        return clock_round(self.store, self.store.clock())


def _somebody(role: Role, home: int, actor: str | None) -> Caller:
    """Somebody of a role; as another actor of that role where one is named."""
    who = caller(role, home)
    return who if actor is None else replace(who, actor=actor)


@pytest.fixture(params=["embedded_server", on(LTS, "neo4j_lts", pytest.mark.slow)])
def store(request: pytest.FixtureRequest) -> Store:
    """As everywhere; the contract drives each move on Neo4j too, so here that may take long."""
    return clean(request)


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Town:
    made = Town(store, tmp_path)
    district(made.store, HOMES)
    return made
