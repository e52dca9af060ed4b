"""Kernel locks on files of the data folder; any kind of death frees them."""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

SERVER, START, CLIENTS = "server.lock", "start.lock", "clients.lock"


def open_lock(path: Path) -> IO[str]:
    """Open the lock file, made if need be, readable by its owner only."""
    handle = path.open("a")
    path.chmod(0o600)
    return handle


@contextlib.contextmanager
def locked(path: Path, how: int, patience: float | None = None) -> Iterator[None]:
    """Hold the lock as told (fcntl.LOCK_…); with LOCK_NB raises BlockingIOError at once.

    patience: seconds to try for, then BlockingIOError; None waits as long as it takes.
    """
    with open_lock(path) as handle:
        if patience is None:
            fcntl.flock(handle, how)
        else:
            _take(handle, how, time.monotonic() + patience)
        yield


def _take(handle: IO[str], how: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
        time.sleep(0.03)


def held(path: Path, how: int = fcntl.LOCK_SH) -> bool:
    """Tell whether somebody holds the lock; LOCK_SH: exclusively, LOCK_EX: in any way.

    Asked twice, because another process that asks holds it for an instant itself.
    """
    for _ in range(2):
        try:
            if not path.exists():
                return False
            with locked(path, how | fcntl.LOCK_NB):
                return False
        except FileNotFoundError:
            return False
        except BlockingIOError:
            time.sleep(0.02)
    return True
