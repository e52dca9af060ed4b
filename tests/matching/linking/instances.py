"""Small whole problems for the tests: drawn by Hypothesis, as tables with string ids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from matching.linking.policy import Policy, default_policy


@dataclass(frozen=True)
class Tables:
    needs: pd.DataFrame
    resources: pd.DataFrame
    pairs: pd.DataFrame


def policy(mode: str = "floor", **fairness: object) -> Policy:
    body = default_policy().body
    return default_policy().with_(fairness={**body["fairness"], "mode": mode, **fairness})


@st.composite
def tables(
    draw: st.DrawFn, needs: int = 6, resources: int = 4, units: int = 1, scores: int = 5
) -> Tables:
    """Few scores and levels, so that ties, empty resources and lone needs are common."""
    n = draw(st.integers(1, needs))
    m = draw(st.integers(1, resources))
    every = [(i, j) for i in range(n) for j in range(m)]
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=len(every)))
    pick = st.integers(0, scores - 1).map(lambda k: 1 + k * 111)
    return Tables(
        needs=pd.DataFrame(
            {
                "id": [f"n{i}" for i in range(n)],
                "level": np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))),
                "area": draw(st.lists(st.sampled_from("ab"), min_size=n, max_size=n)),
                "units": np.array(
                    draw(st.lists(st.integers(1, units), min_size=n, max_size=n))
                ),
            }
        ),
        resources=pd.DataFrame(
            {
                "id": [f"r{j}" for j in range(m)],
                "capacity": np.array(draw(st.lists(st.integers(0, 2), min_size=m, max_size=m))),
            }
        ),
        pairs=pd.DataFrame(
            {
                "need": [f"n{i}" for i, _ in chosen],
                "resource": [f"r{j}" for _, j in chosen],
                "score": np.array([draw(pick) for _ in chosen], dtype=np.int64),
                "kept": np.array([draw(st.booleans()) for _ in chosen], dtype=bool),
            }
        ),
    )


def random_tables(n: int, m: int, k: int, seed: int) -> Tables:
    """A larger problem with k random resources a need and scarce places."""
    random = np.random.Generator(np.random.PCG64(seed))
    resources = np.sort(random.random((n, m)).argsort(axis=1)[:, :k], axis=1)
    return Tables(
        needs=pd.DataFrame(
            {
                "id": [f"n{i:05d}" for i in range(n)],
                "level": random.choice(4, n, p=[0.05, 0.15, 0.3, 0.5]),
                "area": [f"v{a:02d}" for a in random.integers(0, max(2, n // 20), n)],
            }
        ),
        resources=pd.DataFrame(
            {
                "id": [f"r{j:04d}" for j in range(m)],
                "capacity": random.integers(0, max(2, 8 * n // (5 * m)), m),
            }
        ),
        pairs=pd.DataFrame(
            {
                "need": [f"n{i:05d}" for i in np.repeat(np.arange(n), k)],
                "resource": [f"r{j:04d}" for j in resources.ravel()],
                "score": random.integers(1, 1001, n * k),
                "kept": random.random(n * k) < 0.05,
            }
        ),
    )
