"""wulian db: what it prints and the codes it ends with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph_schema.cli import app
from graph_schema.store import embedded

run = CliRunner().invoke
pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    yield folder
    embedded.stop(folder / "store", force=True)


@pytest.fixture(autouse=True)
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):  # noqa: TID251 - the tests set what a user would
        if name.startswith("WULIAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WULIAN_DATA", str(home / "store"))
    monkeypatch.setenv("WULIAN_STORE_HEAP", "256m")


def test_a_store_from_its_start_to_its_end(home: Path) -> None:
    """One story, because each start takes seconds."""
    before = run(app, ["status"])
    started = run(app, ["start"])
    made, again = run(app, ["init"]), run(app, ["init"])
    status = json.loads(run(app, ["status", "--json"]).stdout)
    checked, deep = run(app, ["check"]), run(app, ["check", "--deep", "--json"])
    masked = run(app, ["export", str(home / "masked")])
    revealed = run(app, ["export", str(home / "clear"), "--reveal", "--reason", "r", "--json"])
    twice = run(app, ["export", str(home / "clear")])
    imported = run(app, ["import", str(home / "clear")])
    wrong = run(app, ["import", str(home)])
    after = json.loads(run(app, ["status", "--json"]).stdout)
    stopped, gone = run(app, ["stop"]), run(app, ["stop"])

    assert before.exit_code == 3
    assert started.exit_code == 0, started.output
    assert "constraints made" in made.output
    assert "nothing to do" in again.output
    assert (status["state"], status["schema"], status["was"]) == ("running", 1, "new")
    assert (checked.exit_code, checked.output.strip()) == (0, "no findings")
    assert json.loads(deep.stdout) == {"findings": []}
    assert masked.exit_code == 0
    assert "masked" in masked.output
    assert json.loads(revealed.stdout)["masked"] is False
    assert (twice.exit_code, imported.exit_code, wrong.exit_code) == (1, 0, 1)
    assert "manifest.json" in wrong.output
    assert after["last_check"] is not None
    assert (stopped.exit_code, gone.exit_code) == (0, 3)


def test_a_damaged_store_ends_with_70_and_the_next_command(home: Path) -> None:
    if not (home / "store/seal.json").exists():
        pytest.skip("the story above made the store")
    victim = next(
        path
        for path in sorted((home / "store/databases").rglob("*"))
        if path.is_file() and path.stat().st_size > 4096
    )
    content = victim.read_bytes()
    victim.write_bytes(content[:-10])

    result = run(app, ["init"])

    victim.write_bytes(content)
    assert result.exit_code == 70
    assert "STORE_DAMAGED" in result.output
    assert "wulian db import" in result.output


@pytest.mark.parametrize(
    ("env", "arguments", "code"),
    [
        ({"WULIAN_STORE_URL": "x"}, ["status"], 2),
        ({"WULIAN_STORE_HEAP": "x"}, ["init"], 2),
        ({"WULIAN_STORE_URI": "bolt://127.0.0.1:1"}, ["start"], 2),
        ({}, ["nonsense"], 2),
        ({}, ["export"], 2),
    ],
)
def test_wrong_use_ends_with_2(env, arguments, code: int, monkeypatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    monkeypatch.setenv("WULIAN_STORE_PASSWORD_FILE", str(secret))
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert run(app, arguments).exit_code == code


def test_an_outside_store_that_is_away_ends_with_70(monkeypatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    monkeypatch.setenv("WULIAN_STORE_PASSWORD_FILE", str(secret))
    monkeypatch.setenv("WULIAN_STORE_URI", "bolt://127.0.0.1:1")

    result = run(app, ["init"])

    assert result.exit_code == 70
    assert "WULIAN_STORE_URI" in result.output


def test_help_is_quick_to_come() -> None:
    """The driver and pandas are not imported to print a page of help."""
    code = (
        "import sys; import graph_schema.cli; "
        "print(*(name in sys.modules for name in ('neo4j', 'pandas')))"
    )

    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert out.stdout.split() == ["False", "False"]
