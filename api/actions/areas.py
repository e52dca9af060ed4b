"""Areas that were merged: what took their place and when; who lived there goes over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from api.actions.home import Home, Homes
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction

MOST = 1_000  # households of one transaction: a village has some hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """An area, by code, that another takes the place of from a day on."""

    operation: str
    code: str
    by: str
    on: date
    dry: bool = False


class _Dry(Exception):
    def __init__(self, answer: Row) -> None:
        self.answer = answer
        super().__init__("dry run")


def replace_area(store: Store, access: Access, asked: Replaced) -> Row:
    """Let an area of the caller's end, and another take its place (撤并).

    Households, and who covers the area, go over; a town only when its villages have. Returns
    id of the new area and how many households went over. Raises NotFound, Rejected.
    """
    operation = None if asked.dry else asked.operation
    digest = f"replace {asked.code} {asked.by} {asked.on}"
    try:
        with store.write(
            access, Action.AREA_REPLACED, operation=operation, digest=digest
        ) as session:
            return session.transact(partial(_replaced, asked=asked))
    except _Dry as dry:
        return dry.answer


def _replaced(tx: Transaction, *, asked: Replaced) -> Row:
    homes = Homes(tx)
    if not any(asked.code.startswith(top) for top in tx.access.areas):
        raise NotFound(area=asked.code)
    if asked.on > homes.today:
        raise Rejected(["DAY_IN_FUTURE"], on=asked.on)
    old, new = _place(homes, asked.code), _place(homes, asked.by)
    if old["id"] == new["id"] or old["level"] != new["level"]:
        raise Rejected(["NO_SUCCESSOR"], area=asked.by)
    for one in sorted((old["id"], new["id"])):
        homes.graph.lock("Area", one)
    below = homes.graph.before("Area", old["id"], "PART_OF", "Area")
    if left := [one["code"] for one in below if one.get("valid_to") is None]:
        raise Rejected(["AREAS_LEFT"], areas=sorted(left)[:10])
    moved = _over(homes, old, new, asked)
    homes.graph.change("Area", old["id"], valid_to=asked.on)
    homes.graph.tie("REPLACED_BY", ("Area", old["id"]), ("Area", new["id"]), on=asked.on)
    homes.evaluate(asked.by)
    answer: Row = {"id": new["id"], "households": moved}
    if asked.dry:
        raise _Dry(answer)
    return answer


def _place(homes: Homes, code: str) -> Mapping[str, Any]:
    found = homes.graph.run("registry_place", code=code)
    if not found:
        raise Rejected(["AREA_UNKNOWN"], area=code)
    return found[0]


def _over(homes: Homes, old: Mapping[str, Any], new: Mapping[str, Any], asked: Replaced) -> int:
    """Let households, and who covers the area, go over; returns how many households."""
    living = homes.graph.before("Area", old["id"], "LIVES_IN", "Household")
    if len(living) > MOST:
        raise Rejected(["TOO_MANY_HOUSEHOLDS"], households=len(living), most=MOST)
    for row in living:
        home = Home(str(row["id"]), asked.code, str(old["id"]))
        homes.settle_in(home, str(new["id"]), asked.on)
        for _, person in homes.members(home.id):
            homes.graph.change("Person", person["id"], live_area=asked.by)
    for label in ("Actor", "Organisation"):
        there = {o["id"] for o in homes.graph.before("Area", new["id"], "COVERS", label)}
        for one in homes.graph.before("Area", old["id"], "COVERS", label):
            if one["id"] not in there:
                props = {n: v for n, v in one["tie"].items() if n == "tier"}
                homes.graph.tie("COVERS", (label, one["id"]), ("Area", new["id"]), **props)
    return len(living)
