"""Service orders: who may take one, what it leaves behind. Domain 3.5."""

import json
import math
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from api.actions.moving import Moving, Names
from api.moves import everywhere
from graph_schema.errors import Rejected
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Role

names = Names(flow="task")
ADULT = 18
NIGHT = (20, 7)  # from, to: local hours in which nobody visits an adult alone by himself
NEAR_M = 300.0  # how far from the place a check-in may be
REACH_KM = 10.0  # of the first wave; each further wave doubles it
EARTH_KM = 6371.0088
RELIABILITY_STEP = 0.05
MOST_FIELDS, MOST_HOURS = 7, 24.0
ZONE = ZoneInfo("Asia/Shanghai")
# What a note for volunteers never says; words of restricted facts.
RESTRICTED = re.compile(
    "艾滋|HIV|精神病|精神障碍|家暴|虐待|性侵|服刑|戒毒|吸毒|自杀", re.IGNORECASE
)


def _doers(m: Moving) -> list[Row]:
    return m.after("CLAIMED_BY", "Actor")


def _myself(m: Moving) -> Row:
    return m.graph.node("Actor", m.me) or {}


def _link(m: Moving) -> Row | None:
    found = m.after("PART_OF_LINK", "Link")
    return found[0] if found else None


def _members(m: Moving) -> list[Row]:
    if m.home is None:
        return []
    rows = m.graph.before("Household", m.house, "MEMBER_OF", "Person")
    return [p for p in rows if p["tie"].get("to") is None and p.get("deceased") is None]


def _minors(m: Moving) -> bool:
    births = [p["birth"] for p in _members(m) if p.get("birth") is not None]
    return any((m.today - birth).days < ADULT * 365.25 for birth in births)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Give the great-circle distance of two (longitude, latitude) in degrees (haversine)."""
    (x, y), (u, v) = (tuple(map(math.radians, one)) for one in (a, b))
    half = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def _place(row: Row, lon: str = "lon", lat: str = "lat") -> tuple[float, float] | None:
    found = row.get(lon), row.get(lat)
    return None if found[0] is None or found[1] is None else (found[0], found[1])


@names.guard
def link_accepted(m: Moving) -> None:
    link = m.named("Link", "link")
    m.require(link["state"] in everywhere.LIVE_LINKS, "LINK_NOT_ACCEPTED")


@names.guard
def times_in_order(m: Moving) -> None:
    m.require(m.told["starts_at"] < m.told["ends_at"], "ENDS_BEFORE_IT_STARTS")
    m.require((m.told.get("people_needed") or 1) in range(1, 21), "PEOPLE_1_TO_20")


@names.guard
def no_restricted_fact(m: Moving) -> None:
    m.require(not RESTRICTED.search(m.item.get("note") or ""), "RESTRICTED_FACT_IN_NOTE")


@names.guard
def session_or_delivery(m: Moving) -> None:
    m.require(m.item.get("kind") in {"SESSION", "DELIVERY"}, "VOLUNTEERS_CLAIM_THIS")


@names.guard
def worker_named(m: Moving) -> None:
    worker = m.named("Actor", "worker")
    m.require(everywhere.known_to_body(m, worker["id"]), "WORKER_OF_ANOTHER_BODY")


@names.guard
def not_taken(m: Moving) -> None:
    m.require(len(_doers(m)) < (m.item.get("people_needed") or 1), "TAKEN")


@names.guard
def second_wanted(m: Moving) -> None:
    there = [one["id"] for one in _doers(m)]
    m.require(m.me not in there, "MINE_ALREADY")
    m.require(len(there) < (m.item.get("people_needed") or 1), "TAKEN")


@names.guard
def skill(m: Moving) -> None:
    wanted = set(m.item.get("skills") or ())
    m.require(wanted <= set(_myself(m).get("skills") or ()), "SKILL_MISSING")


@names.guard
def distance(m: Moving) -> None:
    """Within reach of the wave it is offered in; unknown places are no hindrance."""
    here, home = _place(_myself(m)), _place(m.home or {})
    if here and home:
        reach = REACH_KM * 2 ** ((m.item.get("wave") or 1) - 1)
        m.require(distance_km(here, home) <= reach, "TOO_FAR", km=reach)


@names.guard
def time(m: Moving) -> None:
    """No other task of one's own at the same time, and no more hours a week than offered."""
    starts, ends = m.item.get("starts_at"), m.item.get("ends_at")
    _week_not_full(m)
    for other in m.graph.before("Actor", m.me, "CLAIMED_BY", "Task"):
        busy = other["state"] in {"CLAIMED", "CONFIRMED", "CHECKED_IN"} and other["id"] != m.id
        if busy and starts and ends and other.get("starts_at") and other.get("ends_at"):
            apart = other["ends_at"] <= starts or other["starts_at"] >= ends
            m.require(apart, "BUSY_THEN")


