"""Projects: published, bid for, awarded, run, closed or handed over. Domain 3.7."""

import json
from datetime import datetime, timedelta

from api.actions.moving import Moving, Names
from api.moves import everywhere
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Package, Role

names = Names(flow="project")
WINDOW = timedelta(days=7)
NOTICE_DAYS = 5
PANEL, VALID_BIDS = 3, 2
ACCESS_AFTER = timedelta(days=30)
TAKING_PART = frozenset({"ENROLLED", "PLACED", "KEPT_THREE"})
OPEN_LINKS = (
    everywhere.LIVE_LINKS | everywhere.PENDING_LINKS | {"RECOMMENDED", "DECLINED_PENDING"}
)


def _bids(m: Moving) -> list[Row]:
    return m.after("HAS_BID", "Bid")


def _run_by(m: Moving) -> list[Row]:
    return m.before("RUNS", "Organisation")


def _ranked(m: Moving) -> list[Row]:
    """Order the scored bids: most points, then the lower price, then the earlier hand-in."""
    scored = [bid for bid in _bids(m) if bid["state"] == "SCORED"]
    late = datetime.max.replace(tzinfo=m.now.tzinfo)
    return sorted(
        scored,
        key=lambda b: (
            -b["score"],
            b.get("amount") or 0,
            b.get("submitted_at") or late,
            b["id"],
        ),
    )


@names.guard
def areas_in_reach(m: Moving) -> None:
    """Areas that are known, inside the publisher's."""
    for code in m.told["areas"]:
        known = m.graph.run("moves_area", code=code)
        inside = any(code.startswith(top) for top in m.access.areas)
        m.require(known and inside, "AREA_UNKNOWN", area=code)


@names.guard
def positive(m: Moving) -> None:
    m.require(m.told["quota"] > 0, "QUOTA_MISSING")
    m.require(m.told["budget"] > 0, "BUDGET_MISSING")
    m.require(m.told["starts_on"] <= m.told["ends_on"], "ENDS_BEFORE_IT_STARTS")
    for name in ("indicators", "scoring_sheet"):
        try:
            json.loads(str(m.told[name]))
        except ValueError:
            m.require(holds=False, code="NOT_JSON", field=name)


@names.guard
def complete(m: Moving) -> None:
    """Nothing is missing, and the window is open for a week at least."""
    wanted = ("title", "groups", "needs", "areas", "quota", "budget", "indicators")
    lacking = [name for name in (*wanted, "scoring_sheet") if not m.item.get(name)]
    m.require(not lacking, "INCOMPLETE", fields=lacking)
    window_of_seven_days(m)


@names.guard
def window_of_seven_days(m: Moving) -> None:
    opens, closes = m.get("bid_opens"), m.get("bid_closes")
    m.require(opens and closes and closes - opens >= WINDOW, "WINDOW_OF_SEVEN_DAYS")


@names.guard
def fewer_than_two_valid(m: Moving) -> None:
    left = [bid for bid in _bids(m) if bid["state"] in {"SUBMITTED", "VALID"}]
    m.require(len(left) < VALID_BIDS, "BIDS_ENOUGH")


@names.guard
def two_valid(m: Moving) -> None:
    """Every bid is judged, and two at least are valid."""
    states = [bid["state"] for bid in _bids(m)]
    m.require("SUBMITTED" not in states, "BIDS_NOT_JUDGED")
    m.require(states.count("VALID") >= VALID_BIDS, "FEWER_THAN_TWO_VALID")


@names.guard
def three_evaluators(m: Moving) -> None:
    panel = set(m.told["evaluators"])
    m.require(len(panel) >= PANEL, "THREE_EVALUATORS")
    for id in panel:
        who = m.graph.node("Actor", id) or {}
        m.require(Role.EVALUATOR in (who.get("roles") or ()), "WRONG_ROLE", field="evaluators")


@names.guard
def no_conflict(m: Moving) -> None:
    """No evaluator works for a bidder."""
    bidders = {
        body["id"]
        for bid in _bids(m)
        for body in m.graph.after("Bid", bid["id"], "BY", "Organisation")
    }
    for id in m.told["evaluators"]:
        works = {o["id"] for o in m.graph.after("Actor", id, "WORKS_FOR", "Organisation")}
        m.require(not works & bidders, "CONFLICT_OF_INTEREST")


@names.guard
def with_caseworker(m: Moving) -> None:
    """A district caseworker agrees, who is another than the publisher."""
    everywhere.somebody_with(m, "caseworker", [Role.DISTRICT_CASEWORKER])


@names.guard
def scores_locked(m: Moving) -> None:
    """All scores are locked before any is shown."""
    states = [bid["state"] for bid in _bids(m)]
    m.require("VALID" not in states and "SCORED" in states, "SCORES_MISSING")


