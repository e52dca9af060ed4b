"""The embedded server: one a folder, adopted by many, refused when damaged."""

import fcntl
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import (
    Conflict,
    NoCapacity,
    ReadOnly,
    StoreDamaged,
    StoreInUse,
    StoreUnavailable,
    TooLarge,
    WrongPassword,
)
from graph_schema.ids import ItemId
from graph_schema.settings import StoreSettings
from graph_schema.store import bulk, embedded, lanes, locks, runfile, seal
from graph_schema.store.checks import findings
from graph_schema.store.connect import open_store
from graph_schema.store.repo import capacity
from graph_schema.store.schema import initialise
from graph_schema.store.server import free_port
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.clients import at_once

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))
pytestmark = pytest.mark.xdist_group("embedded files")
HOLD = """
import sys, time
from pathlib import Path
from graph_schema.settings import StoreSettings
from graph_schema.store import embedded
lease = embedded.adopt(StoreSettings(data=Path(sys.argv[1]), heap="256m", idle=60))
print(lease.run.pid, flush=True)
time.sleep(float(sys.argv[2]))
"""


def at(folder: Path, **more) -> StoreSettings:
    return StoreSettings(data=folder / "store", keys=folder / "keys", heap="256m", **more)


def holder(folder: Path, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLD, str(folder / "store"), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds something, cleanly stopped."""
    folder = tmp_path_factory.mktemp("sealed")
    with open_store(at(folder)) as store:
        initialise(store)
        with store.write(SYSTEM, Action.FILE_LOADED) as session:
            bulk.upsert_nodes(
                session, "Cause", [{"id": f"c{n}", "code": str(n)} for n in range(50)]
            )
    embedded.stop(folder / "store")
    return folder


@pytest.fixture
def folder(sealed: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    yield copy
    embedded.stop(copy / "store", force=True)


@pytest.fixture(scope="module")
def running(sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A running store that the tests below only look at."""
    copy = tmp_path_factory.mktemp("running") / "copy"
    shutil.copytree(sealed, copy)
    with open_store(at(copy)) as store:
        yield store
    embedded.stop(copy / "store", force=True)


def test_many_starters_share_one_server(folder: Path) -> None:
    holders = [holder(folder, 1.0) for _ in range(5)]

    pids = {process.communicate(timeout=90)[0].strip() for process in holders}

    assert len(pids) == 1
    assert all(process.returncode == 0 for process in holders)


def test_a_run_file_of_a_dead_server_is_not_believed(folder: Path) -> None:
    """Its pid may belong to somebody else by now; the lock says that the server is dead."""
    bystander = subprocess.Popen(["sleep", "60"])
    data = folder / "store"
    runfile.write(data, runfile.Run(state="ready", pid=bystander.pid, port=1, token="x"))
    try:
        assert embedded.state(data) == ("not running", None)
        assert embedded.stop(data) == "not running"
        assert bystander.poll() is None
        (data / "run.json").write_text('{"state": "rea')

        with open_store(at(folder)) as store:
            assert store.connection.lease.how == "started"
            assert store.connection.lease.run.token != "x"
    finally:
        bystander.terminate()
        bystander.wait()


def test_a_server_in_use_is_not_stopped_without_force(folder: Path) -> None:
    with open_store(at(folder)):
        with pytest.raises(StoreInUse):
            embedded.stop(folder / "store")
        assert embedded.stop(folder / "store", force=True) == "stopped"


def test_a_server_without_clients_stops_itself_sealed(folder: Path) -> None:
    with open_store(at(folder, idle=0.5)):
        assert embedded.state(folder / "store")[0] == "running"

    until = time.monotonic() + 20
    while embedded.state(folder / "store")[0] != "not running" and time.monotonic() < until:
        time.sleep(0.1)

    assert seal.verify(folder / "store", json.loads(_seal(folder))["engine"]) == "clean"


def test_ctrl_c_does_not_reach_the_server(running: Store) -> None:
    pid = running.connection.lease.run.pid
    assert os.getsid(pid) != os.getsid(0)

    os.kill(pid, signal.SIGINT)
    with running.read(SYSTEM) as session:
        assert bulk.count(session, "Cause") == 50


def test_listeners_are_on_loopback_only(running: Store) -> None:
    process = psutil.Process(running.connection.lease.run.pid)
    listening = [one for one in process.net_connections() if one.status == "LISTEN"]

    assert len(listening) >= 2
    assert {one.laddr.ip.removeprefix("::ffff:") for one in listening} <= {"127.0.0.1", "::1"}


def test_files_of_the_store_are_the_owners_only(running: Store) -> None:
    data = running.connection.settings.data
    names = {"run.json", "server.lock", "server.out", "databases", "log", "config"}

    open_to_others = [
        path.name
        for path in [data, *(data / name for name in names)]
        if path.stat().st_mode & 0o077
    ]

    assert open_to_others == []


@pytest.mark.parametrize("how", ["cut", "emptied", "changed", "removed", "added"])
def test_a_damaged_file_is_refused_before_anything_is_opened(folder: Path, how: str) -> None:
    data = folder / "store"
    files = sorted(
        path for path in (data / "databases").rglob("*") if path.stat().st_size > 4096
    )
    victim = random.Random(how).choice([path for path in files if path.is_file()])
    content = victim.read_bytes()
    match how:
        case "cut":
            victim.write_bytes(content[: len(content) // 2])
        case "emptied":
            victim.write_bytes(b"")
        case "changed":
            victim.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
        case "removed":
            victim.unlink()
        case _:
            (victim.parent / "strange.bucket").write_bytes(b"x")
    before = seal.sums(data)

    with pytest.raises(StoreDamaged) as refused:
        open_store(at(folder))

    assert victim.name.split(".")[0] in str(refused.value) or how == "added"
    assert seal.sums(data) == before
    assert (data / "seal.json").exists()


def test_another_version_of_the_engine_is_refused(folder: Path) -> None:
    kept = json.loads(_seal(folder))
    (folder / "store/seal.json").write_text(json.dumps(kept | {"engine": "25.1.1"}))

    with pytest.raises(StoreUnavailable) as refused:
        open_store(at(folder))

    assert refused.value.facts["written_by"] == "25.1.1"


def test_a_taken_port_is_named(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(StoreUnavailable) as refused:
            open_store(at(folder, port=port))

    assert refused.value.facts["why"] == "the port is taken"
    assert refused.value.facts["port"] == port


def test_a_folder_that_another_program_owns_is_refused(folder: Path) -> None:
    data = folder / "store"
    with locks.locked(data / locks.SERVER, fcntl.LOCK_EX):
        process = subprocess.run(
            [sys.executable, "-m", "graph_schema.store.server", str(data), "256m", "0", "5"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert process.returncode == 75


def test_the_kind_of_file_system_is_known() -> None:
    """Locks of a network file system cannot be trusted: `prepare` refuses those kinds."""
    assert embedded._file_system(Path("/proc/self")) == "proc"
    assert embedded._file_system(Path("/sys/kernel")) == "sysfs"


@pytest.mark.parametrize("lock", [locks.SERVER, locks.START])
def test_a_lock_that_somebody_never_lets_go_is_named(folder: Path, lock: str) -> None:
    """A program that holds the folder and serves nobody, or is stuck while starting."""
    data = folder / "store"
    with locks.locked(data / lock, fcntl.LOCK_EX), pytest.raises(StoreInUse) as refused:
        embedded.adopt(at(folder), patience=0.3)

    assert refused.value.facts["lock"] == lock
    assert (data / "seal.json").exists()
    if lock == locks.START:
        with locks.locked(data / lock, fcntl.LOCK_EX), pytest.raises(StoreInUse):
            embedded.stop(data, patience=0.3)


def test_after_a_kill_nothing_acknowledged_is_lost(folder: Path) -> None:
    kill_rounds(folder, rounds=1)


@pytest.mark.slow
def test_after_many_kills_nothing_acknowledged_is_lost(folder: Path) -> None:
    kill_rounds(folder, rounds=8)


def kill_rounds(folder: Path, rounds: int) -> None:
    """Kills the server under four writers: every told ok is there, nothing is there in part."""
    rnd, told, sent = random.Random(7), set(), set()
    for number in range(rounds):
        with open_store(at(folder)) as store:
            pid = store.connection.lease.run.pid

            def writer(client: int, store: Store = store, number: int = number) -> None:
                for turn in range(400):
                    name = f"{number}-{client}-{turn}"
                    sent.add(name)
                    visit(store, name)
                    told.add(name)

            def killer(_: int, pid: int = pid) -> None:
                enough = len(told) + 8
                while len(told) < enough:
                    time.sleep(0.01)
                time.sleep(rnd.uniform(0, 0.5))
                os.kill(pid, signal.SIGKILL)

            store.connection._restarts.extend([time.monotonic()] * 3)  # no revival here
            at_once(5, lambda who: killer(who) if who == 4 else writer(who))
        with open_store(at(folder)) as store:
            assert store.connection.lease.run.was == "crashed"
            assert store.connection.lease.run.findings == 0
            with store.read(SYSTEM) as session:
                there = {row["id"] for row in bulk.scan(session, "Visit")}
                ties = list(bulk.scan_relationships(session, "VISITS", "Visit", "Household"))
            assert told <= there <= sent
            assert sorted(tie["from"] for tie in ties) == sorted(there)
            assert lanes.verify(store) == []
            assert findings(store) == []
    assert told


def claim(store: Store, operation: str, answered: list[int]) -> int | None:
    """Takes a place of the item "i", asking until it is answered; None: there was none left."""
    until = time.monotonic() + 90
    while True:
        try:
            with store.write(SYSTEM, Action.LINK_ACCEPTED, operation=operation) as session:
                got = session.transact(lambda tx: capacity.take(tx, ItemId("i")))
        except NoCapacity:
            return None
        except (StoreUnavailable, TooLarge, Conflict):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            answered.append(got)
            return got


@pytest.mark.parametrize("kills", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_places_are_sold_once_each_while_the_server_is_killed(folder: Path, kills: int) -> None:
    """Rule 1 with kills: never above the total, and no place idle while somebody was refused.

    Each client sends its operation again until it is answered, as a phone does.
    """
    places, clients, each = 40, 6, 9
    answered: list[int] = []

    def client(store: Store, who: int) -> list[int | None]:
        return [claim(store, f"{who}-{turn}", answered) for turn in range(each)]

    def killer(store: Store) -> None:
        for enough in range(5, 5 + 10 * kills, 10):
            while len(answered) < enough:
                time.sleep(0.005)
            os.kill(store.connection.lease.run.pid, signal.SIGKILL)

    with open_store(at(folder)) as store:
        with store.write(SYSTEM, Action.FILE_LOADED) as session:
            item = {"id": "i", "code": "i", "capacity": places, "used": 0}
            bulk.upsert_nodes(session, "CatalogueItem", [item])
        told = at_once(
            clients + 1, lambda who: killer(store) if who == clients else client(store, who)
        )
        with store.read(SYSTEM) as session:
            used = bulk.find(session, "CatalogueItem", ["i"])["i"]["used"]

        sold = [place for places_of in told[:clients] for place in places_of]
        assert sorted(place for place in sold if place) == list(range(1, places + 1))
        assert sold.count(None) == clients * each - places
        assert used == places
        assert lanes.verify(store) == []


def visit(store: Store, name: str) -> None:
    def work(tx) -> None:
        household = [{"id": f"h{name}", "hh_no": name, "district": "510115"}]
        bulk.create_nodes(tx, "Household", household)
        bulk.create_nodes(tx, "Visit", [{"id": name, "note": "好" * 500}])
        bulk.create_relationships(
            tx, ("VISITS", "Visit", "Household"), [{"from": name, "to": f"h{name}"}]
        )

    with store.write(SYSTEM, Action.VISIT_RECORDED) as session:
        session.transact(work)


def test_after_a_crash_that_broke_something_only_reading_goes_on(folder: Path) -> None:
    """Also for the write that was under way and is tried again on the server started anew."""
    with open_store(at(folder)) as store:
        visit(store, "v1")
        with store.connection.open(read=False) as session:
            text = "MATCH (e:AuditEvent) SET e.who = 'nobody'"
            session.execute_write(lambda tx: tx.run(text).consume())
        os.kill(store.connection.lease.run.pid, signal.SIGKILL)
        with pytest.raises(ReadOnly):
            visit(store, "v2")

        assert store.connection.lease.run.findings > 0
        with store.read(SYSTEM) as session:
            assert bulk.count(session, "Visit") == 1
        with pytest.raises(ReadOnly):
            visit(store, "v3")


def test_a_server_that_goes_away_is_started_again_unseen(folder: Path) -> None:
    with open_store(at(folder)) as store:
        os.kill(store.connection.lease.run.pid, signal.SIGKILL)

        visit(store, "v1")

        with store.read(SYSTEM) as session:
            assert bulk.count(session, "Visit") == 1


@pytest.mark.slow
def test_an_operation_that_ends_the_server_twice_is_refused(folder: Path) -> None:
    """Also rule 6: with the heap exhausted the server ends instead of going on half alive."""

    def hungry(tx) -> None:
        text = "RETURN reduce(s = 'twice as long', i IN range(1, 40) | s + s) AS text"
        tx._tx.run(text).consume()

    with open_store(at(folder)) as store:
        first = store.connection.lease.run.pid
        with (
            pytest.raises(TooLarge),
            store.write(SYSTEM, Action.NEED_CHANGED, operation="hungry") as session,
        ):
            session.transact(hungry)
        visit(store, "v1")

        assert store.connection.lease.run.pid != first


def test_a_wrong_password_says_which_setting(embedded_store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("wrong\n")
    uri = f"bolt://127.0.0.1:{embedded_store.connection.lease.run.port}"

    with pytest.raises(WrongPassword) as refused:
        open_store(StoreSettings(uri=uri, user="root", password_file=secret, keys=tmp_path))

    assert "WULIAN_STORE_PASSWORD_FILE" in str(refused.value)
    assert "wrong" not in str(refused.value)


def test_nothing_at_the_address_is_said(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("x")
    with pytest.raises(StoreUnavailable):
        open_store(StoreSettings(uri=f"bolt://127.0.0.1:{free_port()}", password_file=secret))


def _seal(folder: Path) -> str:
    return (folder / "store/seal.json").read_text()
