"""wulian db: what it prints, the codes it ends with, and what it leaves untouched."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from graph_schema import errors
from graph_schema.access import Access
from graph_schema.cli import exit_code
from graph_schema.settings import StoreSettings
from graph_schema.shape import SCHEMA_VERSION
from graph_schema.store import embedded, seal
from graph_schema.store.connect import open_store
from graph_schema.vocabulary import Purpose
from tests.graph_schema.typed import heard, run

ROOT = Path(__file__).parents[2]
SYSTEM = Access.system(Purpose.STATISTICS, ("510115",))


def test_a_store_from_its_start_to_its_end(data: Path) -> None:
    """One story, because each start takes seconds."""
    before = run("status")
    started, raw = run("start"), run("status")
    unmade = run("check")
    made, again = run("init"), run("init")
    status = json.loads(run("status", "--json").stdout)
    checked, deep = run("check"), run("check", "--deep", "--json")
    after = json.loads(run("status", "--json").stdout)
    stopped, gone = run("stop"), run("stop")

    assert (before.exit_code, "not running" in before.output) == (3, True)
    assert started.exit_code == 0, started.output
    assert "none: wulian db init" in raw.output
    assert (unmade.exit_code, "wulian db init" in unmade.output) == (3, True)
    assert "constraints made" in made.output
    assert "nothing to do" in again.output
    assert (status["state"], status["schema"], status["was"]) == (
        "running",
        SCHEMA_VERSION,
        "new",
    )
    assert status["free_mb"] > 0
    assert (checked.exit_code, checked.output.strip()) == (0, "no findings")
    assert json.loads(deep.stdout) == {"findings": []}
    assert after["last_check"] is not None
    assert (stopped.exit_code, gone.exit_code) == (0, 3)
    assert [path.name for path in data.iterdir() if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("verb", ["check", "export"])
def test_where_no_store_is_none_is_made(data: Path, verb: str) -> None:
    done = run(verb, *([data.parent / "out"] if verb == "export" else []))

    assert done.exit_code == 3
    assert "no store in this folder" in heard(done)
    assert not data.exists()
    assert not (data.parent / "out").exists()


def test_a_damaged_store_ends_with_70_and_the_next_command(sealed: Path) -> None:
    victim = next(
        path
        for path in sorted((sealed / "databases").rglob("*"))
        if path.is_file() and path.stat().st_size > 4096
    )
    victim.write_bytes(victim.read_bytes()[:-10])
    before = seal.sums(sealed)

    done = run("init")

    assert done.exit_code == 70
    assert "STORE_DAMAGED" in done.output
    assert victim.name in heard(done)
    assert "wulian db import" in heard(done)
    assert seal.sums(sealed) == before


def test_another_engine_ends_with_70_and_the_way_out(sealed: Path) -> None:
    kept = json.loads((sealed / "seal.json").read_text())
    (sealed / "seal.json").write_text(json.dumps(kept | {"engine": "25.1.1"}))

    done = run("start")

    assert done.exit_code == 70
    assert "25.1.1" in heard(done)
    assert "wulian db export" in heard(done)
    assert not (sealed / "stay").exists()
    assert json.loads((sealed / "seal.json").read_text())["engine"] == "25.1.1"


def test_a_store_that_others_could_read_is_refused(sealed: Path) -> None:
    sealed.chmod(0o755)

    done = run("status"), run("init")

    assert [one.exit_code for one in done] == [3, 70]
    assert "chmod 700" in heard(done[1])
    assert sealed.stat().st_mode & 0o777 == 0o755
    assert (sealed / "seal.json").exists()


def test_an_empty_folder_is_made_the_owners_only(data: Path) -> None:
    data.mkdir(mode=0o755)

    assert embedded.prepare(data) == data
    assert data.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_ends_with_70(data: Path) -> None:
    data.mkdir(mode=0o700)
    os.chown(data, 65534, 65534)

    done = run("init")

    assert done.exit_code == 70
    assert "another user" in heard(done)
    assert list(data.iterdir()) == []


def test_a_folder_that_cannot_be_made_ends_with_70(data: Path) -> None:
    data.write_text("a file in the way")

    done = run("init")

    assert (done.exit_code, "file exists" in heard(done)) == (70, True)
    data.unlink()


def test_a_taken_port_ends_with_70_and_names_the_setting(data: Path, monkeypatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("WULIAN_STORE_PORT", port)

        done = run("start")

    assert done.exit_code == 70
    assert port in heard(done)
    assert "WULIAN_STORE_PORT" in heard(done)
    assert not (data / "stay").exists()


def test_a_full_disk_ends_with_70_before_anything_is_started(tmp_path: Path) -> None:
    """On a disk of 48 MB of its own, where this machine lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    own = ["unshare", "--map-root-user", "--mount", "sh", "-ec"]
    mount = f"mount -t tmpfs -o size=48m tmpfs {disk}"
    if shutil.which("unshare") is None or subprocess.run([*own, mount], check=False).returncode:
        pytest.skip("this machine lets no test mount a small disk")
    command = f"{mount}; exec {sys.executable} -m wulian db init"

    done = subprocess.run(
        [*own, command],
        cwd=ROOT,
        env={"WULIAN_DATA": str(disk / "store"), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 70, done.stderr
    assert "STORAGE_FULL" in done.stderr
    assert "make room" in done.stderr


def test_a_store_in_use_is_stopped_with_force_only(sealed: Path) -> None:
    settings = StoreSettings(data=sealed, keys=sealed.parent / "keys", heap="256m")
    with open_store(settings):
        refused, forced = run("stop"), run("stop", "--force")

    assert (refused.exit_code, "--force" in heard(refused)) == (4, True)
    assert forced.exit_code == 0


@pytest.mark.parametrize(("schema", "old"), [(99, False), (0, True)])
def test_a_store_of_another_schema_is_left_alone(
    home: Path, sealed: Path, schema: int, old: bool
) -> None:
    """An older one is migrated, or its data got out; of a newer one, nothing is written."""
    settings = StoreSettings(data=sealed, keys=sealed.parent / "keys", heap="256m")
    with open_store(settings) as store, store.connection.open(read=False) as session:
        text = "MATCH (m:StoreMeta) SET m.schema = $schema"
        session.execute_write(lambda tx: tx.run(text, schema=schema).consume())

    ends = {verb: run(verb).exit_code for verb in ("start", "init", "check")}
    ends["import"] = run("import", home / "clear").exit_code
    tried = run("migrate", "--dry-run")
    out = run("export", sealed.parent / "out")
    status = json.loads(run("status", "--json").stdout)

    assert ends == {
        "start": 3, "init": 3, "check": 1 if old else 3, "import": 5 if old else 3
    }  # fmt: skip
    assert tried.exit_code == (0 if old else 3)
    assert status["schema"] == schema
    assert out.exit_code == (0 if old else 3), out.output
    if old:
        manifest = json.loads((sealed.parent / "out/manifest.json").read_text())
        assert manifest["schema_version"] == schema
        assert run("migrate").exit_code == run("check").exit_code == 0
    else:
        assert not (sealed.parent / "out").exists()


@pytest.mark.parametrize(
    ("env", "arguments", "code"),
    [
        ({"WULIAN_STORE_URL": "x"}, ["status"], 2),
        ({"WULIAN_STORE_HEAP": "x"}, ["init"], 2),
        ({"WULIAN_STORE_PORT": "99999"}, ["start"], 2),
        ({"WULIAN_STORE_URI": "bolt://127.0.0.1:1"}, ["start"], 2),
        ({"WULIAN_STORE_URI": "bolt://127.0.0.1:1"}, ["stop"], 2),
        ({"WULIAN_STORE_URI": "bolt://127.0.0.1:1"}, ["init"], 70),
        ({"WULIAN_STORE_URI": "bolt://somewhere.example:7687"}, ["init"], 2),
        ({}, ["nonsense"], 2),
        ({}, ["export"], 2),
    ],
)
def test_wrong_use_ends_with_its_code(
    data: Path, env: dict[str, str], arguments, code: int, monkeypatch
) -> None:
    secret = data.parent / "secret"
    secret.write_text("sesame")
    monkeypatch.setenv("WULIAN_STORE_PASSWORD_FILE", str(secret))
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    done = run(*arguments)

    assert done.exit_code == code
    assert "sesame" not in done.output
    assert all(name in done.output for name in env)


def test_a_wrong_password_ends_with_70_and_names_the_setting(
    data: Path, embedded_server, monkeypatch
) -> None:
    secret = data.parent / "secret"
    secret.write_text("sesame")
    port = embedded_server.connection.lease.run.port
    monkeypatch.setenv("WULIAN_STORE_URI", f"bolt://127.0.0.1:{port}")
    monkeypatch.setenv("WULIAN_STORE_USER", "root")
    monkeypatch.setenv("WULIAN_STORE_PASSWORD_FILE", str(secret))

    done = run("init")

    assert done.exit_code == 70
    assert "WULIAN_STORE_PASSWORD_FILE" in heard(done)
    assert "sesame" not in done.output


def test_a_target_that_cannot_be_written_is_named(sealed: Path) -> None:
    (sealed.parent / "a-file").write_text("x")
    targets = (sealed.parent / "a-file", sealed.parent / "a-file" / "below")

    done = [run("export", target) for target in targets]
    taken = [run("import", target) for target in targets]

    assert {one.exit_code for one in done} <= {1, 5}
    assert all("a-file" in heard(one).replace(" ", "") for one in done)
    assert [(one.exit_code, "not a directory" in heard(one)) for one in taken] == [
        (1, True)
    ] * 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.StoreInUse(), 75),
        (errors.StorageFull(), 70),
        (errors.StoreDamaged(), 70),
        (errors.WrongPassword(), 70),
        (errors.ReadOnly(), 70),
        (errors.SchemaMismatch(), 3),
        (errors.NotEmpty(), 5),
        (errors.SettingsError(), 2),
        (errors.SourceError(), 1),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_each_error_has_its_exit_code(error: errors.WulianError, code: int) -> None:
    assert exit_code(error) == code


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
