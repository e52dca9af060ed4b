"""The build of the pages: a lock without addresses, a digest that notices, kept budgets."""

import gzip
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from visual import bundle
from visual.manifest import STATIC_FOLDER, Entry, NotBuilt, read_manifest

WEB = Path("visual/web")


@pytest.fixture(scope="module")
def entries() -> Mapping[str, Entry]:
    return read_manifest()


def test_the_lock_holds_no_address() -> None:
    assert "://" not in (WEB / "package-lock.json").read_text(encoding="utf-8")


def test_every_package_has_one_exact_version() -> None:
    wanted = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["dependencies"]

    assert all(version[0].isdigit() for version in wanted.values())


def test_npm_is_told_to_write_no_address() -> None:
    told = (WEB / ".npmrc").read_text(encoding="utf-8").splitlines()

    assert "omit-lockfile-registry-resolved=true" in told


def test_the_build_is_that_of_the_sources() -> None:
    assert bundle.is_fresh(), "run `make web`"


def test_a_changed_source_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "web").mkdir()
    source = tmp_path / "web" / "page.ts"
    source.write_text("one")
    monkeypatch.setattr(bundle, "HERE", tmp_path)
    before = bundle.digest(iter([source]))

    source.write_text("two")

    assert bundle.digest(iter([source])) != before


def test_addresses_are_taken_out_of_a_lock() -> None:
    lock = {"packages": {"": {}, "a": {"version": "1.0.0", "funding": {"url": "x://y"}}}}

    clean = bundle.without_addresses(json.dumps(lock))

    assert json.loads(clean) == {"packages": {"": {}, "a": {"version": "1.0.0"}}}


def test_without_node_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(bundle.CannotBuild, match="make web"):
        bundle.build()


def test_a_folder_without_build_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt):
        read_manifest(tmp_path)


def test_a_build_without_an_entry_says_which(tmp_path: Path) -> None:
    shutil.copy(STATIC_FOLDER / "digest.txt", tmp_path)
    (tmp_path / "manifest.json").write_text("{}")

    with pytest.raises(NotBuilt, match="desk"):
        read_manifest(tmp_path)


def _packed(entry: Entry) -> int:
    paths = [entry.script, *entry.styles, *entry.preloads]
    return sum(len(gzip.compress((STATIC_FOLDER / path).read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize(("name", "limit"), [("phone", 120_000), ("desk", 450_000)])
def test_the_first_load_keeps_its_budget(
    entries: Mapping[str, Entry], name: str, limit: int
) -> None:
    assert _packed(entries[name]) <= limit


def test_pages_without_script_are_small(entries: Mapping[str, Entry]) -> None:
    assert len(gzip.compress((STATIC_FOLDER / entries["plain"].script).read_bytes())) <= 15_000


def test_the_chunks_of_a_desk_page_keep_their_budget() -> None:
    chunks = json.loads((STATIC_FOLDER / "manifest.json").read_text())
    sizes = {
        name: len(gzip.compress((STATIC_FOLDER / chunk["file"]).read_bytes(), 9))
        for name, chunk in chunks.items()
        if name.startswith("src/desk/") and not chunk.get("isEntry")
    }

    assert sizes
    assert max(sizes.values()) <= 60_000


def test_nothing_built_names_a_foreign_host_to_load_from() -> None:
    ours = list((STATIC_FOLDER / "assets").glob("*.css"))

    foreign = [path.name for path in ours if "url(http" in path.read_text(encoding="utf-8")]

    assert foreign == []
