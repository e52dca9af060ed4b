"""Requests about one's own data: whose they are, who answers, what opens. Domain 7.3 (A08)."""

from datetime import timedelta

from api.actions.moving import Moving, Names
from api.moves.change_requests import KNOWN
from graph_schema.errors import NotFound
from graph_schema.vocabulary import Role

names = Names(flow="data_request")
OPEN_FOR = timedelta(days=30)  # a copy or an explanation, from its answer
FILES = frozenset({"COPY", "EXPLANATION"})
LONGEST = 2000  # characters
ACTING = ("GUARDIAN_OF", "AGENT_OF")


@names.guard
def about_somebody_of_his(m: Moving) -> None:
    """A member of the household: oneself, a ward, or for staff at the counter whoever asks.

    Raises NotFound for anybody else, as for somebody who is not there.
    """
    person = str(m.told["person"])
    members = {one["id"] for one in m.graph.before("Household", m.house, "MEMBER_OF", "Person")}
    if m.role in {Role.RESIDENT, Role.GUARDIAN} and person != m.me:
        members &= {
            one["id"]
            for kind in ACTING
            for one in m.graph.after("Person", m.me, kind, "Person")
            if one["tie"].get("to") is None or one["tie"]["to"] > m.today
        }
    if person not in members:
        raise NotFound(label="Person", id=person)


@names.guard
def correction_is_whole(m: Moving) -> None:
    """A correction names a field that people may report, and what it should be."""
    m.require(len(str(m.told.get("said") or "")) <= LONGEST, "TOO_LONG", most=LONGEST)
    if m.told["request_kind"] == "CORRECTION":
        m.require(m.told.get("changed_field") in KNOWN, "FIELD_UNKNOWN")
        m.require(m.told.get("new_value"), "NEW_VALUE_MISSING")


@names.effect
def concerns(m: Moving) -> None:
    m.tie("CONCERNS", "Household", m.house)
    m.tie("CONCERNS", "Person", str(m.told["person"]))


@names.effect
def handler_told(m: Moving) -> None:
    """It waits for the district's caseworkers; one owns it until somebody takes it up."""
    people = _of_role(m, Role.DISTRICT_CASEWORKER)
    if people:
        m.tie("OWNED_BY", "Actor", people[0])
    m.tell(people, "DATA_REQUEST_ASKED")


@names.effect
def owned(m: Moving) -> None:
    """Whoever takes it up owns it: the clock reminds him and nobody else first."""
    for one in m.after("OWNED_BY", "Actor"):
        m.graph.untie("OWNED_BY", (m.label, m.id), ("Actor", one["id"]))
    m.tie("OWNED_BY", "Actor", m.me)


@names.effect
def officers_told(m: Moving) -> None:
    people = [*_of_role(m, Role.AUDITOR), *_of_role(m, Role.DISTRICT_STEWARD)]
    m.tell(people, "DATA_REQUEST_OVERDUE", urgent=True)


@names.effect
def opened(m: Moving) -> None:
    if m.item["kind"] in FILES:
        m.changes["open_until"] = m.today + OPEN_FOR


@names.effect
def change_asked(m: Moving) -> None:
    """A correction becomes a change of the fact, which the town looks at."""
    if m.item["kind"] == "CORRECTION":
        person = m.after("CONCERNS", "Person")[0]["id"]
        told = {"changed_field": m.item["field"], "new_value": m.item["new"], "person": person}
        made = m.bring_about("change_request", "submit", household=m.house, **told)
        m.found.append(made["id"])


@names.effect
def asker_told(m: Moving) -> None:
    if (asker := m.item.get("created_by")) is not None:
        m.tell([str(asker)], f"DATA_REQUEST_{m.step.target}")


def _of_role(m: Moving, role: Role) -> list[str]:
    return [str(row["id"]) for row in m.graph.run("moves_of_role", role=str(role))]
