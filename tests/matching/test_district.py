"""A synthetic district from files to colours: what its generator knows must be found."""

import json
from datetime import date

import pytest

from loaders.directory import load_directory
from loaders.world.generate import generate
from matching.jobs import evaluate
from matching.snapshot import take
from tests.matching.written import ACCESS

pytestmark = pytest.mark.slow


def test_colours_scores_and_planted_truths_of_a_district_are_found(embedded_store, tmp_path):
    generate(tmp_path, 41, 150, date(2023, 12, 31))
    load_directory(embedded_store, ACCESS, tmp_path, rejects=tmp_path / "rejects")
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))

    report = evaluate(embedded_store, ACCESS)
    again = evaluate(embedded_store, ACCESS)

    found = take(embedded_store, ACCESS)
    homes = found.households
    told = {
        number: [level, score]
        for number, level, score in zip(
            homes["hh_no"], homes["computed_level"], homes["score"], strict=True
        )
    }
    assert told == truth["levels"]
    assert set(again.written.values()) == {0}
    numbers = homes.set_index("id")["hh_no"]
    for name, rule in (
        ("eligible_not_receiving", "ND07"),
        ("no_guardian", "ND08"),
        ("relapsed", "ND09"),
    ):
        stated = found.needs["evidence"].str.contains(f'"{rule}"', na=False)
        assert set(found.needs["household_id"][stated].map(numbers)) == set(
            truth["planted"][name]
        )
    urgent = set(homes["hh_no"][homes["urgent"]])
    assert urgent >= set(truth["planted"]["no_guardian"])
    assert report.households == 150
