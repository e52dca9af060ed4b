"""Changes: what somebody says has changed becomes a new version of the fact. Domain 3.8."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from api.actions.graph import typed
from api.actions.moving import Moving, Names
from graph_schema.errors import Rejected
from graph_schema.shape import LABELS
from graph_schema.store.rows import Row

names = Names(flow="change_request")
KNOWN = frozenset(
    f"{label}.{prop}"
    for label, props in {
        "Household": "phone address size housing_type housing_area housing_ownership "
        "house_count housing_cost_month income_month assets_money rigid_12m medical_12m",
        "Person": "phone education marital work_status self_care guardian_status deceased",
    }.items()
    for prop in props.split()
)
AT_ONCE = frozenset({"Household.phone", "Household.address", "Person.phone"})
# What a visit found of the household as a whole: somebody looks, no fact has a new value.
FINDINGS = frozenset({"Household.refused", "Household.moved", "Household.deceased"})
READ: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "fen": int,
    "float": float,
    "date": date.fromisoformat,
}


def _parsed(field: str, text: str) -> object:
    """Read a new value in the type of its field. Raises Rejected naming the field."""
    label, _, prop = field.partition(".")
    try:
        return typed(label, prop, READ[LABELS[label].props[prop].type](text))
    except (ValueError, KeyError):
        raise Rejected(["WRONG_TYPE"], field=field) from None


@names.guard
def known_field(m: Moving) -> None:
    """A fact of household or person that people may report, with a value of its type."""
    field = str(m.told["changed_field"])
    if m.cause is not None and field in FINDINGS:
        return
    m.require(field in KNOWN, "FIELD_UNKNOWN", field=field)
    m.require(not field.startswith("Person.") or "person" in m.told, "PERSON_MISSING")
    _parsed(field, str(m.told["new_value"]))


@names.guard
def phone_or_address(m: Moving) -> None:
    m.require(m.item["field"] in AT_ONCE, "SOMEBODY_LOOKS")


@names.effect
def concerns(m: Moving) -> None:
    """Tie it, and keep the value as it was known."""
    m.tie("CONCERNS", "Household", m.house)
    if "person" in m.told:
        members = m.graph.before("Household", m.house, "MEMBER_OF", "Person")
        m.require(any(p["id"] == m.told["person"] for p in members), "NOT_A_MEMBER")
        m.tie("CONCERNS", "Person", str(m.told["person"]))
    label, there, prop = _subject(m, str(m.told["changed_field"]))
    if prop in LABELS[label].props and there.get(prop) is not None:
        m.changes["old"] = str(there[prop])


def _subject(m: Moving, field: str) -> tuple[str, Row, str]:
    """Give label, node and property that a field names."""
    label, _, prop = field.partition(".")
    if label == "Person":
        told = m.told.get("person")
        people = [m.graph.node("Person", str(told))] if told else m.after("CONCERNS", "Person")
        return label, (people[0] if people else None) or {}, prop
    return label, m.home or {}, prop


@names.effect
def new_version(m: Moving) -> None:
    """Write the new value; the old one stays as a version, with the time it was on record."""
    field = str(m.item["field"])
    if field in FINDINGS:
        return
    label, there, prop = _subject(m, field)
    m.require(there, "SUBJECT_UNKNOWN")
    version = m.graph.make(
        "Version", of_id=there["id"], of_label=label,
        props=json.dumps({prop: there.get(prop)}, ensure_ascii=False, default=str),
        recorded_from=there.get("updated_at") or there.get("created_at"), recorded_to=m.now,
    )  # fmt: skip
    m.graph.tie("HAS_VERSION", (label, there["id"]), ("Version", version))
    m.graph.change(label, there["id"], **{prop: _parsed(field, str(m.item["new"]))})
    m.found.append(version)


@names.effect
def evaluation(m: Moving) -> None:
    m.evaluate()
