"""A household that nobody belongs to any more: what is open of it ends by its own processes.

Places are given back, reasons say what ended the household, and who served, worked or watched
is told. What was done and met stays as it was.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from api.actions.engine import Engine
from api.moves import everywhere, links
from api.moves.cases import STOPPED
from graph_schema import flows
from graph_schema.vocabulary import Role

if TYPE_CHECKING:
    from api.actions.home import Home, Homes

Ends = Mapping[str, str]  # events by state
ENDS: Ends = {  # by state of a link, how it ends
    "RECOMMENDED": "dismiss",
    **dict.fromkeys(everywhere.PENDING_LINKS, "withdraw"),
    **dict.fromkeys(everywhere.LIVE_LINKS, "cancel"),
}


def wind_up(homes: "Homes", home: "Home", event: str) -> list[str]:
    """End needs, links, visits and the case of a household. Returns the ids of what ended.

    event: of the register, that left it without members; the tables name it as a cause. Needs
    go first: they end their links, and none of these is looked for anew.
    """
    engine, cause = Engine(homes.tx, "REGISTRY"), f"household.{event}"
    _tell(engine, home)
    found = _open(engine, home)
    for flow, ends, id in found:
        item = engine.graph.node(flows.load(flow).label, id) or {}
        if item["state"] in ends:
            engine.follow(cause, flow, ends[item["state"]], id, {})
    return [id for _, _, id in found]


def _open(engine: Engine, home: "Home") -> list[tuple[str, Ends, str]]:
    """List what is open of it: process, how it ends by its state, id."""
    graph, case = engine.graph, flows.load("case")
    rows = {
        "need": graph.after("Household", home.id, "HAS_NEED", "Need"),
        "link": graph.after("Household", home.id, "HAS_LINK", "Link"),
        "visit": graph.before("Household", home.id, "VISITS", "Visit"),
        "case": graph.before("Household", home.id, "OF", "Case"),
    }
    ends: dict[str, Ends] = {
        "need": {
            str(row.source): row.event
            for row in flows.load("need").transitions
            if row.event == "withdraw"
        },
        "link": ENDS,
        "visit": dict.fromkeys(STOPPED, "cancel"),
        "case": dict.fromkeys(set(case.states) - case.ends, "household_merged"),
    }
    return [
        (flow, ends[flow], str(one["id"]))
        for flow, some in rows.items()
        for one in some
        if one["state"] in ends[flow]
    ]


def _tell(engine: Engine, home: "Home") -> None:
    """Tell who serves it or was asked to, and its village steward."""
    flow = flows.load("link")
    waiting = everywhere.PENDING_LINKS | everywhere.LIVE_LINKS
    for link in engine.graph.after("Household", home.id, "HAS_LINK", "Link"):
        if link["state"] in waiting:
            m = engine.standing(flow, str(link["id"]), link)
            people = [*links.people_of(m), *m.stewards(Role.VILLAGE_STEWARD)]
            m.tell(people, "LINK_HOUSEHOLD_ENDED")
