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
from graph_schema.errors import (
    StoreDamaged,
    StoreInUse,
    StoreUnavailable,
    WrongPassword,
)
from graph_schema.settings import StoreSettings
from graph_schema.store import bulk, embedded, locks, runfile, seal
from graph_schema.store.connect import open_store
from graph_schema.store.server import free_port
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.servers import embedded_at as at

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))
HOLD = """
import sys, time
from pathlib import Path
from graph_schema.settings import StoreSettings
from graph_schema.store import embedded
lease = embedded.adopt(StoreSettings(data=Path(sys.argv[1]), heap="256m", idle=60))
print(lease.run.pid, flush=True)
time.sleep(float(sys.argv[2]))
"""


def holder(folder: Path, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLD, str(folder / "store"), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


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
