"""The analyst's door: what an Access may see and no more, read-only, on both servers."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Forbidden
from graph_schema.store import bulk, notebook
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role

SYSTEM = Access.system(Purpose.STATISTICS, ("510115",))


@pytest.fixture
def village(store: Store) -> Store:
    """Two villages, a household each; the first with a need and a visit."""
    homes = [
        {"id": "h1", "hh_no": "1", "phone": "13800001111", "income_month": 100},
        {"id": "h2", "hh_no": "2"},
    ]
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(
            session,
            "Area",
            [{"id": "a1", "code": "510115001001"}, {"id": "a2", "code": "510115002001"}],
        )
        bulk.upsert_nodes(session, "Household", homes)
        bulk.upsert_nodes(session, "Need", [{"id": "n1", "code": "N05", "severity": 2}])
        bulk.upsert_nodes(session, "Visit", [{"id": "v1", "due": date(2024, 1, 2)}])
        tie = bulk.upsert_relationships
        tie(session, "LIVES_IN", "Household", "Area", [{"from": "h1", "to": "a1"}])
        tie(session, "LIVES_IN", "Household", "Area", [{"from": "h2", "to": "a2"}])
        tie(session, "HAS_NEED", "Household", "Need", [{"from": "h1", "to": "n1"}])
        tie(session, "VISITS", "Visit", "Household", [{"from": "v1", "to": "h1"}])
    return store


def steward(*areas: str, role: Role = Role.VILLAGE_STEWARD) -> Access:
    return Access(actor="a", role=role, purpose=Purpose.MONITORING, areas=areas)


def test_frames_hold_what_the_access_may_see(village: Store) -> None:
    everything = notebook.frames(village, SYSTEM)
    first = notebook.frames(village, steward("510115001"))
    none = notebook.frames(village, steward("510116"))

    assert list(everything["Household"]["id"]) == ["h1", "h2"]
    assert list(first["Household"]["id"]) == ["h1"]
    assert list(first["Need"]["household_id"]) == ["h1"]
    assert first["Visit"]["due"][0] == date(2024, 1, 2)
    assert all(frame.empty for frame in none.values())
    assert "severity" in none["Need"].columns


def test_the_graph_ties_households_to_what_they_have(village: Store) -> None:
    drawn = notebook.graph(village, steward("510115"))

    assert set(drawn) == {"h1", "h2", "n1", "v1"}
    assert sorted(drawn.edges) == [("h1", "n1"), ("h1", "v1")]
    assert drawn.nodes["n1"]["kind"] == "Need"
    assert drawn.edges["h1", "v1"]["type"] == "VISITS"


def test_a_manager_gets_no_people(village: Store) -> None:
    with pytest.raises(Forbidden):
        notebook.frames(village, steward("510115", role=Role.MANAGER))


def test_a_look_through_the_door_is_on_record(village: Store) -> None:
    notebook.graph(village, steward("510115001"))

    with village.connection.open(read=True) as session:
        text = "MATCH (e:AuditEvent {action: 'LOOKED', who: 'a'}) RETURN e.subjects AS subjects"
        found = session.execute_read(lambda tx: tx.run(text).data())
    assert found == [{"subjects": ["h1", "n1", "v1"]}]


def test_py2neo_gets_the_same_as_its_own_objects(village: Store) -> None:
    with quiet():
        found = notebook.subgraph(village, steward("510115001"))

    assert {str(node["id"]) for node in found.nodes} == {"h1", "n1", "v1"}
    assert sorted(type(tie).__name__ for tie in found.relationships) == ["HAS_NEED", "VISITS"]


def test_a_py2neo_graph_reads_and_never_writes(village: Store) -> None:
    with quiet(), notebook.py2neo_graph(village, SYSTEM) as graph:
        found = graph.query("MATCH (h:Household) RETURN h.id AS id ORDER BY id").data()
        matched = list(graph.nodes.match("Need"))
        phone = graph.evaluate("MATCH (h:Household {id: 'h1'}) RETURN h.phone")
        for text in ("CREATE (:Need)", "match (n) detach delete n", "MATCH (n) SET n.x = 1"):
            with pytest.raises(Forbidden):
                graph.run(text)
            with pytest.raises(Forbidden):
                graph.begin().run(text)

    assert found == [{"id": "h1"}, {"id": "h2"}]
    assert [node["code"] for node in matched] == ["N05"]
    assert phone.startswith("v1:")


def test_py2neo_is_for_the_program_itself(village: Store) -> None:
    with pytest.raises(Forbidden), notebook.py2neo_graph(village, steward("510115")):
        pass


@contextmanager
def quiet() -> Iterator[None]:
    """py2neo is at its end and leaves sockets to the collector; its warnings are its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
        gc.collect()
