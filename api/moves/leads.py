"""Leads: discovery in both directions, village to street to social worker. Domain 3.1."""

import json
from datetime import date, timedelta

from api.actions.moving import Moving, Names
from api.moves import everywhere
from graph_schema.store.rows import Row
from graph_schema.text import fold
from graph_schema.vocabulary import LeadChannel, Purpose, Role, entries

names = Names(flow="lead")
TRIES, TRIED_WITHIN, GIVEN_UP_AFTER = 3, timedelta(days=15), 30
ALIKE_WITHIN = timedelta(days=90)
VILLAGE_DIGITS = 12


@names.guard
def area(m: Moving) -> None:
    """An area there is, in the caller's reach, where the household lives if one is named."""
    code = str(m.told["area_code"])
    known = m.graph.run("moves_area", code=code)
    m.require(known and any(code.startswith(top) for top in m.access.areas), "AREA_UNKNOWN")
    if "household" in m.told:
        lives = m.graph.after("Household", str(m.told["household"]), "LIVES_IN", "Area")
        m.require(any(one["code"].startswith(code) for one in lives), "HOUSEHOLD_ELSEWHERE")


@names.guard
def notice(m: Moving) -> None:
    """Which notice was given; a lead rests on the duty to monitor (U2)."""
    m.require(str(m.told["notice_version"]).strip(), "NOTICE_MISSING")


@names.guard
def known_channel(m: Moving) -> None:
    """A referral names the unit that refers, so that the outcome can return to it."""
    channel = LeadChannel(str(m.told["channel"]))
    m.require(channel in entries(LeadChannel), "CHANNEL_UNKNOWN")
    if channel is LeadChannel.REFERRAL_OFFICE:
        m.require("referring_unit" in m.told, "REFERRING_UNIT_MISSING")
    if channel is LeadChannel.DATA_PUSH:
        m.require("cause" in m.told, "CAUSE_MISSING")


@names.guard
def verifier_of_the_area(m: Moving) -> None:
    """A social worker (or town steward) whose area holds the lead's."""
    who = m.named("Actor", "verifier")
    roles = {Role.SOCIAL_WORKER, Role.TOWN_STEWARD} & set(who.get("roles") or ())
    m.require(roles, "WRONG_ROLE", field="verifier")
    m.require(everywhere.covers(m, who["id"], str(m.area)), "VERIFIER_ELSEWHERE")


@names.guard
def visit_or_waiver(m: Moving) -> None:
    everywhere.visit_or_waiver(m)


@names.guard
def original_named(m: Moving) -> None:
    """Another lead of the caller's reach that is no duplicate itself."""
    original = m.graph.node("Lead", str(m.told["original"])) or {}
    code = str(original.get("area_code", ""))
    reached = any(code.startswith(top) for top in m.access.areas)
    m.require(reached and original["id"] != m.id, "ORIGINAL_UNKNOWN")
    m.require(original["state"] != "DUPLICATE", "ORIGINAL_IS_DUPLICATE")


@names.guard
def three_tries(m: Moving) -> None:
    """Three different days within fifteen, none to come."""
    days = sorted({date.fromisoformat(day) for day in m.told["tried_on"]})
    recent = [day for day in days if m.today - TRIED_WITHIN <= day <= m.today]
    m.require(len(recent) >= TRIES, "THREE_TRIES_NEEDED")


@names.guard
def thirty_days(m: Moving) -> None:
    since = m.item.get("state_since")
    m.require(everywhere.past(since, GIVEN_UP_AFTER, m), "TOO_EARLY", days=GIVEN_UP_AFTER)


@names.guard
def urgency_with_reasons(m: Moving) -> None:
    m.require(m.told["urgency"] in range(1, 5), "URGENCY_1_TO_4")
    m.require(m.told["urgency_reasons"], "REASONS_MISSING")


@names.effect
def reasons_kept(m: Moving) -> None:
    reasons = [{"code": one} for one in m.told["urgency_reasons"]]
    m.changes["reasons"] = json.dumps(reasons, ensure_ascii=False)


@names.guard
def organisation(m: Moving) -> None:
    """At least one, each there and active."""
    bodies = [m.graph.node("Organisation", one) or {} for one in m.told["organisations"]]
    m.require(bodies, "ORGANISATION_MISSING")
    m.require(all(one.get("status") == "ACTIVE" for one in bodies), "ORGANISATION_UNKNOWN")


@names.guard
def sharing_consent(m: Moving) -> None:
    """Where identity goes out, the household's consent to share (U4)."""
    if m.told.get("names_go_out"):
        m.require(m.home, "HOUSEHOLD_UNKNOWN")
        everywhere.need_consent(m, m.house, Purpose.SHARING)


@names.guard
def worker_named(m: Moving) -> None:
    worker = m.named("Actor", "worker")
    m.require(everywhere.known_to_body(m, worker["id"]), "WORKER_OF_ANOTHER_BODY")


