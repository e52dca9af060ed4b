"""Households in a project, in the slots of its template; growth, training, work. F90 to F92."""

import json
from datetime import date
from typing import Any

from api.actions.moving import Moving, Names
from api.moves import everywhere
from api.moves.brands import slots_of
from graph_schema.errors import Rejected
from graph_schema.store.rows import Row
from graph_schema.vocabulary import BrandCode, Role, entries

names = Names(flow="enrolment")
RUNNING = frozenset({"RUNNING", "MIDTERM"})
APPLIED = frozenset({"DRAFT", "CLOSED", "REFUSED"})  # an application in these is none
THREE_MONTHS, SIX_MONTHS = 90, 180


def _template(m: Moving) -> Any:
    code = m.item.get("template")
    return entries(BrandCode)[code].about if code else {"records": (), "policies": ()}


def _records(m: Moving, what: str) -> None:
    m.require(what in _template(m)["records"], "NOT_OF_THIS_TEMPLATE", record=what)


def _told(m: Moving) -> dict[str, list[str]]:
    """Read who takes part, by slot. Raises Rejected unless it is {slot: [id]}."""
    try:
        told = json.loads(m.told["participants"])
    except ValueError:
        raise Rejected(["NOT_JSON"], field="participants") from None
    whole = isinstance(told, dict) and all(
        isinstance(ids, list) and all(isinstance(one, str) for one in ids)
        for ids in told.values()
    )
    m.require(whole, "NOT_JSON", field="participants")
    found: dict[str, list[str]] = told
    return found


@names.guard
def project_runs(m: Moving) -> None:
    """It runs; who manages a body enrols in what his own body runs."""
    project = m.named("Project", "in_project")
    m.require(project["state"] in RUNNING, "PROJECT_NOT_RUNNING")
    if m.role is Role.ORGANISATION:
        bodies = m.graph.before("Project", project["id"], "RUNS", "Organisation")
        mine = set(everywhere.my_bodies(m)) & {one["id"] for one in bodies}
        m.require(mine, "PROJECT_OF_ANOTHER_BODY")


@names.guard
def served_by_project(m: Moving) -> None:
    """The project found, assessed and planned for this household before."""
    homes = m.graph.after("Project", str(m.told["in_project"]), "SERVES", "Household")
    served = {one["id"] for one in homes if one["tie"].get("to") is None}
    m.require(m.house in served, "NOT_SERVED_BY_PROJECT")


@names.guard
def slots_filled(m: Moving) -> None:
    """Every slot of the template is filled by as many, and such, as it asks for."""
    project, told = m.named("Project", "in_project"), _told(m)
    slots = slots_of(project.get("slots"), project.get("template"))
    m.require(set(told) <= set(slots), "SLOT_UNKNOWN", known=sorted(slots))
    for name, slot in slots.items():
        ids = told.get(name, [])
        fits = slot["least"] <= len(set(ids)) <= slot["most"]
        m.require(fits, "SLOT_NOT_FILLED", slot=name, least=slot["least"], most=slot["most"])
        for id in ids:
            _fits(m, name, slot, m.graph.node(slot["of"], id))


def _fits(m: Moving, name: str, slot: dict[str, Any], one: Row | None) -> None:
    if one is None:
        raise Rejected(["SLOT_UNKNOWN_NODE"], slot=name, label=slot["of"])
    if "role" in slot:
        m.require(slot["role"] in (one.get("roles") or ()), "WRONG_ROLE", field=name)
    if "below" in slot or "from" in slot:
        birth = one.get("birth")
        m.require(birth is not None, "AGE_UNKNOWN", slot=name)
        age = _age(birth, m.today) if birth else 0
        fits = slot.get("from", 0) <= age < slot.get("below", 200)
        m.require(fits, "AGE_DOES_NOT_FIT", slot=name)


def _age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


@names.guard
def policy_asked_for(m: Moving) -> None:
    """A template may be tied to a request: 1+4+N to one for temporary aid."""
    project = m.named("Project", "in_project")
    code = project.get("template")
    policies = entries(BrandCode)[code].about["policies"] if code else ()
    if policies:
        asked = m.graph.before("Household", m.house, "FOR", "Application")
        under_way = any(
            one["policy"] in policies and one["state"] not in APPLIED for one in asked
        )
        m.require(under_way, "NO_REQUEST_FOR", policies=list(policies))


@names.guard
def records_growth(m: Moving) -> None:
    _records(m, "GROWTH")


@names.guard
def records_skills(m: Moving) -> None:
    _records(m, "SKILLS")


@names.guard
def records_training(m: Moving) -> None:
    _records(m, "TRAINING")


@names.guard
def records_placement(m: Moving) -> None:
    _records(m, "PLACEMENT")


@names.guard
def not_ahead(m: Moving) -> None:
    m.require(m.told["starts_on"] <= m.today, "STARTS_IN_FUTURE")


@names.guard
def three_months_over(m: Moving) -> None:
    placed = m.item.get("placed_on")
    m.require(everywhere.past(placed, THREE_MONTHS, m), "TOO_EARLY", days=THREE_MONTHS)


@names.guard
def six_months_over(m: Moving) -> None:
    placed = m.item.get("placed_on")
    m.require(everywhere.past(placed, SIX_MONTHS, m), "TOO_EARLY", days=SIX_MONTHS)


@names.effect
def for_household(m: Moving) -> None:
    project = m.named("Project", "in_project")
    m.tie("FOR", "Household", m.house)
    m.tie("IN_PROJECT", "Project", project["id"])
    m.changes["template"] = project.get("template")


@names.effect
def take_part(m: Moving) -> None:
    project = m.named("Project", "in_project")
    slots = slots_of(project.get("slots"), project.get("template"))
    for name, ids in _told(m).items():
        for id in ids:
            m.tied_from("TAKES_PART", slots[name]["of"], id, slot=name)


def _record(m: Moving, service: str, **facts: Any) -> None:
    made = m.graph.make(
        "ServiceRecord", method="M1", at=m.now, service_type=service,
        hours=m.told.get("hours"), **facts,
    )  # fmt: skip
    m.graph.tie("RECORDS", ("ServiceRecord", made), ("Enrolment", m.id))
    m.found.append(made)


@names.effect
def growth_record(m: Moving) -> None:
    _record(m, "SV24", note=m.told["note"], output=m.told.get("output"))


@names.effect
def training_record(m: Moving) -> None:
    """What was finished before stays."""
    trained = sorted({*(m.item.get("trained") or ()), *m.told["trained"]})
    m.changes["trained"] = trained
    _record(m, "SV18", output=json.dumps({"trained": m.told["trained"]}, ensure_ascii=False))


@names.effect
def placed(m: Moving) -> None:
    m.changes["placed_on"] = m.told["starts_on"]
    _record(m, "SV19")


@names.effect
def not_placed(m: Moving) -> None:
    m.changes |= {"placed_on": None, "employer": None}


@names.effect
def body_told(m: Moving) -> None:
    for project in m.after("IN_PROJECT", "Project"):
        for body in m.graph.before("Project", project["id"], "RUNS", "Organisation"):
            people = m.graph.before("Organisation", body["id"], "WORKS_FOR", "Actor")
            m.tell([one["id"] for one in people], "RETENTION_DUE")
