"""Stores for the tests: one server a worker, a clean database a test, and what was left out."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer

from graph_schema.store.session import Store
from tests import servers
from tests.servers import clean, on
from tests.workers import SERVERS, BySharing, Dealt, shared

REQUIRE_ALL = os.environ.get("WULIAN_TEST_REQUIRE") == "all"  # noqa: TID251 - the suite's switch
DEALT = Dealt()
LEFT_OUT = [told for told in map(servers.missing, (servers.LTS, servers.CURRENT)) if told]


# A test's server lives for seconds to minutes: compiling less halves the work of a start.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


# An example takes as long as the machine needs; `bench/` measures, tests do not.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("JAVA_TOOL_OPTIONS", SHORT_LIVED)  # noqa: TID251 - of the servers
    if REQUIRE_ALL and LEFT_OUT:
        raise pytest.UsageError("; ".join(LEFT_OUT))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharing:
    return BySharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test of a Neo4j that would not be dealt to the worker of that server."""
    for item in items:
        if item.get_closest_marker("neo4j") and shared(item.nodeid) not in SERVERS:
            raise pytest.UsageError(f"{item.nodeid}: take its server as a parameter")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if worker := getattr(report, "worker_id", None):
        DEALT.ran(report.nodeid, worker)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if DEALT.torn():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if torn := DEALT.torn():
        terminalreporter.write_line(f"run by several workers: {', '.join(torn)}", red=True)
    for told in LEFT_OUT:
        terminalreporter.write_line(f"left out: {told}")
    if terminalreporter.config.option.markexpr == "not slow":
        terminalreporter.write_line("left out: the slow tests (make test-slow)")


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


@pytest.fixture(params=[on(servers.LTS, "neo4j_lts")])
def lts_store(request: pytest.FixtureRequest) -> Store:
    """A clean store on Neo4j 5.26."""
    return clean(request)


@pytest.fixture(params=["embedded_server", on(servers.LTS, "neo4j_lts")])
def store(request: pytest.FixtureRequest) -> Store:
    """A clean store, on the embedded server and on Neo4j 5.26."""
    return clean(request)


@pytest.fixture(scope="module", params=["embedded_server", on(servers.LTS, "neo4j_lts")])
def kept_store(request: pytest.FixtureRequest) -> Store:
    """Like `store`, clean when a module begins: for tests that only look at what it wrote."""
    return clean(request)


@pytest.fixture(
    params=[
        "embedded_server",
        on(servers.LTS, "neo4j_lts"),
        on(servers.CURRENT, "neo4j_current", pytest.mark.slow),
    ]
)
def every_store(request: pytest.FixtureRequest) -> Store:
    """A clean store, on every server there is: the embedded one, Neo4j 5.26 and 2026.x."""
    return clean(request)
