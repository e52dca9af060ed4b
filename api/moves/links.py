"""Links: from a recommendation to an outcome that somebody else confirms. Domain 3.4."""

import json
from datetime import timedelta

from api.actions.moving import URGENT, Moving, Names
from api.moves import everywhere
from graph_schema.ids import ItemId
from graph_schema.store.repo import capacity
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Party, Purpose, Role, entries
from matching.refusals import Sides, fingerprint, grounds

names = Names(flow="link")
PUBLIC = frozenset({Party.COMMUNITY, Party.GOVERNMENT})  # may serve on a notice, without U3
COOL_DOWN = {"DECLINED": 90, "EXPIRED": 30}  # days before the same is tried again
VILLAGE_DIGITS = 12
HELD_AT_MOST = timedelta(days=30)
RELIABILITY_STEP = 0.05  # lost for each promise that was not kept
OUTCOMES = {"MET": "meet", "PARTLY": "partly_meet"}


def provider(m: Moving) -> Row:
    """Read who provides it: a body or a person; {} where nobody is named."""
    found = m.after("PROVIDED_BY", "Organisation") or m.after("PROVIDED_BY", "Actor")
    return found[0] if found else {}


def item_of(m: Moving) -> Row:
    """Read the catalogue item it ties to; {} where there is none."""
    found = m.after("TO_ITEM", "CatalogueItem")
    return found[0] if found else {}


@names.guard
def need_open(m: Moving) -> None:
    need = m.named("Need", "need")
    owners = m.graph.before("Need", need["id"], "HAS_NEED", "Household")
    m.require(any(one["id"] == m.house for one in owners), "NEED_OF_ANOTHER_HOUSEHOLD")
    m.require(need["state"] in everywhere.OPEN_NEEDS, "NEED_NOT_OPEN")


@names.guard
def hard_rules(m: Moving) -> None:
    """The item answers the need, is offered, for this area and group, by who is named."""
    item, need = m.named("CatalogueItem", "item"), m.named("Need", "need")
    home = m.home or {}
    areas, groups = item.get("areas") or (), set(item.get("groups") or ())
    m.require(item.get("status") == "ACTIVE", "ITEM_NOT_ACTIVE")
    m.require(need["code"] in (item.get("needs") or ()), "ITEM_DOES_NOT_FIT")
    m.require(not areas or any(str(m.area).startswith(a) for a in areas), "OUT_OF_AREA")
    m.require(not groups or groups & set(home.get("groups") or ()), "NOT_THE_GROUP")
    offering = {
        o["id"] for o in m.graph.before("CatalogueItem", item["id"], "OFFERS", "Organisation")
    }
    body = m.told.get("organisation")
    m.require(body is None or body in offering, "NOT_OFFERED_BY_THIS_BODY")
    m.require(body or offering or "provider" in m.told, "NOBODY_OFFERS_IT")


@names.guard
def no_cool_down(m: Moving) -> None:
    """The same need and item was not refused or left unanswered a short while ago.

    One refused as unsafe stays so until somebody lifts it.
    """
    for link in m.graph.before("Need", str(m.told["need"]), "FOR_NEED", "Link"):
        days = COOL_DOWN.get(link["state"])
        if link.get("lifted_at") is not None:
            continue
        items = m.graph.after("Link", link["id"], "TO_ITEM", "CatalogueItem")
        if days is not None and any(one["id"] == m.told["item"] for one in items):
            m.require(not _by_hand(link.get("reason_code")), "UNSAFE_NOT_LIFTED")
            ended = link.get("ended_at") or link.get("state_since")
            m.require(everywhere.past(ended, days, m), "COOLING_DOWN", days=days)


def _by_hand(reason: str | None) -> bool:
    """Whether a refusal with this reason ends by a named person only."""
    ground = grounds().get(reason or "")
    return ground is not None and ground.by_hand


