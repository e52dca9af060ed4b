"""What a reviewer would say twice about the tree as a whole, said once."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("graph_schema", "loaders", "matching", "api", "visual")
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
]
MODULES = [p for p in TRACKED if p.suffix == ".py" and p.exists()]


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_comes_from_this_checkout(name: str):
    """The package index has another `matching`; taking that one by accident is told here."""
    spec = importlib.util.find_spec(name)

    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_no_lock_names_an_address():
    """A lock with addresses binds every later install to one host."""
    locks = [p for p in TRACKED if p.name.endswith(".lock") or p.name == "package-lock.json"]

    assert len(locks) >= 3
    assert [p.name for p in locks if "://" in p.read_text()] == []


def test_every_locked_package_has_its_hash():
    for lock in ROOT.glob("requirements*.lock"):
        pinned = re.findall(r"^[A-Za-z0-9_.\-\[\]]+==", lock.read_text(), flags=re.MULTILINE)
        hashed = re.findall(r"==[^\n]*\\\n\s+--hash=sha256:", lock.read_text())
        assert len(pinned) == len(hashed) > 0


def test_no_module_is_longer_than_a_sitting():
    """Aim at 100 to 200 lines, split by noun past 300, nothing over 400."""
    long = {
        str(p.relative_to(ROOT)): n for p in MODULES if (n := p.read_text().count("\n")) > 400
    }

    assert long == {}


def test_no_module_hides_behind_a_name_that_says_nothing():
    empty_names = {
        "util",
        "utils",
        "helper",
        "helpers",
        "manager",
        "common",
        "misc",
        "process_data",
    }

    assert [str(p.relative_to(ROOT)) for p in MODULES if p.stem in empty_names] == []


def test_no_file_carries_a_path_of_a_machine():
    found = [
        str(p.relative_to(ROOT))
        for p in TRACKED
        if p.exists()
        and p.suffix in {".py", ".md", ".yml", ".toml", ".ts", ".tsx", ".json", ".cypher"}
        and re.search(r"(?<![\w.])/(?:root|home|work|farm)/", p.read_text(errors="replace"))
    ]

    assert found == []


def test_modules_open_with_a_sentence():
    silent = [
        str(p.relative_to(ROOT))
        for p in MODULES
        if p.read_text().strip() and not p.read_text().lstrip().startswith(('"""', "#!"))
    ]

    assert silent == []


def test_the_driver_stays_at_the_version_that_does_not_hang():
    """6.4 waits for ever under contention with constraint errors (docs/decisions/0010)."""
    assert "\nneo4j==6.3.1 " in (ROOT / "requirements.lock").read_text()
