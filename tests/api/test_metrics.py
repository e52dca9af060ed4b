"""What the server tells of itself holds names of closed lists and nothing of anybody's life."""

import re
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from api import metrics
from graph_schema.queries import statements
from graph_schema.shape import LABELS, FieldClass
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.access.callers import Caller
from tests.access.clusters import KINDS, VILLAGE, World, id_of
from tests.access.questions import SCHEMA, Questions
from tests.access.site import site_of
from tests.clients import awaited

IDS = [*(id_of(label, place) for label in KINDS for place in VILLAGE), "nobody"]
CANARY = "王小明990115195001010019"
LIST = "{ households(first: 10) { edges { node { id headName } } } }"


def canaries(world: World) -> set[str]:
    """Every personal text of a world that is long enough to be found by."""
    return {
        value
        for label, rows in world.nodes()
        for row in rows
        for name, value in row.items()
        if isinstance(value, str)
        and len(value) >= 8
        and name in LABELS[label].props
        and LABELS[label].props[name].field_class is not FieldClass.NONE
        and not LABELS[label].props[name].values
    }


async def ask(client: httpx.AsyncClient, role: Role, text: str, **variables: object):
    heads = {"authorization": f"Bearer {Caller(role).token}"}
    body = {"query": text, "variables": variables}
    return await client.post("/graphql", json=body, headers=heads)


def test_no_count_no_line_of_the_log_and_no_header_holds_a_value_of_somebody(
    embedded_server: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "SLOW", 0.0)  # every statement counts as slow
    world, questions = World({}), Questions(7, IDS, ["510115", CANARY])
    named = [LIST, f"{{ {CANARY} }}", f'{{ household(id: "{CANARY}") {{ id }} }}']
    heads: list[httpx.Headers] = []

    async def go() -> str:
        transport = httpx.ASGITransport(app=site)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as one:
            for _ in range(25):
                reply = await ask(one, Role.VILLAGE_STEWARD, questions.one())
                heads.append(reply.headers)
            for text in named:
                reply = await ask(one, Role.VILLAGE_STEWARD, text, x=CANARY)
                heads.append(reply.headers)
            token = {"authorization": f"Bearer {Caller(Role.AUDITOR).token}"}
            return (await one.get("/metrics", headers=token)).text

    with (
        site_of(embedded_server, world, tmp_path) as site,
        capture_logs(processors=[merge_contextvars]) as log,
    ):
        counts = awaited(go())

    told = "\n".join([counts, *map(repr, log), *(repr(one.raw) for one in heads)])
    assert [one for one in {CANARY, *canaries(world)} if one in told] == []
    assert len(canaries(world)) > 500
    slow = [line for line in log if line["event"] == "slow"]
    assert {line["statement"] for line in slow} <= set(statements())
    assert {line["request"] for line in slow} <= {one["x-request-id"] for one in heads}
    assert "households_page" in {line["statement"] for line in slow}
    labels = {
        (name, value)
        for family in text_string_to_metric_families(counts)
        for sample in family.samples
        for name, value in sample.labels.items()
        if name != "le"
    }
    assert {v for n, v in labels if n == "root"} <= {*SCHEMA.query_type.fields, metrics.OTHER}
    assert all(re.fullmatch("[A-Z_]+|other", v) for n, v in labels if n == "outcome")
    assert ("root", "households") in labels


def test_the_counts_are_for_those_who_run_the_server(
    embedded_server: Store, tmp_path: Path
) -> None:
    async def go() -> dict[str, int]:
        transport = httpx.ASGITransport(app=site)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as one:
            found = {"": (await one.get("/metrics")).status_code}
            for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER, Role.RESIDENT):
                token = {"authorization": f"Bearer {Caller(role).token}"}
                found[role.name] = (await one.get("/metrics", headers=token)).status_code
            return found

    with site_of(embedded_server, World({}), tmp_path) as site:
        told = awaited(go())

    assert told == {
        "": 401, "ADMINISTRATOR": 200, "AUDITOR": 200, "MANAGER": 403, "RESIDENT": 403,
    }  # fmt: skip
