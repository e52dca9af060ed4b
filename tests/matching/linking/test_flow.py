"""Published problems: every optimum is reached and proven."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bench.cli import app
from bench.flow import cut, feasible, measure, read
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
        ("NOT_A_LIST", {"cap": np.array([[2]])}),
        ("TOO_LARGE", {"cap": np.array([1 << 63], dtype=np.uint64)}),
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


def test_half_a_file_is_refused(tmp_path: Path):
    whole = FILES[0].read_bytes()
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(BadProblem, match="UNREADABLE_FILE"):
        read(tmp_path / "half.npz")


EDGES = {  # tail, head, cap, cost, supply, objective
    "nothing to send": ([0, 1], [1, 2], [3, 3], [1, 2], [0, 0, 0], 0),
    "one node": ([], [], [], [], [0], 0),
    "no node": ([], [], [], [], [], 0),
    "a loop that pays": ([0], [0], [5], [-3], [0], -15),
    "a circle that pays": ([0, 1, 2], [1, 2, 0], [4, 4, 4], [-1, -2, -3], [0, 0, 0], -24),
    "negative costs": ([0, 0, 1], [1, 2, 2], [3, 3, 3], [-5, 2, -1], [3, 0, -3], -18),
    "parallel arcs": ([0, 0, 0], [1, 1, 1], [1, 1, 1], [3, 1, 2], [2, -2], 3),
    "a closed arc": ([0, 0], [1, 1], [0, 5], [1, 7], [3, -3], 21),
    "there and back": ([0, 1], [1, 0], [1 << 62, 1 << 62], [1, -1], [2, -2], 2),
}


def saved(file: Path, *columns: list[int]) -> Path:
    names = ("tail", "head", "cap", "cost", "supply")
    np.savez(file, **dict(zip(names, map(np.int64, columns), strict=True)))
    return file


@pytest.mark.parametrize("name", EDGES)
def test_problems_at_the_edge_are_solved_and_proven(tmp_path: Path, name: str):
    *columns, objective = EDGES[name]

    result = measure(saved(tmp_path / "edge.npz", *columns))

    assert (result.objective, result.bound, result.certificate) == (objective, objective, True)


@pytest.mark.parametrize(
    ("columns", "carried"),
    [
        (([0], [1], [1], [1], [2, -2]), 1),
        (([0], [1], [9], [1], [0, 0, 2, -2]), 0),
        (([], [], [], [], [2, -2]), 0),
        (([0, 1], [1, 2], [9, 3], [1, 1], [5, 0, -5]), 3),
    ],
)
def test_what_no_flow_can_carry_is_said_with_the_cut_that_holds_it_back(
    tmp_path: Path, columns, carried: int
):
    file = saved(tmp_path / "tight.npz", *columns)

    asked = CliRunner().invoke(app, ["flow", str(file), "--json"])

    told = json.loads(asked.stdout)
    assert asked.exit_code == 1
    assert (told["error"], told["carried"]) == ("INFEASIBLE", carried)
    network = read(file)
    supply, _, side = cut(network)
    leaving = np.isin(network.tail, side) & ~np.isin(network.head, side)
    held_back = network.supply[side].sum() - network.capacity[leaving].sum()
    assert held_back == supply - carried > 0


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
