"""Tickets: one form, one status for the applicant, one ticket a department. Domain 3.8."""

from api.actions.moving import Moving, Names
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Department

names = Names(flow="ticket")


def _departments(m: Moving) -> list[Row]:
    """Read the departments' tickets below a form's ticket."""
    return m.before("CHILD_OF", "Ticket")


@names.guard
def departments(m: Moving) -> None:
    """One at least, none twice, each known."""
    asked = [Department(one) for one in m.told["departments"]]
    m.require(asked, "DEPARTMENT_MISSING")
    m.require(len(set(asked)) == len(asked), "DEPARTMENT_TWICE")


@names.guard
def due_ahead(m: Moving) -> None:
    m.require(m.told.get("answer_by") is None or m.told["answer_by"] > m.now, "DUE_IN_PAST")


@names.guard
def every_department_answered(m: Moving) -> None:
    states = {one["state"] for one in _departments(m)}
    m.require(states and states <= {"ANSWERED", "CLOSED"}, "DEPARTMENTS_STILL_AT_WORK")


@names.effect
def concerns(m: Moving) -> None:
    m.tie("CONCERNS", "Household", m.house)


@names.effect
def fanned_out(m: Moving) -> None:
    """Ask each department with a ticket of its own, each with its own due time."""
    if m.graph.node("Actor", m.me):
        m.tie("OWNED_BY", "Actor", m.me)
    asked = {name: m.told.get(name) for name in ("question", "answer_by", "urgent")}
    for department in m.told["departments"]:
        made = m.bring_about(
            "ticket", "split", household=m.house, department=department, **asked
        )
        m.graph.tie("CHILD_OF", ("Ticket", made["id"]), ("Ticket", m.id))
        m.found.append(made["id"])


@names.effect
def department_told(m: Moving) -> None:
    """The department's liaisons are told; at once if it cannot wait."""
    rows = m.graph.run("moves_liaisons", department=m.get("department") or "")
    m.tell([row["id"] for row in rows], "TICKET_SENT", urgent=bool(m.get("urgent")))


@names.effect
def answer_due(m: Moving) -> None:
    """The time that was asked for stands; else the clock's."""
    if m.item.get("due") is not None:
        due = m.item["due"]
        half = m.now + (due - m.now) / 2  # the first reminder
        m.changes |= {"clock": m.step.clock, "clock_from": m.now, "clock_due": due}
        m.changes |= {"clock_next": max(half, m.now), "clock_told": None}


@names.effect
def one_status(m: Moving) -> None:
    """When the last department has answered, the form has its answer."""
    for form in m.after("CHILD_OF", "Ticket"):
        states = {
            one["state"] for one in m.graph.before("Ticket", form["id"], "CHILD_OF", "Ticket")
        }
        if form["state"] == "SENT" and states <= {"ANSWERED", "CLOSED"}:
            m.bring_about("ticket", "all_answered", form["id"])


@names.effect
def opener_told(m: Moving) -> None:
    m.tell([one["id"] for one in m.after("OWNED_BY", "Actor")], "TICKET_ANSWERED")


@names.effect
def departments_closed(m: Moving) -> None:
    for one in _departments(m):
        if one["state"] == "ANSWERED":
            m.bring_about("ticket", "close", str(one["id"]))


@names.effect
def form_open_again(m: Moving) -> None:
    """A department that is asked again opens the form's ticket again, and the other way."""
    for other in (*m.after("CHILD_OF", "Ticket"), *_departments(m)):
        if other["state"] == "ANSWERED":
            m.bring_about("ticket", "send_again", str(other["id"]))
