"""Needs: from a report to met and stable. Domain 3.3."""

from api.actions.moving import Joined, Moving, Names
from api.moves import everywhere
from graph_schema.errors import NoConsent
from graph_schema.flows import load
from graph_schema.vocabulary import FocusArea, Purpose, Role, entries

names = Names(flow="need")
BY_STEWARD = frozenset({"N05", "N06", "N10"})  # a village steward may assess these alone
OWN = frozenset({Role.RESIDENT, Role.GUARDIAN, Role.SYSTEM})  # one's own need needs no notice
REOPENED_WITHIN, NO_RESOURCE_FOR = 90, 180  # days
OVER = frozenset({*load("need").ends, "MET", "CLOSED", "CLOSED_UNMET"})


def _others(m: Moving, household: str) -> list[str]:
    """Name the household's needs with the same code that are not over."""
    needs = m.graph.after("Household", household, "HAS_NEED", "Need")
    code = m.told["need_code"]
    return [n["id"] for n in needs if n["code"] == code and n["state"] not in OVER]


@names.guard
def notice_or_consent(m: Moving) -> None:
    """A notice was given, or the household agreed to matching; its own word is enough."""
    if m.role in OWN or "notice_version" in m.told:
        return
    home = m.house
    if everywhere.consented(m, home, Purpose.MATCHING) is None:
        raise NoConsent(purpose=str(Purpose.MONITORING), household=home)


@names.guard
def added_to_open(m: Moving) -> None:
    """A need that is open already gets the evidence; there is no second one."""
    for other in _others(m, m.house):
        there = m.graph.lock("Need", other) or {}
        old, new = there.get("evidence"), m.told.get("evidence")
        if new and new not in (old or ""):
            m.graph.change("Need", other, evidence=f"{old}; {new}" if old else new)
        raise Joined(other)


@names.guard
def visit_or_document(m: Moving) -> None:
    if "visit" in m.told:
        visit = m.named("Visit", "visit")
        m.require(visit["state"] in everywhere.OVER_VISITS, "VISIT_NOT_DONE")
    else:
        m.require("document" in m.told, "VISIT_OR_DOCUMENT_MISSING")


@names.guard
def derived_if_open(m: Moving) -> None:
    """An open need is refuted only if data derived it; what people assessed is closed."""
    derived = "DEPARTMENT" in (m.item.get("evidence") or "")
    m.require(m.item["state"] != "OPEN" or derived, "NOT_DERIVED")


@names.guard
def original_named(m: Moving) -> None:
    others = m.graph.after("Household", m.house, "HAS_NEED", "Need")
    known = {n["id"] for n in others if n["state"] not in load("need").ends} - {m.id}
    m.require(m.told["original"] in known, "ORIGINAL_UNKNOWN")


@names.guard
def severity(m: Moving) -> None:
    m.require(m.told["severity"] in range(1, 5), "SEVERITY_1_TO_4")


@names.guard
def steward_assesses_some(m: Moving) -> None:
    allowed = m.role is not Role.VILLAGE_STEWARD or m.item["code"] in BY_STEWARD
    m.require(allowed, "SOCIAL_WORKER_ASSESSES")


@names.guard
def household_agrees_or_crisis(m: Moving) -> None:
    m.require(m.told["household_agrees"] or m.told.get("crisis"), "HOUSEHOLD_DOES_NOT_AGREE")


@names.guard
def not_provider_alone(m: Moving) -> None:
    """Who confirms that a need is met does not work for who served it."""
    mine = {m.me, *everywhere.my_bodies(m)}
    for link in m.before("FOR_NEED", "Link"):
        served = link["state"] in {"COMPLETED", *everywhere.LIVE_LINKS}
        bodies = m.graph.after("Link", link["id"], "PROVIDED_BY", "Organisation")
        people = m.graph.after("Link", link["id"], "PROVIDED_BY", "Actor")
        alone = served and mine & {one["id"] for one in (*bodies, *people)}
        m.require(not alone, "PROVIDER_ALONE")


@names.guard
def within_90_days(m: Moving) -> None:
    met = m.item.get("met_at")
    late = met is None or everywhere.past(met, REOPENED_WITHIN + 1, m)
    m.require(not late, "TOO_LATE", days=REOPENED_WITHIN)


@names.guard
def with_town_steward(m: Moving) -> None:
    who = everywhere.somebody_with(m, "town_steward", [Role.TOWN_STEWARD])
    m.require(everywhere.covers(m, who["id"], str(m.area)), "STEWARD_ELSEWHERE")


@names.guard
def half_a_year_without_resource(m: Moving) -> None:
    if m.told["unmet_why"] == "NO_RESOURCE":
        since = m.item.get("since")
        m.require(everywhere.past(since, NO_RESOURCE_FOR, m), "TOO_EARLY", days=NO_RESOURCE_FOR)


@names.guard
def candidate_or_request(m: Moving) -> None:
    if "item" in m.told:
        item = m.named("CatalogueItem", "item")
        m.require(m.item["code"] in (item.get("needs") or ()), "ITEM_DOES_NOT_FIT")
    else:
        m.require("request" in m.told, "CANDIDATE_OR_REQUEST_MISSING")


@names.effect
def of_household(m: Moving) -> None:
    m.changes |= {"episode": 1, "source": m.cause or str(m.role)}
    m.tied_from("HAS_NEED", "Household", str(m.told["household"]))


@names.effect
def focused(m: Moving) -> None:
    """The partners' focus areas it falls under, until somebody names others."""
    m.changes["focus"] = [
        code
        for code, entry in entries(FocusArea).items()
        if m.told["need_code"] in entry.about["needs"]
    ]


@names.effect
def evidence_department(m: Moving) -> None:
    m.changes["evidence"] = "DEPARTMENT"


@names.effect
def score(m: Moving) -> None:
    everywhere.score(m)


@names.effect
def candidates(m: Moving) -> None:
    m.match()


@names.effect
def evidence_moves(m: Moving) -> None:
    """The original gets the evidence of its duplicate."""
    original = str(m.told["original"])
    there = m.graph.lock("Need", original) or {}
    told = "; ".join(one for one in (there.get("evidence"), m.item.get("evidence")) if one)
    if told and told != there.get("evidence"):
        m.graph.change("Need", original, evidence=told)
    m.tie("DUPLICATE_OF", "Need", original)


@names.effect
def all_told(m: Moving) -> None:
    m.tell([*m.stewards(Role.VILLAGE_STEWARD), *m.stewards(Role.TOWN_STEWARD)], "NEED_MET")


@names.effect
def episode(m: Moving) -> None:
    m.changes |= {"episode": (m.item.get("episode") or 1) + 1, "since": m.now}
    m.changes |= {"met_at": None, "unmet_why": None}


@names.effect
def links_end(m: Moving) -> None:
    for link in m.before("FOR_NEED", "Link"):
        everywhere.end_link(m, link)
