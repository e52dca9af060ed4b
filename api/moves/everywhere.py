"""Guards and effects that several processes share; each registers them under its own name."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from api.actions.moving import Moving
from graph_schema.errors import NoConsent
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Purpose, Role

LIVE_LINKS = frozenset({"ACCEPTED", "IN_SERVICE", "ON_HOLD"})
PENDING_LINKS = frozenset({"PROPOSED", "WAITLISTED"})
OPEN_ALERTS = frozenset({"RAISED", "ACKED", "VERIFIED", "ACTION_LINKED"})
OPEN_NEEDS = frozenset({"OPEN", "PARTLY_MET"})
OVER_VISITS = frozenset({"DONE", "REVIEWED", "CLOSED"})
WAIVERS = frozenset({Role.TOWN_STEWARD, Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD})


def consented(m: Moving, household: str, purpose: Purpose) -> Row | None:
    """Find the consent in force of a household for a purpose; None when there is none."""
    for one in m.graph.before("Household", household, "COVERS", "Consent"):
        begins, ends = one.get("from"), one.get("to")
        if (
            one["state"] == "GRANTED"
            and purpose in (one.get("purposes") or ())
            and (begins is None or begins <= m.today)
            and (ends is None or ends >= m.today)
        ):
            return one
    return None


def need_consent(m: Moving, household: str, purpose: Purpose) -> Row:
    """Find the consent in force. Raises NoConsent."""
    found = consented(m, household, purpose)
    if found is None:
        raise NoConsent(purpose=str(purpose), household=household)
    return found


def members(m: Moving) -> list[Row]:
    """List who belongs to the household today, the deceased included."""
    rows = m.graph.before("Household", m.house, "MEMBER_OF", "Person")
    return [
        p
        for p in rows
        if (p["tie"].get("from") is None or p["tie"]["from"] <= m.today)
        and (p["tie"].get("to") is None or p["tie"]["to"] > m.today)
    ]


def score(m: Moving) -> None:
    """Have the household's score and colour worked out anew."""
    m.evaluate()


def visit_or_waiver(m: Moving) -> None:
    """A recorded visit to the household, or a waiver that somebody else approved."""
    if "visit" in m.told:
        visit = m.named("Visit", "visit")
        m.require(visit["state"] in OVER_VISITS, "VISIT_NOT_DONE")
        return
    m.require("waived_by" in m.told, "VISIT_OR_WAIVER_MISSING")
    waiver = m.named("Actor", "waived_by")
    m.require(WAIVERS.intersection(waiver.get("roles") or ()), "WAIVER_NOT_ALLOWED")
    m.require(waiver["id"] != m.me, "WAIVER_NEEDS_SECOND_PERSON")


def owned_by(m: Moving, actor: str) -> None:
    """Make somebody the owner, from today; who owned it before is kept on record."""
    for old in m.after("OWNED_BY", "Actor"):
        if old["tie"].get("to") is None and old["id"] != actor:
            m.tie("OWNED_BY", "Actor", old["id"], to=m.today)
    m.tie("OWNED_BY", "Actor", actor, **{"from": m.today, "to": None})


def owners(m: Moving) -> list[str]:
    """Name who owns the item now."""
    return [o["id"] for o in m.after("OWNED_BY", "Actor") if o["tie"].get("to") is None]


def covers(m: Moving, actor: str, area: str) -> bool:
    """Whether somebody's area holds an area."""
    rows = m.graph.after("Actor", actor, "COVERS", "Area")
    return any(area.startswith(row["code"]) for row in rows)


def somebody_with(m: Moving, field: str, roles: Iterable[Role]) -> Row:
    """Read the other person a field names. Raises Rejected unless another with such a role."""
    found = m.named("Actor", field)
    m.require(set(roles) & set(found.get("roles") or ()), "WRONG_ROLE", field=field)
    m.require(found["id"] != m.me, "SECOND_PERSON_NEEDED", field=field)
    m.require(found.get("status", "ACTIVE") == "ACTIVE", "NOT_ACTIVE", field=field)
    return found


def my_bodies(m: Moving) -> list[str]:
    """Name the bodies the caller works for."""
    return [o["id"] for o in m.graph.after("Actor", m.me, "WORKS_FOR", "Organisation")]


def known_to_body(m: Moving, worker: str) -> bool:
    """Whether somebody works for one of the caller's bodies."""
    bodies = {o["id"] for o in m.graph.after("Actor", worker, "WORKS_FOR", "Organisation")}
    return bool(bodies & set(my_bodies(m)))


def end_link(m: Moving, link: Row) -> None:
    """End an open link in the way its state allows; its own effects give the place back."""
    if link["state"] == "RECOMMENDED":
        m.bring_about("link", "dismiss", link["id"])
    elif link["state"] in PENDING_LINKS:
        m.bring_about("link", "withdraw", link["id"])
    elif link["state"] in LIVE_LINKS:
        m.bring_about("link", "cancel", link["id"])


def survey_scores(m: Moving) -> None:
    """Three answers, each 1 to 5."""
    scores = m.told.get("survey_scores") or []
    m.require(len(scores) == 3 and all(1 <= one <= 5 for one in scores), "SURVEY_OF_THREE")


def past(begun: date | datetime | None, days: int, m: Moving) -> bool:
    """Whether so many days have passed since a day or an instant."""
    if isinstance(begun, datetime):
        return m.now - begun >= timedelta(days=days)
    return begun is not None and m.today - begun >= timedelta(days=days)
