"""Bids: sealed until the window closes, scored without seeing each other. Domain 3.7."""

import json

from api.actions.moving import Moving, Names
from api.moves import everywhere
from graph_schema.store.rows import Row

names = Names(flow="bid")
CLOSED_FOR_BIDS = frozenset({"BID_CLOSED", "EVALUATING", "AWARD_NOTICE"})
MOST = 100.0


def project_of(m: Moving) -> Row:
    """Read the project it bids for."""
    if "project_id" in m.told:
        return m.named("Project", "project_id")
    found = m.before("HAS_BID", "Project")
    return found[0] if found else {}


def _before_close(m: Moving) -> bool:
    project = project_of(m)
    closes = project.get("bid_closes")
    return project.get("state") == "BIDDING" and (closes is None or m.now < closes)


@names.guard
def project_bidding(m: Moving) -> None:
    m.require(_before_close(m), "NOT_BIDDING")
    m.require(m.told["amount"] > 0, "AMOUNT_MISSING")
    try:
        json.loads(str(m.told["sealed_body"]))
    except ValueError:
        m.require(holds=False, code="NOT_JSON", field="sealed_body")


@names.guard
def one_bid_a_body(m: Moving) -> None:
    mine = set(everywhere.my_bodies(m))
    for bid in m.graph.after("Project", str(m.told["project_id"]), "HAS_BID", "Bid"):
        bodies = {o["id"] for o in m.graph.after("Bid", bid["id"], "BY", "Organisation")}
        m.require(bid["state"] == "WITHDRAWN" or not bodies & mine, "BID_ALREADY")


@names.guard
def before_close(m: Moving) -> None:
    m.require(_before_close(m), "BIDS_CLOSED")


@names.guard
def before_close_or_cancelled(m: Moving) -> None:
    """A body withdraws while the window is open; a cancelled project frees every bid."""
    m.require(m.cause is not None or _before_close(m), "BIDS_CLOSED")


@names.guard
def bids_closed(m: Moving) -> None:
    m.require(project_of(m).get("state") in CLOSED_FOR_BIDS, "BIDS_STILL_OPEN")


@names.guard
def no_conflict(m: Moving) -> None:
    """Who validates has no tie to the bidder."""
    bidders = {one["id"] for one in m.after("BY", "Organisation")}
    m.require(not bidders & set(everywhere.my_bodies(m)), "CONFLICT_OF_INTEREST")


def _scores(m: Moving) -> dict[str, float]:
    found: dict[str, float] = json.loads(m.item.get("scores") or "{}")
    return found


@names.guard
def evaluator_of_it(m: Moving) -> None:
    m.require(0 <= m.told["points"] <= MOST, "POINTS_0_TO_100")
    project = project_of(m)
    panel = m.graph.after("Project", project["id"], "EVALUATED_BY", "Actor")
    m.require(any(one["id"] == m.me for one in panel), "NOT_AN_EVALUATOR")


@names.guard
def points_once(m: Moving) -> None:
    m.require(m.me not in _scores(m), "POINTS_GIVEN_ALREADY")


@names.guard
def all_scores_locked(m: Moving) -> None:
    """Every evaluator of the project has given points."""
    panel = m.graph.after("Project", project_of(m)["id"], "EVALUATED_BY", "Actor")
    waiting = {one["id"] for one in panel} - set(_scores(m))
    m.require(panel and not waiting, "SCORES_MISSING", missing=len(waiting))


@names.effect
def of_project(m: Moving) -> None:
    m.tied_from("HAS_BID", "Project", str(m.told["project_id"]))
    m.tie("BY", "Organisation", everywhere.my_bodies(m)[0])
    m.changes["sealed"] = True


@names.effect
def sealed(m: Moving) -> None:
    m.changes["sealed"] = True


@names.effect
def project_may_fail(m: Moving) -> None:
    """With fewer than two bids left that are or may be valid, the bidding has failed."""
    project = project_of(m)
    bids = m.graph.after("Project", project["id"], "HAS_BID", "Bid")
    left = [b for b in bids if b["state"] in {"SUBMITTED", "VALID"} and b["id"] != m.id]
    if len(left) < 2 and project["state"] == "BID_CLOSED":
        m.bring_about("project", "fail_bids", project["id"])


@names.effect
def points_kept(m: Moving) -> None:
    m.changes["scores"] = json.dumps(_scores(m) | {m.me: m.told["points"]}, sort_keys=True)


@names.effect
def mean_score(m: Moving) -> None:
    points = list(_scores(m).values())
    m.changes["score"] = round(sum(points) / len(points), 4)


@names.effect
def bidder_told(m: Moving) -> None:
    for body in m.after("BY", "Organisation"):
        people = m.graph.before("Organisation", body["id"], "WORKS_FOR", "Actor")
        m.tell([one["id"] for one in people], f"BID_{m.step.target}")
