"""Rows of the measure are worked out from what both sides really did."""

import pytest
from typer.testing import CliRunner

from bench.cli import app
from bench.matching import run
from bench.matching_rows import ROWS, District

SMALL = 1_000


def test_counts_are_those_of_the_plan():
    district = District(SMALL)

    (served,) = ROWS["served"].measure(1, district)
    churn, score = ROWS["churn"].measure(1, district)

    assert served.ours_s > served.peer_s > 0
    assert served.ratio == served.ours_s / served.peer_s
    assert 0.97 * sum(district.plan.served) < churn.peer_s < sum(district.plan.served)
    assert (churn.unit, score.unit) == ("links", "points")
    assert churn.reached
    assert score.reached


def test_both_sides_are_timed():
    rows = run(1, ["slot-prices", "batch", "leximin"], SMALL)

    timed = [row for row in rows if row.unit == "s"]
    assert {row.name for row in timed} >= {"slot-prices", "ties", "batch", "leximin"}
    assert all(row.ours_s > 0 and row.peer_s > 0 for row in timed)
    assert all(row.ratio == pytest.approx(row.ours_s / row.peer_s) for row in timed)


def test_a_slow_peer_is_cut_once_the_goal_is_safe():
    (row,) = run(1, ["integer-program"], 200)

    assert row.ratio < 1
    assert row.reached or "cut" not in row.name


def test_a_row_that_is_not_there_is_named_with_those_that_are():
    told = CliRunner().invoke(app, ["matching", "--only", "nothing"])

    assert told.exit_code == 2
    assert "nothing" in told.stderr
    assert "batch" in told.stderr
