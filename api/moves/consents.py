"""Consents: asked for, given, withdrawn with effect at once. Domain 3.8 and 7.2."""

from datetime import date, timedelta

from api.actions.moving import Moving, Names
from api.messages.topics import topics
from api.moves import everywhere
from graph_schema.vocabulary import Purpose, Role

names = Names(flow="consent")
TERM = timedelta(days=365)
RENEWED = timedelta(days=30)  # before its end a new consent is asked for
CHILD = 14  # below this age the guardian agrees (art. 31)
BY_CONSENT = frozenset(
    {
        Purpose.MATCHING,
        Purpose.SHARING,
        Purpose.MENTAL_HEALTH_REFERRAL,
        Purpose.PHOTO_OR_STORY,
        Purpose.ELIGIBILITY,  # the letter of authority for the economic check
    }
)


@names.guard
def notice_given(m: Moving) -> None:
    if m.cause != "consent.renew":  # the same again: fields and receivers as they were
        m.require(m.told["data_fields"], "FIELDS_MISSING")
        m.require(m.told["receivers"], "RECEIVERS_MISSING")
    m.require(m.told.get("until", m.today) >= m.today, "TERM_OVER")


@names.guard
def purposes_by_consent(m: Moving) -> None:
    """Purposes that rest on consent; a duty is told by a notice, not asked for."""
    asked = set(m.told["purposes"])
    m.require(asked and asked <= BY_CONSENT, "PURPOSE_NOT_BY_CONSENT")


@names.guard
def signature(m: Moving) -> None:
    guardian = m.told["method"] == "GUARDIAN"
    at_home = m.cause == "collection.submit"  # signed on paper, before who collects
    m.require(not guardian or at_home or m.role is Role.GUARDIAN, "NOT_THE_GUARDIAN")


@names.guard
def guardian_of_a_child(m: Moving) -> None:
    """For a person under fourteen the guardian agrees."""
    for person in m.after("COVERS", "Person"):
        birth: date | None = person.get("birth")
        child = birth is not None and (m.today - birth).days < CHILD * 365.25
        m.require(not child or m.role is Role.GUARDIAN, "GUARDIAN_NEEDED")


@names.guard
def new_version(m: Moving) -> None:
    """A newer consent of the same household that is in force."""
    newer = m.named("Consent", "new_consent")
    homes = m.graph.after("Consent", newer["id"], "COVERS", "Household")
    mine = any(one["id"] == m.house for one in homes)
    m.require(mine and newer["id"] != m.id and newer["state"] == "GRANTED", "NO_NEW_VERSION")


@names.guard
def ends_soon(m: Moving) -> None:
    ends: date | None = m.item.get("to")
    m.require(ends is not None and ends - m.today <= RENEWED, "NOT_ENDING_YET", on=ends)


@names.guard
def asked_once(m: Moving) -> None:
    """A new one was not asked for already, or nobody answered or agreed to that."""
    asked = m.item.get("renewal")
    other = m.graph.node("Consent", asked) if asked else None
    m.require(other is None or other["state"] == "REFUSED", "RENEWAL_ASKED_ALREADY")


@names.effect
def covers(m: Moving) -> None:
    m.tie("COVERS", "Household", m.house)
    if "person" in m.told:
        m.tie("COVERS", "Person", str(m.told["person"]))
    if "until" in m.told:
        m.changes["to"] = m.told["until"]


@names.effect
def emergency(m: Moving) -> None:
    """The window of a vital interest: three days, every purpose that saves."""
    saving = [Purpose.EMERGENCY, Purpose.MATCHING, Purpose.SHARING]
    m.changes |= {"purposes": sorted(map(str, saving)), "emergency_reason": m.reason}
    m.changes |= {"from": m.today, "to": m.today + timedelta(days=3)}


@names.effect
def auditor_told(m: Moving) -> None:
    """Every use is reviewed."""
    rows = m.graph.run("moves_of_role", role=str(Role.AUDITOR))
    m.tell([row["id"] for row in rows], "VITAL_INTEREST", urgent=True)


