"""What every table of a report has: whose row, where, of which colour and groups, since when.

id; household (None where there is none); village (12 digits; what is known of it for a lead);
level; groups (tuple); tiers (tuple: whose steward came in time, or who acts where it waits); on
(local day, NaT unknown); at (position in what it was made from).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from graph_schema.vocabulary import Package, entries
from matching.coverage.live import LEVELS, TIERS
from matching.facts import positions
from matching.tables import local_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

    Ints = NDArray[np.int64]

PLAIN = ("bool", "int64", "float64")


class Origin(NamedTuple):
    """Rows as they come: the household's position (-1 none), the id, the local day if any."""

    home: Ints
    ids: pd.Series[Any]
    on: pd.Series[Any] | None


def of_homes(
    snapshot: Snapshot, found: Reach, origin: Origin, more: Mapping[str, Any]
) -> pd.DataFrame:
    """Make a table of what belongs to households: only rows of counted ones stay."""
    homes = snapshot.households
    home, ids, on = origin
    at = np.flatnonzero(_counted(found, home))
    h = home[at]
    days = on.to_numpy()[at] if on is not None else np.full(len(at), np.datetime64("NaT", "D"))
    told: dict[str, Any] = {
        "id": ids.to_numpy(dtype=object)[at],
        "household": homes["id"].to_numpy(dtype=object)[h],
        "village": homes["village"].fillna("").to_numpy(dtype=object)[h],
        "level": np.array(LEVELS, dtype=object)[found.level[h]],
        "groups": homes["groups"].to_numpy()[h],
        "tiers": tiers_on(found)[h],
        "on": days.astype("datetime64[s]"),
        "at": at,
    }
    for name, values in more.items():
        told[name] = _column(values)[at]
    return pd.DataFrame(told)


def of_facts(
    snapshot: Snapshot, found: Reach, rows: pd.DataFrame, more: Mapping[str, Any]
) -> pd.DataFrame:
    """Make a table of facts; what has no counted household keeps none, and no colour."""
    homes = snapshot.households
    home = positions(homes["id"], rows["household_id"].astype("str"))
    home = np.where(_counted(found, home), home, -1)
    instants = pd.to_datetime(rows["at"].astype("str"), utc=True, format="ISO8601")
    told: dict[str, Any] = {"id": rows["id"].to_numpy(dtype=object)}
    for name, values, lacks in (
        ("household", homes["id"].to_numpy(dtype=object), None),
        ("village", homes["village"].fillna("").to_numpy(dtype=object), ""),
        ("level", np.array(LEVELS, dtype=object)[found.level], None),
        ("groups", homes["groups"].to_numpy(), ()),
        ("tiers", tiers_on(found), ()),
    ):
        told[name] = sets([values[h] if h >= 0 else lacks for h in home])
    told["on"] = local_days(instants, snapshot.zone).astype("datetime64[s]")
    told["at"] = np.arange(len(rows))
    for name, values in more.items():
        told[name] = _column(values)
    return pd.DataFrame(told)


def tiers_on(found: Reach) -> NDArray[np.object_]:
    """Name the tiers whose steward came in time, per household: a tuple each."""
    return named(found.tier_on)


def named(tiers: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Name the tiers that are true in each row of shape (rows, 3): a tuple each."""
    number = tiers @ (1 << np.arange(len(TIERS)))
    every = [
        tuple(t for i, t in enumerate(TIERS) if n >> i & 1) for n in range(2 ** len(TIERS))
    ]
    return sets(every)[number]


def _counted(found: Reach, home: Ints) -> NDArray[np.bool_]:
    """Tell which rows belong to a counted household; there may be no household at all."""
    told = home >= 0
    told[told] = found.counted[home[told]]
    return told


def _column(values: Any) -> NDArray[Any]:
    """Make an array of a column: numbers and switches as they are, all else as objects."""
    kind = str(getattr(values, "dtype", ""))
    return np.asarray(values, dtype=kind if kind in PLAIN else object)


def sets(values: Sequence[Any]) -> NDArray[np.object_]:
    """Keep values of any length, one a row, as an array of objects."""
    told = np.empty(len(values), dtype=object)
    told[:] = values
    return told


def as_tuple(value: Any) -> tuple[str, ...]:
    """Give a set column's value; nothing where it is missing."""
    return value if isinstance(value, tuple) else ()


def gathered(
    rows: pd.DataFrame, key: str, value: str, ids: Iterable[str]
) -> NDArray[np.object_]:
    """Gather the values of each id as a sorted tuple, () where there are none."""
    found: dict[str, set[str]] = {}
    for one, told in zip(rows[key].tolist(), rows[value].tolist(), strict=True):
        found.setdefault(one, set()).add(told)
    return sets([tuple(sorted(found.get(id, ()))) for id in ids])


def packages_of(services: tuple[str, ...]) -> tuple[str, ...]:
    """Name the packages that hold any of the service types."""
    return tuple(
        code
        for code, about in entries(Package).items()
        if set(services) & set(about.about["services"])
    )


def score_of(told: str | None) -> float:
    """Average a survey's answers: a JSON list, or an object of item to answer; NaN for none."""
    found = json.loads(told) if told else []
    answers = list(found.values()) if isinstance(found, dict) else list(found)
    numbers = [float(one) for one in answers if isinstance(one, int | float)]
    return sum(numbers) / len(numbers) if numbers else float("nan")