@names.guard
def stands_until_lifted(m: Moving) -> None:
    """Others end by themselves, once a fact behind them changes; none is lifted twice."""
    m.require(_by_hand(m.item.get("reason_code")), "ENDS_BY_ITSELF")
    m.require(m.item.get("lifted_at") is None, "LIFTED_ALREADY")


@names.guard
def not_who_refused(m: Moving) -> None:
    """Who called it unsafe does not call it safe again."""
    steps = m.graph.history("Link", m.id)
    refused = {step["who"] for step in steps if step["event"] == "decline"}
    m.require(m.me not in refused, "REFUSED_BY_YOU")


@names.guard
def consent(m: Moving) -> None:
    """Whoever is not public serves by the household's consent to matching (U3)."""
    if provider(m).get("party") not in PUBLIC:
        everywhere.need_consent(m, m.house, Purpose.MATCHING)


@names.guard
def no_conflict(m: Moving) -> None:
    """The same need is not served by the same item already."""
    item = item_of(m).get("id")
    for need in m.after("FOR_NEED", "Need"):
        for other in m.graph.before("Need", need["id"], "FOR_NEED", "Link"):
            if other["id"] != m.id and other["state"] in everywhere.LIVE_LINKS:
                items = m.graph.after("Link", other["id"], "TO_ITEM", "CatalogueItem")
                m.require(all(one["id"] != item for one in items), "SERVED_ALREADY")


@names.guard
def place_in_queue(m: Moving) -> None:
    m.require(m.told["waitlist_position"] >= 1, "POSITION_FROM_1")
    m.require(m.told["expected_on"] > m.today, "EXPECTED_IN_PAST")


@names.guard
def sent_back_once(m: Moving) -> None:
    m.require(not m.item.get("sent_back"), "SENT_BACK_ALREADY")


@names.guard
def contact(m: Moving) -> None:
    """A contact that was made, today if no day is told."""
    m.require((m.told.get("contact_on") or m.today) <= m.today, "CONTACT_IN_FUTURE")


@names.guard
def review_within_30_days(m: Moving) -> None:
    day = m.told["review_on"]
    m.require(m.today < day <= m.today + HELD_AT_MOST, "REVIEW_WITHIN_30_DAYS")


@names.guard
def output(m: Moving) -> None:
    """Something was done: a contact is on record, or visits, goods or hours are told."""
    told = any(m.told.get(name) for name in ("visits", "goods", "hours"))
    m.require(told or m.item.get("first_contact_at"), "OUTPUT_MISSING")
    m.require(
        all((m.told.get(n) or 0) >= 0 for n in ("visits", "goods", "hours", "cost")), "NEGATIVE"
    )


@names.guard
def not_provider_alone(m: Moving) -> None:
    """Who confirms does not work for who served, and did not serve himself."""
    served = {one["id"] for one in (provider(m), *m.after("CARRIED_BY", "Actor")) if one}
    m.require(not served & {m.me, *everywhere.my_bodies(m)}, "PROVIDER_ALONE")


@names.guard
def stars(m: Moving) -> None:
    m.require((m.told.get("rating") or 1) in range(1, 6), "RATING_1_TO_5")


def role_of(party: str) -> str:
    """Name what a party is to a link: professional, resource or supplement."""
    return str(entries(Party)[party].about["role"])


@names.effect
def tied(m: Moving) -> None:
    """Tie household, need, item and provider; the reason is that a person chose it."""
    item = str(m.told["item"])
    m.tied_from("HAS_LINK", "Household", m.house)
    m.tie("FOR_NEED", "Need", str(m.told["need"]))
    m.tie("TO_ITEM", "CatalogueItem", item)
    m.changes |= {"kind": "NEED", "units": 1, "reasons": json.dumps([{"code": "BY_HAND"}])}
    if "provider" in m.told:
        who = m.named("Actor", "provider")
        m.tie("PROVIDED_BY", "Actor", who["id"])
        m.changes |= {"parties": [who["party"]], "role": role_of(who["party"])}
        return
    offering = m.graph.before("CatalogueItem", item, "OFFERS", "Organisation")
    body = next(o for o in offering if m.told.get("organisation") in (None, o["id"]))
    m.tie("PROVIDED_BY", "Organisation", body["id"])
    m.changes |= {"parties": [body["party"]], "role": role_of(body["party"])}


