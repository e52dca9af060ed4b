"""我的查询 Queries kept with the account, on both servers: shapes, never values, one's own."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.saved_queries import MOST
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from tests.api.callers import as_
from tests.worlds import SYSTEM, two_villages

SHAPE = "query Mine($first: Int!) { households(first: $first) { edges { node { number } } } }"
ASKED = "{ savedQueries { name text } preferences { start size } }"
SAVE = """mutation($input: SaveQueryInput!) { done: saveQuery(input: $input) {
  ... on SavedQueries { queries { name text } } ... on Failure { code violations } } }"""
FORGET = """mutation($input: ForgetQueryInput!) { done: forgetQuery(input: $input) {
  ... on SavedQueries { queries { name text } } ... on Failure { code violations } } }"""
CHOOSE = """mutation { savePreferences(
  input: {operationId: "c", start: "home", cards: [], size: "large"}
) { ... on Preferences { size } } }"""


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Starlette:
    two_villages(store)
    return create_api(ApiSettings(keys=tmp_path), store)


def asked(site: Starlette, who: str) -> dict[str, Any]:
    told: dict[str, Any] = as_(site, who, lambda p: p.data(ASKED))
    return told


def save(
    site: Starlette, name: str, text: str = SHAPE, who: str = "coordinator"
) -> dict[str, Any]:
    told = {"operationId": f"{who} {name} {text}", "name": name, "text": text}
    done: dict[str, Any] = as_(site, who, lambda p: p.data(SAVE, input=told))["done"]
    return done


def test_a_query_is_kept_for_its_owner_alone_and_beside_what_he_chose(site: Starlette):
    as_(site, "coordinator", lambda p: p.data(CHOOSE))
    save(site, "橙色户")
    again = save(site, "橙色户", "{ me { role } }")
    save(site, "another")

    mine = asked(site, "coordinator")

    assert again == {"queries": [{"name": "橙色户", "text": "{ me { role } }"}]}
    assert [one["name"] for one in mine["savedQueries"]] == ["another", "橙色户"]
    assert mine["preferences"] == {"start": "home", "size": "large"}
    assert asked(site, "manager")["savedQueries"] == []


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("one", '{ households(number: "WJ-0001") { edges { node { id } } } }', "VALUE_IN_TEXT"),
        ("one", '{ persons(name: """张三""") { edges { node { id } } } }', "VALUE_IN_TEXT"),
        ("one", "{ households(", "NOT_A_QUERY"),
        ("one", "{ me { role } } #" + "x" * 8_000, "TOO_LONG"),
        ("one", "{" + "a " * 2_500 + "}", "NOT_A_QUERY"),
        (" ", SHAPE, "NAME_LENGTH"),
        ("x" * 61, SHAPE, "NAME_LENGTH"),
    ],
)
def test_what_names_somebody_or_is_no_query_is_refused_and_nothing_is_kept(
    kept_site: Starlette, name: str, text: str, why: str
):
    told = save(kept_site, name, text)

    assert (told["code"], told["violations"]) == ("REJECTED", [why])
    assert asked(kept_site, "coordinator")["savedQueries"] == []


@pytest.fixture(scope="module")
def kept_site(kept_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    two_villages(kept_store)
    return create_api(ApiSettings(keys=tmp_path_factory.mktemp("keys")), kept_store)


def test_fifty_are_kept_and_one_let_go_makes_room(embedded_store: Store, tmp_path: Path):
    two_villages(embedded_store)
    site = create_api(ApiSettings(keys=tmp_path), embedded_store)
    assert asked(site, "coordinator")["savedQueries"] == []
    rows = [f"q{n:02}" for n in range(MOST)]
    every = {"queries": dict.fromkeys(rows, SHAPE)}
    with embedded_store.read(SYSTEM) as session:
        account = next(
            row["id"] for row in bulk.scan(session, "Account") if row["login"] == "coordinator"
        )
    _keep(embedded_store, account, every)

    full = save(site, "one more")
    told = {"operationId": "f", "name": "q00"}
    gone = as_(site, "coordinator", lambda p: p.data(FORGET, input=told))["done"]
    absent = as_(
        site, "coordinator", lambda p: p.data(FORGET, input={**told, "operationId": "g"})
    )["done"]
    room = save(site, "now there is room")

    assert full["violations"] == ["TOO_MANY"]
    assert len(gone["queries"]) == MOST - 1
    assert absent["code"] == "NOT_FOUND"
    assert len(room["queries"]) == MOST


def _keep(store: Store, account: str, told: dict[str, Any]) -> None:
    with store.write(SYSTEM, Action.PREFERENCES_CHANGED) as session:
        rows = [{"id": account, "preferences": json.dumps(told)}]
        bulk.upsert_nodes(session, "Account", rows)
