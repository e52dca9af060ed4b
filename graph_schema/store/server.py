"""The embedded server: a child process that owns one data folder and speaks Bolt on loopback.

Run by `embedded.py` as `main()`; exit codes: 0 stopped, 70 did not open, 75 owned by another.
"""

import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import IO, Any

from graph_schema.errors import StoreUnavailable
from graph_schema.store import locks, runfile, seal
from graph_schema.store.runfile import Run

NOT_OPENED, OWNED = 70, 75
LAST_WORD = "store not opened: "  # then JSON: code and facts of the error
DATABASE = "neo4j"
SERVER_PORTS = range(20000, 32768)  # clients get theirs from 32768 (Linux), 49152 (others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What the child is started with. idle: seconds without a client until it stops itself."""

    data: Path
    heap: str
    port: int
    idle: float

    def arguments(self) -> list[str]:
        return [str(self.data), self.heap, str(self.port), str(self.idle)]

    @classmethod
    def of(cls, arguments: list[str]) -> "Start":
        data, heap, port, idle = arguments
        return cls(data=Path(data), heap=heap, port=int(port), idle=float(idle))


def engine_settings(data: Path, *, bolt: int, http: int) -> dict[str, object]:
    """List the engine's settings of server scope, named as its wheel wants them."""
    return {
        "mode": "production",  # messages hidden from clients, the log synced at commit
        "host": "localhost",  # every listener on loopback only
        "http_port": str(http),
        "bolt_port": bolt,
        "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server_logsDirectory": str(data / "log"),
        "opencypher_loadCsv_allowFileUrls": False,
        "opencypher_loadCsv_allowRemoteUrls": False,
        "server_security_importAllowedLocalPaths": str(data / "import"),
        "polyglotEngineEnabled": False,
        "support_autoRegister": False,
    }


def java_options() -> list[str]:
    """List settings of database scope, which the dict above does not reach, and Java's."""
    return [
        "-Darcadedb.command.timeout=30000",  # ms; the driver's own timeout is ignored over Bolt
        "-Darcadedb.txWalFlush=1",  # what mode=production sets; said twice, as all rests on it
        "-XX:+ExitOnOutOfMemoryError",  # a heap once exhausted is not to be trusted
        "-XX:-UsePerfData",
    ]


def free_port() -> int:
    """Pick a port that nobody listens on.

    It comes from below the range out of which systems lend ports to clients: of those one may
    be gone again in the seconds until the engine listens.
    """
    while True:
        port = secrets.choice(SERVER_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def serve(start: Start) -> int:
    """Own the folder until SIGTERM or `idle` seconds without use; returns an exit code."""
    os.umask(0o077)
    data = start.data
    owner = locks.open_lock(data / locks.SERVER)
    if not _taken(owner):
        return _failed(OWNED, why="another server owns this folder")
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from arcadedb_embedded import __version__ as engine

    try:
        was = seal.verify(data, engine)
    except StoreUnavailable as error:
        return _failed(NOT_OPENED, error.code, **error.facts)
    seal.take_off(data)
    run = Run(
        state="starting",
        pid=os.getpid(),
        port=start.port or free_port(),
        http=free_port(),
        token=secrets.token_urlsafe(32),
        engine=engine,
        was=was,
    )
    runfile.write(data, run)
    (data / "config" / "server-users.jsonl").unlink(missing_ok=True)  # so that the token counts
    try:
        server = _opened(start, run)
        findings = _checked(server, data, run) if was == "crashed" else 0
    except Exception as error:  # noqa: BLE001 - whatever the engine throws, it did not open
        runfile.remove(data)
        said = " ".join(str(error).split())[:400]
        return _failed(NOT_OPENED, why=f"{type(error).__name__}: {said}")
    runfile.write(data, replace(run, state="ready", findings=findings))
    with locks.open_lock(data / locks.CLIENTS) as clients:
        _until_unused(start, clients, lambda: bool(stopping))
        runfile.remove(data)
        server.stop()
        seal.write(data, engine)
    return 0


def _taken(lock: IO[str]) -> bool:
    """Try for two seconds: somebody who only asks holds the lock for an instant."""
    for _ in range(40):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.05)
    return False


def _failed(end: int, code: str = StoreUnavailable.code, /, **facts: object) -> int:
    """Leave the last word in the log, for whoever started this; returns the exit code."""
    told = json.dumps({"code": code, "facts": facts}, default=str)
    print(f"\n{LAST_WORD}{told}", file=sys.stderr, flush=True)  # noqa: T201 - its log
    return end


def _opened(start: Start, run: Run) -> Any:
    from arcadedb_embedded.server import ArcadeDBServer

    server = ArcadeDBServer(
        str(start.data),
        root_password=run.token,
        config=engine_settings(start.data, bolt=run.port, http=run.http),
        jvm_kwargs={"heap_size": start.heap, "jvm_args": java_options()},
    )
    server.start()
    server.create_database(DATABASE)
    return server


def _checked(server: Any, data: Path, run: Run) -> int:
    """Count what the engine's check and the ends of the audit lanes show; any stops writing."""
    from graph_schema.store.aftermath import findings_after_crash

    return findings_after_crash(server.get_database(DATABASE), data, run)


def _until_unused(start: Start, clients: IO[str], stopping: Callable[[], bool]) -> None:
    """Wait to be told to stop, or for `idle` seconds without a client (then holds its lock)."""
    quiet_since = time.monotonic()
    while not stopping():
        time.sleep(0.2)
        try:
            fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            quiet_since = time.monotonic()
            continue
        idle = time.monotonic() - quiet_since > start.idle
        if idle and not (start.data / "stay").exists():
            return
        fcntl.flock(clients, fcntl.LOCK_UN)


def main() -> None:
    """End the process without Python's shutdown, which waits for the engine's threads."""
    code = serve(Start.of(sys.argv[1:]))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