@names.guard
def contact(m: Moving) -> None:
    m.require(m.told["contact_on"] <= m.today, "CONTACT_IN_FUTURE")


@names.effect
def about(m: Moving) -> None:
    """Tie the lead to whom it is about, and keep who referred."""
    m.changes["referrer"] = m.me
    if "household" in m.told:
        m.tie("ABOUT", "Household", str(m.told["household"]))
    if "person" in m.told:
        m.tie("ABOUT", "Person", str(m.told["person"]))


@names.effect
def duplicates_shown(m: Moving) -> None:
    """Find leads of the area and quarter that may be the same: whom, or what words."""
    rows = m.graph.run("moves_leads_near", area=m.area, since=m.now - ALIKE_WITHIN)
    said = fold(str(m.told["description"]))
    for row in rows:
        same = {row["household"], row["person"]} & {
            m.told.get("household"), m.told.get("person")
        } - {None}  # fmt: skip
        words = m.graph.cleared("Lead", row["node"]).get("description")
        if row["node"]["id"] != m.id and (same or (words and fold(words) == said)):
            m.found.append(row["node"]["id"])


@names.effect
def owned_by(m: Moving) -> None:
    everywhere.owned_by(m, str(m.told.get("verifier") or m.told.get("worker")))


@names.effect
def household_joined(m: Moving) -> None:
    """Tie the lead to the household it is about; a new one where none is known."""
    household = m.told.get("household") or (m.home or {}).get("id")
    if household is None:
        m.require(len(str(m.area)) == VILLAGE_DIGITS, "VILLAGE_MISSING")
        household = m.graph.make("Household", hh_no=f"XS{m.id[:12]}", size=1, monitored=False)
        place = m.graph.run("moves_area", code=str(m.area))[0]["id"]
        m.graph.tie("LIVES_IN", ("Household", household), ("Area", place))
        m.found.append(household)
    m.tie("ABOUT", "Household", str(household))
    m.home = m.graph.node("Household", str(household))


@names.effect
def needs_verified(m: Moving) -> None:
    """Needs that the verification found: reported, verified and confirmed at once."""
    evidence = "VISIT" if "visit" in m.told else "WAIVER"
    for code in m.told.get("needs") or ():
        told = {"household": m.house, "notice_version": m.item["notice_version"]}
        made = m.bring_about("need", "report", **told, need_code=code, evidence=evidence)
        if made["state"] == "REPORTED":
            m.bring_about("need", "verify", made["id"], document=f"lead {m.id}")
            m.bring_about("need", "confirm", made["id"])
        m.found.append(made["id"])


@names.effect
def referrer_told(m: Moving) -> None:
    """The outcome returns to who referred."""
    if referrer := m.item.get("referrer"):
        m.tell([referrer], f"LEAD_{m.step.target}")


@names.effect
def duplicate_of(m: Moving) -> None:
    m.tie("DUPLICATE_OF", "Lead", str(m.told["original"]))


@names.effect
def town_told(m: Moving) -> None:
    m.tell(m.stewards(Role.TOWN_STEWARD), "LEAD_UNREACHABLE")


@names.effect
def dispatched_to(m: Moving) -> None:
    """Send to each organisation; its people are told."""
    for body in m.told["organisations"]:
        m.tie("DISPATCHED_TO", "Organisation", body, at=m.now, answer=None)
        workers = m.graph.before("Organisation", body, "WORKS_FOR", "Actor")
        m.tell([one["id"] for one in workers], "LEAD_DISPATCHED", urgent=m.colour == "urgent")


@names.effect
def next_candidate(m: Moving) -> None:
    """Note who did not take it; name who else covers the area, best rated first."""
    mine = set(everywhere.my_bodies(m)) if m.role is Role.ORGANISATION else set()
    sent: list[Row] = m.after("DISPATCHED_TO", "Organisation")
    for body in sent:
        if body["tie"].get("answer") is None and (not mine or body["id"] in mine):
            answer = "DECLINED" if mine else "TIMED_OUT"
            m.tie("DISPATCHED_TO", "Organisation", body["id"], answer=answer)
    asked = {body["id"] for body in sent}
    near = m.graph.run("moves_bodies_near", area=str(m.area))
    m.found += [row["id"] for row in near if row["id"] not in asked]
    m.tell([*m.stewards(Role.TOWN_STEWARD), *m.stewards(Role.DISTRICT_CASEWORKER)], "LEAD_BACK")


@names.effect
def became_case(m: Moving) -> None:
    m.require(m.home, "HOUSEHOLD_UNKNOWN")
    made = m.bring_about("case", "open", household=m.house)
    m.tie("BECAME", "Case", made["id"])
    m.found.append(made["id"])


@names.effect
def minimum_record(m: Moving) -> None:
    """Keep that there was a lead and where, nothing of whom."""
    m.changes |= dict.fromkeys(("description", "evidence", "reasons", "cause"), None)
