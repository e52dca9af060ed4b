"""After each change the plan is the one of a solve from nothing, by a fraction of the work."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.flow import read
from bench.matching import instance
from matching.linking.certificate import flow_bound, product
from matching.linking.core import Guess
from matching.linking.engine import Network, ortools_flow
from matching.linking.errors import SolverFailed
from matching.linking.kept import KeptCore
from matching.linking.lemon import THERE, Anew, Basis, Keep, best_kept, lemon_flow
from matching.linking.network import around, draw
from matching.linking.problem import problem
from matching.linking.solve import best
from matching.linking.warm import Warm
from matching.linking.weights import weights
from matching.linking.whatif import loss_forcing, loss_without
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, random_tables, tables

MODES = ("none", "floor", "leximin")
FILES = sorted((Path(__file__).parents[1] / "data").glob("netgen*.npz"))
needs_lemon = pytest.mark.skipif(not THERE, reason="the extra `fast` (LEMON) is not installed")
steps = st.lists(
    st.tuples(
        st.sampled_from(["leave", "come", "places", "forbid", "permit", "rescore", "force"]),
        st.integers(0, 99),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)


def planned(told: Tables, mode: str):
    task = problem(told.needs, told.resources, told.pairs, policy(mode))
    return best(task, seed=4, engine=ortools_flow)


def take(warm: Warm, kind: str, at: int, more: int) -> None:
    """Make one change, positions wrapped round; never the last need goes."""
    whole = warm.whole
    if kind in ("leave", "come"):
        needs = np.unique([at % whole.n, more % whole.n])
        if kind == "come" or warm._there.sum() > len(needs):
            getattr(warm, kind)(needs)
    elif kind == "places":
        warm.places(at % whole.m, more)
    elif len(whole.i) and kind == "rescore":
        warm.rescore(at % len(whole.i), 1 + 200 * more if more < 5 else 1000)
    elif len(whole.i):
        getattr(warm, kind)(at % len(whole.i))


def cold(warm: Warm):
    return best(warm.now(), seed=warm.seed, engine=ortools_flow, units=warm.units)


def premium(warm: Warm) -> int:
    return sum(2 * warm.units.bypass * units for units in warm._forced.values())


@pytest.mark.parametrize("mode", MODES)
@given(
    told=tables(needs=9, resources=4, units=2),
    changes=steps,
    keep=st.sampled_from([best_kept, Anew]),
)
@examples(20)
def test_after_any_changes_the_plan_is_that_of_a_solve_from_nothing(
    told: Tables, changes: list[tuple[str, int, int]], keep: Keep, mode: str
):
    """With LEMON and without it."""
    warm = Warm(planned(told, mode), keep)

    for change in changes:
        with suppress(ValueError):  # an end of a forced pair
            take(warm, *change)
        again = cold(warm)
        assert warm.value() == again.value - premium(warm)
        assert warm.plan().as_json() == again.as_json()


@pytest.mark.parametrize("mode", MODES)
@given(told=tables(needs=9, resources=4, units=2), changes=steps)
@examples(10)
def test_what_was_only_supposed_leaves_no_trace(
    told: Tables, changes: list[tuple[str, int, int]], mode: str
):
    first = planned(told, mode)
    warm = Warm(first)

    with warm.supposing():
        for change in changes:
            with suppress(ValueError):
                take(warm, *change)
        warm.value()

    assert warm.value() == first.value
    assert warm.plan().as_json() == first.as_json()


@pytest.mark.parametrize("mode", MODES)
def test_a_town_goes_through_many_changes_by_few_pairs(mode: str):
    told = random_tables(600, 60, 20, 6)
    warm = Warm(planned(told, mode))
    random = np.random.Generator(np.random.PCG64(7))

    for _ in range(12):
        warm.leave(random.choice(warm.whole.n, 6, replace=False))
        resource = int(random.integers(warm.whole.m))
        warm.places(resource, int(warm.whole.capacity[resource]) + int(random.integers(3)))
        warm.come(random.choice(warm.whole.n, 3, replace=False))
        assert warm.value() == cold(warm).value
    while not warm.force(int(random.integers(len(warm.whole.i)))):
        pass
    assert warm.value() == cold(warm).value - premium(warm)

    assert warm.plan().as_json() == cold(warm).as_json()
    assert warm.warm >= (10 if THERE else 0)
    assert warm._core._inside.mean() < 0.5


@pytest.mark.parametrize("mode", MODES)
@given(told=tables(needs=7, resources=3, units=2, scores=9))
@examples(10)
def test_a_loss_is_the_same_with_a_plan_kept_solved(told: Tables, mode: str):
    plan = planned(told, mode)
    warm = Warm(plan)

    for pair in range(len(plan.problem.i)):
        if pair in plan.pair:
            assert warm.loss_without(pair) == loss_without(plan, pair)
        else:
            assert warm.loss_forcing(pair) == loss_forcing(plan, pair)
    assert warm.value() == plan.value


@pytest.mark.parametrize("mode", MODES)
@given(raised=st.lists(st.integers(0, 1 << 45), min_size=15, max_size=15))
@examples(10)
def test_pairs_that_are_left_out_wrongly_join_when_they_pay(raised: list[int], mode: str):
    """Prices out of nothing choose a core that is wrong; the answer is not."""
    plan = planned(random_tables(150, 15, 6, 2), mode)
    task = plan.problem
    wild = Guess(up=np.array(raised, dtype=np.int64), area=np.zeros(len(task.areas), np.int64))

    core = KeptCore(task, weights(task.policy, task.n, task.m), wild)

    assert core.solve().value == plan.value


def test_a_flow_that_is_not_best_is_never_given():
    """The engine's word is not taken: what it says costs less than it does is found out."""
    plan = planned(random_tables(40, 6, 4, 1), "floor")

    class Lies(Anew):
        def cost(self) -> int:
            return super().cost() - 1

    with pytest.raises(SolverFailed, match="CERTIFICATE_FAILED"):
        Warm(plan, Lies).value()


