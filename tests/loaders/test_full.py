"""Full lists: what is missing from them ends, after a preview, and comes back with its row."""

import json
from datetime import date
from pathlib import Path

import pytest

from graph_schema.audit import Action
from graph_schema.errors import Rejected, SourceError
from graph_schema.store import bulk
from graph_schema.store.session import Store
from loaders.rollback import roll_back
from loaders.run import load_file
from tests.commands import wulian
from tests.loaders.ground import ACCESS, AS_OF, facts, load_samples, nodes, prepared, sample

LATER = date(2024, 1, 31)
STEWARD = "the district steward"


def rows_of(name: str) -> list[str]:
    return sample(name).read_text("utf-8").splitlines()


def file_of(folder: Path, lines: list[str]) -> Path:
    path = folder / f"list{len(list(folder.iterdir()))}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def certified(embedded_store: Store) -> Store:
    """A district that knows the certificates of the sample."""
    store = prepared(embedded_store)
    load_samples(store, "mz_ledger", "cl_disability")
    return store


def cards(store: Store) -> dict[bool, int]:
    """How many certificates hold, and how many ended."""
    held = [card.get("valid_to") is None for card in nodes(store, "DisabilityCard")]
    return {state: held.count(state) for state in (True, False)}


def full(store: Store, path: Path, **more):
    return load_file(store, ACCESS, "cl_disability", path, as_of=LATER, full=True, **more)


@pytest.mark.feature("F33")
def test_a_full_list_ends_what_it_does_not_hold_and_a_roll_back_brings_it_back(
    certified: Store, tmp_path: Path
):
    before = facts(certified, tmp_path / "before")
    lines, known = rows_of("cl_disability"), len(nodes(certified, "DisabilityCard"))
    (tmp_path / "files").mkdir()
    shorter = file_of(tmp_path / "files", lines[:-1])

    preview = full(certified, shorter, dry=True)
    unchanged = facts(certified, tmp_path / "preview")
    with pytest.raises(Rejected, match="RETIRES_MANY"):  # one of few is more than 5 %
        full(certified, shorter)
    refused = facts(certified, tmp_path / "refused")
    done = full(certified, shorter, agreed=STEWARD)

    assert preview.retired == done.retired == {"DisabilityCard": 1}
    assert preview.unchanged == done.unchanged == known - 1
    assert before == unchanged == refused
    assert cards(certified) == {True: known - 1, False: 1}
    (gone,) = [c for c in nodes(certified, "DisabilityCard") if c.get("valid_to")]
    assert (gone["valid_to"], gone["retired_by"]) == (LATER, done.batch)
    (batch,) = [b for b in nodes(certified, "ImportBatch") if b["id"] == done.batch]
    assert json.loads(batch["counts"])["retired"] == 1
    assert (batch["snapshot"], batch["second"]) == ("FULL", STEWARD)

    roll_back(certified, ACCESS, done.batch)

    assert facts(certified, tmp_path / "after") == before


def test_what_ended_is_in_force_again_when_a_later_list_holds_it(
    certified: Store, tmp_path: Path
):
    lines = rows_of("cl_disability")
    people = {p["id"]: p.get("disability_grade") for p in nodes(certified, "Person")}
    full(certified, file_of(tmp_path, lines[:-1]), agreed=STEWARD)
    between = {p["id"]: p.get("disability_grade") for p in nodes(certified, "Person")}

    again = full(certified, file_of(tmp_path, [*lines, ""]))

    assert (again.merged, again.retires) == (1, 0)
    assert cards(certified)[False] == 0
    assert sum(grade is not None for grade in between.values()) + 1 == sum(
        grade is not None for grade in people.values()
    )
    now = {p["id"]: p.get("disability_grade") for p in nodes(certified, "Person")}
    assert now == people


def test_nobody_ends_whose_row_could_not_be_read(certified: Store, tmp_path: Path):
    lines = rows_of("cl_disability")
    number = lines[-1].split(",")[1]
    torn = lines[-1].replace(number, number[:-1] + ("1" if number[-1] != "1" else "2"), 1)

    report = full(certified, file_of(tmp_path, [*lines[:-1], torn]), dry=True)

    assert (report.rejected, report.retires, report.spared) == (1, 0, 1)


def test_a_partial_file_ends_nothing(certified: Store, tmp_path: Path):
    path = file_of(tmp_path, rows_of("cl_disability")[:-1])

    report = load_file(certified, ACCESS, "cl_disability", path, as_of=AS_OF, dry=True)

    assert report.retires == 0


def test_a_list_of_events_is_never_the_whole_list(certified: Store, tmp_path: Path):
    path = file_of(tmp_path, rows_of("yb_medical"))

    with pytest.raises(SourceError, match="never the whole list"):
        load_file(certified, ACCESS, "yb_medical", path, as_of=AS_OF, full=True)


def test_a_file_goes_the_way_of_its_process_and_leaves_its_steps(certified: Store):
    steps = [s for s in nodes(certified, "Step") if s["flow"] == "import"]
    (batch,) = [b for b in nodes(certified, "ImportBatch") if b["dataset"] == "cl_disability"]

    mine = {s["event"]: s["new"] for s in steps if s["of_id"] == batch["id"]}
    assert mine == {
        "upload": "UPLOADED", "profile": "PROFILED", "map": "MAPPED", "validate": "VALIDATED",
        "match": "MATCHED", "approve": "APPROVED", "apply": "APPLIED",
    }  # fmt: skip
    assert batch["applied_at"] is not None


def test_on_the_command_line_many_ends_need_the_steward_s_number(
    certified: Store, tmp_path: Path
):
    path = str(file_of(tmp_path, rows_of("cl_disability")[:-1]))
    steward = {"id": "r12", "staff_no": "S12", "roles": ["R12"], "status": "ACTIVE"}
    with certified.write(ACCESS, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Actor", [steward])
    run = ("load", "run", "cl_disability", path, "--full", "--as-of", "2024-01-31")

    wulian(certified, "load", "check", *run[2:])
    wulian(certified, *run, expect=1)
    wulian(certified, *run, "--agreed", "nobody", expect=1)
    before = cards(certified)
    wulian(certified, *run, "--agreed", "S12")

    assert (before[False], cards(certified)[False]) == (0, 1)
    assert {b.get("second") for b in nodes(certified, "ImportBatch")} == {None, "r12"}