@names.effect
def in_force(m: Moving) -> None:
    m.changes["from"] = m.today
    if m.item.get("to") is None:
        m.changes["to"] = m.today + TERM


@names.effect
def waiting_links_go_on(m: Moving) -> None:
    """Recommendations that waited for consent may be proposed: the steward is told which."""
    links = m.graph.after("Household", m.house, "HAS_LINK", "Link")
    m.found += [one["id"] for one in links if one["state"] == "RECOMMENDED"]
    m.tell([*m.stewards(Role.VILLAGE_STEWARD), *m.stewards(Role.TOWN_STEWARD)], "CONSENT_GIVEN")


@names.effect
def asked_anew(m: Moving) -> None:
    """Ask for the same again, as far as it rests on consent; the answer has its own clock."""
    purposes = [one for one in m.item.get("purposes") or () if one in BY_CONSENT]
    people = m.after("COVERS", "Person")
    asked = m.bring_about(
        "consent", "request", household=m.house, purposes=purposes, renews=m.id,
        data_fields=list(m.item.get("fields") or ()),
        receivers=list(m.item.get("receivers") or ()),
        notice_version=m.item.get("notice_version") or "RENEWAL",
        person=people[0]["id"] if people else None,
    )  # fmt: skip
    m.changes["renewal"] = asked["id"]
    m.found.append(asked["id"])


@names.effect
def household_told(m: Moving) -> None:
    m.graph.send("consent.ending", m.house, consent=m.id, until=m.item["to"])


@names.effect
def steward_reminded(m: Moving) -> None:
    m.tell(m.stewards(Role.VILLAGE_STEWARD), "CONSENT_ENDING")


@names.effect
def in_place_of_the_old(m: Moving) -> None:
    """A renewal takes the place of what it renews, if that is in force still."""
    if (old := m.item.get("renews")) is not None:
        before = m.graph.lock("Consent", old)
        if before is not None and before["state"] == "GRANTED":
            m.bring_about("consent", "supersede", old, new_consent=m.id)


@names.effect
def links_carried_over(m: Moving) -> None:
    """Links that rested on it rest on the new one from now."""
    new = str(m.told["new_consent"])
    for link in m.before("UNDER", "Link"):
        m.graph.untie("UNDER", ("Link", link["id"]), ("Consent", m.id))
        m.graph.tie("UNDER", ("Link", link["id"]), ("Consent", new))


@names.effect
def steward_told(m: Moving) -> None:
    m.tell(m.stewards(Role.VILLAGE_STEWARD), "CONSENT_EXPIRED")


@names.effect
def sharing_stops(m: Moving) -> None:
    """It ends now; receivers outside are told within a day."""
    m.changes["to"] = m.today
    m.graph.send("consent.withdrawn", m.id, receivers=m.item.get("receivers") or [])


@names.effect
def links_cancelled(m: Moving) -> None:
    """Links that rested on it end, unless another consent in force carries them."""
    if Purpose.MATCHING not in (m.item.get("purposes") or ()):
        return
    if everywhere.consented(m, m.house, Purpose.MATCHING) is not None:
        return
    for link in m.graph.after("Household", m.house, "HAS_LINK", "Link"):
        bodies = m.graph.after("Link", link["id"], "PROVIDED_BY", "Organisation")
        people = m.graph.after("Link", link["id"], "PROVIDED_BY", "Actor")
        if not any(one.get("party") in {"COM", "GOV"} for one in (*bodies, *people)):
            everywhere.end_link(m, link)


@names.effect
def pushes_dropped(m: Moving) -> None:
    """Messages that rested on it and wait to be sent are dropped; duties stay."""
    lost = {
        one
        for one in m.item.get("purposes") or ()
        if everywhere.consented(m, m.house, Purpose(one)) is None
    }
    resting = {name for name, one in topics().items() if one.consent in lost}
    m.graph.drop_messages(m.house, resting)
