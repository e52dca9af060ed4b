"""No answer with people in it leaves before the look is on record; without record no answer."""

from pathlib import Path

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.settings import ApiSettings
from graph_schema.access import Access
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.api.callers import Person, as_
from tests.worlds import two_villages

LIST = "{ households(first: 10) { edges { node { id headName } } } }"
SYSTEM = Access.system(Purpose.STATISTICS, ())


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Starlette:
    two_villages(store)
    return create_api(ApiSettings(keys=tmp_path), store)


def looks(store: Store) -> set[frozenset[str]]:
    """Whose data each look on record was at."""
    with store.read(SYSTEM) as session:
        events = list(bulk.scan(session, "AuditEvent"))
    return {frozenset(event.get("subjects") or ()) for event in events}


@pytest.mark.fact("A03")
def test_when_the_answer_is_there_the_look_is_on_record(store: Store, site: Starlette) -> None:
    async def seen(person: Person) -> tuple[set[str], set[frozenset[str]]]:
        data = await person.data(LIST)
        return {e["node"]["id"] for e in data["households"]["edges"]}, looks(store)

    shown, recorded = as_(site, "coordinator", seen)

    assert shown == {"h1", "h2", "h3"}
    assert any(shown <= subjects for subjects in recorded)


@pytest.mark.fact("A03")
def test_a_look_that_cannot_be_written_keeps_the_answer_back(
    store: Store, site: Starlette
) -> None:
    async def without_lanes(person: Person) -> str:
        await person.data("{ me { role } }")
        with store.connection.open(read=False) as session:
            session.execute_write(lambda tx: tx.run("MATCH (l:AuditLane) DELETE l").consume())
        reply = await person.client.post("/graphql", json={"query": LIST})
        return reply.text

    told = as_(site, "coordinator", without_lanes)

    assert "h1" not in told
    assert '"data"' not in told


@pytest.mark.fact("A03")
def test_a_number_revealed_to_somebody_is_in_no_page_that_was_kept_or_is_kept_after(
    store: Store, site: Starlette
) -> None:
    people = "{ persons(first: 9) { edges { node { id idNo } } } }"
    ask = """mutation { revealNumber(input: {
      operationId: "r", person: "ph1", number: ID_NO, reason: CHECK }) {
      ... on RevealedNumber { value } } }"""

    async def around(person: Person) -> tuple[str, str, str, str]:
        before = await person.client.post("/graphql", json={"query": people})
        shown = await person.client.post("/graphql", json={"query": ask})
        after = [await person.client.post("/graphql", json={"query": people}) for _ in "ab"]
        return before.text, shown.text, *(one.text for one in after)

    before, shown, after, again = as_(site, "coordinator", around)

    assert "990115195001010019" in shown
    assert before == after == again
    assert "990115********0019" in after
