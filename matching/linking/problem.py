"""The problem as arrays: tables with string ids come in, checked, sorted and coded.

Everything downstream sees integers in an order that does not depend on the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.linking.errors import BadProblem
from matching.linking.policy import default_policy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.linking.arrays import Bools, Codes, Ints
    from matching.linking.policy import Policy

NAMED = 20  # bad rows told by position


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Needs (n), resources (m), areas (K) and permitted pairs (E), ids ascending.

    level: 0 most urgent … levels − 1. area: code of areas. units ≥ 1. capacity ≥ 0, units left.
    i, j: need and resource of a pair, pairs ascending by (i, j), unique. score: by the policy's
    range. kept: the pair is a link or an open recommendation today.
    """

    policy: Policy
    needs: NDArray[np.str_]
    resources: NDArray[np.str_]
    areas: NDArray[np.str_]
    level: Ints
    area: Codes
    units: Ints
    capacity: Ints
    i: Codes
    j: Codes
    score: Ints
    kept: Bools

    @property
    def n(self) -> int:
        return len(self.needs)

    @property
    def m(self) -> int:
        return len(self.resources)

    @property
    def places(self) -> Ints:
        """Slots that can be used at all: capacity, or all units of the candidates if fewer."""
        asked = np.zeros(self.m, dtype=np.int64)
        np.add.at(asked, self.j, self.units[self.i])
        return np.minimum(self.capacity, asked)

    @property
    def area_units(self) -> Ints:
        """N_a: units asked for in each area, shape (K,)."""
        counted = np.bincount(self.area, weights=self.units, minlength=len(self.areas))
        return counted.astype(np.int64)


def problem(
    needs: pd.DataFrame,
    resources: pd.DataFrame,
    pairs: pd.DataFrame,
    policy: Policy | None = None,
) -> Problem:
    """Make a problem from tables. Further columns are not looked at.

    needs: id, level, area; units (1). resources: id, capacity. pairs: need, resource, score;
    kept (false). Raises BadProblem: DUPLICATE_ID, DUPLICATE_PAIR, UNKNOWN_ID, NOT_A_NUMBER,
    NOT_AN_INTEGER, NEGATIVE_CAPACITY, BAD_UNITS, BAD_LEVEL, BAD_SCORE, MISSING_COLUMN.
    """
    policy = policy or default_policy()
    need_ids, need_order = _ids(needs, "needs")
    resource_ids, resource_order = _ids(resources, "resources")
    level = _whole(needs, "needs", "level")
    _refuse((level < 0) | (level >= policy.levels), "BAD_LEVEL", "needs", "level")
    units = _whole(needs, "needs", "units", default=1)
    _refuse(units < 1, "BAD_UNITS", "needs", "units")
    capacity = _whole(resources, "resources", "capacity")
    _refuse(capacity < 0, "NEGATIVE_CAPACITY", "resources", "capacity")
    areas, area = np.unique(_column(needs, "needs", "area").to_numpy("U"), return_inverse=True)
    i = _codes(pairs, "need", need_ids)
    j = _codes(pairs, "resource", resource_ids)
    score = _whole(pairs, "pairs", "score")
    low, high = policy.score_lowest, policy.score_highest
    _refuse((score < low) | (score > high), "BAD_SCORE", "pairs", "score")
    order = _pair_order(i, j, len(resource_ids))
    return Problem(
        policy=policy,
        needs=need_ids,
        resources=resource_ids,
        areas=areas,
        level=level[need_order],
        area=area.astype(np.int32)[need_order],
        units=units[need_order],
        capacity=capacity[resource_order],
        i=i[order],
        j=j[order],
        score=score[order],
        kept=_kept(pairs)[order],
    )


def _column(table: pd.DataFrame, name: str, column: str) -> pd.Series[Any]:
    if column not in table.columns:
        raise BadProblem("MISSING_COLUMN", table=name, column=column)
    return table[column]


def _ids(table: pd.DataFrame, name: str) -> tuple[NDArray[np.str_], Ints]:
    """Sort ids by code point: the ids, and the row each comes from."""
    column = _column(table, name, "id")
    missing = column.isna().to_numpy(bool)
    _refuse(missing, "UNKNOWN_ID", name, "id")
    ids = column.to_numpy("U")
    order = np.argsort(ids, kind="stable").astype(np.int64)
    ids = ids[order]
    twice = np.flatnonzero(ids[1:] == ids[:-1])
    if len(twice):
        raise BadProblem(
            "DUPLICATE_ID", table=name, count=len(twice), ids=ids[twice[:NAMED]].tolist()
        )
    return ids, order


def _whole(
    table: pd.DataFrame, name: str, column: str, *, default: int | None = None
) -> NDArray[np.int64]:
    """Take an integer column; a float column is refused even where its values are whole."""
    if default is not None and column not in table.columns:
        return np.full(len(table), default, dtype=np.int64)
    values = _column(table, name, column)
    if len(values) == 0:
        return np.zeros(0, dtype=np.int64)
    bad = ~np.isfinite(pd.to_numeric(values, errors="coerce").to_numpy(float, na_value=np.nan))
    _refuse(bad, "NOT_A_NUMBER", name, column)
    if not pd.api.types.is_integer_dtype(values.dtype):
        raise BadProblem("NOT_AN_INTEGER", table=name, column=column, rows=[0])
    return values.to_numpy(np.int64)


def _kept(pairs: pd.DataFrame) -> Bools:
    if "kept" not in pairs.columns:
        return np.zeros(len(pairs), dtype=bool)
    values = pairs["kept"]
    if len(values) and not pd.api.types.is_bool_dtype(values.dtype):
        raise BadProblem("NOT_A_NUMBER", table="pairs", column="kept", rows=[0])
    kept: Bools = values.to_numpy(bool)
    return kept


def _codes(pairs: pd.DataFrame, column: str, ids: NDArray[np.str_]) -> Codes:
    """Turn ids of a pair column into positions; a categorical column costs its categories."""
    values = _column(pairs, "pairs", column)
    index = pd.Index(ids, dtype="str")
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = index.get_indexer(pd.Index(values.cat.categories, dtype="str"))
        at = values.cat.codes.to_numpy()
        found = np.where(at < 0, -1, known[at] if len(known) else -1)
    else:
        found = index.get_indexer(pd.Index(values, dtype="str"))
    _refuse(found < 0, "UNKNOWN_ID", "pairs", column)
    return found.astype(np.int32)


def _pair_order(i: Codes, j: Codes, m: int) -> Ints:
    """Order pairs by (need, resource); the common case of sorted rows costs one comparison."""
    key = i.astype(np.int64) * max(m, 1) + j
    order = np.arange(len(key), dtype=np.int64)
    if not bool((key[1:] > key[:-1]).all()):
        order = np.argsort(key, kind="stable").astype(np.int64)
    twice = np.zeros(len(key), dtype=bool)
    twice[order[1:]] = key[order[1:]] == key[order[:-1]]
    _refuse(twice, "DUPLICATE_PAIR", "pairs", "need, resource")
    return order


def _refuse(bad: Bools, code: str, table: str, column: str) -> None:
    if bad.any():
        rows = np.flatnonzero(bad)
        raise BadProblem(
            code, table=table, column=column, count=len(rows), rows=rows[:NAMED].tolist()
        )
