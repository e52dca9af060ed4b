"""What a case rests on: its assessment, the people around a household, its plan and its past.

Each look is on record; fields are shown by the caller's mask, people by his reach.
"""

import json
from collections.abc import Callable, Iterator, Sequence

from api.actions.graph import Graph
from api.actions.reach import reached
from api.moves.everywhere import LIVE_LINKS
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound
from graph_schema.masking import show
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Level, Package, entries

Tied = tuple[str, Row, str, str]  # label, node, whom it is tied to, how
PROVIDERS = (
    ("PROVIDED_BY", "Organisation"),
    ("PROVIDED_BY", "Actor"),
    ("CARRIED_BY", "Actor"),
)
AROUND = ("GUARDIAN_OF", "CARES_FOR", "KIN")  # ties of people, towards a member
SCORES = ("person", "family", "community", "strengths", "network")


def looked(store: Store, access: Access, look: Callable[..., Row], id: str) -> Row:
    """Look at something in a transaction of its own, on record."""
    found: Row = {}

    def work(tx: Transaction) -> None:
        found.update(look(tx, id))

    with store.write(access, Action.LOOKED) as session:
        session.transact(work)
    return found


def in_reach(tx: Transaction, household: str) -> Row:
    """Read a household that the caller reaches, with its area's code. Raises NotFound."""
    found = tx.run("registry_reach", id=household)
    home = Graph(tx).node("Household", household) if found else None
    if home is None:
        raise NotFound(id=household)
    return home | {"area": found[0]["area"]}


def shown(tx: Transaction, label: str, row: Row, names: Sequence[str]) -> Row:
    """Give properties of a node as the caller may see them."""
    return {name: show(label, name, row.get(name), tx.access) for name in names}


def latest(rows: Sequence[Row], by: str) -> Row | None:
    """Find the newest of some nodes; None of none."""
    return max(rows, key=lambda row: (row[by], row["id"]), default=None)


def assessment(tx: Transaction, id: str) -> Row:
    """Give the latest full assessment of a case, with the household's needs beside it.

    Raises NotFound when the case is out of reach or has none.
    """
    reached(tx, "case", id)
    graph = Graph(tx)
    found = latest(graph.after("Case", id, "HAS_ASSESSMENT", "Assessment"), "at")
    if found is None:
        raise NotFound(id=id)
    home = graph.after("Case", id, "OF", "Household")[0]["id"]
    needs = graph.after("Household", home, "HAS_NEED", "Need")
    told = [shown(tx, "Need", need, ("id", "code", "severity", "state")) for need in needs]
    seen = shown(tx, "Assessment", found, SCORES)
    return {"id": found["id"], "at": found["at"], "household": home, "needs": told, **seen}


def support(tx: Transaction, id: str) -> Row:
    """Draw the support network of a household: who is tied to it, and how.

    Nodes: id, kind, name. Edges: from, to, tie, strength (0 to 3, where people told it).
    """
    in_reach(tx, id)
    graph = Graph(tx)
    nodes: dict[str, Row] = {id: {"id": id, "kind": "Household", "name": None}}
    edges: list[Row] = []

    def add(one: Row, kind: str, to: str, tie: str, strength: int | None = None) -> None:
        name = show(kind, "name", one.get("name"), tx.access) if kind in NAMED else one["name"]
        nodes.setdefault(one["id"], {"id": one["id"], "kind": kind, "name": name})
        edges.append({"from_": one["id"], "to": to, "tie": tie, "strength": strength})

    for label, one, to, tie in _formal(graph, id):
        add(one, label, to, tie)
    for place, one in enumerate(_told(graph, id)):
        add(
            {"id": f"{id}/{place}", "name": one["who"]}, "Told", id, one["tie"], one["strength"]
        )
    return {"nodes": list(nodes.values()), "edges": edges}


NAMED = frozenset({"Person", "Actor", "Organisation"})


