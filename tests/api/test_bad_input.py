"""What a new user gets for bad input: a status, a code, and words that say what to do."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.settings import ApiSettings
from graph_schema.store.session import Store
from tests.api.callers import Person, as_
from tests.worlds import two_villages

DEEP = (
    "{ households { edges { node "
    + "{ links { household " * 6
    + "{ id }"
    + " } }" * 6
    + " } } }"
)
TYPE = {"content-type": "application/json"}


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path) -> Starlette:
    two_villages(embedded_store)
    return create_api(ApiSettings(keys=tmp_path), embedded_store)


def query(text: str) -> bytes:

    return json.dumps({"query": text}).encode()


BAD = [
    (b"{", TYPE, 400, "BAD_REQUEST", "not JSON"),
    (b"[]", TYPE, 400, "BAD_REQUEST", "needs a query"),
    (b'{"query": "{ me { role } }", "variables": []}', TYPE, 400, "BAD_REQUEST", "an object"),
    (b"{}", TYPE | {"accept": "text/html"}, 406, "NOT_ACCEPTABLE", "graphql-response+json"),
    (b"{}", {"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE", "application/json"),
    (b" " * 300_000, TYPE, 413, "TOO_LARGE", "ask for less"),
    (query(DEEP), TYPE, 200, "LIMIT", "depth"),
    (query("{ households { nothing } }"), TYPE, 200, "BAD_REQUEST", "nothing"),
    (query('{ households(after: "x") { edges { cursor } } }'), TYPE, 200, "REJECTED", "CURSOR"),
    (
        query("{ households(first: 0) { edges { cursor } } }"),
        TYPE,
        200,
        "REJECTED",
        "PAGE_SIZE",
    ),
    (
        query('{ household(id: "%s") { id } }' % ("x" * 5000)),
        TYPE,
        200,
        "NOT_FOUND",
        "not there",
    ),
    (
        query("{ households(level: PINK) { edges { cursor } } }"),
        TYPE,
        200,
        "BAD_REQUEST",
        "PINK",
    ),
]


def test_bad_input_is_told_what_is_wrong(site: Starlette) -> None:
    async def each(person: Person) -> list[Any]:
        found = []
        for body, headers, *_ in BAD:
            reply = await person.client.post("/graphql", content=body, headers=headers)
            error = reply.json()["errors"][0]
            found.append((reply.status_code, error["extensions"]["code"], error["message"]))
        return found

    told = as_(site, "coordinator", each)

    assert [one[:2] for one in told] == [(status, code) for _, _, status, code, _ in BAD]
    for (_, _, message), (*_, words) in zip(told, BAD, strict=True):
        assert words in message
