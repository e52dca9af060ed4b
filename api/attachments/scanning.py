"""The virus check: a command of the operator's, asked about every file before it is kept."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from graph_schema.errors import Rejected, SettingsError

PATIENCE = 60.0  # seconds
CLEAN, INFECTED = 0, 1  # exit codes, as clamscan and clamdscan give them


def scan(command: Sequence[str], content: bytes) -> None:
    """Ask the command about a file: its path is the last argument. Nothing asked without one.

    Raises Rejected INFECTED; SettingsError when the check itself fails: nothing is kept then.
    """
    if not command:
        return
    with tempfile.TemporaryDirectory(prefix="wulian-scan-") as place:  # owner-only
        path = Path(place) / "file"
        path.write_bytes(content)
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, no shell
                [*command, str(path)], capture_output=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise SettingsError(setting="WULIAN_VIRUS_CHECK", why=type(exc).__name__) from exc
    if done.returncode == INFECTED:
        raise Rejected(["INFECTED"])
    if done.returncode != CLEAN:
        raise SettingsError(setting="WULIAN_VIRUS_CHECK", why=f"exit code {done.returncode}")