def _week_not_full(m: Moving) -> None:
    """Within the hours a week the volunteer offered; unknown is no limit."""
    most, starts, ends = _myself(m).get("weekly_hours_max"), *_times(m.item)
    if most is None or starts is None or ends is None:
        return
    hours = (ends - starts).total_seconds() / 3600
    for other in m.graph.before("Actor", m.me, "CLAIMED_BY", "Task"):
        begin, end = _times(other)
        mine = other["id"] != m.id and other["state"] != "CANCELLED"
        if mine and begin and end and _week(begin) == _week(starts):
            hours += (end - begin).total_seconds() / 3600
    m.require(hours <= most, "WEEK_FULL", hours=most)


def _times(task: Row) -> tuple[datetime | None, datetime | None]:
    return task.get("starts_at"), task.get("ends_at")


def _week(instant: datetime) -> tuple[int, int]:
    return instant.astimezone(ZONE).isocalendar()[:2]


@names.guard
def clearance(m: Moving) -> None:
    """Who goes to minors is cleared for it."""
    if _minors(m):
        m.require(_myself(m).get("clearance_minors"), "CLEARANCE_MISSING")


@names.guard
def household_agrees(m: Moving) -> None:
    """Confirming is the household's yes, unless it is told otherwise."""
    m.require(m.told.get("household_agrees", True), "HOUSEHOLD_DOES_NOT_AGREE")


@names.guard
def two_go(m: Moving) -> None:
    m.require(len(_doers(m)) >= (m.item.get("people_needed") or 1), "SECOND_PERSON_MISSING")


@names.guard
def place_or_code(m: Moving) -> None:
    """At the place (300 m) or with its code; a task that names neither asks for neither."""
    code, told = m.item.get("check_code"), m.told.get("check_code")
    if told is not None:
        m.told = {name: value for name, value in m.told.items() if name != "check_code"}
        m.require(told == code, "WRONG_CODE")
        return
    place = _place(m.item, "meeting_lon", "meeting_lat")
    here = _place(dict(m.told))
    if place and here:
        m.require(distance_km(place, here) * 1000 <= NEAR_M, "NOT_AT_THE_PLACE")
        return
    m.require(code is None and place is None, "PLACE_OR_CODE_MISSING")


@names.guard
def report_fields(m: Moving) -> None:
    """At most seven facts; hours of one day, nothing negative."""
    told = m.told.get("output")
    try:
        facts = json.loads(str(told)) if told else {}
    except ValueError:
        raise Rejected(["NOT_JSON"], field="output") from None
    m.require(isinstance(facts, dict) and len(facts) <= MOST_FIELDS, "SEVEN_FIELDS_AT_MOST")
    m.require(0 <= (m.told.get("hours") or 0) <= MOST_HOURS, "HOURS_OF_ONE_DAY")
    numbers = (m.told.get("attendees") or 0, m.told.get("cost") or 0)
    m.require(min(numbers) >= 0, "NEGATIVE")


