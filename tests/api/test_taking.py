"""A list of the API whole, line by line: the rows of its pages, by the rules of files."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from api.app import create_api
from api.execution import Question
from api.limits import Refused
from api.settings import ApiSettings
from api.taking import leave, reading
from api.taking.documents import ListDocument
from api.taking.lines import CSV, NDJSON, CommaLines
from graph_schema.store import bulk
from graph_schema.store.session import Store
from tests.api.callers import Person, as_
from tests.worlds import HERE, SYSTEM, THERE, two_villages
from tests.writing import put

pytestmark = pytest.mark.fact("A16")
PERSONS = "{ persons { edges { cursor node { id name household { number } } } } }"
WHY = {"reason": "CHECK"}


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    two_villages(embedded_store)
    put(embedded_store, SYSTEM, {"Person": [{"id": "ph1", "name": "=王小明"}]}.items(), [])
    monkeypatch.setattr(reading, "PAGE", 2)  # three rows are two pages
    monkeypatch.setattr(reading, "COUNTED", 2)
    return create_api(ApiSettings(keys=tmp_path), embedded_store)


def take(
    site: Starlette, query: str = PERSONS, who: str = "coordinator", media: str = NDJSON,
    variables: dict[str, Any] | None = None, **extensions: Any,
) -> httpx.Response:  # fmt: skip
    body = {"query": query, "variables": variables or {}, "extensions": extensions}

    async def go(person: Person) -> httpx.Response:
        return await person.client.post("/graphql/rows", json=body, headers={"accept": media})

    return as_(site, who, go)


def lines(reply: httpx.Response) -> list[dict[str, Any]]:
    assert reply.status_code == 200, reply.text
    return [json.loads(line) for line in reply.text.splitlines()]


def code(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["errors"][0]["extensions"]["code"]


def events(site: Starlette, action: str) -> list[dict[str, Any]]:
    with site.state.wulian.store.read(SYSTEM) as session:
        return [e for e in bulk.scan(session, "AuditEvent") if e["action"] == action]


def test_the_lines_are_the_rows_of_the_pages_marked_counted_and_on_record(site: Starlette):
    first, *rows, last = lines(take(site, **WHY))
    paged = as_(site, "coordinator", lambda person: person.data(PERSONS))["persons"]["edges"]

    assert rows == paged
    assert last == {"rows": 3}
    assert (first["taken"]["by"], first["taken"]["role"]) == ("coordinator", "R10")
    (entry,) = events(site, "EXPORTED")
    assert entry["subjects"] == [first["taken"]["id"]]
    seen = [e for e in events(site, "LOOKED") if e["reason"] == "CHECK"]
    assert len(seen) == 2
    assert {"ph1", "ph2", "ph3"} <= {one for e in seen for one in e["subjects"]}


def test_what_is_asked_for_narrows_orders_and_begins_the_lines(site: Starlette):
    query = """query($area: String, $after: String) { all: persons(area: $area, first: 1,
      descending: true, after: $after) { edges { cursor node { ...F } } } }
      fragment F on Person { id }"""
    _, *rows, _ = lines(take(site, query, variables={"area": HERE}, **WHY))
    later = {"area": HERE, "after": rows[0]["cursor"]}
    _, *rest, last = lines(take(site, query, variables=later, **WHY))

    assert {row["node"]["id"] for row in rows} == {"ph1", "ph2"}
    assert (rest, last) == (rows[1:], {"rows": 1})


def test_commas_for_a_spreadsheet_hold_no_formula_and_say_how_many(site: Starlette):
    reply = take(site, media=CSV, **WHY)
    mark, heads, *rows, last = csv.reader(io.StringIO(reply.content.decode("utf-8-sig")))

    assert reply.headers["content-type"].startswith(CSV)
    assert mark[0].startswith("coordinator · R10 · ")
    assert heads == ["cursor", "id", "name", "household.number"]
    assert {tuple(row[1:]) for row in rows} == {
        ("ph1", "'=王小明", "H1"), ("ph2", "王小明", "H2"), ("ph3", "王小明", "H3"),
    }  # fmt: skip
    assert last == ["rows", "3"]


def test_sensitive_fields_and_long_lists_need_a_permit_of_two(
    site: Starlette, monkeypatch: pytest.MonkeyPatch
):
    full = "{ persons { edges { node { id idNo } } } }"
    ask = """mutation { done: requestExport(input: {operationId: "o", list: PERSONS,
      format: CSV, reason: PAYMENT, sensitive: true}) { ... on Export { id } } }"""
    agree = """mutation($id: ID!) { decideExport(input: {operationId: "d", id: $id,
      agree: true}) { ... on Export { state } } }"""

    assert code(take(site, full, **WHY)) == (403, "FORBIDDEN")
    monkeypatch.setattr(leave, "PLAIN", 2)
    permit = as_(site, "coordinator", lambda p: p.data(ask))["done"]["id"]
    assert code(take(site, full, permit=permit)) == (403, "FORBIDDEN")
    as_(site, "steward", lambda p: p.data(agree, id=permit))
    _, *rows, last = lines(take(site, full, permit=permit))
    assert {row["node"]["idNo"] for row in rows} == {"990115********0019"}
    assert last == {"rows": 3}
    assert code(take(site, full, "steward", permit=permit)) == (404, "NOT_FOUND")
    households = "{ households { edges { node { id } } } }"
    assert code(take(site, households, permit=permit)) == (403, "FORBIDDEN")


def test_a_list_longer_than_one_may_take_is_refused_before_its_first_line(
    site: Starlette, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(leave, "PLAIN", 2)
    reply = take(site, **WHY)

    assert code(reply) == (413, "TOO_LARGE")
    assert events(site, "EXPORTED") == []


@pytest.mark.parametrize(
    ("query", "extensions", "told"),
    [
        (PERSONS, {}, (422, "REJECTED")),
        (PERSONS, {"reason": "because"}, (422, "REJECTED")),
        (PERSONS, {"permit": "nobody"}, (404, "NOT_FOUND")),
        ("{ persons { pageInfo { endCursor } } }", WHY, (400, "NOT_A_LIST")),
        ("{ me { role } }", WHY, (400, "NOT_A_LIST")),
        ("{ proposals { edges { node { id } } } }", WHY, (400, "NOT_A_LIST")),
        ("{ nothing }", WHY, (400, "BAD_REQUEST")),
    ],
)
def test_what_is_no_list_or_has_no_reason_is_refused(
    site: Starlette, query: str, extensions: dict[str, str], told: tuple[int, str]
):
    assert code(take(site, query, **extensions)) == told


def test_who_takes_nothing_gets_nothing_and_each_his_own_area(site: Starlette):
    assert code(take(site, who="manager", **WHY)) == (403, "FORBIDDEN")
    assert code(take(site, who="village", **WHY)) == (403, "FORBIDDEN")
    _, *rows, _ = lines(take(site, who="town", **WHY))
    assert {row["node"]["id"] for row in rows} == {"ph1", "ph2"}
    there = "query($area: String) { persons(area: $area) { edges { node { id } } } }"
    _, *none, last = lines(take(site, there, who="town", variables={"area": THERE}, **WHY))
    assert (none, last) == ([], {"rows": 0})


def test_another_kind_or_no_form_is_not_acceptable(site: Starlette):
    assert take(site, media="text/html", **WHY).status_code == 406

    async def plain(person: Person) -> int:
        heads = {"accept": CSV, "content-type": "text/plain"}
        return (
            await person.client.post("/graphql/rows", content="{}", headers=heads)
        ).status_code

    assert as_(site, "coordinator", plain) == 415


@given(st.lists(st.text(max_size=9), min_size=1, max_size=4))
def test_no_cell_is_read_as_a_formula_whatever_it_says(cells: list[str]):
    columns = [("node", str(at)) for at in range(len(cells))]
    edge = {"node": {str(at): cell for at, cell in enumerate(cells)}}

    (row,) = csv.reader(io.StringIO(CommaLines(columns).rows([edge]).decode(), newline=""))

    assert [one.removeprefix("'") for one in row] == [one.removeprefix("'") for one in cells]
    assert not any(one.startswith(("=", "+", "-", "@", "\t", "\r")) for one in row)


@pytest.mark.parametrize(
    "query",
    [
        "mutation { a }",
        "{ a b }",
        "{ ...F } fragment F on Query { a }",
        "{ a { edges { x: node { id } } } }",
    ],
)
def test_only_a_query_of_one_list_is_read_page_by_page(query: str):
    with pytest.raises(Refused):
        ListDocument.of(parse(query), Question(text=query))
