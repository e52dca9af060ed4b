"""Alerts: raised once, verified, answered, and silent for a while after. Domain 2.3 and 3.8."""

from api.actions.moving import Joined, Moving, Names
from api.moves import everywhere
from graph_schema.vocabulary import AlertCode, Priority, Role

names = Names(flow="alert")
SILENT_FOR = 30  # days after its end in which the same band is counted, not raised
CLOSES_BY_ITSELF = frozenset(
    {AlertCode.INCOME_DROP, AlertCode.REVIEW_OVERDUE, AlertCode.ELIGIBLE_NOT_RECEIVING}
)
SERVED = frozenset({"IN_SERVICE", "COMPLETED", "OUTCOME_CONFIRMED"})
ACTIONS = {"link": "Link", "ticket": "Ticket"}


@names.guard
def over_the_threshold(m: Moving) -> None:
    """A value is shown against its threshold and reaches it; many triggers have neither."""
    value, threshold = m.told.get("value"), m.told.get("threshold")
    if value is not None and threshold is not None:
        m.require(value >= threshold, "BELOW_THRESHOLD")


@names.guard
def joined_to_open(m: Moving) -> None:
    """One open alert a household and code: a worse band raises its priority."""
    for other in m.graph.after("Household", m.house, "HAS_ALERT", "Alert"):
        if other["code"] == m.told["alert_code"] and other["state"] in everywhere.OPEN_ALERTS:
            worse = str(m.told["priority"]) < str(other.get("priority") or Priority.THIRD)
            if worse:
                m.graph.lock("Alert", other["id"])
                m.graph.change("Alert", other["id"], priority=m.told["priority"])
            raise Joined(other["id"])


@names.guard
def not_silent(m: Moving) -> None:
    """The same or a milder band is silent for thirty days after its end."""
    for other in m.graph.after("Household", m.house, "HAS_ALERT", "Alert"):
        ended = other["code"] == m.told["alert_code"] and other["state"] in m.flow.ends
        since = other.get("state_since") or other.get("raised_at")
        if ended and since is not None and not everywhere.past(since, SILENT_FOR, m):
            worse = str(m.told["priority"]) < str(other.get("priority") or Priority.THIRD)
            m.require(worse, "SUPPRESSED", days=SILENT_FOR)


@names.guard
def visit_or_call(m: Moving) -> None:
    """Seen or spoken to: a visit, if one is named, that was done."""
    m.require(m.told["mode"] in {"HOME", "CALL"}, "VISIT_OR_CALL_NEEDED")
    if "visit" in m.told:
        visit = m.named("Visit", "visit")
        m.require(visit["state"] in everywhere.OVER_VISITS, "VISIT_NOT_DONE")


@names.guard
def package_link_or_ticket(m: Moving) -> None:
    told = [name for name in ("package", "link", "ticket") if name in m.told]
    m.require(len(told) == 1, "ONE_ACTION_NEEDED")
    if told[0] == "link":
        owners = m.graph.before("Link", m.named("Link", "link")["id"], "HAS_LINK", "Household")
        m.require(any(one["id"] == m.house for one in owners), "LINK_OF_ANOTHER_HOUSEHOLD")
    if told[0] == "ticket":
        about = m.graph.after(
            "Ticket", m.named("Ticket", "ticket")["id"], "CONCERNS", "Household"
        )
        m.require(any(one["id"] == m.house for one in about), "TICKET_OF_ANOTHER_HOUSEHOLD")


@names.guard
def ended_or_served(m: Moving) -> None:
    """What was warned of is over, or the action that answers it has begun to serve."""
    if m.told.get("ended"):
        return
    acted = str(m.item.get("acted_on") or "")
    link = m.graph.node("Link", acted) or {}
    ticket = m.graph.node("Ticket", acted) or {}
    served = link.get("state") in SERVED or ticket.get("state") in {"ANSWERED", "CLOSED"}
    m.require(served, "NOT_SERVED_YET")


@names.guard
def closes_by_itself(m: Moving) -> None:
    m.require(m.item["code"] in CLOSES_BY_ITSELF, "PEOPLE_CLOSE_THIS")


@names.effect
def of_household(m: Moving) -> None:
    m.tied_from("HAS_ALERT", "Household", m.house)


@names.effect
def stewards_told(m: Moving) -> None:
    """The village steward; of a first priority the town steward too, at once."""
    first = m.told["priority"] == Priority.FIRST
    town = m.stewards(Role.TOWN_STEWARD) if first else []
    m.tell([*m.stewards(Role.VILLAGE_STEWARD), *town], "ALERT_RAISED", urgent=first)


@names.effect
def verified_by_me(m: Moving) -> None:
    m.changes["verified_by"] = m.me


@names.effect
def acted_on(m: Moving) -> None:
    """Tie the package, or keep which link or ticket answers it."""
    for name in ACTIONS:
        if name in m.told:
            m.changes["acted_on"] = m.told[name]
    if "package" in m.told:
        code = str(m.told["package"])
        rows = m.graph.run("moves_package", code=code)
        for other in m.after("CALLS_FOR", "Package"):
            m.graph.untie("CALLS_FOR", ("Alert", m.id), ("Package", other["id"]))
        m.tie(
            "CALLS_FOR",
            "Package",
            rows[0]["id"] if rows else m.graph.make("Package", code=code),
        )


@names.effect
def score(m: Moving) -> None:
    everywhere.score(m)
