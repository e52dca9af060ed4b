"""What stands against a pair from the past: a refusal not long ago, a link that is there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.flows import load
from matching.facts import positions
from matching.refusals import Sides, current, fingerprint, grounds
from matching.tables import day, local_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.linking.arrays import Bools, Ints
    from matching.linking.demand import Demand
    from matching.linking.policy import Policy
    from matching.linking.supply import Supply
    from matching.snapshot import Snapshot

NOBODY = "-"  # stands for no id


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Barred:
    """What needs of a run may not be offered now, a row each, by need.

    need: position in the demand. item: in the supply, −1 outside it, barred from anyone.
    provider: id, barred with anything; NOBODY where the refusal says nothing of them. there:
    such a link is open; cooling: one was refused.
    """

    need: Ints
    item: Ints
    provider: NDArray[np.str_]
    there: Bools
    cooling: Bools


def barred(snapshot: Snapshot, want: Demand, have: Supply, policy: Policy) -> Barred:
    """Collect the links that stand against new ones."""
    links = snapshot.links
    need = pd.Index(want.ids, dtype="str").get_indexer(
        pd.Index(links["need_id"].fillna(NOBODY), dtype="str")
    )
    gone = links["state"].isin([*load("link").ends, "RECOMMENDED", "COMPLETED"])
    there = ~gone.to_numpy(dtype=bool)
    cooling, alone = _cooling(snapshot, policy, need)
    provider = np.where(
        alone & ~there, NOBODY, links["provider_id"].fillna(NOBODY).to_numpy("U")
    )
    keep = np.flatnonzero((need >= 0) & (there | cooling))
    keep = keep[np.argsort(need[keep], kind="stable")]
    return Barred(
        need=need[keep].astype(np.int64),
        item=positions(pd.Series(have.ids), links["item_id"].fillna(NOBODY))[keep],
        provider=provider[keep],
        there=there[keep],
        cooling=cooling[keep],
    )


def _cooling(snapshot: Snapshot, policy: Policy, need: NDArray[Any]) -> tuple[Bools, Bools]:
    """Tell per link whether its refusal still stands, and whether for its item alone.

    By the facts it rests on where they were kept; else by days since its end; or until a named
    person lifts it.
    need: of the run, −1 for others, whose links are not looked at closer.
    """
    links, rules = snapshot.links, policy.rules
    ended = local_days(links["ended_at"].fillna(links["state_since"]), snapshot.zone)
    since = (day(snapshot.as_of) - ended).astype("timedelta64[D]").astype(np.int64)
    cooling = np.zeros(len(links), dtype=bool)
    for state, days in rules.cool_down_days.items():
        mine = (links["state"] == state).to_numpy(dtype=bool)
        cooling |= mine & (np.isnat(ended) | (since <= days))
    refused = (links["state"] == "DECLINED").to_numpy(dtype=bool)
    alone = np.zeros(len(links), dtype=bool)
    known = refused & links["refused_facts"].map(current).to_numpy(dtype=bool)
    facts = Facts(snapshot)
    for row in np.flatnonzero(known & (need >= 0)).tolist():
        one = links.iloc[row]
        ground = grounds().get(str(one["reason_code"]))
        if ground is not None:
            late = ground.days is not None and since[row] > ground.days
            anew = ground.rules and facts.new_rules(ended[row])
            cooling[row] = not late and not anew and facts.same(one)
            alone[row] = ground.bars == "item"
    for state in rules.cool_down_days:
        mine = (links["state"] == state).to_numpy(dtype=bool)
        cooling |= mine & links["reason_code"].isin(list(rules.never_lifted)).to_numpy(bool)
    return cooling & links["lifted_at"].isna().to_numpy(bool), alone


class Facts:
    """A snapshot's rows behind a refused link, looked up once each."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def same(self, link: pd.Series[Any]) -> bool:
        """Tell whether the facts behind a refusal are what they were."""
        home = str(link["household_id"])
        about = Sides(
            need=self._row("needs", link["need_id"]),
            item=self._row("items", link["item_id"]),
            household=self._row("households", home),
            members=self._members.get(home, []),
        )
        return fingerprint(str(link["reason_code"]), about) == str(link["refused_facts"])

    def new_rules(self, ended: np.datetime64) -> bool:
        """Tell whether a rule set came into force after a day."""
        begun = self.snapshot.rule_sets["valid_from"].to_numpy(dtype="datetime64[D]")
        return bool(((begun > ended) & (begun <= day(self.snapshot.as_of))).any())

    def _row(self, table: str, one: str) -> dict[str, Any]:
        at = self._at[table].get(one)
        return {} if at is None else _named(getattr(self.snapshot, table).iloc[at])

    @cached_property
    def _at(self) -> dict[str, dict[str, int]]:
        return {
            table: {str(one): k for k, one in enumerate(getattr(self.snapshot, table)["id"])}
            for table in ("households", "needs", "items")
        }

    @cached_property
    def _members(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.snapshot.persons.to_dict("records"):
            told = {str(name): value for name, value in row.items()}
            found.setdefault(str(told["household_id"]), []).append(told)
        return found


def _named(row: pd.Series[Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
