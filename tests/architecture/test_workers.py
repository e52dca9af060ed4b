"""Tests that need the same server are dealt to one worker; so are those of a file."""

import pytest

from tests.workers import Dealt, shared


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/api/test_api.py::test_a", "tests/api/test_api.py"),
        ("tests/api/test_subjects.py::test_a[neo4j_lts-town-x]", "neo4j_lts"),
        ("tests/contract/test_flows.py::test_a[neo4j_current]", "neo4j_current"),
        ("tests/api/test_x.py::test_neo4j_lts[embedded_server]", "tests/api/test_x.py"),
        ("tests/journeys/test_pages.py::test_a[chromium-town]", "browser"),
        ("tests/graph_schema/test_cli_transfer.py::test_a", "stores of the command line"),
    ],
)
def test_a_test_goes_where_its_server_is(nodeid: str, group: str) -> None:
    assert shared(nodeid) == group


def test_a_group_that_two_workers_ran_is_named() -> None:
    dealt = Dealt()
    for nodeid, worker in (("a.py::x", "gw0"), ("a.py::y", "gw0"), ("b.py::x", "gw1")):
        dealt.ran(nodeid, worker)
    assert dealt.torn() == []

    dealt.ran("b.py::y", "gw0")

    assert dealt.torn() == ["b.py"]
