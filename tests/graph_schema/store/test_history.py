"""Nothing is overwritten: any changes, seen as of any two times, equal a plain replay."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store import bulk, history
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests import servers
from tests.examples import examples

SYSTEM = Access.system(Purpose.MONITORING, ("510115",))
FIRST = datetime(2023, 1, 1, 4, tzinfo=UTC)
DAYS = st.integers(0, 30).map(lambda n: date(2023, 1, 1) + timedelta(n))
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.integers(1, 4),
        "goal": st.none() | st.sampled_from("xy"),
        "note": st.none() | st.sampled_from(["家访", "电话"]),
        "tags": st.lists(st.sampled_from("ab"), unique=True).map(sorted),
        "met_at": st.none() | DAYS.map(lambda d: datetime(d.year, d.month, d.day, tzinfo=UTC)),
    },
)
CHANGES = st.lists(st.tuples(DAYS, VALUES), min_size=1, max_size=6)


def replayed(changes: list, on: date, until: int) -> dict[str, object] | None:
    """The plain way: of the first changes, those that hold on the day, one over the other.

    What is said again is no change, whatever day it is said for.
    """
    state: dict[str, object] = {}
    latest: dict[str, object] = {}
    for number, (since, values) in enumerate(changes[:until]):
        new = {n: v for n, v in values.items() if latest.get(n) != v}
        latest |= new
        if number == 0 or since <= on:  # what was there first holds as far back as known
            state |= new
    return {n: v for n, v in state.items() if v is not None} if until else None


def seen(node: dict, versions: list, on: date, at: datetime) -> dict[str, object] | None:
    state = history.as_of(history.told(node, versions), on, at)
    return None if state is None else {n: v for n, v in state.items() if n != "id"}


@given(CHANGES, DAYS, st.integers(0, 6))
def test_any_past_is_what_a_replay_of_the_changes_says(changes, on, until):
    node = {"id": "n", "created_at": FIRST, "updated_at": FIRST, "version": 1} | changes[0][1]
    versions = []
    for number, (since, values) in enumerate(changes[1:], 1):
        now = FIRST + timedelta(minutes=number)
        one = history.version("Need", node, values, now, since)
        if one is not None:
            versions.append(one)
            node |= values | {"updated_at": now, "version": node["version"] + 1}
    at = FIRST + timedelta(minutes=until - 1)

    assert seen(node, versions[::-1], on, at) == replayed(changes, on, until)


@examples(8, suppress_health_check=list(HealthCheck))
@given(CHANGES, DAYS)
def test_the_store_keeps_every_change_that_comes_in_bulk(embedded_server: Store, changes, on):
    servers.wipe(embedded_server)
    instants = []
    for since, values in changes:
        with embedded_server.write(SYSTEM, Action.FILE_LOADED) as session:
            bulk.upsert_nodes(session, "Need", [{"id": "n", **values}], on=since)
        instants.append(embedded_server.clock())
    with embedded_server.read(SYSTEM) as session:
        (node,) = bulk.scan(session, "Need")
        versions = list(bulk.scan(session, "Version"))

    for number, at in enumerate(instants, 1):
        plain = replayed(changes, on, number)
        past = seen(node, versions, on, at)
        assert past is not None
        assert {n: past[n] for n in past if n != "district"} == plain
    assert seen(node, versions, on, FIRST) is None


def test_values_that_follow_from_others_leave_no_version(embedded_store: Store):
    for level in ("L1_NORM", "L4_HIGH"):
        with embedded_store.write(SYSTEM, Action.EVALUATED) as session:
            bulk.upsert_nodes(session, "Household", [{"id": "h", "hh_no": "1", "level": level}])

    with embedded_store.read(SYSTEM) as session:
        assert list(bulk.scan(session, "Version")) == []


def belongs(store: Store, **props: object) -> None:
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        rows = [{"from": "p", "to": "h", "props": props}]
        bulk.upsert_relationships(session, "MEMBER_OF", "Person", "Household", rows)


@pytest.fixture
def member(embedded_store: Store) -> Store:
    with embedded_store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Household", [{"id": "h", "hh_no": "1"}])
        bulk.upsert_nodes(session, "Person", [{"id": "p", "id_no_hash": "p"}])
    return embedded_store


def test_a_tie_that_changed_and_ended_is_seen_as_it_was(member: Store):
    belongs(member, relation="户主", head=True)
    as_head = member.clock()
    belongs(member, relation="子", head=False)
    as_child = member.clock()
    belongs(member, to=date(2023, 6, 1))
    ended = member.clock()
    belongs(member, relation="父", **{"from": date(2023, 9, 1)})
    with member.read(SYSTEM) as session:
        ties = [
            ((t["from"], t["to"]), t["props"])
            for t in bulk.scan_relationships(session, "MEMBER_OF", "Person", "Household")
        ]
        versions = list(bulk.scan(session, "Version"))

    def relations(on: date, at: datetime) -> list[object]:
        found = history.ties_as_of(ties, versions, on, at)
        return [props["relation"] for _, props in found]

    assert relations(date(2023, 1, 1), FIRST) == []
    assert relations(date(2023, 1, 1), as_head) == ["户主"]
    assert relations(date(2023, 7, 1), as_child) == ["子"]
    assert relations(date(2023, 7, 1), ended) == []
    assert relations(date(2023, 5, 1), member.clock()) == ["子"]
    assert relations(date(2023, 9, 1), member.clock()) == ["父"]
