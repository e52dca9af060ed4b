"""Sessions: bound to areas, masked by class, on record; wrong calls are refused."""

from datetime import UTC, date, datetime

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Forbidden, NotFound, Rejected, StaleVersion
from graph_schema.queries import Scope, read_all, statements
from graph_schema.store import bulk, scope
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))
NAMES = statements()


def put(store: Store, label: str, *rows: dict[str, object]) -> tuple[int, int]:
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        return bulk.upsert_nodes(session, label, rows)


def look(store: Store, label: str) -> list[dict[str, object]]:
    with store.read(SYSTEM) as session:
        return list(bulk.scan(session, label))


def village(store: Store) -> None:
    put(
        store,
        "Area",
        {"id": "a1", "code": "510115001001"},
        {"id": "a2", "code": "510115002001"},
    )
    put(
        store,
        "Household",
        {"id": "h1", "hh_no": "1", "phone": "13800001111", "level": "L2_LOW", "lon": 103.8},
        {"id": "h2", "hh_no": "2"},
    )
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        ties = [{"from": "h1", "to": "a1"}, {"from": "h2", "to": "a2"}]
        bulk.upsert_relationships(session, "LIVES_IN", "Household", "Area", ties)


def somebody(role: Role, *areas: str, reveal: bool = False) -> Access:
    reason = "asked by phone" if reveal else None
    return Access(
        actor="actor1",
        role=role,
        purpose=Purpose.MONITORING,
        areas=areas,
        reveal=reveal,
        reason=reason,
    )


def homes(store: Store, access: Access) -> list[dict[str, object]]:
    with store.read(access) as session:
        return [row["household"] for row in session.stream("notebook_household", page=1)]


def test_only_what_lies_in_the_areas_exists(store: Store) -> None:
    village(store)

    seen = {
        areas: [home["id"] for home in homes(store, somebody(Role.TOWN_STEWARD, *areas))]
        for areas in [
            (),
            ("510115001",),
            ("510115",),
            ("510115002001", "510115001"),
            ("5101160",),
        ]
    }

    assert list(seen.values()) == [[], ["h1"], ["h1", "h2"], ["h1", "h2"], []]


def test_values_come_out_as_the_role_may_see_them(embedded_store: Store) -> None:
    village(embedded_store)

    system = homes(embedded_store, SYSTEM)[0]
    approver = homes(embedded_store, somebody(Role.DISTRICT_APPROVER, "510115"))[0]
    revealed = homes(embedded_store, somebody(Role.DISTRICT_APPROVER, "510115", reveal=True))[0]

    assert (system["phone"], approver["phone"]) == ("13800001111", "138****1111")
    assert revealed["phone"] == "13800001111"
    assert approver["level"] == "L2_LOW"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR, Role.VOLUNTEER])
def test_some_roles_run_no_statement_about_people(embedded_store: Store, role: Role) -> None:
    with pytest.raises(Forbidden), embedded_store.read(somebody(role, "510115")) as session:
        session.run("notebook_household")


def test_every_role_has_its_scopes() -> None:
    assert set(scope.MAY_RUN) == set(Role)
    reaching = {role for role, scopes in scope.MAY_RUN.items() if Scope.AREAS in scopes}
    assert not reaching & {Role.MANAGER, Role.ADMINISTRATOR, Role.VOLUNTEER, Role.DONOR}
    assert not reaching & {Role.RESIDENT, Role.GUARDIAN, Role.ORGANISATION, Role.DEPARTMENT}


def test_a_look_is_on_record_before_the_session_ends(store: Store) -> None:
    village(store)

    homes(store, somebody(Role.TOWN_STEWARD, "510115"))
    homes(store, somebody(Role.TOWN_STEWARD, "510115", reveal=True))

    found = [row for row in look(store, "AuditEvent") if row["who"] == "actor1"]
    looks = {row["action"]: row for row in found}
    assert set(looks) == {"LOOKED", "REVEALED"}
    assert looks["LOOKED"]["subjects"] == ["h1", "h2"]
    assert looks["REVEALED"]["reason"] == "asked by phone"
    assert looks["LOOKED"]["role"] == "R06"
    assert "13800001111" not in str(found)


def test_a_look_at_nobody_leaves_no_entry(embedded_store: Store) -> None:
    homes(embedded_store, somebody(Role.TOWN_STEWARD, "510115"))

    assert [r for r in look(embedded_store, "AuditEvent") if r["action"] == "LOOKED"] == []


def test_a_change_is_on_record_with_its_subjects_and_digest(store: Store) -> None:
    def work(tx):
        tx.lock("Household", "h1")
        tx.record.note(before={"level": "L2_LOW"}, after={"level": "L1_NORM"})
        return {"id": "h1"}

    village(store)
    with store.write(SYSTEM, Action.HOUSEHOLD_CHANGED, operation="op", device="d") as session:
        session.transact(work)

    entry = next(r for r in look(store, "AuditEvent") if r["action"] == "HOUSEHOLD_CHANGED")
    assert (entry["operation"], entry["device"], entry["subjects"]) == ("op", "d", ["h1"])
    assert len(entry["before"]) == len(entry["after"]) == 64
    assert entry["before"] != entry["after"]


def test_sensitive_fields_are_encrypted_where_they_lie(store: Store) -> None:
    village(store)

    with store.connection.open(read=True) as session:
        text = "MATCH (h:Household {id: 'h1'}) RETURN h.phone AS phone, h.level AS level"
        raw = session.execute_read(lambda tx: tx.run(text).single(strict=True).data())

    assert raw["phone"].startswith("v1:k1:")
    assert raw["level"] == "L2_LOW"