def _formal(graph: Graph, id: str) -> Iterator[Tied]:
    """Yield who is tied to it, as the register and the links have it."""
    for member in graph.before("Household", id, "MEMBER_OF", "Person"):
        if member["tie"].get("to") is None and member.get("deceased") is None:
            yield "Person", member, id, "MEMBER_OF"
            yield from _around(graph, member["id"])
    for steward in graph.after("Household", id, "STEWARDED_BY", "Actor"):
        if steward["tie"].get("to") is None:
            yield "Actor", steward, id, "STEWARDED_BY"
    for link in graph.after("Household", id, "HAS_LINK", "Link"):
        if link["state"] in LIVE_LINKS:
            for tie, label in PROVIDERS:
                for other in graph.after("Link", link["id"], tie, label):
                    yield label, other, id, tie


def _around(graph: Graph, person: str) -> Iterator[Tied]:
    """Yield who cares for a person, guards or is related to it."""
    for tie in AROUND:
        for other in graph.before("Person", person, tie, "Person"):
            if other["tie"].get("to") is None:
                yield "Person", other, person, tie


def _told(graph: Graph, id: str) -> list[Row]:
    """Read who supports it by its own account, from the latest assessment."""
    found = [
        one
        for case in graph.before("Household", id, "OF", "Case")
        for one in graph.after("Case", case["id"], "HAS_ASSESSMENT", "Assessment")
    ]
    newest = latest(found, "at") or {}
    told: list[Row] = json.loads(newest.get("network") or "[]")
    return told


def plan(tx: Transaction, id: str) -> Row:
    """Give the plan of a case beside its template: what was added, left out, changed, by whom.

    Raises NotFound when the case is out of reach or has no plan.
    """
    reached(tx, "case", id)
    graph = Graph(tx)
    found = latest(graph.after("Case", id, "HAS_PLAN", "ServicePlan"), "signed_at")
    if found is None:
        raise NotFound(id=id)
    template = found.get("template")
    offered = set(entries(Package)[template].about["services"]) if template else set()
    services = set(found.get("services") or ())
    steps = graph.after("Case", id, "HAS_STEP", "Step")
    edits = sorted(
        (s for s in steps if s["event"] == "revise_plan"), key=lambda s: (s["at"], s["version"])
    )
    before = _services_before(graph, found["id"])
    goals = sorted(
        graph.after("ServicePlan", found["id"], "HAS_GOAL", "Goal"),
        key=lambda goal: (goal.get("stage") or 1, goal["kind"]),
    )
    open_ = [goal.get("stage") or 1 for goal in goals if goal["state"] == "OPEN"]
    trend = [(s["at"], json.loads(s.get("changes") or "{}")) for s in steps]
    return shown(tx, "ServicePlan", found, ("id", "signed_at", "exit_goal", "template")) | {
        "services": sorted(services), "added": sorted(services - offered),
        "left_out": sorted(offered - services), "stage": min(open_, default=None),
        "goals": [
            shown(tx, "Goal", goal, ("kind", "state", "before", "after"))
            | {"stage": goal.get("stage") or 1}
            for goal in goals
        ],
        "edits": [
            {"at": step["at"], "who": step["who"], "reason": step.get("reason"), "before": old}
            for step, old in zip(edits, before, strict=True)
        ],
        "self_reliance": [
            {"at": at, "score": int(told["self_reliance"])}
            for at, told in sorted(trend, key=lambda one: one[0])
            if "self_reliance" in told
        ],
    }  # fmt: skip


def _services_before(graph: Graph, plan: str) -> list[list[str]]:
    """Read what a plan's services were before each of its changes, oldest first."""
    rows = graph.run("registry_versions", ids=[plan])
    kept = [graph.cleared("Version", row["version"]) for row in rows]
    kept.sort(key=lambda one: one["recorded_to"])
    told = [json.loads(one["props"]) for one in kept]
    return [sorted(one["services"]) for one in told if one.get("services")]


def offered(tx: Transaction, id: str) -> Row:
    """Give the package a household's colour offers, and what the catalogue has for it."""
    home = in_reach(tx, id)
    level = show("Household", "level", home.get("level"), tx.access)
    if level is None:
        raise NotFound(id=id)
    code = str(entries(Level)[str(level)].about["package"])
    about = entries(Package)[code]
    services = list(about.about["services"])
    rows = Graph(tx).run("casework_items", services=services, area=home["area"])
    return {
        "code": code, "name": about.zh_hans, "level": level, "services": services,
        "begins": about.about.get("begins"),
        "resources": [
            row | {"services": sorted(set(row["services"] or ()) & set(services))}
            for row in rows
        ],
    }  # fmt: skip
