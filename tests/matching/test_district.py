"""A synthetic district from files to colours: what its generator knows must be found."""

from datetime import date
from typing import Any

import pytest

from loaders.directory import load_directory
from loaders.world.generate import generate
from matching.coverage.report import report
from matching.jobs import evaluate
from matching.snapshot import take
from tests.matching.written import ACCESS

pytestmark = pytest.mark.slow
HOUSEHOLDS = 600


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("world")
    truth = generate(folder, seed=41, count=HOUSEHOLDS, area="510115", as_of=date(2023, 12, 31))
    return folder, truth


def test_everything_planted_in_a_district_is_found(embedded_store, world, tmp_path):
    folder, truth = world
    load_directory(embedded_store, ACCESS, folder, rejects=tmp_path / "rejects")

    evaluation = evaluate(embedded_store, ACCESS)
    again = evaluate(embedded_store, ACCESS)

    found = take(embedded_store, ACCESS)
    told = report(found).to_json()
    assert evaluation.households == HOUSEHOLDS
    assert set(again.written.values()) == {0}
    _colours(found, truth)
    _needs_that_facts_state(found, truth)
    _coverage(told, truth)
    _stewards(found, told, truth)
    _gaps(found, told, truth)
    _single_point(found, told, truth)


def _colours(found, truth):
    homes = found.households
    told = zip(homes["hh_no"], homes["computed_level"], homes["score"], strict=True)
    assert {number: [level, score] for number, level, score in told} == truth["levels"]
    urgent = set(homes["hh_no"][homes["urgent"]])
    assert urgent >= set(truth["planted"]["no_guardian"])


def _needs_that_facts_state(found, truth):
    numbers = found.households.set_index("id")["hh_no"]
    for name, rule in (
        ("eligible_not_receiving", "ND07"),
        ("no_guardian", "ND08"),
        ("relapsed", "ND09"),
    ):
        stated = found.needs["evidence"].str.contains(f'"{rule}"', na=False)
        homes = found.needs["household_id"][stated].map(numbers)
        assert set(homes) == set(truth["planted"][name])


def _coverage(told, truth):
    for row in told["areas"]:
        expected = truth["coverage"].get(row["code"], {"households": 0})
        assert row["households"] == expected["households"]
        if not row["households"]:
            continue
        for name, value in (row["party"] | row["tier"]).items():
            assert value == pytest.approx(expected[name], abs=1e-4)
    barren = next(r for r in told["areas"] if r["code"] == truth["unreached"]["town"])
    assert barren["party"][truth["unreached"]["party"]] == 0


def _stewards(found, told, truth):
    numbers = found.actors.set_index("id")["staff_no"]
    loads = {numbers[s["actor_id"]]: s["load"] for s in told["stewards"]}
    assert loads == pytest.approx(truth["loads"], abs=1e-4)
    assert all(loads[s] > 1 for s in truth["stewards"]["overloaded"])
    assert all(loads[s] < 0.25 for s in truth["stewards"]["idle"])


def _gaps(found, told, truth):
    homes = found.households.set_index("id")["hh_no"]
    classes = {f"{homes[n['household']]}:{n['code']}": n["gap"] for n in told["unmet"]}
    assert {key: classes.get(key) for key in truth["gaps"]} == truth["gaps"]
    assert len(truth["gaps"]) > 0.95 * len(classes)
    for cluster in truth["clusters"]:
        keys = {f"H{number[1:9]}:{number[10:]}" for number in cluster["needs"]}
        keys = {key.replace(":", ":N") for key in keys}
        assert {classes[key] for key in keys} == {cluster["class"]}
        assert len(keys) >= 7


def _single_point(found, told, truth):
    bodies = found.organisations.set_index("id")["credit_code"]
    planted = truth["single_point"]
    listed = [
        one
        for one in told["single_providers"]
        if bodies.get(one["provider"]) == planted["provider"] and one["area"] == planted["town"]
    ]
    assert [one["pairs"] for one in listed] == [len(planted["needs"])]
    assert all(one["listed"] for one in listed)
