"""What is read from the graph is what was written into it, as of a day, in few statements."""

from datetime import date
from random import Random

import pytest
from pandas.testing import assert_frame_equal

from graph_schema.access import Access
from graph_schema.errors import Forbidden, Rejected
from graph_schema.vocabulary import Purpose, Role
from matching.snapshot import take
from matching.tables import TABLES
from tests.matching.risk.houses import district
from tests.matching.written import ACCESS, write
from tests.snapshots import VILLAGE, build

AS_OF = date(2023, 12, 31)
PEOPLE = ("persons", "needs", "alerts", "awards", "visits", "consents")
TIES = ("cares_for", "guardian_of")
FACTS = ("employment", "medical_bills", "disability_cards", "schooling", "housing", "health")


def test_every_table_is_read_back_as_it_was_written(store):
    tables = district(Random(4).choice, AS_OF, 12)
    for home in tables["households"]:
        home["village"] = VILLAGE
    write(store, AS_OF, tables)

    found = take(store, ACCESS)

    expected = build(AS_OF, **{name: rows for name, rows in tables.items() if rows})
    assert found.as_of == AS_OF
    assert found.district.name == "温江区"
    for name in (*PEOPLE, *TIES, *FACTS, "params"):
        assert_frame_equal(known(found, name), known(expected, name))
    same = [c for c in TABLES["households"] if c != "has_living_member"]
    assert_frame_equal(found.households[same], expected.households[same])


def known(snapshot, name):
    """A table without what `build` leaves out, in one order, each row once."""
    frame = getattr(snapshot, name)
    return frame.drop_duplicates().sort_values(list(frame.columns[:2]), ignore_index=True)


def test_a_household_outside_the_callers_areas_does_not_exist(embedded_store):
    write(embedded_store, AS_OF, {"households": [{"id": "h"}], "needs": [NEED]})
    elsewhere = Access.system(Purpose.MONITORING, ("510115002",))

    found = take(embedded_store, elsewhere)

    assert found.households.empty
    assert found.needs.empty
    assert list(take(embedded_store, ACCESS).needs["id"]) == ["n"]


NEED = {"id": "n", "household_id": "h", "code": "N05"}


def test_a_manager_may_not_take_one(embedded_store):
    manager = Access(
        actor="m", role=Role.MANAGER, purpose=Purpose.STATISTICS, areas=("510115",)
    )

    with pytest.raises(Forbidden):
        take(embedded_store, manager)


def test_an_access_without_areas_is_refused(embedded_store):
    with pytest.raises(Rejected, match="NO_AREAS"):
        take(embedded_store, Access.system(Purpose.MONITORING, ()))


def test_the_graph_ties_households_to_those_who_serve_them():
    link = {"id": "l", "household_id": "h", "provider_id": "o", "worker_id": "w"}
    steward = {"household_id": "h", "tier": "T3", "actor_id": "w"}

    graph = build(households=[{"id": "h"}], links=[link], stewards=[steward]).graph()

    assert set(graph.edges) == {("h", "l"), ("l", "o"), ("l", "w"), ("h", "w")}
    assert graph.nodes["w"]["kind"] == "worker"
