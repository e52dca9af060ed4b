"""A synthetic district from files to colours: what its generator knows must be found."""

import json
from datetime import date

import pytest

from graph_schema.store.session import Store
from loaders.directory import load_directory
from loaders.world.generate import generate
from matching.coverage.report import report
from matching.jobs import evaluate
from matching.snapshot import take
from tests.districts import differences
from tests.matching.written import ACCESS

pytestmark = pytest.mark.slow
# (seed, households): the smallest, one of no round size, and one where every truth has its size
DISTRICTS = ((20211231, 100), (7, 337), (41, 1000))


@pytest.mark.parametrize(("seed", "households"), DISTRICTS)
def test_everything_planted_in_a_district_is_found(
    embedded_store: Store, tmp_path, seed: int, households: int
):
    world, rejects = tmp_path / "world", tmp_path / "rejects"
    generate(world, seed=seed, count=households, area="510115", as_of=date(2023, 12, 31))
    truth = json.loads((world / "truth.json").read_text(encoding="utf-8"))
    load_directory(embedded_store, ACCESS, world, rejects=rejects)

    evaluation = evaluate(embedded_store, ACCESS)
    again = evaluate(embedded_store, ACCESS)

    found = take(embedded_store, ACCESS)
    assert evaluation.households == households
    assert set(again.written.values()) == {0}
    assert differences(truth, found, report(found).to_json(), rejects) == []


def test_a_truth_that_does_not_hold_is_named(embedded_store: Store, tmp_path):
    """The comparison itself: a colour, alerts, a load, a finding that nobody planted."""
    world, rejects = tmp_path / "world", tmp_path / "rejects"
    generate(world, seed=5, count=100, area="510115", as_of=date(2023, 12, 31))
    truth = json.loads((world / "truth.json").read_text(encoding="utf-8"))
    load_directory(embedded_store, ACCESS, world, rejects=rejects)
    evaluate(embedded_store, ACCESS)
    found = take(embedded_store, ACCESS)

    truth["levels"]["H00000001"][0] = "L9"
    truth["alerts"].append(["H00000001", "W99", "P1"])
    truth["planted"]["dead"].append("H00000001")
    truth["loads"]["S100000"] += 0.001
    truth["dirt"].append(truth["dirt"][0] | {"line": 9999})
    told = differences(truth, found, report(found).to_json(), rejects)

    assert [one.split(" of ")[0] for one in told] == [
        "colours", "shown colours", "alerts", "warned W17", "loads", "findings",
    ]  # fmt: skip
    assert "H00000001: L9 but L" in told[0]