def test_the_ends_of_a_forced_pair_stay_as_they_are():
    warm = Warm(planned(random_tables(40, 6, 4, 1), "floor"))
    pair = int(np.flatnonzero(warm.whole.capacity[warm.whole.j] > 0)[0])
    assert warm.force(pair) == 1

    for change in (
        lambda: warm.leave(warm.whole.i[[pair]]),
        lambda: warm.places(int(warm.whole.j[pair]), 0),
        lambda: warm.force(pair),
        lambda: warm.forbid(pair),
    ):
        with pytest.raises(ValueError, match="forced pair"):
            change()


@pytest.mark.parametrize("mode", MODES)
@given(told=tables(needs=8, resources=4, units=2))
@examples(25)
def test_the_flow_around_what_is_chosen_is_the_flow(told: Tables, mode: str):
    plan = planned(told, mode)
    task = plan.problem
    drawn = draw(task, weights(task.policy, task.n, task.m))
    chosen = np.zeros(len(task.i), dtype=np.int64)
    chosen[plan.pair] = plan.units

    flow = around(task, drawn, chosen)

    assert product(flow, drawn.network.cost) == flow_bound(drawn.network, flow)


@needs_lemon
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_second_engine_reaches_a_published_optimum(file: Path):
    network = read(file)
    with np.load(file) as data:
        optimum = int(data["optimum"])

    basis = Basis(network)

    assert basis.cost() == optimum == product(network.cost, basis.flow())


@needs_lemon
@pytest.mark.parametrize("file", FILES[3:6], ids=lambda file: file.stem)
def test_a_published_problem_goes_on_from_its_basis(file: Path):
    """Costs, capacities and supplies change; each time the flow is proven anew."""
    network = read(file)
    basis, random = Basis(network), np.random.Generator(np.random.PCG64(5))
    cost, capacity = network.cost.copy(), network.capacity.copy()
    basis.cost()

    for _ in range(10):
        arcs = random.choice(np.flatnonzero(network.cost), 20, replace=False)
        cost[arcs] = np.sign(network.cost[arcs]) * random.integers(1, 10_000, 20)
        basis.costs(arcs, cost[arcs])
        arcs = random.choice(len(capacity), 20, replace=False)
        capacity[arcs] += random.integers(0, 50, 20)
        basis.capacities(arcs, capacity[arcs])
        changed = replace(network, cost=cost, capacity=capacity)
        flow = basis.flow()
        assert product(cost, flow) == flow_bound(changed, flow) == basis.cost()
    assert basis.warm == 10


@needs_lemon
@given(told=tables(needs=8, resources=4, units=2), mode=st.sampled_from(MODES))
@examples(30)
def test_both_engines_give_the_same_plan(told: Tables, mode: str):
    task = problem(told.needs, told.resources, told.pairs, policy(mode))

    plan = best(task, seed=4, engine=lemon_flow)

    assert plan.as_json() == best(task, seed=4, engine=ortools_flow).as_json()


@pytest.mark.parametrize("kind", [pytest.param(Basis, marks=needs_lemon), Anew])
def test_what_no_flow_fits_is_refused_and_then_goes_on(kind: type[Basis] | type[Anew]):
    network = Network(
        tail=np.array([0, 0], dtype=np.int32),
        head=np.array([1, 1], dtype=np.int32),
        capacity=np.array([2, 1]),
        cost=np.array([3, 7]),
        supply=np.array([3, -3]),
    )
    kept_network, arc = kind(network), np.array([1])
    assert kept_network.cost() == 13

    kept_network.capacities(arc, 0)
    with pytest.raises(SolverFailed, match="ENGINE_REFUSED"):
        kept_network.flow()
    kept_network.supplies(np.array([0, 1]), np.array([2, -2]))

    assert kept_network.flow().tolist() == [2, 0]


@needs_lemon
def test_a_cost_that_changes_its_sign_is_refused():
    network = draw(instance(200, 5, seed=1), weights(policy(), 200, 20)).network

    with pytest.raises(ValueError, match="draw the network anew"):
        Basis(network).costs(np.array([0]), -1)