def people_of(m: Moving) -> list[str]:
    """Name who acts for the provider: himself, or who works for the body."""
    who = provider(m)
    if not who:
        return []
    if "credit_code" not in who:
        return [who["id"]]
    return [a["id"] for a in m.graph.before("Organisation", who["id"], "WORKS_FOR", "Actor")]


@names.effect
def provider_told(m: Moving) -> None:
    """The provider is told that something waits; he sees the need, masked by his role."""
    m.tell(people_of(m), "LINK_PROPOSED", urgent=m.colour == URGENT)
    basis = "NOTICE" if provider(m).get("party") in PUBLIC else "CONSENT"
    m.graph.send("link.proposed", m.house, link=m.id, basis=basis)


@names.effect
def take_place(m: Moving) -> None:
    """Take the place in the same transaction. Raises NoCapacity."""
    if item := item_of(m).get("id"):
        capacity.take(m.graph, ItemId(item), m.item.get("units") or 1)


@names.effect
def give_place(m: Moving) -> None:
    if item := item_of(m).get("id"):
        capacity.give_back(m.graph, ItemId(item), m.item.get("units") or 1)


@names.effect
def identity_disclosed(m: Moving) -> None:
    """From now the provider knows whom he serves, under the consent in force."""
    consent = everywhere.consented(m, m.house, Purpose.MATCHING)
    if consent is not None:
        m.tie("UNDER", "Consent", consent["id"])


@names.effect
def who_refused(m: Moving) -> None:
    """Who refused is kept apart from why; the provider unless the recipient did."""
    recipient = m.reason == "RECIPIENT_REFUSED"
    m.changes["refused_by"] = m.told.get("refused_by") or (
        "RECIPIENT" if recipient else "PROVIDER"
    )


@names.effect
def facts_kept(m: Moving) -> None:
    """Fingerprint the facts behind the reason: while they last, the pair is not tried again."""
    needs = m.after("FOR_NEED", "Need")
    if m.reason is None or not needs:
        return
    area = str(m.area or "")
    about = Sides(
        need=needs[0],
        item=item_of(m),
        household=(m.home or {}) | {"village": area if len(area) >= VILLAGE_DIGITS else None},
        members=everywhere.members(m),
    )
    m.changes["refused_facts"] = fingerprint(m.reason, about)


@names.effect
def refusal_kept(m: Moving) -> None:
    """Why it was refused stays with it; why it was lifted stands in its history."""
    m.changes["reason_code"] = m.item["reason_code"]


@names.effect
def next_if_urgent(m: Moving) -> None:
    """Where it is urgent, the next is looked for without waiting for the review."""
    if m.colour == URGENT:
        m.match()


@names.aside
def recommend_anew(m: Moving) -> None:
    m.match()


@names.effect
def rematched_if_need_stays(m: Moving) -> None:
    """A cancelled link frees its need, unless the household is gone or withdrew."""
    if any(need["state"] in everywhere.OPEN_NEEDS for need in m.after("FOR_NEED", "Need")):
        m.match()


@names.effect
def sent_back(m: Moving) -> None:
    m.changes["sent_back"] = (m.item.get("sent_back") or 0) + 1


@names.aside
def unreviewed(m: Moving) -> None:
    m.changes["unreviewed"] = True


@names.effect
def reliability_falls(m: Moving) -> None:
    """A person's reliability falls; of a body, it shows in its share of answers."""
    who = provider(m)
    if who and "credit_code" not in who:
        there = m.graph.lock("Actor", who["id"]) or {}
        left = max(0.0, (there.get("reliability") or 1.0) - RELIABILITY_STEP)
        m.graph.change("Actor", who["id"], reliability=round(left, 4))


