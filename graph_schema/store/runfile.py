"""The run file of an embedded server: a hint, never believed without its lock."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

NAME = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """state: "starting" or "ready". was: how the last run ended ("new", "clean", "crashed").

    port is Bolt's, http the engine's own (backup and check); both on loopback. token is the
    password of user `root`, new at each start. findings: what the check after a crash found.
    """

    state: str
    pid: int
    port: int = 0
    http: int = 0
    token: str = ""
    engine: str = ""
    was: str = ""
    findings: int = 0


def write(data: Path, run: Run) -> None:
    """Replace the run file in one step; readable by its owner only."""
    new = data / f".run.{os.getpid()}"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(run), file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(data / NAME)


def read(data: Path) -> Run | None:
    """Read the run file; None when there is none, or only half of one."""
    try:
        facts = json.loads((data / NAME).read_text("utf-8"))
        return Run(**{name: facts[name] for name in _NAMES if name in facts})
    except (OSError, ValueError, TypeError):
        return None


def remove(data: Path) -> None:
    (data / NAME).unlink(missing_ok=True)


_NAMES = frozenset(field.name for field in fields(Run))
