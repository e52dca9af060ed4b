"""Among plans of equal worth a lottery decides: one seed, one plan, in any solver or order."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.errors import SolverFailed
from matching.linking.face import best_face, components, entwined, touched
from matching.linking.residual import distances, reduced_costs, residual

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from matching.linking.arrays import Ints
    from matching.linking.engine import Network
    from matching.linking.network import Drawn
    from matching.linking.problem import Problem

    Hashes = NDArray[np.uint64]


def draw_lots(
    task: Problem,
    drawn: Drawn,
    flow: Ints,
    reduced: Ints,
    seed: int,
    engine: Callable[[Network], Ints],
) -> tuple[Ints, int]:
    """Choose among the best flows by keyed hashes: units per arc (A,), and the salt used.

    Raises SolverFailed(TIES_NOT_UNIQUE) when no salt of the policy's number gives one winner.
    """
    face = entwined(drawn.network, flow, best_face(drawn.network, flow, reduced))
    if not len(face.free):
        return flow, 0
    for salt in range(task.policy.limits.salts):
        cost = lots(task, drawn, face.free, f"{seed}:{salt}")
        part = touched(face.narrow(drawn.network, cost))
        won = engine(part)
        if unique(part, won):
            return face.widen(won), salt
    raise SolverFailed("TIES_NOT_UNIQUE", salts=task.policy.limits.salts)


def lots(task: Problem, drawn: Drawn, arcs: Ints, key: str) -> Ints:
    """Give some arcs their lots: h(need, resource), and h(need, none) for staying unserved.

    arcs: positions in the network, ascending; shape of the answer.
    """
    network = drawn.network
    bits = min(40, 59 - int(network.nodes - 1).bit_length())
    cost = np.zeros(len(arcs), dtype=np.int64)
    on = slice(*np.searchsorted(arcs, [drawn.pairs.start, drawn.pairs.stop]).tolist())
    off = slice(*np.searchsorted(arcs, [drawn.gates.start, drawn.gates.stop]).tolist())
    pairs, gates = arcs[on] - drawn.pairs.start, arcs[off] - drawn.gates.start
    need, resource = task.i[pairs].astype(np.int64), task.j[pairs].astype(np.int64)
    needs = _hashes_at(task.needs, np.concatenate([need, gates]), key)
    resources = _hashes_at(task.resources, resource, key)
    cost[on] = mixed(needs[need], resources[resource], bits)
    unserved = mixed(needs[gates], hashes(np.array([""]), key), bits)
    cost[off] = unserved if drawn.source < 0 else (1 << bits) - 1 - unserved
    return cost


def _hashes_at(ids: NDArray[np.str_], some: Ints, key: str) -> Hashes:
    """Hash the ids at some positions, 0 at the others: few needs have a lot to draw."""
    asked = np.zeros(len(ids), dtype=bool)
    asked[some] = True
    found = np.zeros(len(ids), dtype=np.uint64)
    found[asked] = hashes(ids[asked], key)
    return found


def hashes(ids: NDArray[np.str_], key: str) -> Hashes:
    """Hash ids with a key: 64 bits each, one hash an id, not a pair."""
    secret = key.encode()
    raw = b"".join(
        blake2b(name.encode(), digest_size=8, key=secret).digest() for name in ids.tolist()
    )
    return np.frombuffer(raw, dtype="<u8").astype(np.uint64)


def mixed(left: Hashes, right: Hashes, bits: int) -> Ints:
    """Mix two hashes into the top `bits` of 64 bits (finaliser of splitmix64), wrapping."""
    x = left ^ (right * np.uint64(0x9E3779B97F4A7C15))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    x = x ^ (x >> np.uint64(31))
    found: Ints = (x >> np.uint64(64 - bits)).astype(np.int64)
    return found


def unique(network: Network, flow: Ints) -> bool:
    """Tell whether an optimal flow is the only one.

    Arcs strictly inside their bounds must form a forest; with its trees contracted, the other
    residual arcs of zero reduced cost must have no cycle.
    """
    reduced = reduced_costs(network, distances(residual(network, flow)))
    inside = (flow > 0) & (flow < network.capacity)
    tree, count = components(network.tail[inside], network.head[inside], network.nodes, "weak")
    if int(inside.sum()) != network.nodes - count:
        return False
    still = (reduced == 0) & ~inside & (network.capacity > 0)
    up = still & (flow == 0)
    down = still & (flow > 0)
    tail = tree[np.concatenate([network.tail[up], network.head[down]])]
    head = tree[np.concatenate([network.head[up], network.tail[down]])]
    if (tail == head).any():
        return False
    _, strong = components(tail, head, count, "strong")
    return strong == count