@names.guard
def household_heard(m: Moving) -> None:
    m.require(m.told["household_heard"], "HOUSEHOLD_NOT_HEARD")


@names.effect
def part_of_link(m: Moving) -> None:
    m.tie("PART_OF_LINK", "Link", str(m.told["link"]))
    m.changes["people_needed"] = m.told.get("people_needed") or 1
    m.changes["skills"] = m.told.get("skills") or []


def _next_wave(m: Moving) -> None:
    """The worker plans whom to ask next in this village."""
    if m.area is not None and m.item.get("kind") != "SESSION":
        m.graph.job("waves", m.area)


@names.effect
def first_wave(m: Moving) -> None:
    m.changes["wave"] = 1
    _next_wave(m)


@names.effect
def wider_radius(m: Moving) -> None:
    m.changes["wave"] = (m.item.get("wave") or 1) + 1
    _next_wave(m)


@names.effect
def claimed_by(m: Moving) -> None:
    """A claim is the yes of who was asked."""
    m.tie("CLAIMED_BY", "Actor", m.me, at=m.now)
    if any(one["id"] == m.me for one in m.after("ASKED", "Actor")):
        m.tie("ASKED", "Actor", m.me, answer="YES")


@names.effect
def claimed_by_worker(m: Moving) -> None:
    m.tie("CLAIMED_BY", "Actor", str(m.told["worker"]), at=m.now)


@names.effect
def two_people(m: Moving) -> None:
    """Two go to a minor at home, and to an adult alone at night."""
    starts: datetime = m.item.get("starts_at") or m.now
    hour = starts.astimezone(ZONE).hour
    at_night = hour >= NIGHT[0] or hour < NIGHT[1]
    alone = len(_members(m)) == 1
    if m.home is not None and (_minors(m) or (alone and at_night)):
        m.changes["people_needed"] = max(2, m.item.get("people_needed") or 1)


@names.effect
def unclaimed(m: Moving) -> None:
    """Who gives it back is free of it; on a no-show everybody is."""
    for doer in _doers(m):
        if m.role is not Role.VOLUNTEER or doer["id"] == m.me:
            m.graph.untie("CLAIMED_BY", ("Task", m.id), ("Actor", doer["id"]))
            m.tie("ASKED", "Actor", doer["id"], answer="NO")
    _next_wave(m)


@names.effect
def reliability_falls(m: Moving) -> None:
    for doer in _doers(m):
        there = m.graph.lock("Actor", doer["id"]) or {}
        left = max(0.0, (there.get("reliability") or 1.0) - RELIABILITY_STEP)
        m.graph.change("Actor", doer["id"], reliability=round(left, 4))


@names.effect
def steward_told(m: Moving) -> None:
    m.tell(m.stewards(Role.VILLAGE_STEWARD), f"TASK_{m.step.event.upper()}")


@names.effect
def doer_told(m: Moving) -> None:
    m.tell([one["id"] for one in _doers(m)], f"TASK_{m.step.target}")


@names.effect
def record(m: Moving) -> None:
    """Leave a service record with hours, attendance and cost; hours as planned if not told."""
    starts, ends = m.item.get("starts_at"), m.item.get("ends_at")
    planned = (ends - starts).total_seconds() / 3600 if starts and ends else None
    group = m.item.get("kind") == "SESSION"
    made = m.graph.make(
        "ServiceRecord", method="M2" if group else "M1", at=m.now,
        hours=m.item.get("hours") or planned, cost=m.item.get("cost"),
        attendees=m.item.get("attendees"), output=m.item.get("output"),
    )  # fmt: skip
    m.graph.tie("RECORDS", ("ServiceRecord", made), ("Task", m.id))
    m.found.append(made)


@names.effect
def contact(m: Moving) -> None:
    """A deed that was done is a contact of its link."""
    if (link := _link(m)) is not None:
        m.graph.change("Link", link["id"], last_contact_at=m.now)
