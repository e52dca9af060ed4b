"""The main job: what it says when it cannot start, what it leaves, how it begins again."""

import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from graph_schema.cli import IN_USE, NOT_OPENED, STOPPED
from tests import browsers
from tests.browsers import Running

ROOT = Path(__file__).parents[2]


def _run(folder: Path, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "import sys; from wulian import app; app()", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "200", **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = _run(tmp_path, "run", PORT=port)

    assert done.returncode == IN_USE
    assert port in done.stderr
    assert "PORT=" in done.stderr
    assert not (tmp_path / ".wulian").exists()


def test_a_port_that_is_none_is_named_without_its_value(tmp_path: Path) -> None:
    done = _run(tmp_path, "serve", PORT="eighty")

    assert done.returncode == 2
    assert "PORT" in done.stderr
    assert "eighty" not in done.stderr


def test_a_store_that_cannot_open_ends_with_its_code(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("not it")

    done = _run(
        tmp_path,
        "serve",
        PORT="0",
        WULIAN_STORE_URI="bolt://127.0.0.1:9",
        WULIAN_STORE_PASSWORD_FILE=str(secret),
    )

    assert done.returncode == NOT_OPENED
    assert "STORE_UNAVAILABLE" in done.stderr
    assert "Traceback" not in done.stderr


def test_passwords_are_for_their_owner_only(site: Running) -> None:
    mode = (site.folder / ".wulian/accounts.txt").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600
    assert set(site.passwords()) >= {"coordinator", "manager", "volunteer", "administrator"}
    assert not any(password in site.said for password in site.passwords().values())


@pytest.mark.slow
def test_ctrl_c_stops_everything_and_a_second_run_starts_where_it_was(tmp_path: Path) -> None:
    first = browsers.start(tmp_path, households=100)
    accounts = first.passwords()

    ended = first.interrupt()
    again = browsers.start(tmp_path, households=100)

    assert ended == STOPPED
    assert again.seconds < first.seconds
    assert "files into the graph" not in again.said
    assert again.passwords() == accounts
    assert again.interrupt() == STOPPED
    status = _run(tmp_path, "db", "status")
    assert "not running" in status.stdout
