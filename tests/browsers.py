"""The browser of the tests: Debian's Chromium, and a real site it looks at."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")
READY_WITHIN = 240.0  # seconds from nothing to the printed address, on a busy machine


def chromium() -> str | None:
    """Find the browser; None where the machine has none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


def missing() -> str | None:
    """Say what is left out when there is no browser."""
    return None if chromium() else "browser tests: no Chromium on the path"


@dataclass(slots=True)
class Running:
    """`wulian run` as a process of its own, in a folder of its own."""

    folder: Path
    process: "subprocess.Popen[bytes]"
    address: str
    seconds: float

    @property
    def said(self) -> str:
        """What it printed so far."""
        return (self.folder / "run.log").read_text(encoding="utf-8")

    def passwords(self) -> Mapping[str, str]:
        """Names and passwords of the accounts it made."""
        lines = (self.folder / ".wulian/accounts.txt").read_text().splitlines()
        return {line.split()[0]: line.split()[2] for line in lines}

    def interrupt(self) -> int:
        """End it as Ctrl-C does; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def start(
    folder: Path, *, households: int, within: float = READY_WITHIN, **settings: str
) -> Running:
    """Start the main job, wait for its address. Raises AssertionError when it ends before."""
    began = time.monotonic()
    env = {k: v for k, v in os.environ.items() if not k.startswith("WULIAN_")}  # noqa: TID251 - of the child
    env |= {"HOUSEHOLDS": str(households), "PORT": "0", "COLUMNS": "200", **settings}
    env["PYTHONPATH"] = str(Path(__file__).parents[1])
    command = [sys.executable, "-m", "wulian", "run"]
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    running = Running(folder, process, "", 0.0)
    while time.monotonic() - began < within:
        found = ADDRESS.findall(running.said)
        if found:
            running.address = f"http://127.0.0.1:{found[-1]}"
            running.seconds = time.monotonic() - began
            return running
        assert process.poll() is None, running.said
        time.sleep(0.1)
    process.kill()
    process.wait()
    raise AssertionError(f"no address within {within:.0f} s: {running.said}")


def ask(context: Any, site: Running, query: str) -> Any:
    """What the API answers somebody who is signed in with a context of the browser."""
    told = context.request.post(
        f"{site.address}/graphql", data={"query": query}, timeout=120_000
    )
    answer = told.json()
    assert "errors" not in answer, answer
    return answer["data"]