@names.guard
def notice_over(m: Moving) -> None:
    since = m.item.get("state_since")
    m.require(everywhere.past(since, NOTICE_DAYS, m), "TOO_EARLY", days=NOTICE_DAYS)


@names.guard
def no_open_objection(m: Moving) -> None:
    m.require(not m.item.get("objections"), "OBJECTION_OPEN")


@names.guard
def entrusting_agreement(m: Moving) -> None:
    """The agreement that personal data are processed on behalf (委托处理)."""
    m.require(str(m.told["agreement"]).strip(), "AGREEMENT_MISSING")
    m.require(_run_by(m), "NOBODY_RUNS_IT")


@names.guard
def visit_or_waiver(m: Moving) -> None:
    everywhere.visit_or_waiver(m)
    m.require(m.told["households"], "HOUSEHOLDS_MISSING")


@names.guard
def assessment_per_household(m: Moving) -> None:
    """No service for a household without an assessment."""
    served = m.after("SERVES", "Household")
    m.require(served, "HOUSEHOLDS_MISSING")
    for home in served:
        cases = m.graph.before("Household", home["id"], "OF", "Case")
        done = any(
            m.graph.after("Case", c["id"], "HAS_ASSESSMENT", "Assessment") for c in cases
        )
        m.require(done, "ASSESSMENT_MISSING", household=home["id"])


@names.guard
def plan_signed(m: Moving) -> None:
    m.require(m.told["plan_signed"], "PLAN_NOT_SIGNED")


@names.guard
def half_done(m: Moving) -> None:
    begins, ends = m.item.get("starts_on"), m.item.get("ends_on")
    half = begins + (ends - begins) / 2 if begins and ends else None
    m.require(half is None or m.today >= half, "BEFORE_HALF_TIME")


@names.guard
def survey_done(m: Moving) -> None:
    everywhere.survey_scores(m)
    m.require(m.told["spent"] >= 0, "NEGATIVE")


@names.guard
def no_open_link(m: Moving) -> None:
    open_links = [one for one in m.before("VIA", "Link") if one["state"] in OPEN_LINKS]
    m.require(not open_links, "LINKS_OPEN", found=len(open_links))


@names.effect
def published_by(m: Moving) -> None:
    m.changes["project_no"] = f"XM{m.today:%Y%m%d}-{m.id[:8]}"
    if m.graph.node("Actor", m.me):
        m.tied_from("PUBLISHES", "Actor", m.me)


@names.effect
def runs_package(m: Moving) -> None:
    """The package it is a way to give, where it names one."""
    if "package" in m.told:
        code = str(m.told["package"])
        m.require(code in set(Package), "UNKNOWN_CODE", field="package", known=list(Package))
        rows = m.graph.run("moves_package", code=code)
        one = rows[0]["id"] if rows else m.graph.make("Package", code=code)
        m.tied_from("RUN_AS", "Package", one)


@names.effect
def notice(m: Moving) -> None:
    """Put the notice out: what it is, where, how many; nobody's name."""
    made = m.graph.make(
        "PublicNotice", category="PROJECT", village=",".join(m.item.get("areas") or ()),
        headcount=m.item.get("quota"), amount=m.item.get("budget"), **{"from": m.today},
    )  # fmt: skip
    m.tie("HAS_NOTICE", "PublicNotice", made)
    m.graph.send("project.published", m.id)
    m.found.append(made)


@names.effect
def ranking_notice(m: Moving) -> None:
    m.changes["objections"] = 0
    m.found += [bid["id"] for bid in _ranked(m)]
    m.graph.send("project.ranked", m.id, bids=[bid["id"] for bid in _ranked(m)])


@names.effect
def bids_unsealed(m: Moving) -> None:
    """Drafts are left behind; what was handed in can be read from now."""
    for bid in _bids(m):
        if bid["state"] == "DRAFT":
            m.bring_about("bid", "left_at_close", bid["id"])
        elif bid["state"] == "SUBMITTED":
            m.graph.change("Bid", bid["id"], sealed=False)


@names.effect
def evaluated_by(m: Moving) -> None:
    for id in m.told["evaluators"]:
        m.tie("EVALUATED_BY", "Actor", id)
    m.tell(m.told["evaluators"], "PROJECT_EVALUATING")


@names.effect
def run_by(m: Moving) -> None:
    m.tied_from("RUNS", "Organisation", str(m.told["organisation"]))


@names.effect
def objection_opened(m: Moving) -> None:
    m.changes["objections"] = (m.item.get("objections") or 0) + 1


