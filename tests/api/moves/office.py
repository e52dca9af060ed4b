"""Departments and the district at work on files: announced, sent, looked through, agreed to."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_api
from api.auth.accounts import create_account, create_token
from api.jobs import work_once
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.clients import awaited
from tests.contract.asking import Asking
from tests.contract.parties import DISTRICT, STAFF, caller
from tests.loaders.ground import ACCESS, load_samples, nodes, prepared, sample

CASEWORKER, STEWARD = Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD
BATCH = """query($id: ID!) { importBatch(id: $id) {
  state version snapshot retired refused appliedAt counts
  quality { mapped validIds conflicts queued errors { code column count lines } }
  mapping { header field required present } } }"""


@dataclass
class Office:
    """Departments and the district at work. site: the application that takes the files."""

    store: Store
    asking: Asking
    site: Any
    token: str
    said: int = field(default=0)

    def do(self, role: Role, name: str, item: str | None = None, **told: Any) -> dict[str, Any]:
        self.said += 1
        body: dict[str, Any] = {"operationId": f"{name} {self.said}"}
        body["reason"] = told.pop("reason", None)
        if item is not None:
            body |= {"id": item, "expectedVersion": self.batch(item)["version"]}
        return self.asking.do(caller(role), name, told, **body)

    def batch(self, id: str) -> dict[str, Any]:
        return self.asking.ask(caller(CASEWORKER), BATCH, id=id)["importBatch"]

    def announced(self, lines: list[str], dataset: str = "cl_disability", **more: Any) -> str:
        content = text(lines)
        (of,) = [d["id"] for d in nodes(self.store, "Dataset") if d["code"] == dataset]
        made = self.do(
            Role.DEPARTMENT, "uploadImport", dataset=of, file_name="持证残疾人.csv",
            file_hash=hashlib.sha256(content).hexdigest(), size=len(content), **more,
        )  # fmt: skip
        return str(made["id"])

    def sent(self, id: str, lines: list[str]) -> httpx.Response:
        async def go() -> httpx.Response:
            over = httpx.ASGITransport(app=self.site)
            async with httpx.AsyncClient(transport=over, base_url="http://127.0.0.1") as client:
                head = {"authorization": f"Bearer {self.token}"}
                return await client.put(f"/imports/{id}", content=text(lines), headers=head)

        return awaited(go())

    def fetched(self, id: str) -> httpx.Response:
        async def go() -> httpx.Response:
            over = httpx.ASGITransport(app=self.site)
            async with httpx.AsyncClient(transport=over, base_url="http://127.0.0.1") as client:
                head = {"authorization": f"Bearer {self.token}"}
                return await client.get(f"/imports/{id}/returned", headers=head)

        return awaited(go())

    def matched(self, lines: list[str], **more: Any) -> str:
        """Hand a file in and let the worker look through it."""
        id = self.announced(lines, **more)
        assert self.sent(id, lines).status_code == 202
        self.work()
        return id

    def work(self) -> None:
        while work_once(self.store, "worker"):
            pass


def persons(store: Store) -> list[dict[str, Any]]:
    kept = {"version", "updated_at", "updated_by"}
    return [
        {k: v for k, v in row.items() if k not in kept and v is not None}
        for row in nodes(store, "Person")
    ]


def text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture
def office(embedded_store: Store, tmp_path: Path) -> Office:
    store = prepared(embedded_store)
    load_samples(store, "mz_ledger")
    staff = [
        {"id": STAFF[role], "staff_no": STAFF[role], "roles": [str(role)], "status": "ACTIVE",
         "department": "CL" if role is Role.DEPARTMENT else None}
        for role in (Role.DEPARTMENT, CASEWORKER, STEWARD)
    ]  # fmt: skip
    account = create_account(
        store, "cl", "a long enough password", [Role.DEPARTMENT], [DISTRICT]
    )
    with store.write(ACCESS, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Actor", staff)
        mine = [{"from": account, "to": STAFF[Role.DEPARTMENT]}]
        bulk.upsert_relationships(session, "IS", "Account", "Actor", mine)
    token = create_token(store, "cl", "files", days=1)
    site = create_api(ApiSettings(keys=tmp_path), store)
    return Office(store, Asking(store, tmp_path), site, token)


@pytest.fixture
def lines() -> list[str]:
    return sample("cl_disability").read_text("utf-8").splitlines()