def test_every_type_comes_back_as_it_went_in(store: Store) -> None:
    instant = datetime(2024, 2, 29, 23, 59, 59, 123456, UTC)
    row = {
        "id": "i1",
        "code": "AP-001",
        "title": "“引号”\\ \n\t𠮷",
        "needs": ["N05", "N01"],
        "capacity": 2**53 + 1,
        "price": 5,
        "needs_volunteer": False,
        "verified_at": instant,
        "valid_from": date(2020, 2, 29),
        "conditions": '{"all":[]}',
    }
    put(store, "CatalogueItem", row)
    put(store, "Area", {"id": "a1", "code": "1", "lon": 104, "lat": 30.5})

    found, area = look(store, "CatalogueItem")[0], look(store, "Area")[0]

    assert found | {"needs": sorted(row["needs"])} == found
    assert {name: found[name] for name in row} == row | {"needs": ["N01", "N05"]}
    assert isinstance(area["lon"], float)
    assert found["district"] == "510115"
    assert (found["version"], found["created_by"]) == (1, "system")


@pytest.mark.parametrize(
    ("props", "told"),
    [
        ({"colour": "red"}, "UNKNOWN_PROPERTY"),
        ({"severity": "3"}, "WRONG_TYPE"),
        ({"severity": True}, "WRONG_TYPE"),
        ({"severity": 2**63}, "WRONG_TYPE"),
        ({"since": date(2024, 1, 1)}, "WRONG_TYPE"),
        ({"since": datetime(2024, 1, 1)}, "WRONG_TYPE"),  # noqa: DTZ001 - naive on purpose
        ({"tags": ["a", 1]}, "WRONG_TYPE"),
    ],
)
def test_what_the_shape_does_not_know_is_refused(embedded_store: Store, props, told) -> None:
    with pytest.raises(Rejected, match=told) as refused:
        put(embedded_store, "Need", {"id": "n1", **props})

    assert "red" not in str(refused.value)
    assert look(embedded_store, "Need") == []


def test_numbers_that_are_none_are_missing(embedded_store: Store) -> None:
    import numpy as np
    import pandas as pd

    put(
        embedded_store,
        "Area",
        {
            "id": "a1",
            "code": "1",
            "lon": float("nan"),
            "lat": np.float64(30.5),
            "updated_at": pd.NaT,
        },
    )

    found = look(embedded_store, "Area")[0]
    assert "lon" not in found
    assert found["lat"] == 30.5


@pytest.mark.parametrize(
    ("name", "params", "told"),
    [
        ("nonsense", {}, "UNKNOWN_STATEMENT"),
        ("store_audit_page", {"lane": "x"}, "WRONG_PARAMETERS"),
        ("store_audit_page", {"lane": "x", "above": "1", "page": 1}, "WRONG_TYPE"),
        ("store_audit_page", {"lane": None, "above": 1, "page": 1}, "MISSING"),
    ],
)
def test_a_wrong_call_is_refused(embedded_store: Store, name: str, params, told: str) -> None:
    with embedded_store.read(SYSTEM) as session, pytest.raises(Rejected, match=told):
        session.run(name, **params)


def test_a_read_session_does_not_write(embedded_store: Store) -> None:
    """The embedded server would accept it."""
    with embedded_store.read(SYSTEM) as session, pytest.raises(Forbidden):
        session.run("capacity_take", id="x", units=1)


def test_a_statement_without_pages_is_not_streamed(embedded_store: Store) -> None:
    with embedded_store.read(SYSTEM) as session, pytest.raises(Rejected):
        next(session.stream("store_lanes"))


def test_bulk_is_for_the_program_only(embedded_store: Store) -> None:
    access = somebody(Role.DISTRICT_STEWARD, "510115")
    with embedded_store.read(access) as session, pytest.raises(Forbidden):
        list(bulk.scan(session, "Household"))
    with embedded_store.write(access, Action.FILE_LOADED) as session, pytest.raises(Forbidden):
        bulk.upsert_nodes(session, "Need", [{"id": "n1"}])


def test_a_lock_tells_what_is_there(embedded_store: Store) -> None:
    put(embedded_store, "Need", {"id": "n1"})

    with embedded_store.write(SYSTEM, Action.NEED_CHANGED) as session:
        assert session.transact(lambda tx: tx.lock("Need", "n1", 1)) == 2
        with pytest.raises(StaleVersion) as stale:
            session.transact(lambda tx: tx.lock("Need", "n1", 1))
        with pytest.raises(NotFound):
            session.transact(lambda tx: tx.lock("Need", "n2"))

    assert (stale.value.facts["seen"], stale.value.facts["now"]) == (1, 2)
    assert look(embedded_store, "Need")[0]["version"] == 2


def test_a_column_of_an_encrypted_field_names_whose_it_is() -> None:
    found = read_all(
        [
            (
                "x.cypher",
                "// name: phones\n// kind: read\n// scope: own\n"
                "// returns: id: str, phone: str = Household.phone of id\n"
                "MATCH (h:Household)-[:STEWARDED_BY]->(:Actor {id: $actor}) "
                "RETURN h.id AS id, h.phone AS phone;",
            )
        ]
    )

    assert found["phones"].shows_people
    assert found["phones"].returns["phone"].classed
