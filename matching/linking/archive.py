"""A problem and its chosen pairs as text, and read back to the bit."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.linking.policy import read
from matching.linking.problem import problem
from matching.linking.result import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from matching.linking.case import Case
    from matching.linking.problem import Problem
    from matching.linking.result import Plan

PART = 1_200_000  # characters kept in one property


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """A stored problem as tables with ids. pairs also names the provider each pair took.

    chosen: need, resource, units of the plan's links.
    """

    needs: pd.DataFrame
    resources: pd.DataFrame
    pairs: pd.DataFrame
    chosen: pd.DataFrame
    policy: dict[str, Any]

    def problem(self) -> Problem:
        """Make the problem anew, as it was planned."""
        return problem(self.needs, self.resources, self.pairs, read(self.policy))


def pack(case: Case, plan: Plan) -> str:
    """Write problem and links as canonical JSON; pairs as packed integers, by column."""
    task, have = case.task, case.have
    providers, provider = np.unique(have.provider, return_inverse=True)
    return canonical(
        {
            "needs": task.needs.tolist(),
            "level": task.level.tolist(),
            "areas": task.areas.tolist(),
            "area": task.area.tolist(),
            "units": _packed(task.units, "<i4"),
            "resources": task.resources.tolist(),
            "capacity": task.capacity.tolist(),
            "providers": providers.tolist(),
            "pairs": len(task.i),
            "degree": _packed(np.bincount(task.i, minlength=task.n), "<i4"),
            "j": _packed(task.j, "<i4"),
            "score": _packed(task.score, "<i2"),
            "kept": _packed(task.kept, "<i1"),
            "provider": _packed(provider[case.pairs.offer], "<i4"),
            "chosen": _packed(plan.pair, "<i4"),
            "chosen_units": _packed(plan.units, "<i4"),
            "policy": json.loads(json.dumps(dict(task.policy.body))),
        }
    )


def unpack(text: str) -> Tables:
    """Read a stored problem. Raises ValueError, KeyError, IndexError for what is none."""
    told = json.loads(text)
    needs, resources = np.array(told["needs"], dtype="U"), np.array(told["resources"], "U")
    providers = np.array(told["providers"], dtype="U")
    areas = np.array(told["areas"], dtype="U")
    i = np.repeat(np.arange(len(needs)), _unpacked(told["degree"], "<i4"))
    pairs = pd.DataFrame(
        {
            "need": needs[i],
            "resource": resources[_unpacked(told["j"], "<i4")],
            "score": _unpacked(told["score"], "<i2"),
            "kept": _unpacked(told["kept"], "<i1").astype(bool),
            "provider": providers[_unpacked(told["provider"], "<i4")],
        }
    )
    chosen = pairs[["need", "resource"]].iloc[_unpacked(told["chosen"], "<i4")]
    return Tables(
        needs=pd.DataFrame(
            {
                "id": needs,
                "level": np.array(told["level"], dtype=np.int64),
                "area": areas[told["area"]] if len(needs) else np.array([], dtype="U"),
                "units": _unpacked(told["units"], "<i4"),
            }
        ),
        resources=pd.DataFrame(
            {"id": resources, "capacity": np.array(told["capacity"], dtype=np.int64)}
        ),
        pairs=pairs,
        chosen=chosen.assign(units=_unpacked(told["chosen_units"], "<i4")).reset_index(
            drop=True
        ),
        policy=told["policy"],
    )


def _packed(column: NDArray[Any], kind: str) -> str:
    return base64.b64encode(zlib.compress(column.astype(kind).tobytes(), 6)).decode()


def _unpacked(text: str, kind: str) -> NDArray[np.int64]:
    raw = zlib.decompress(base64.b64decode(text, validate=True))
    return np.frombuffer(raw, dtype=kind).astype(np.int64)


def cut(text: str) -> tuple[str, tuple[str, ...]]:
    """Give the text to keep on the plan, and the parts beside it where it is too long.

    The first then names the number of parts and the digest of the whole.
    """
    if len(text) <= PART:
        return text, ()
    parts = [text[k : k + PART] for k in range(0, len(text), PART)]
    kept = canonical({"parts": len(parts), "sha256": sha256(text.encode()).hexdigest()})
    return kept, tuple(canonical({"text": part}) for part in parts)


def joined(kept: str, parts: Iterable[str]) -> str:
    """Put a text that was cut together again. Raises ValueError when a part is not its own."""
    told = json.loads(kept)
    if "parts" not in told:
        return kept
    text = "".join(json.loads(part)["text"] for part in parts)
    if sha256(text.encode()).hexdigest() != told["sha256"]:
        raise ValueError("the parts are not those of the plan")
    return text
