"""A death: what it ends. The person stays, as everything that was known of it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from api.actions.engine import Asked, moved
from graph_schema import flows
from graph_schema.errors import Rejected
from graph_schema.store.rows import Row

if TYPE_CHECKING:
    from api.actions.home import Home, Homes
    from api.actions.registry import Change


def death(homes: "Homes", home: "Home", asked: "Change") -> list[str]:
    """Record a death: membership, awards, care and guardianship end that day.

    Whoever loses the last guardian has none. With the last member an open case closes, which
    ends needs and links. Returns the ids of all that ended.
    """
    person = str(asked.told["person"])
    homes.member(home, person)
    row = homes.graph.node("Person", person) or {}
    if (row.get("birth") or date.min) > asked.on:
        raise Rejected(["BEFORE_BIRTH"], person=person)
    alone = len(homes.members(home.id)) == 1
    ended = _close_cases(homes, home, person, asked.on) if alone else []
    if (homes.graph.node("Person", person) or {}).get("deceased") is None:
        homes.graph.change("Person", person, deceased=asked.on)
    homes.end(person, home.id, asked.on)
    ended += _awards(homes, person, asked.on)
    for ward in homes.graph.after("Person", person, "GUARDIAN_OF", "Person"):
        if homes.close("GUARDIAN_OF", ("Person", "Person"), (person, ward["id"]), asked.on):
            ended.append(str(ward["id"]))
            _guarded(homes, ward)
    for other in homes.graph.after("Person", person, "CARES_FOR", "Person"):
        if homes.close("CARES_FOR", ("Person", "Person"), (person, other["id"]), asked.on):
            ended.append(str(other["id"]))
    for kind in ("GUARDIAN_OF", "CARES_FOR"):
        for other in homes.graph.before("Person", person, kind, "Person"):
            homes.close(kind, ("Person", "Person"), (other["id"], person), asked.on)
    return ended


def _close_cases(homes: "Homes", home: "Home", person: str, on: date) -> list[str]:
    """Close the open case of a household whose last member died, by its own process."""
    flow = flows.load("case")
    open_ = [
        case
        for case in homes.graph.before("Household", home.id, "OF", "Case")
        if "last_member_died" in {row.event for row in flow.transitions}
        and case["state"] not in flow.ends
    ]
    told: dict[str, Any] = {"person": person, "died_on": on}
    for case in open_:
        if homes.tx.access.role not in flow.roles_of("last_member_died"):
            raise Rejected(["CASE_OPEN"], case=case["id"])
        asked = Asked(
            operation="", flow="case", event="last_member_died", id=case["id"], told=told
        )
        moved(homes.tx, asked, flow)
    return [str(case["id"]) for case in open_]


def _awards(homes: "Homes", person: str, on: date) -> list[str]:
    ended = []
    for award in homes.graph.after("Person", person, "RECEIVES", "Award"):
        if award.get("to") is None or award["to"] > on:
            homes.graph.change("Award", award["id"], to=on)
            ended.append(str(award["id"]))
    return ended


def _guarded(homes: "Homes", ward: Row) -> None:
    """Note that somebody has no guardian any more, if no other is left."""
    rest = homes.graph.before("Person", ward["id"], "GUARDIAN_OF", "Person")
    left = [r for r in rest if r["tie"].get("to") is None and r.get("deceased") is None]
    if not left:
        homes.graph.change("Person", ward["id"], guardian_status="NONE")
