"""Published problems: every optimum is reached and proven."""

from pathlib import Path

import numpy as np
import pytest

from bench.flow import feasible, measure, read
from matching.linking.certificate import flow_bound, product
from matching.linking.engine import Network, ortools_flow
from matching.linking.errors import BadProblem, SolverFailed

FILES = sorted((Path(__file__).parents[1] / "data").glob("netgen*.npz"))


def test_all_published_problems_are_here():
    assert len(FILES) == 21


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_published_optimum_is_reached_with_its_proof(file: Path):
    with np.load(file) as data:
        optimum = int(data["optimum"])

    result = measure(file)

    assert (result.objective, result.bound, result.certificate) == (optimum, optimum, True)


def test_a_worse_flow_has_no_proof():
    network = Network(
        tail=np.array([0, 0, 1], dtype=np.int32),
        head=np.array([1, 2, 2], dtype=np.int32),
        capacity=np.array([5, 5, 5]),
        cost=np.array([1, 3, 1]),
        supply=np.array([4, 0, -4]),
    )
    dear = Network(
        tail=network.tail,
        head=network.head,
        capacity=network.capacity,
        cost=-network.cost,
        supply=network.supply,
    )
    worst = ortools_flow(dear)

    assert feasible(network, worst)
    with pytest.raises(SolverFailed) as refused:
        flow_bound(network, worst)
    assert refused.value.code == "CERTIFICATE_FAILED"


def test_sums_past_64_bits_stay_exact():
    big = np.array([1 << 62, -(1 << 62), (1 << 61) + 1])
    times = np.array([3, 3, 5])

    assert product(big, times) == 5 * ((1 << 61) + 1)
    assert product(np.array([1 << 40, 1 << 40]), np.array([1 << 21, 1 << 21])) == 1 << 62


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("MISSING_COLUMN", {"cost": None}),
        ("NOT_AN_INTEGER", {"cost": np.array([1.5])}),
        ("UNEQUAL_LENGTHS", {"cost": np.array([1, 2])}),
        ("UNKNOWN_ID", {"head": np.array([9])}),
        ("NEGATIVE_CAPACITY", {"cap": np.array([-1])}),
        ("UNBALANCED", {"supply": np.array([1, 0])}),
    ],
)
def test_a_file_that_is_no_flow_problem_is_refused(tmp_path: Path, code: str, change: dict):
    arrays = {
        "tail": np.array([0]),
        "head": np.array([1]),
        "cap": np.array([2]),
        "cost": np.array([1]),
        "supply": np.array([1, -1]),
    } | change
    file = tmp_path / "bad.npz"
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})

    with pytest.raises(BadProblem) as refused:
        read(file)

    assert refused.value.code == code


def test_a_file_of_something_else_is_refused(tmp_path: Path):
    (tmp_path / "x.npz").write_bytes(b"not a zip")

    with pytest.raises(BadProblem, match="UNREADABLE_FILE"):
        read(tmp_path / "x.npz")


def test_supplies_no_arc_can_carry_are_refused_by_the_engine():
    lone = Network(
        tail=np.array([0], dtype=np.int32),
        head=np.array([1], dtype=np.int32),
        capacity=np.array([1]),
        cost=np.array([1]),
        supply=np.array([2, -2]),
    )

    with pytest.raises(SolverFailed, match="ENGINE_REFUSED"):
        ortools_flow(lone)
