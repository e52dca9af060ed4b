"""Rows of the measure are worked out from what both sides really did."""

import numpy as np
import pytest
from typer.testing import CliRunner

from bench.cli import app
from bench.matching import every_row, instance, run
from bench.matching_large import together
from bench.matching_rows import ROWS, District
from matching.linking.engine import ortools_flow
from matching.linking.solve import best

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


def test_every_row_of_the_table_is_there_and_large_ones_run_at_any_size():
    names = {"full-answer", "lp", "one-change", "districts", "province", "arrays", "networkx"}

    rows = {row.name: row for row in run(1, ["one-change", "districts"], 200)}

    assert names | {"integer-program", "leximin", "batch", "churn", "served"} <= set(
        every_row()
    )
    warm = {"one-change", "what-if", "batch-kept", "one-change-answer"}
    assert set(rows) == warm | {"districts", "districts-gap"}
    assert rows["districts-gap"].ours_s >= 0


def test_districts_together_are_the_districts_with_some_resources_in_common():
    parts = [instance(400, 10, seed=k) for k in range(3)]

    whole, part = together(parts)

    alone = [best(one, seed=1, engine=ortools_flow) for one in parts]
    assert whole.capacity.sum() == sum(one.capacity.sum() for one in parts)
    assert np.bincount(part).tolist() == [one.n for one in parts]
    assert (np.diff(whole.i) >= 0).all()
    shared = [len(set(part[whole.i[whole.j == r]])) for r in range(whole.m)]
    assert sorted(set(shared)) in ([1, 3], [1, 2, 3])
    assert sum(best(whole, seed=1, engine=ortools_flow).served) >= sum(
        sum(one.served) for one in alone
    )


def test_a_row_that_is_not_there_is_named_with_those_that_are():
    told = CliRunner().invoke(app, ["matching", "--only", "nothing"])

    assert told.exit_code == 2
    assert "nothing" in told.stderr
    assert "batch" in told.stderr