@names.effect
def first_contact_at(m: Moving) -> None:
    if m.item.get("first_contact_at") is None:
        m.changes["first_contact_at"] = m.now
    m.changes["last_contact_at"] = m.now


@names.effect
def parties(m: Moving) -> None:
    """The parties it lights: the provider's, and social work where a named worker acts."""
    lit = set(m.item.get("parties") or ())
    if party := provider(m).get("party"):
        lit.add(party)
    if m.role is Role.SOCIAL_WORKER:
        lit.add(str(Party.SOCIAL_WORKER))
        m.changes["role"] = role_of(Party.SOCIAL_WORKER)
        m.tie("CARRIED_BY", "Actor", m.me)
    m.changes["parties"] = sorted(lit)


@names.effect
def service_record(m: Moving) -> None:
    """Leave what was done as a record: the method is work with one household."""
    done = {n: m.told[n] for n in ("visits", "goods", "hours", "cost") if n in m.told}
    m.changes["output"] = json.dumps(done, sort_keys=True)
    record = m.graph.make(
        "ServiceRecord", method="M1", at=m.now, hours=done.get("hours"), cost=done.get("cost"),
        output=m.changes["output"], note=m.told.get("note"),
    )  # fmt: skip
    m.graph.tie("RECORDS", ("ServiceRecord", record), ("Link", m.id))
    m.found.append(record)


@names.effect
def service_broken(m: Moving) -> None:
    """The provider stopped: a warning W19 on the household."""
    if m.reason == "PROVIDER_STOPPED":
        told = {"household": m.house, "alert_code": "W19", "priority": "P2"}
        m.found.append(m.bring_about("alert", "raise", **told)["id"])


@names.effect
def outcome_met(m: Moving) -> None:
    m.changes["outcome"] = m.told.get("outcome") or "MET"


@names.effect
def need_recalculated(m: Moving) -> None:
    """The need follows the outcome: met, met in part, or open as before."""
    event = OUTCOMES.get(m.changes["outcome"])
    for need in m.after("FOR_NEED", "Need"):
        meets = need["state"] in everywhere.OPEN_NEEDS and event == "meet"
        partly = need["state"] == "OPEN" and event == "partly_meet"
        if event and (meets or partly):
            m.bring_about("need", event, need["id"])
        elif event is None and need["state"] in everywhere.OPEN_NEEDS:
            m.match()
    m.evaluate()


@names.effect
def all_told(m: Moving) -> None:
    """Closed loop: who served, who proposed and the household's steward learn the outcome."""
    steps = m.graph.history("Link", m.id)
    proposed = [step["who"] for step in steps if step["event"] == "propose"]
    told = [*people_of(m), *proposed, *m.stewards(Role.VILLAGE_STEWARD)]
    m.tell(told, f"LINK_{m.changes['outcome']}")


@names.effect
def child_link(m: Moving) -> None:
    """The same is recommended anew, below the disputed one; the need stays open."""
    kept = ("kind", "units", "parties", "score", "reasons", "role")
    props = {name: m.item.get(name) for name in kept}
    child = m.graph.make("Link", state="RECOMMENDED", state_since=m.now, **props)
    m.graph.tie("CHILD_OF", ("Link", child), ("Link", m.id))
    m.graph.tie("HAS_LINK", ("Household", m.house), ("Link", child))
    for kind, label in (
        ("FOR_NEED", "Need"),
        ("TO_ITEM", "CatalogueItem"),
        ("PROVIDED_BY", "Organisation"),
        ("PROVIDED_BY", "Actor"),
    ):
        for other in m.after(kind, label):
            m.graph.tie(kind, ("Link", child), (label, other["id"]))
    m.found.append(child)


@names.effect
def sampled_visit(m: Moving) -> None:
    """Nobody confirmed: a visit asks the household."""
    due = m.today + timedelta(days=7)
    m.found.append(
        m.bring_about("visit", "plan", household=m.house, due=due, mode="HOME")["id"]
    )
