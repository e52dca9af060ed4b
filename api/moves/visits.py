"""Visits and patrols: planned by the clocks, done by whom they are given to. Domain 3.6."""

import hashlib
from datetime import timedelta

from api.actions.moving import URGENT, Moving, Names
from graph_schema.vocabulary import Level, Role

names = Names(flow="visit")
MAY_GO = frozenset(
    {
        Role.VILLAGE_STEWARD,
        Role.TOWN_STEWARD,
        Role.SOCIAL_WORKER,
        Role.VOLUNTEER,
        Role.DISTRICT_STEWARD,
    }
)
INTERVAL = {"urgent": 1, "orange": 7, "yellow": 30, "blue": 90}  # days to the next visit (2.4)
LONGEST = 365
STOP_AFTER = 3
SAMPLE_PERCENT = 5


@names.guard
def due_by_the_clocks(m: Moving) -> None:
    """Not later than the household's colour allows, and not in the past."""
    days = INTERVAL.get(m.colour, LONGEST)
    planned = m.told["due"]
    if m.cause is None:
        m.require(m.today <= planned, "DUE_IN_PAST")
        m.require(planned <= m.today + timedelta(days=days), "LATER_THAN_THE_CLOCK", days=days)


@names.guard
def may_visit(m: Moving) -> None:
    who = m.named("Actor", "volunteer")
    m.require(MAY_GO & set(who.get("roles") or ()), "WRONG_ROLE", field="volunteer")
    m.require(who.get("status", "ACTIVE") == "ACTIVE", "NOT_ACTIVE", field="volunteer")


@names.guard
def assignee(m: Moving) -> None:
    m.require(any(one["id"] == m.me for one in m.after("BY", "Actor")), "NOT_THE_ASSIGNEE")


@names.guard
def form(m: Moving) -> None:
    """How and what was seen; a change names its field and its value."""
    whole = ("changed_field" in m.told) == ("new_value" in m.told)
    m.require(whole, "CHANGE_WITHOUT_VALUE")


@names.guard
def fewer_than_three(m: Moving) -> None:
    m.require((m.item.get("not_home_count") or 0) < STOP_AFTER, "THIRD_TIME")


@names.guard
def third_time(m: Moving) -> None:
    m.require((m.item.get("not_home_count") or 0) >= STOP_AFTER, "NOT_THE_THIRD_TIME")


@names.guard
def outside_the_sample(m: Moving) -> None:
    """Of orange households every visit is reviewed, of others one in twenty."""
    orange = m.colour == URGENT or (m.home or {}).get("level") == Level.ORANGE
    drawn = hashlib.sha256(m.id.encode()).digest()[0] * 100 < SAMPLE_PERCENT * 256
    m.require(not orange and not drawn, "SAMPLED")


@names.effect
def visits(m: Moving) -> None:
    m.tie("VISITS", "Household", m.house)


@names.effect
def stewards_told_at_once(m: Moving) -> None:
    """Its village and town stewards; where the crisis clock runs, the district's too."""
    tiers = [Role.VILLAGE_STEWARD, Role.TOWN_STEWARD]
    tiers += [Role.DISTRICT_STEWARD] if m.colour == URGENT else []
    told = [who for tier in tiers for who in m.stewards(tier)]
    m.tell(told, "HOUSEHOLD_TURNED_ORANGE", urgent=True)


@names.effect
def assigned(m: Moving) -> None:
    for old in m.after("BY", "Actor"):
        m.graph.untie("BY", ("Visit", m.id), ("Actor", old["id"]))
    m.tie("BY", "Actor", str(m.told["volunteer"]))
    m.tell([str(m.told["volunteer"])], "VISIT_ASSIGNED")


@names.aside
def village_told(m: Moving) -> None:
    if m.item.get("clock") == "visit":
        m.tell(m.stewards(Role.VILLAGE_STEWARD), "VISIT_OVERDUE")


@names.aside
def town_told(m: Moving) -> None:
    """Half an interval later the town is told too."""
    if m.item.get("clock") == "visit_late":
        m.tell(m.stewards(Role.TOWN_STEWARD), "VISIT_OVERDUE")


@names.effect
def route_order(m: Moving) -> None:
    """Its place on the patrol: one after those set out for already."""
    mine = m.graph.before("Actor", m.me, "BY", "Visit")
    today = [v.get("route_no") or 0 for v in mine if v.get("state_since") is not None
             and (m.now - v["state_since"]) < timedelta(hours=16)]  # fmt: skip
    m.changes["route_no"] = max(today, default=0) + 1


@names.effect
def contact(m: Moving) -> None:
    m.graph.change("Household", m.house, last_contact_at=m.now)
    m.changes["not_home_count"] = 0


@names.effect
def change_requests(m: Moving) -> None:
    if "changed_field" in m.told:
        told = {"changed_field": m.told["changed_field"], "new_value": m.told["new_value"]}
        m.found.append(
            m.bring_about("change_request", "submit", household=m.house, **told)["id"]
        )


@names.effect
def needs_found(m: Moving) -> None:
    for code in m.told.get("found_needs") or ():
        told = {"need_code": code, "evidence": f"VISIT {m.id}"}
        notice = {"household": m.house, "notice_version": m.told["notice_version"]}
        m.found.append(m.bring_about("need", "report", **told, **notice)["id"])


@names.effect
def leads(m: Moving) -> None:
    """Somebody not in the system becomes a lead of the same village."""
    if "found_person" in m.told:
        channel = "SW_SURVEY" if m.role is Role.SOCIAL_WORKER else "VILLAGE_VISIT"
        made = m.bring_about(
            "lead", "create", direction="BOTTOM_UP", channel=channel, area_code=m.area,
            description=m.told["found_person"], notice_version=m.told["notice_version"],
        )  # fmt: skip
        m.found.append(made["id"])


@names.effect
def not_home_counted(m: Moving) -> None:
    m.changes["not_home_count"] = (m.item.get("not_home_count") or 0) + 1


@names.effect
def missed_three_times(m: Moving) -> None:
    """The third time in vain counts for the colour (H8): evaluated anew, the town is told."""
    m.evaluate()
    m.tell(m.stewards(Role.TOWN_STEWARD), "VISIT_MISSED_THREE_TIMES")


@names.effect
def change_request(m: Moving) -> None:
    """What the visit found of the household goes to the town as a change."""
    told = {"changed_field": f"Household.{m.step.event}", "new_value": m.reason}
    m.found.append(m.bring_about("change_request", "submit", household=m.house, **told)["id"])


@names.effect
def death_check(m: Moving) -> None:
    told = {"household": m.house, "alert_code": "W17", "priority": "P2"}
    m.found.append(m.bring_about("alert", "raise", **told)["id"])


@names.effect
def crisis(m: Moving) -> None:
    """The crisis clock runs: the household is urgent until it is evaluated anew."""
    m.graph.change("Household", m.house, urgent=True)
    m.evaluate()


@names.effect
def town_and_district_called(m: Moving) -> None:
    told = [*m.stewards(Role.TOWN_STEWARD), *m.stewards(Role.DISTRICT_STEWARD)]
    m.tell(told, "VISIT_DANGER", urgent=True)
