"""Stores for the tests: one server a worker, a clean database a test, and what was left out."""

import os
from collections.abc import Iterator

import pytest

from graph_schema.store.session import Store
from tests import servers

REQUIRE_ALL = os.environ.get("WULIAN_TEST_REQUIRE") == "all"  # noqa: TID251 - the suite's switch
LEFT_OUT = [told for told in map(servers.missing, (servers.LTS, servers.CURRENT)) if told]


def pytest_configure(config: pytest.Config) -> None:
    if REQUIRE_ALL and LEFT_OUT:
        raise pytest.UsageError("; ".join(LEFT_OUT))
    config.addinivalue_line("markers", "xdist_group(name): tests that share one worker")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for told in LEFT_OUT:
        terminalreporter.write_line(f"left out: {told}")
    if terminalreporter.config.option.markexpr == "not slow":
        terminalreporter.write_line("left out: the slow tests (make test-slow)")


def on(release: servers.Release, name: str, *more: pytest.MarkDecorator) -> object:
    """A parameter for a Neo4j: left out where the machine cannot run it."""
    marks = [pytest.mark.neo4j, pytest.mark.xdist_group(name), *more]
    if told := servers.missing(release):
        marks.append(pytest.mark.skip(reason=told))
    return pytest.param(name, marks=marks)


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with servers.embedded_server(tmp_path_factory.mktemp("embedded")) as store:
        yield store


@pytest.fixture(scope="session")
def neo4j_lts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with servers.neo4j_server(servers.LTS, tmp_path_factory.mktemp("lts")) as store:
        yield store


@pytest.fixture(scope="session")
def neo4j_current(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with servers.neo4j_server(servers.CURRENT, tmp_path_factory.mktemp("current")) as store:
        yield store


@pytest.fixture
def embedded_store(embedded_server: Store) -> Store:
    """A clean store on the embedded server."""
    servers.wipe(embedded_server)
    return embedded_server


@pytest.fixture(params=["embedded", on(servers.LTS, "neo4j_lts")])
def store(request: pytest.FixtureRequest) -> Store:
    """A clean store, on the embedded server and on Neo4j 5.26."""
    name = {"embedded": "embedded_server"}.get(request.param, request.param)
    found: Store = request.getfixturevalue(name)
    servers.wipe(found)
    return found


@pytest.fixture(
    params=[
        "embedded",
        on(servers.LTS, "neo4j_lts"),
        on(servers.CURRENT, "neo4j_current", pytest.mark.slow),
    ]
)
def every_store(request: pytest.FixtureRequest) -> Store:
    """A clean store, on every server there is: the embedded one, Neo4j 5.26 and 2026.x."""
    name = {"embedded": "embedded_server"}.get(request.param, request.param)
    found: Store = request.getfixturevalue(name)
    servers.wipe(found)
    return found
