"""`wulian db check`: each thing that may not be is planted, and found where it is."""

from collections.abc import Iterator

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.checks import findings
from graph_schema.store.schema import initialise
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

SYSTEM = Access.system(Purpose.STATISTICS, ("510115",))


@pytest.fixture
def filled(store: Store) -> Iterator[Store]:
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Cause", [{"id": "c", "code": "C01"}])
        homes = [{"id": "h", "hh_no": "1", "phone": "13800001111"}]
        bulk.upsert_nodes(session, "Household", homes)
    yield store
    raw(store, "MATCH (n:Stranger) DETACH DELETE n")
    initialise(store)


def raw(store: Store, text: str) -> None:
    with store.connection.open(read=False) as session:
        session.execute_write(lambda tx: tx.run(text).consume())


def test_a_whole_store_has_no_findings(filled: Store) -> None:
    assert findings(filled, deep=True) == []


@pytest.mark.parametrize(
    ("harm", "check", "where"),
    [
        (
            "DROP CONSTRAINT household_district_hh_no",
            "constraint",
            "Household(district, hh_no)",
        ),
        ("CREATE (:Need {severity: 1})", "existence", "Need.id"),
        ("CREATE (:Cause {id: 'c2'})", "existence", "Cause.code"),
        ("CREATE (:Stranger {id: 's'})", "labels", "graph"),
        ("MATCH (c:Cause), (h:Household) CREATE (c)-[:VISITS]->(h)", "ends", "VISITS"),
        ("CREATE (:Need {id: 'c'})", "ids", "Need and Cause"),
        ("MATCH (c:Cause) SET c.colour = 'red'", "values", "Cause.colour"),
        ("MATCH (h:Household) SET h.phone = 'v1:k1:AAAA:AAAA'", "values", "Household"),
        ("MATCH (e:AuditEvent) SET e.who = 'nobody'", "audit", "lane-"),
    ],
)
def test_what_may_not_be_is_found(filled: Store, harm: str, check: str, where: str) -> None:
    raw(filled, harm)

    found = findings(filled, deep=True)

    assert {one.check for one in found} == {check}
    assert all(where in one.where for one in found), found
    assert "13800001111" not in str(found)


def test_two_of_one_number_in_a_district_are_found_where_no_constraint_is(
    embedded_store: Store,
) -> None:
    """Two districts may know the same person; on Neo4j a constraint says so."""
    for number, district in enumerate(("510115", "510199")):
        access = Access.system(Purpose.STATISTICS, (district,))
        with embedded_store.write(access, Action.FILE_LOADED) as session:
            bulk.upsert_nodes(session, "Person", [{"id": f"p{number}", "id_no_hash": "k"}])
    apart = findings(embedded_store)

    with embedded_store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Person", [{"id": "p3", "id_no_hash": "k"}])

    assert apart == []
    assert [(one.check, one.where) for one in findings(embedded_store)] == [
        ("twice", "Person.id_no_hash")
    ]
