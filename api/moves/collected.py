"""What a collection becomes: people, household, causes, needs; changes where facts differ.

A fact that nobody knew is written; one that differs from what is on record is a change request,
so that a door-step answer overwrites nothing. A household that was not known gets a lead: the
street verifies it like any other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.actions.moving import Moving
from api.forms.definition import Form
from api.moves.change_requests import KNOWN
from graph_schema.errors import Rejected
from graph_schema.store.rows import Row
from graph_schema.text import fold_name
from graph_schema.vocabulary import LeadChannel, Role

HEAD = "户主"
VILLAGE_DIGITS = 12
SELF_REPORTED = "SELF_REPORTED"
URGENT = 4
Told = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Found:
    """Who of a collection is on record: person by row, and the one household they live in."""

    people: Mapping[int, str]
    household: str | None


def take_in(m: Moving, form: Form, told: Told) -> None:
    """Write a sound collection. m.found: the household, then what else was found or made.

    Raises Rejected where somebody is on record under another name or in another household.
    """
    rows = told.get("members") or []
    found = _on_record(m, rows)
    fresh = found.household is None
    home = found.household or _new_household(m)
    m.tie("CONCERNS", "Household", home)
    m.home = m.graph.node("Household", home)
    m.found.append(home)
    for at, row in enumerate(rows):
        _member(m, form, row, found.people.get(at))
    _facts(m, "Household", home, m.home or {}, dict(_becoming(form, "Household", told)))
    members = _members(m, home)
    if len(members) != (m.home or {}).get("size"):
        m.graph.change("Household", home, size=len(members))
    _incomes(m, told)
    _causes(m, told)
    _needs(m, told)
    for file in m.after("HAS_ATTACHMENT", "Attachment"):
        m.graph.tie("HAS_ATTACHMENT", ("Household", home), ("Attachment", file["id"]))
    if fresh or _urgent(told):
        _lead(m, told)
    m.evaluate()


def _members(m: Moving, home: str) -> list[Row]:
    """Give who belongs to a household today."""
    rows = m.graph.before("Household", home, "MEMBER_OF", "Person")
    return [one for one in rows if one["tie"].get("to") is None]


def _on_record(m: Moving, rows: list[dict[str, Any]]) -> Found:
    """Find who is known: by ID number anywhere, else by name and birth in the household."""
    keys = {
        m.graph.blind_index("id-number", r["id_no"]): at
        for at, r in enumerate(rows)
        if r.get("id_no")
    }
    known = m.graph.run("collections_numbered", keys=list(keys)) if keys else []
    people: dict[int, str] = {}
    homes: dict[str, str] = {}
    for one in known:
        row = keys[one["key"]]
        if one["household"] is not None and not _reached(m, str(one["area"])):
            homes[one["household"]] = str(one["area"])  # no word on name or death of strangers
            continue
        if one["name"] != fold_name(rows[row]["name"]):
            raise Rejected([f"members.{row}.name:NAME_DIFFERS"], flow="collection")
        if one["deceased"] is not None:
            raise Rejected([f"members.{row}.id_no:DECEASED"], flow="collection")
        people[row] = one["person"]
        if one["household"] is not None:
            homes[one["household"]] = str(one["area"])
    told = (m.home or {}).get("id")
    household = told or next((h for h, area in homes.items() if _reached(m, area)), None)
    if strangers := sorted(set(homes) - {household}):
        seen = [h for h in strangers if _reached(m, homes[h])]
        raise Rejected(["LIVES_IN_ANOTHER_HOUSEHOLD"], households=seen)
    if household is not None:
        _by_name(m, rows, people, str(household))
    return Found(people, household)


def _reached(m: Moving, area: str) -> bool:
    return any(area.startswith(top) for top in m.access.areas)


def _by_name(m: Moving, rows: list[dict[str, Any]], people: dict[int, str], home: str) -> None:
    """Add who lives there under the same name and day of birth, if there is one only."""
    members = _members(m, home)
    for at, row in enumerate(rows):
        if at in people:
            continue
        alike = [
            p["id"]
            for p in members
            if p["id"] not in people.values()
            and p.get("name_fold") == fold_name(row["name"])
            and p.get("birth") == row["birth"]
            and not (p.get("id_no") and row.get("id_no"))
        ]
        if len(alike) == 1:
            people[at] = alike[0]


def _new_household(m: Moving) -> str:
    code = str(m.item["area_code"])
    m.require(len(code) == VILLAGE_DIGITS, "VILLAGE_MISSING")
    place = m.graph.run("registry_place", code=code)[0]["id"]
    home = m.graph.make(
        "Household", hh_no=f"CJ{m.id[:12]}", monitored=False, valid_from=m.today
    )
    m.graph.tie("LIVES_IN", ("Household", home), ("Area", place), **{"from": m.today})
    return home


def _member(m: Moving, form: Form, row: dict[str, Any], person: str | None) -> None:
    """Write a member: a person who was not known, or what is new of one who was."""
    props = {
        q.to[1]: row[name]
        for name, q in form.blocks["members"].fields.items()
        if q.to and q.to[0] == "Person" and name in row
    }
    if (number := props.get("id_no")) is not None:
        key = m.graph.blind_index("id-number", number)
        props |= {"id_no_hash": key, "id_type": "居民身份证"}
    if person is None:
        props |= {"name_fold": fold_name(row["name"]), "birth_precision": "day"}
        props |= {"live_area": m.area, "identity_unknown": number is None}
        person = m.graph.make("Person", **props)
        ties: dict[str, Any] = {"relation": row["relation"], "head": row["relation"] == HEAD}
        ties["head"] &= not any(p["tie"].get("head") for p in _members(m, m.house))
        m.graph.tie(
            "MEMBER_OF", ("Person", person), ("Household", m.house), **ties, **{"from": m.today}
        )
        m.found.append(person)
        return
    there = m.graph.node("Person", person) or {}
    if person not in {p["id"] for p in _members(m, m.house)}:
        tie = {"relation": row["relation"], "from": m.today}
        m.graph.tie("MEMBER_OF", ("Person", person), ("Household", m.house), **tie)
    _facts(m, "Person", person, there, props)


def _becoming(form: Form, label: str, told: Told) -> Iterator[tuple[str, Any]]:
    """Name the properties of a label that the answers become, each with its value."""
    for name, block in form.blocks.items():
        if block.most == 1:
            for row in told.get(name) or ():
                for field, value in row.items():
                    to = block.fields[field].to
                    if to and to[0] == label:
                        yield to[1], value


def _facts(m: Moving, label: str, id: str, there: Row, told: Mapping[str, Any]) -> None:
    """Write what nobody knew; ask for a change where the record says something else."""
    new = {n: v for n, v in told.items() if there.get(n) is None}
    if new:
        m.graph.change(label, id, **new)
    for name, value in told.items():
        old = there.get(name)
        if old is None or old == value or f"{label}.{name}" not in KNOWN:
            continue
        said: dict[str, Any] = {"changed_field": f"{label}.{name}", "new_value": _text(value)}
        if label == "Person":
            said["person"] = id
        asked = m.bring_about("change_request", "submit", household=m.house, **said)
        m.found.append(asked["id"])


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _incomes(m: Moving, told: Told) -> None:
    """Note where income comes from, as the household says; no amount each."""
    for kind in _one(told, "means").get("income_from") or ():
        made = m.graph.make(
            "IncomeItem",
            kind=kind,
            evidence=SELF_REPORTED,
            period_from=m.today,
            source="collection",
        )
        m.graph.tie("HAS_FACT", ("Household", m.house), ("IncomeItem", made))


def _causes(m: Moving, told: Told) -> None:
    row = _one(told, "cause")
    for code in row.get("causes") or ():
        rows = m.graph.run("collections_cause", code=code)
        cause = rows[0]["id"] if rows else m.graph.make("Cause", code=code)
        tie: dict[str, Any] = {"primary": code == row.get("first")}
        tie |= {"since": row["since"]} if "since" in row else {}
        m.graph.tie("CAUSED_BY", ("Household", m.house), ("Cause", cause), **tie)


def _needs(m: Moving, told: Told) -> None:
    """Report every need that was asked for; one that is open already gets the evidence."""
    for code in _one(told, "ask").get("needs") or ():
        given = {"household": m.house, "need_code": code, "evidence": SELF_REPORTED}
        made = m.bring_about("need", "report", **given, notice_version=m.item["notice_version"])
        m.found.append(made["id"])


def _urgent(told: Told) -> bool:
    return bool(_one(told, "ask").get("urgent"))


def _lead(m: Moving, told: Told) -> None:
    """Tell the street: somebody may be in need, or in danger."""
    said = [_one(told, "ask").get("why_urgent"), _one(told, "cause").get("said")]
    said.append(_one(told, "ask").get("wish"))
    channel = (
        LeadChannel.SW_SURVEY if m.role is Role.SOCIAL_WORKER else LeadChannel.VILLAGE_VISIT
    )
    made = m.bring_about(
        "lead", "create", direction="BOTTOM_UP", channel=str(channel), area_code=str(m.area),
        description="；".join(one for one in said if one) or "入户采集",
        notice_version=m.item["notice_version"], household=m.house,
        cause=_one(told, "cause").get("first"), urgency=URGENT if _urgent(told) else None,
    )  # fmt: skip
    m.found.append(made["id"])


def _one(told: Told, block: str) -> dict[str, Any]:
    return (told.get(block) or [{}])[0]
