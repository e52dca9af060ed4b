"""More than ten thousand rows with planted errors: these are found, nothing else is touched."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_schema.store.session import Store
from loaders.directory import find
from loaders.reading import open_file
from loaders.run import Delivery, Judged, judge
from loaders.source import source
from loaders.world.generate import generate
from tests.loaders.ground import ACCESS, AS_OF, prepared

pytestmark = pytest.mark.slow
ROWS, LEAST_FOUND, MOST_FALSE = 10_000, 0.99, 0.01
LEDGER = "mz_ledger"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate(folder, seed=11, count=5000, area="510115", as_of=date(2023, 12, 31))
    return folder


def read(store: Store, world: Path) -> Judged:
    delivery = Delivery(source=LEDGER, path=find(world, LEDGER), as_of=AS_OF)
    return judge(prepared(store), ACCESS, delivery)


def planted(world: Path) -> set[tuple[Any, ...]]:
    told = json.loads((world / "truth.json").read_text("utf-8"))["dirt"]
    name = find(world, LEDGER).name
    return {
        (one["sheet"], one["line"], one["column"], one["code"])
        for one in told
        if one["file"] == name and one["kind"] != "UNCHANGED"
    }


def test_of_ten_thousand_rows_the_planted_errors_are_found_and_hardly_anything_else(
    embedded_store: Store, world: Path
):
    judged, expected = read(embedded_store, world), planted(world)

    found = {(i.sheet, i.line, i.finding.column, i.finding.code) for i in judged.report.issues}

    assert judged.report.rows >= ROWS
    assert len(expected) >= 20
    assert len(found & expected) >= LEAST_FOUND * len(expected)
    assert len(found - expected) <= MOST_FALSE * judged.report.rows


def test_no_value_is_changed_without_a_word(embedded_store: Store, world: Path):
    judged = read(embedded_store, world)
    spoken = {(i.sheet, i.line) for i in judged.report.issues}

    changed = [
        (line.sheet, line.line)
        for line in open_file(find(world, LEDGER), source(LEDGER)).lines
        if (line.sheet, line.line) not in spoken and not _same(judged, line)
    ]

    assert changed == []


def _same(judged: Judged, line: Any) -> bool:
    """Whether name and number of a row are taken as they stand there."""
    label, id, _ = judged.draft.main[line.sheet, line.line]
    held = judged.draft.nodes[label][id]
    told = (line.cells["成员姓名"], line.cells["身份证号"])
    return (held["name"], held["id_no"]) == told
