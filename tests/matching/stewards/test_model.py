"""Households to stewards: the programme's answer against every assignment there is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.stewards.model import GOALS, Cells, solve
from matching.stewards.neighbours import gabriel
from tests.examples import examples

UNIT = (16, 8, 4, 1)


@st.composite
def towns(draw) -> Cells:
    """Up to six households in up to three villages, up to three stewards, tight capacities."""
    stewards, villages = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kinds = draw(
        st.lists(
            st.tuples(
                st.integers(0, villages - 1),
                st.integers(0, 3),
                st.integers(-1, stewards - 1),
                st.booleans(),
            ),
            min_size=1,
            max_size=4,
            unique_by=lambda kind: kind[:3],
        )
    )
    size = draw(st.lists(st.integers(1, 2), min_size=len(kinds), max_size=len(kinds)))

    def switches() -> np.ndarray:
        flat = draw(
            st.lists(st.booleans(), min_size=stewards * villages, max_size=stewards * villages)
        )
        return np.array(flat, dtype=bool).reshape(stewards, villages)

    village, level, today, open_ = zip(*kinds, strict=True)
    return Cells(
        size=np.array(size, dtype=np.int64),
        unit=np.array([UNIT[n] for n in level], dtype=np.int64),
        level=np.array(level, dtype=np.int64),
        village=np.array(village, dtype=np.int64),
        today=np.array(today, dtype=np.int64),
        free=np.array([o or t < 0 for o, t in zip(open_, today, strict=True)]),
        capacity=np.array(
            draw(st.lists(st.integers(4, 40), min_size=stewards, max_size=stewards))
        ),
        receives=np.array(
            draw(st.lists(st.booleans(), min_size=stewards, max_size=stewards)), dtype=bool
        ),
        allowed=switches(),
        near=switches(),
    )


def worth(cells: Cells, homes: list[int], given_to: tuple[int, ...]) -> tuple[int, ...] | None:
    """What an assignment, steward or -1 a household, is worth by the goals; None: forbidden."""
    count = len(cells.capacity)
    load, fixed, held, new = [0] * count, [0] * count, set(), set()
    for c, s in zip(homes, given_to, strict=True):
        village = int(cells.village[c])
        if not cells.free[c]:
            if s != cells.today[c]:
                return None
            fixed[s] += int(cells.unit[c])
            held.add((s, village))
        elif s >= 0 and not (cells.receives[s] and cells.allowed[s, village]):
            return None
        if s >= 0:
            load[s] += int(cells.unit[c])
            new.add((s, village)) if cells.free[c] else None
    if any(
        n > max(f, 5 * int(k) // 4) for n, f, k in zip(load, fixed, cells.capacity, strict=True)
    ):
        return None
    left = [0, 0, 0, 0]
    for c, s in zip(homes, given_to, strict=True):
        left[int(cells.level[c])] += s < 0
    moved = sum(
        int(cells.unit[c])
        for c, s in zip(homes, given_to, strict=True)
        if cells.free[c] and s >= 0 and s != cells.today[c]
    )
    pieces = new - held
    fullest = max(
        (
            -(-1000 * n // int(k))
            for n, k, r in zip(load, cells.capacity, cells.receives, strict=True)
            if r
        ),
        default=0,
    )
    return (
        *left,
        sum(max(0, n - int(k)) for n, k in zip(load, cells.capacity, strict=True)),
        len(pieces),
        sum(not cells.near[s, v] for s, v in pieces),
        moved,
        fullest,
    )


@given(towns())
@examples(40)
def test_no_assignment_at_all_is_better(cells: Cells):
    homes = [c for c, size in enumerate(cells.size) for _ in range(size)]
    options = [
        range(-1, len(cells.capacity)) if cells.free[c] else [int(cells.today[c])]
        for c in homes
    ]
    best = min(w for one in product(*options) if (w := worth(cells, homes, one)) is not None)

    answer = solve(cells)

    assert tuple(goal.value for goal in answer.goals) == best
    assert {goal.gap for goal in answer.goals} == {0}
    assert tuple(goal.name for goal in answer.goals) == GOALS
    mine = tuple(
        s
        for c in range(len(cells.size))
        for s in (
            *np.repeat(np.arange(len(cells.capacity)), answer.given[c]).tolist(),
            *[-1] * int(cells.size[c] - answer.given[c].sum()),
        )
    )
    assert worth(cells, homes, mine) == best


@given(towns())
@examples(10)
def test_the_same_cells_give_the_same_answer(cells: Cells):
    assert np.array_equal(solve(cells).given, solve(cells).given)


def test_neighbours_are_those_with_nobody_between():
    points = np.array([[0.1, 0.1], [1.0, 0.0], [2.0, 0.1], [0.0, 1.0]])

    found = gabriel(points)

    assert found.tolist() == [
        [True, True, False, True],
        [True, True, True, False],
        [False, True, True, False],
        [True, False, False, True],
    ]


@pytest.mark.parametrize("count", [0, 1])
def test_one_village_alone_is_its_own_neighbour(count: int):
    assert gabriel(np.zeros((count, 2))).all()
