"""The coverage network of an area in plain lists: areas, helpers, edges between them, gaps.

At district and town the areas are the nodes; inside a village its households are, for those
who may see people. What is missing is counted by node: unmet needs by gap class, requirements
that nobody meets by the party that ought to. At most 2,000 nodes; positions are the pages'
work. Who may not see people learns nothing of a node with fewer than five households.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.coverage.absent import absent
from matching.coverage.live import PARTIES, TIERS, reach
from matching.coverage.network import fragile
from matching.reports.suppress import FEW

if TYPE_CHECKING:
    from matching.coverage.report import CoverageReport
    from matching.snapshot import Snapshot

TOP_HELPERS = 30
STATES = {"IN_SERVICE": "LIVE", "ACCEPTED": "PAPER", "ON_HOLD": "PAPER", "PROPOSED": "PROPOSED"}


AREA = ("code", "name", "level", "households", "party", "tier", "nbc")


def document(
    snapshot: "Snapshot", report: "CoverageReport", top: str, people: bool
) -> dict[str, Any]:
    """Draw up the network below an area code. people: households may be named."""
    found = reach(snapshot)
    deeper = {4: 6, 6: 9, 9: 12}.get(len(top), 12)
    village = snapshot.households["village"].to_numpy(dtype=object)
    inside = found.counted & np.array([str(v).startswith(top) for v in village])
    at_village = len(top) == 12 and people
    ids = snapshot.households["id"].to_numpy(dtype=object)
    group = ids if at_village else np.array([str(v)[:deeper] for v in village], dtype=object)
    links = _links(snapshot, found, inside, group)
    rows = [r for r in report.to_json(people=False)["areas"] if r["code"].startswith(top)]
    names = _names(snapshot)
    biggest = links["provider"].value_counts().index[:TOP_HELPERS]
    shown = links[links["provider"].isin(biggest)]
    alone = fragile(snapshot, found)
    helpers = [
        {
            "id": one,
            "label": names.get(one, ("", "", False))[0],
            "party": names.get(one, ("", "", False))[1],
            "person": names.get(one, ("", "", False))[2],
            "links": int((shown["provider"] == one).sum()),
            "alone": alone.get(str(one), 0),
        }
        for one in biggest
    ]
    gaps = report.gaps[report.gaps["village"].str.startswith(top).to_numpy(dtype=bool)]
    key = gaps["household"] if at_village else gaps["village"].str[:deeper]
    lacking = absent(snapshot, found)
    lacking = lacking[inside[lacking["household"].to_numpy()]]
    where = group[lacking["household"].to_numpy()]
    few = set() if people else {r["code"] for r in rows if 0 < r["households"] < FEW}
    told = {
        "edges": _counted(shown, ("group", "provider", "party", "state")),
        "gaps": _counted(pd.DataFrame({"from": key, "gap": gaps["gap"]}), ("from", "gap")),
        "missing": _counted(
            pd.DataFrame({"from": where, "party": lacking["party"]}), ("from", "party")
        ),
    }
    return {
        "as_of": report.as_of.isoformat(),
        "areas": [_area(r, hidden=r["code"] in few) for r in rows],
        "homes": _homes(snapshot, found, inside) if at_village else [],
        "helpers": helpers,
        **{name: [r for r in some if r["from"] not in few] for name, some in told.items()},
    }


def _area(row: dict[str, Any], *, hidden: bool) -> dict[str, Any]:
    told = {name: row[name] for name in AREA}
    if hidden:
        told |= {name: dict.fromkeys(row[name]) for name in ("party", "tier")}
        told |= {"households": None, "nbc": None}
    return told


def _counted(rows: pd.DataFrame, by: tuple[str, ...]) -> list[dict[str, Any]]:
    """Count equal rows: one object each with `count`; group and provider are the ends."""
    names = {"group": "from", "provider": "to"}
    told = rows[list(by)].value_counts(sort=False).reset_index(name="count")
    return [
        {str(k): v for k, v in row.items()}
        for row in told.rename(columns=names).to_dict("records")
    ]


def _links(snapshot: "Snapshot", found: Any, inside: Any, group: Any) -> pd.DataFrame:
    links = snapshot.links
    home = found.link_household
    keep = (home >= 0) & inside[np.maximum(home, 0)] & links["state"].isin(STATES).to_numpy()
    state = links["state"].map(STATES).to_numpy(dtype=object)
    state[found.link_paper] = "PAPER"
    rows = pd.DataFrame(
        {
            "group": group[np.maximum(home, 0)],
            "provider": links["provider_id"].to_numpy(dtype=object),
            "party": links["provider_party"].to_numpy(dtype=object),
            "state": state,
        }
    )
    kept: pd.DataFrame = rows.loc[keep].dropna()
    return kept


def _names(snapshot: "Snapshot") -> dict[str, tuple[str, str, bool]]:
    """Name bodies; people are named by their party only."""
    bodies = zip(
        snapshot.organisations["id"],
        snapshot.organisations["name"],
        snapshot.organisations["party"],
        strict=True,
    )
    people = zip(snapshot.actors["id"], snapshot.actors["party"], strict=True)
    return {i: (n, p, False) for i, n, p in bodies} | {i: ("", p, True) for i, p in people}


def _homes(snapshot: "Snapshot", found: Any, inside: Any) -> list[dict[str, Any]]:
    rows = np.flatnonzero(inside)
    return [
        {
            "id": str(snapshot.households["id"].iloc[i]),
            "label": str(snapshot.households["hh_no"].iloc[i]),
            "level": str(snapshot.households["level"].iloc[i]),
            "urgent": bool(snapshot.households["urgent"].iloc[i]),
            "parties": [p for k, p in enumerate(PARTIES) if found.on[i, k]],
            "tiers": [t for k, t in enumerate(TIERS) if found.tier_on[i, k]],
        }
        for i in rows
    ]