@names.effect
def objection_closed(m: Moving) -> None:
    m.changes["objections"] = max(0, (m.item.get("objections") or 0) - 1)


@names.effect
def bids_won_and_lost(m: Moving) -> None:
    """The first of the ranking wins and runs it, the others lose."""
    ranking = _ranked(m)
    for place, bid in enumerate(ranking):
        m.bring_about("bid", "lose" if place else "win", bid["id"])
    for body in m.graph.after("Bid", ranking[0]["id"], "BY", "Organisation"):
        m.tied_from("RUNS", "Organisation", body["id"])
    m.found.append(ranking[0]["id"])


@names.effect
def milestones(m: Moving) -> None:
    """Begin, half-time and end."""
    begins, ends = m.item["starts_on"], m.item["ends_on"]
    for title, due in (
        ("开始", begins),
        ("中期", begins + (ends - begins) / 2),
        ("结项", ends),
    ):
        made = m.graph.make("Milestone", title=title, due=due, status="scheduled")
        m.tie("HAS_MILESTONE", "Milestone", made)


@names.effect
def candidates(m: Moving) -> None:
    """Households that fit by area, group and open need and agreed to sharing (U4); ids only."""
    rows = m.graph.run(
        "moves_targets", places=m.item.get("areas") or [], needs=m.item.get("needs") or [],
        groups=m.item.get("groups") or [], today=m.today, most=m.item.get("quota") or 1,
    )  # fmt: skip
    m.found += [row["id"] for row in rows]


@names.effect
def serves(m: Moving) -> None:
    for id in m.told["households"]:
        m.require(m.graph.node("Household", id), "HOUSEHOLD_UNKNOWN")
        m.tie("SERVES", "Household", id, **{"from": m.today})


@names.effect
def survey(m: Moving) -> None:
    scores = json.dumps(m.told["survey_scores"])
    for home in m.after("SERVES", "Household"):
        made = m.graph.make("Survey", scores=scores)
        m.graph.tie("CONCERNS", ("Survey", made), ("Household", home["id"]))


@names.effect
def access_ends(m: Moving) -> None:
    """Who ran it sees its households for thirty days more."""
    m.changes["access_until"] = m.today + ACCESS_AFTER


@names.effect
def state_kept(m: Moving) -> None:
    """Keep the state and what was left of its clock."""
    m.changes["state_before"] = m.item["state"]
    if (due := m.item.get("clock_due")) is not None:
        m.changes["clock_left"] = max(0, int((due - m.now).total_seconds()))
        m.changes["clock"] = m.item["clock"]
        m.changes |= {"clock_due": None, "clock_next": None}


@names.effect
def clock_goes_on(m: Moving) -> None:
    m.changes["state_before"] = None
    if (left := m.item.get("clock_left")) is not None:
        due = m.now + timedelta(seconds=left)
        m.changes |= {"clock": m.item["clock"], "clock_due": due, "clock_next": due}
        m.changes["clock_left"] = None


@names.effect
def households_handed_over(m: Moving) -> None:
    """No household is left without help: what the project ran ends, stewards take over.

    Links end in the way of their state and enrolments are left; each household is warned of
    (W19), its stewards are told at once, and its needs are matched anew.
    """
    for link in m.before("VIA", "Link"):
        everywhere.end_link(m, link)
    for one in m.before("IN_PROJECT", "Enrolment"):
        if one["state"] in TAKING_PART:
            m.bring_about("enrolment", "leave", one["id"])
    for home in m.after("SERVES", "Household"):
        if home["tie"].get("to") is not None:
            continue
        m.tie("SERVES", "Household", home["id"], to=m.today)
        told = {"household": home["id"], "alert_code": "W19", "priority": "P2"}
        m.found.append(m.bring_about("alert", "raise", **told)["id"])
        stewards = m.graph.after("Household", home["id"], "STEWARDED_BY", "Actor")
        now = [one["id"] for one in stewards if one["tie"].get("to") is None]
        m.graph.tell(now, "HOUSEHOLD_HANDED_OVER", home["id"], m.today, urgent=True)
        for village in m.graph.after("Household", home["id"], "LIVES_IN", "Area"):
            m.graph.job("plan", str(village["code"]))


@names.effect
def bidders_told(m: Moving) -> None:
    """Every bid is withdrawn, every bidder told."""
    for bid in _bids(m):
        if bid["state"] in {"DRAFT", "SUBMITTED"}:
            m.bring_about("bid", "withdraw", bid["id"])
        for body in m.graph.after("Bid", bid["id"], "BY", "Organisation"):
            people = m.graph.before("Organisation", body["id"], "WORKS_FOR", "Actor")
            m.tell([one["id"] for one in people], "PROJECT_CANCELLED")
