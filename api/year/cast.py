"""Who acts and upon what: numbers of a journal found in the graph."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from api.auth.sessions import Caller
from graph_schema.access import Access
from graph_schema.errors import NotFound
from graph_schema.flows import Flow
from graph_schema.store import bulk
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession, Store
from graph_schema.vocabulary import Purpose, Role

KEYS: Mapping[str, str] = MappingProxyType(  # the number of its own that a node goes by
    {
        "Actor": "staff_no", "Alert": "alert_no", "CatalogueItem": "code", "Household": "hh_no",
        "Link": "link_no", "Need": "need_no", "Organisation": "credit_code",
        "Project": "project_no",
    }
)  # fmt: skip


class Cast:
    """Numbers of one district: read once, and again when files have come."""

    def __init__(self, store: Store, area: str) -> None:
        self.access = Access.system(Purpose.MONITORING, (area,))
        self.area = area
        self._store = store
        self._ids: dict[str, dict[str, str]] = {}
        self._areas: dict[str, list[str]] = {}
        self.read(tuple(KEYS))

    def read(self, labels: tuple[str, ...]) -> None:
        """Read the numbers of some labels anew."""
        with self._store.read(self.access) as session:
            for label in labels:
                rows = bulk.scan(session, label, ["id", KEYS[label]])
                self._ids[label] = {
                    str(row[KEYS[label]]): str(row["id"]) for row in rows if row[KEYS[label]]
                }
            if "Actor" in labels:
                codes = {r["id"]: r["code"] for r in bulk.scan(session, "Area", ["id", "code"])}
                self._areas = {}
                for tie in bulk.scan_relationships(session, "COVERS", "Actor", "Area"):
                    self._areas.setdefault(str(tie["from"]), []).append(str(codes[tie["to"]]))

    def id_of(self, label: str, number: str) -> str:
        """Give the id of a number. Raises NotFound."""
        found = self._ids.get(label, {}).get(number)
        if found is None:
            raise NotFound(label=label, number=number)
        return found

    def caller(self, number: str, role: Role) -> Caller:
        """Give who acts: somebody of the staff, or the head of a household.

        Raises NotFound for one who is not there, or has no head.
        """
        if role is Role.RESIDENT:
            actor, areas = self._head(self.id_of("Household", number)), [self.area]
        else:
            actor = self.id_of("Actor", number)
            areas = self._areas.get(actor) or [self.area]
        return Caller(
            account=actor, actor=actor, role=role, roles=(role,), areas=tuple(sorted(areas))
        )

    def joins(self, label: str, number: str, id: str) -> None:
        """Note a node that was made since the numbers were read."""
        self._ids[label][number] = id

    def version(self, home: str) -> int:
        """Give the version a household has. Raises NotFound."""
        with self._reader() as session:
            found = session.shaped("bulk_find", {"LABEL": "Household"}, ids=[home])
        if not found:
            raise NotFound(label="Household")
        return int(found[0]["props"].get("version") or 1)

    def member(self, name: str) -> str:
        """Give the id of a member named by place, `H…/n`: the head, then by age.

        Raises NotFound.
        """
        number, _, place = name.partition("/")
        here = self._members(self.id_of("Household", number))
        people = sorted(
            here,
            key=lambda r: (not r["tie"].get("head"), r["node"].get("birth"), r["node"]["id"]),
        )
        if int(place) >= len(people):
            raise NotFound(label="Person", number=place)
        return str(people[int(place)]["node"]["id"])

    def _members(self, home: str) -> list[Row]:
        places = {"FROM": "Person", "TYPE": "MEMBER_OF", "TO": "Household"}
        with self._reader() as session:
            rows: list[Row] = session.shaped("moves_beside_back", places, id=home)
        return [row for row in rows if row["tie"].get("to") is None]

    def _head(self, home: str) -> str:
        for row in self._members(home):
            if row["tie"].get("head"):
                return str(row["node"]["id"])
        raise NotFound(label="Person", number="head")

    def oldest(self, flow: Flow, event: str, household: str) -> str:
        """Give the household's oldest item from whose state an event goes. Raises NotFound."""
        home = self.id_of("Household", household)
        kind = flow.home[0][0]
        states = {row.source for row in flow.transitions if row.event == event}
        with self._reader() as session:
            found = [n for n in _about(session, flow, kind, home) if n["state"] in states]
        if not found:
            raise NotFound(label=flow.label, state="none to move")
        return str(min(found, key=lambda one: (str(one.get("created_at")), one["id"]))["id"])

    def made(self, operation: str) -> str | None:
        """Give what an earlier act made, by its operation; None where it made nothing."""
        answer = self.answer(operation)
        return str(answer["id"]) if answer is not None else None

    def answer(self, operation: str) -> Row | None:
        """Give what an earlier operation answered; None where it was not done."""
        with self._reader() as session:
            rows = session.run("store_operation", op_id=operation)
        answer: Row | None = json.loads(rows[0]["answer"]) if rows else None
        return answer

    def _reader(self) -> Any:
        return self._store.read(self.access)


def _about(session: ReadSession, flow: Flow, kind: str, home: str) -> list[Row]:
    """Read a process's items of a household, by the tie its table names first."""
    away = flow.home[0][2]
    if away:
        places = {"FROM": flow.label, "TYPE": kind, "TO": "Household"}
        rows = session.shaped("moves_beside_back", places, id=home)
    else:
        places = {"FROM": "Household", "TYPE": kind, "TO": flow.label}
        rows = session.shaped("moves_beside", places, id=home)
    return [row["node"] for row in rows]
