"""What waits for somebody: what is past its clock, what nobody serves, who carries too much.

Here `tiers` says who acts: of a warning the village, of P1 the town too; of what is overdue the
tier that its clock has reached; of an unmet need the tier of its gap; of a steward the own one.
Sources: domain reference 2.4, 3.4, 3.8, 6.2, 6.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.vocabulary import GapClass, Tier, entries
from matching.coverage.gaps import CLASSES, anatomy
from matching.coverage.live import TIERS, active_stewards
from matching.facts import positions
from matching.reports.columns import Origin, named, of_facts, of_homes, sets
from matching.stewards.charge import charge
from matching.stewards.loads import loads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matching.coverage.live import Reach
    from matching.reports.facts import Facts
    from matching.snapshot import Snapshot

    Objects = NDArray[np.object_]

DISTRICT, TOWN, VILLAGE = ((str(tier),) for tier in Tier)
AT_TOWN, AT_DISTRICT = 150, 200  # per cent of a clock at which the next tier is told (3.4)
URGENT = "P1"
_NEVER = np.datetime64("NaT", "s")


def tiers_of_alerts(priorities: Sequence[Any]) -> Objects:
    """Say who acts on a warning, by its priority."""
    both = TOWN + VILLAGE
    return sets([both if one == URGENT else VILLAGE for one in priorities])


def without(snapshot: Snapshot) -> Objects:
    """Name the tiers in which a household has no steward, per household: a tuple each."""
    rows, homes = active_stewards(snapshot), snapshot.households
    has = np.zeros((len(homes), len(TIERS)), dtype=bool)
    at = positions(homes["id"], rows["household_id"])
    tier = pd.Index(TIERS).get_indexer(pd.Index(rows["tier"]))
    known = (at >= 0) & (tier >= 0)
    has[at[known], tier[known]] = True
    return named(~has)


def carried(snapshot: Snapshot, found: Reach) -> NDArray[np.float64]:
    """Tell how much the village steward of each household carries (U, 6.2); NaN for none."""
    about = charge(snapshot, found, "T3")
    load = np.append(about.loads / about.capacity, np.nan)  # the last is nobody's
    told = np.full(len(snapshot.households), np.nan)
    told[about.household] = load[about.steward]
    return told


def gaps(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """List the unmet needs of H, each with the first broken edge: code, severity, gap."""
    unmet = anatomy(snapshot, found)
    needs = snapshot.needs.iloc[unmet.need]
    acts = {code: about.about["acts"] for code, about in entries(GapClass).items()}
    classes = [CLASSES[one] for one in unmet.gap]
    since = pd.Series(snapshot.look.days("needs", "since")[unmet.need])
    more = {
        "code": needs["code"].to_numpy(dtype=object),
        "severity": needs["severity"].to_numpy(dtype=np.int64),
        "state": needs["state"].to_numpy(dtype=object),
        "gap": np.array(classes, dtype=object),
        "tiers": sets([(acts[one],) for one in classes]),
    }
    origin = Origin(found.need_household[unmet.need], needs["id"], since)
    return of_homes(snapshot, found, origin, more)


def overdue(snapshot: Snapshot, found: Reach, facts: Facts) -> pd.DataFrame:
    """List what is past its clock: kind (the process), state, clock; `on` is when it was due.

    Leads need no household; of all else only what belongs to H stays.
    """
    rows = facts.overdue
    share = pd.to_numeric(rows["told"]).fillna(0).to_numpy(dtype=float)
    acts = [
        DISTRICT if one >= AT_DISTRICT else TOWN if one >= AT_TOWN else VILLAGE for one in share
    ]
    more = {
        "kind": rows["kind"],
        "state": rows["state"],
        "clock": rows["clock"],
        "tiers": sets(acts),
    }
    told = of_facts(snapshot, found, rows, more)
    area = rows["area"].fillna("").to_numpy(dtype=object)
    homeless = told["household"].isna().to_numpy(dtype=bool)
    told["village"] = np.where(homeless, area, told["village"])
    return told[~homeless | (told["kind"] == "lead").to_numpy(bool)].reset_index(drop=True)


def stewards(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """List the stewards of each tier: id, number, state (SEVERE …), load, households, away.

    `village` is where they work: a town, for T1 the district. away: holds households and is
    not there. One person in two tiers is two rows.
    """
    rows = loads(snapshot, found).stewards
    count = len(rows)
    away = ~rows["available"].to_numpy(dtype=bool) & (rows["households"] > 0).to_numpy(bool)
    return pd.DataFrame(
        {
            "id": (rows["actor_id"] + " " + rows["tier"]).to_numpy(dtype=object),
            "household": np.full(count, None, dtype=object),
            "village": rows["town"].to_numpy(dtype=object),
            "level": np.full(count, None, dtype=object),
            "groups": sets([()] * count),
            "on": np.full(count, _NEVER),
            "at": np.arange(count),
            "number": rows["staff_no"].to_numpy(dtype=object),
            "state": rows["state"].to_numpy(dtype=object),
            "load": rows["load"].to_numpy(dtype=float),
            "held": rows["households"].to_numpy(dtype=np.int64),
            "away": away,
            "tiers": sets([(one,) for one in rows["tier"]]),
        }
    )
