"""wulian db export and import: what leaves comes in again, and nothing that was harmed."""

import json
import shutil
from pathlib import Path

import pytest

from graph_schema.access import Access
from graph_schema.vocabulary import Purpose
from tests.graph_schema.typed import heard, run

ROOT = Path(__file__).parents[2]
SYSTEM = Access.system(Purpose.STATISTICS, ("510115",))


def test_what_was_exported_comes_in_again_and_is_counted(home: Path, new: Path) -> None:
    first = run("import", home / "clear")
    twice = run("import", home / "clear")
    again = run("export", new.parent / "again", "--reveal", "--reason", "r", "--json")
    full = run("export", new.parent / "again")
    checked = run("check", "--deep")

    assert (first.exit_code, "3 lines imported" in first.output) == (0, True), first.output
    assert (twice.exit_code, "NOT_EMPTY" in twice.output) == (5, True)
    assert "WULIAN_DATA" in twice.output
    assert json.loads(again.stdout)["masked"] is False
    for name in ("nodes.jsonl", "relationships.jsonl", "manifest.json"):
        made = new.parent / "again" / name
        assert made.read_bytes() == (home / "clear" / name).read_bytes()
        assert made.stat().st_mode & 0o077 == 0
    assert (full.exit_code, "NOT_EMPTY" in full.output) == (5, True)
    assert checked.exit_code == 0, checked.output


def test_an_import_of_masked_data_says_that_it_is_no_backup(home: Path, new: Path) -> None:
    done = run("import", home / "masked")

    assert done.exit_code == 0
    assert "no backup" in heard(done)


def _cut(folder: Path) -> str:
    raw = (folder / "nodes.jsonl").read_bytes()
    (folder / "nodes.jsonl").write_bytes(raw.replace(b"510115", b"510116", 1))
    return "nodes.jsonl"


def _newer(folder: Path) -> str:
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(told | {"schema_version": 99}))
    return "99"


def _no_manifest(folder: Path) -> str:
    (folder / "manifest.json").unlink()
    return "manifest.json"


def _no_file(folder: Path) -> str:
    (folder / "relationships.jsonl").unlink()
    return "relationships.jsonl"


@pytest.mark.parametrize(
    ("harm", "code"), [(_cut, 1), (_newer, 3), (_no_manifest, 1), (_no_file, 1)]
)
def test_a_harmed_export_is_refused_before_the_first_write(
    home: Path, data: Path, harm, code: int
) -> None:
    shutil.copytree(home / "clear", data.parent / "harmed")
    named = harm(data.parent / "harmed")

    done = run("import", data.parent / "harmed")

    assert done.exit_code == code
    assert named in heard(done)
