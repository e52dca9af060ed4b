"""Finding, starting, adopting and stopping the one embedded server of a data folder."""

import fcntl
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from graph_schema.errors import StorageFull, StoreDamaged, StoreInUse, StoreUnavailable
from graph_schema.settings import StoreSettings
from graph_schema.store import locks, runfile, seal
from graph_schema.store.runfile import Run
from graph_schema.store.server import LAST_WORD, OWNED, Start

READY_WITHIN = 60.0  # seconds until a start counts as failed, or whoever holds a lock as stuck
MIN_FREE = 64 << 20  # bytes; on a full disk the server could not even log why it fails
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from graph_schema.store.server import main; main()"
)
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs"})


@dataclass(slots=True)
class Lease:
    """A client's hold on the running server: it does not stop by itself before `release`."""

    run: Run
    how: str
    _clients: IO[str]

    def release(self) -> None:
        self._clients.close()


def adopt(settings: StoreSettings, *, patience: float = READY_WITHIN) -> Lease:
    """Find the server of the folder, or start it. Many processes may call this at once.

    patience: seconds to wait for a lock, and again for the server. Raises StorageFull,
    StoreDamaged, StoreInUse (somebody else holds the folder) or StoreUnavailable.
    """
    data = prepare(settings.data)
    clients = locks.open_lock(data / locks.CLIENTS)
    try:
        fcntl.flock(clients, fcntl.LOCK_SH)  # waits for a server that is just stopping
        with locks.locked(data / locks.START, fcntl.LOCK_EX, patience):
            run, how = _running_or_started(settings, data, patience)
    except BlockingIOError:
        clients.close()
        raise StoreInUse(
            why="somebody else has long been starting or stopping it", lock=locks.START
        ) from None
    except BaseException:
        clients.close()
        raise
    return Lease(run, how, clients)


def prepare(data: Path) -> Path:
    """Make the data folder, its owner's only; returns its absolute path.

    Raises StoreUnavailable for a folder that cannot be made, is another user's, lies on a
    network file system, or holds a store that others could read or change.
    """
    data = data.absolute()
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreUnavailable(why=_words(error), folder=str(data)) from error
    facts = data.stat()
    if facts.st_uid != os.getuid():
        raise StoreUnavailable(why="the folder belongs to another user", folder=str(data))
    if stat.S_IMODE(facts.st_mode) & 0o077:
        if (data / seal.FILES).exists():
            raise StoreUnavailable(
                why="others may read or change the folder",
                folder=str(data),
                way_out=f"find out who did; then: chmod 700 {data}",
            )
        data.chmod(0o700)  # nothing of ours is in it yet
    if (kind := _file_system(data)) in _NETWORK:
        raise StoreUnavailable(why="locks are not reliable on a network file system", kind=kind)
    return data


def _file_system(data: Path) -> str:
    """Tell the kind of file system below the folder; empty when the system does not."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text("utf-8", errors="replace").splitlines():
        _device, point, this, *_ = line.split(" ")
        inside = str(data) == point or str(data).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, this
    return kind


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _running_or_started(
    settings: StoreSettings, data: Path, patience: float
) -> tuple[Run, str]:
    """Wait for the server, starting it if need be; called with the start lock held."""
    how, child, until = "adopted", None, time.monotonic() + patience
    log = data / "server.out"
    said = log.stat().st_size if log.exists() else 0  # what follows is the child's
    while True:
        run = runfile.read(data)
        alive = locks.held(data / locks.SERVER)
        if alive and run is not None and run.state == "ready":
            if child is not None:
                threading.Thread(target=child.wait, daemon=True).start()  # no zombie of it
            return run, how
        if child is None and not alive:
            how = "started" if run is None else "started, stale run file removed"
            child = _start(settings, data)
        elif child is not None and child.poll() is not None:
            raise _why_not(log, said, child.returncode)
        if time.monotonic() > until:
            if child is None:
                raise StoreInUse(
                    why="another program holds the folder and serves nobody", lock=locks.SERVER
                )
            raise StoreUnavailable(why=f"not ready in {patience:.0f} s", log="server.out")
        time.sleep(0.03)


def _start(settings: StoreSettings, data: Path) -> "subprocess.Popen[bytes]":
    if (free := shutil.disk_usage(data).free) < MIN_FREE:
        raise StorageFull(free_mb=free >> 20, needed_mb=MIN_FREE >> 20)
    if settings.port:
        _check_port(settings.port)
    runfile.remove(data)
    start = Start(data=data, heap=settings.heap, port=settings.port, idle=settings.idle)
    here = Path(__file__).parents[2]
    log = os.open(data / "server.out", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 - our own code by this interpreter
            [sys.executable, "-c", _CHILD, str(here), *start.arguments()],
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    finally:
        os.close(log)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StoreUnavailable(
                why="the port is taken",
                port=port,
                way_out="another WULIAN_STORE_PORT, or none for a free one",
            ) from error


def _why_not(log: Path, said: int, code: int) -> StoreUnavailable:
    """Turn the child's last word, after `said` bytes of the log, into an error."""
    if code == OWNED:
        return StoreInUse(why="another server owns this folder", lock=locks.SERVER)
    lines = log.read_bytes()[said:].decode("utf-8", errors="replace").splitlines()
    told = [line for line in lines if line.startswith(LAST_WORD)]
    if not told:
        return StoreUnavailable(why="it ended without a word", exit=code, log=log.name)
    last = json.loads(told[-1].removeprefix(LAST_WORD))
    if last["code"] == StoreDamaged.code:
        return StoreDamaged(**last["facts"], opened="nothing")
    return StoreUnavailable(**{"log": log.name, **last["facts"]})


def stop(data: Path, *, force: bool = False, patience: float = READY_WITHIN) -> str:
    """Stop the server of the folder; says what was done: "stopped" or "not running".

    Raises StoreInUse while other processes use it (not with `force`), or when it does not end.
    """
    if not data.is_dir():
        return "not running"
    try:
        with locks.locked(data / locks.START, fcntl.LOCK_EX, patience):
            return _stopped(data, force=force, patience=patience)
    except BlockingIOError:
        raise StoreInUse(
            why="somebody else has long been starting or stopping it", lock=locks.START
        ) from None


def _stopped(data: Path, *, force: bool, patience: float) -> str:
    """Stop it with the start lock held; see stop."""
    run = runfile.read(data)
    if not locks.held(data / locks.SERVER):
        (data / "stay").unlink(missing_ok=True)
        runfile.remove(data)
        return "not running"
    if not force and locks.held(data / locks.CLIENTS, fcntl.LOCK_EX):
        raise StoreInUse(why="other processes use it; it stops when they end, or with --force")
    (data / "stay").unlink(missing_ok=True)
    until = time.monotonic() + patience
    if run is not None:  # the lock proves that this pid is still the server's
        os.kill(run.pid, signal.SIGTERM)
    while locks.held(data / locks.SERVER):
        if time.monotonic() > until:
            raise StoreInUse(why="it is still stopping")
        time.sleep(0.03)
    return "stopped"


def state(data: Path) -> tuple[str, Run | None]:
    """Tell "running", "starting" or "not running", and the run file of a live server."""
    if not data.is_dir() or not locks.held(data / locks.SERVER):
        return "not running", None
    run = runfile.read(data)
    return ("running" if run is not None and run.state == "ready" else "starting"), run
