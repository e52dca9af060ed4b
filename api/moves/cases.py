"""Cases: work with one household over time, to its end. Domain 3.2."""

import json
from datetime import date, timedelta

from api.actions.moving import Moving, Names
from api.moves import everywhere
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Level, Package, Role, ServiceType, entries

names = Names(flow="case")
ENDED = frozenset({"ARCHIVED", "CLOSED_DEATH", "CLOSED", "FOLLOW_UP"})
FOLLOW_UPS = (0, 60, 150)  # days from month one: months 1, 3 and 6 after closing
MONTH_SIX = 180
APPLIED = frozenset({"DRAFT", "CLOSED", "REFUSED"})  # an application in these is none
STOPPED = frozenset({"PLANNED", "ASSIGNED"})
KINDS = ("ABILITY", "ASSETS", "INCLUSION", "OTHER")
TIES = ("FAMILY", "FRIEND", "NEIGHBOUR", "COLLEAGUE", "BODY")  # of a support network
BEGINS_WITHIN = timedelta(days=3)  # of a package: plan ready (domain 2.4)


@names.guard
def household_known(m: Moving) -> None:
    m.require(m.home, "HOUSEHOLD_UNKNOWN")


@names.guard
def no_other_open_case(m: Moving) -> None:
    """One open case a household: work is joined, not split."""
    others = m.graph.before("Household", str(m.told["household"]), "OF", "Case")
    m.require(all(one["state"] in ENDED for one in others), "CASE_OPEN_ALREADY")


@names.guard
def scores_given(m: Moving) -> None:
    """Person, family and community are each scored, strengths beside problems."""
    for name in ("person_scores", "family", "community", "strengths"):
        m.require(isinstance(_json(m.told[name]), dict), "NOT_JSON", field=name)


@names.guard
def support_network(m: Moving) -> None:
    """Who supports it, and how well: a list of objects with who, tie and strength 0 to 3."""
    told = _json(m.told.get("network", "[]"))
    m.require(isinstance(told, list), "NOT_JSON", field="network")
    for one in told if isinstance(told, list) else ():
        whole = isinstance(one, dict) and {"who", "tie", "strength"} == set(one)
        m.require(whole, "WHO_TIE_STRENGTH", field="network")
        m.require(one["tie"] in TIES, "UNKNOWN_CODE", field="network", known=TIES)
        m.require(one["strength"] in range(4), "STRENGTH_0_TO_3", field="network")


@names.guard
def self_reliance_0_to_10(m: Moving) -> None:
    m.require(m.told.get("self_reliance", 0) in range(11), "SELF_RELIANCE_0_TO_10")


@names.guard
def services_known(m: Moving) -> None:
    unknown = sorted(set(m.told.get("services", ())) - set(ServiceType))
    m.require(not unknown, "UNKNOWN_CODE", field="services", unknown=unknown)


@names.guard
def plan_there(m: Moving) -> None:
    m.require(_latest_plan(m), "PLAN_MISSING")


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


@names.guard
def signed_by_both(m: Moving) -> None:
    m.require(m.told["signed_by_household"], "NOT_SIGNED_BY_HOUSEHOLD")


@names.guard
def town_approves_if_orange(m: Moving) -> None:
    if (m.home or {}).get("level") == Level.ORANGE:
        m.require("town_steward" in m.told, "TOWN_APPROVAL_MISSING")
        everywhere.somebody_with(m, "town_steward", [Role.TOWN_STEWARD])


def _latest_plan(m: Moving) -> Row | None:
    plans = m.after("HAS_PLAN", "ServicePlan")
    return max(plans, key=lambda plan: (plan["signed_at"], plan["id"]), default=None)


def _plan_goals(m: Moving) -> list[Row]:
    """Read the goals of the latest plan, in the order they were agreed."""
    latest = _latest_plan(m)
    if latest is None:
        return []
    kinds = m.graph.after("ServicePlan", latest["id"], "HAS_GOAL", "Goal")
    return sorted(kinds, key=lambda goal: KINDS.index(goal["kind"]))


@names.guard
def a_score_a_goal(m: Moving) -> None:
    """Every goal has its score, before and after: 0 to 10, in the order of the kinds."""
    goals = m.told["goals"] if "goals" in m.told else _plan_goals(m)
    if "goals" in m.told:
        m.require(goals == sorted(set(goals), key=KINDS.index), "GOALS_IN_ORDER", order=KINDS)
    _scored(m, len(goals))


def _scored(m: Moving, goals: int) -> None:
    scores = m.told["goal_scores"]
    m.require(len(scores) == goals, "ONE_SCORE_A_GOAL", goals=goals)
    m.require(all(score in range(11) for score in scores), "SCORE_0_TO_10")


@names.guard
def stages_in_turn(m: Moving) -> None:
    """渐进: each goal has its stage, and the stages are 1, 2, … without a gap."""
    stages = m.told.get("goal_stages")
    if stages is not None:
        m.require(len(stages) == len(m.told["goals"]), "ONE_STAGE_A_GOAL")
        m.require(set(stages) == set(range(1, len(set(stages)) + 1)), "STAGES_IN_TURN")


def _stage_goals(m: Moving) -> list[Row]:
    """Read the goals of the stage that is worked on: the first with a goal that is open."""
    goals = _plan_goals(m)
    open_ = [goal.get("stage") or 1 for goal in goals if goal["state"] == "OPEN"]
    return [goal for goal in goals if open_ and (goal.get("stage") or 1) == min(open_)]


@names.guard
def stage_open(m: Moving) -> None:
    m.require(_stage_goals(m), "NO_OPEN_STAGE")


@names.guard
def a_score_a_goal_of_the_stage(m: Moving) -> None:
    """Every goal of the stage has its score: 0 to 10, in the order of the kinds."""
    _scored(m, len(_stage_goals(m)))


@names.guard
def link_accepted_or_policy_applied(m: Moving) -> None:
    home = m.house
    links = m.graph.after("Household", home, "HAS_LINK", "Link")
    asked = m.graph.before("Household", home, "FOR", "Application")
    served = any(one["state"] in everywhere.LIVE_LINKS for one in links)
    m.require(served or any(one["state"] not in APPLIED for one in asked), "NOTHING_UNDER_WAY")


@names.guard
def household_confirms(m: Moving) -> None:
    m.require(m.told["household_confirms"], "HOUSEHOLD_DOES_NOT_CONFIRM")


@names.guard
def new_worker_accepts(m: Moving) -> None:
    """Another social worker; he accepts by taking over."""
    everywhere.somebody_with(m, "worker", [Role.SOCIAL_WORKER])


@names.guard
def new_worker(m: Moving) -> None:
    m.require(m.item.get("next_worker") == m.me, "NOT_THE_NEW_WORKER")


@names.guard
def survey_done(m: Moving) -> None:
    everywhere.survey_scores(m)


@names.guard
def review_ahead(m: Moving) -> None:
    m.require(m.told["review_on"] > m.told["starts_on"], "REVIEW_BEFORE_START")


@names.guard
def no_open_p1_p2(m: Moving) -> None:
    alerts = m.graph.after("Household", m.house, "HAS_ALERT", "Alert")
    urgent = [a for a in alerts if a["state"] in everywhere.OPEN_ALERTS]
    m.require(all(a.get("priority") == "P3" for a in urgent), "ALERTS_OPEN")


@names.guard
def month_six_over(m: Moving) -> None:
    closed = m.item.get("closed_at")
    m.require(everywhere.past(closed, MONTH_SIX, m), "TOO_EARLY", days=MONTH_SIX)


@names.guard
def relapse(m: Moving) -> None:
    """A need or an alert is open again."""
    home = m.house
    needs = m.graph.after("Household", home, "HAS_NEED", "Need")
    alerts = m.graph.after("Household", home, "HAS_ALERT", "Alert")
    found = any(n["state"] in everywhere.OPEN_NEEDS for n in needs)
    m.require(found or any(a["state"] in everywhere.OPEN_ALERTS for a in alerts), "NO_RELAPSE")


@names.guard
def last_member(m: Moving) -> None:
    """Everybody else has died before; another member's death is a review, the case goes on."""
    members = m.graph.before("Household", m.house, "MEMBER_OF", "Person")
    living = [
        p["id"] for p in members if p["tie"].get("to") is None and p.get("deceased") is None
    ]
    m.require(living == [m.told["person"]], "OTHERS_LIVE")
    m.require(m.told["died_on"] <= m.today, "DEATH_IN_FUTURE")


@names.effect
def numbered(m: Moving) -> None:
    m.changes["case_no"] = f"GA{m.today:%Y%m%d}-{m.id[:8]}"


@names.effect
def of_household(m: Moving) -> None:
    m.tie("OF", "Household", str(m.told["household"]))


@names.effect
def steward_told(m: Moving) -> None:
    m.tell(m.stewards(Role.VILLAGE_STEWARD), "CASE_OPENED")


@names.effect
def assessment(m: Moving) -> None:
    told = {n: m.told.get(n) for n in ("family", "community", "strengths", "network")}
    made = m.graph.make("Assessment", at=m.now, person=m.told["person_scores"], **told)
    m.tie("HAS_ASSESSMENT", "Assessment", made)
    m.found.append(made)


@names.effect
def owned_by_me(m: Moving) -> None:
    everywhere.owned_by(m, m.me)
    m.changes["next_worker"] = None


@names.effect
def goals(m: Moving) -> None:
    """Sign the plan with a goal of each kind that was agreed."""
    plan = m.graph.make("ServicePlan", signed_at=m.now, exit_goal=m.told["exit_goal"])
    m.tie("HAS_PLAN", "ServicePlan", plan)
    stages = m.told.get("goal_stages") or [1] * len(m.told["goals"])
    scores = m.told["goal_scores"]
    for kind, before, stage in zip(m.told["goals"], scores, stages, strict=True):
        goal = m.graph.make("Goal", kind=kind, state="OPEN", before=before, stage=stage)
        m.graph.tie("HAS_GOAL", ("ServicePlan", plan), ("Goal", goal))
    m.found.append(plan)


@names.effect
def stage_reached(m: Moving) -> None:
    """The goals of the present stage are met; those of the next are what is worked on."""
    for goal, after in zip(_stage_goals(m), m.told["goal_scores"], strict=True):
        m.graph.change("Goal", goal["id"], after=after, state="MET")


@names.effect
def goals_scored(m: Moving) -> None:
    """Where each goal stands now, beside where it stood."""
    for goal, after in zip(_plan_goals(m), m.told["goal_scores"], strict=True):
        m.graph.change("Goal", goal["id"], after=after, state="MET")


@names.effect
def package(m: Moving) -> None:
    """Begin from the package of the household's colour; what was agreed instead is told."""
    level = (m.home or {}).get("level")
    template = str(entries(Level)[level].about["package"]) if level is not None else None
    offered = entries(Package)[template].about["services"] if template else []
    services = sorted(set(m.told.get("services", offered)))
    m.graph.add("ServicePlan", m.found[0], template=template, services=services)


@names.effect
def package_begins(m: Moving) -> None:
    """A package may begin with a visit: a case conference, the steward at home."""
    level = (m.home or {}).get("level")
    template = str(entries(Level)[level].about["package"]) if level is not None else None
    mode = entries(Package)[template].about.get("begins") if template else None
    if mode is not None:
        due = m.today + BEGINS_WITHIN
        made = m.bring_about("visit", "plan", household=m.house, due=due, mode=mode)
        m.found.append(made["id"])


@names.effect
def plan_revised(m: Moving) -> None:
    """Change the plan; the version before is kept, and the step says who and why."""
    plan = _latest_plan(m) or {}
    services = sorted(set(m.told["services"]))
    m.graph.change("ServicePlan", plan["id"], services=services)
    m.found.append(plan["id"])


@names.effect
def monitored(m: Moving) -> None:
    """The household is watched from that day; who looks again, and when, is on record."""
    begins = {"monitored": True, "monitored_from": m.told["starts_on"]}
    m.graph.change("Household", m.house, **begins, review_on=m.told["review_on"])
    m.evaluate()


@names.effect
def hand_over_note(m: Moving) -> None:
    m.changes |= {"next_worker": m.told["worker"], "hand_over": m.told["note"]}
    m.tell([str(m.told["worker"])], "CASE_TRANSFERRED")


@names.effect
def clocks_stop(m: Moving) -> None:
    """The household's planned visits stand still; what was left of their clocks is kept."""
    for visit in m.graph.before("Household", m.house, "VISITS", "Visit"):
        due = visit.get("clock_due")
        if visit["state"] in STOPPED and due is not None:
            left = max(0, int((due - m.now).total_seconds()))
            m.graph.change(
                "Visit", visit["id"], clock_due=None, clock_next=None, clock_left=left
            )


@names.effect
def clocks_go_on(m: Moving) -> None:
    """The clocks that stood still go on with what was left of them."""
    for visit in m.graph.before("Household", m.house, "VISITS", "Visit"):
        left = visit.get("clock_left")
        if visit["state"] in STOPPED and left is not None:
            due = m.now + timedelta(seconds=left)
            m.graph.change("Visit", visit["id"], clock_due=due, clock_next=due, clock_left=None)


@names.effect
def survey(m: Moving) -> None:
    scores = json.dumps(m.told["survey_scores"])
    made = m.graph.make("Survey", scores=scores)
    m.graph.tie("CONCERNS", ("Survey", made), ("Household", m.house))


@names.effect
def visits_planned(m: Moving) -> None:
    """Visits in months one, three and six after closing."""
    for days in FOLLOW_UPS:
        due = m.today + timedelta(days=days)
        made = m.bring_about("visit", "plan", household=m.house, due=due, mode="HOME")
        m.found.append(made["id"])


@names.effect
def death_recorded(m: Moving) -> None:
    died: date = m.told["died_on"]
    m.graph.change("Person", str(m.told["person"]), deceased=died)


@names.effect
def messages_stop(m: Moving) -> None:
    """Nothing goes out to or about the household any more."""
    home = m.house
    m.graph.untell_anywhere(home)
    m.graph.drop_messages(home)
    m.graph.change("Household", home, monitored=False)


@names.effect
def worker_told(m: Moving) -> None:
    """Who worked with the household learns that the work goes on in another, or ends."""
    m.tell(everywhere.owners(m), "CASE_HOUSEHOLD_MERGED")


@names.effect
def links_cancelled(m: Moving) -> None:
    for link in m.graph.after("Household", m.house, "HAS_LINK", "Link"):
        everywhere.end_link(m, link)


@names.effect
def needs_withdrawn(m: Moving) -> None:
    for need in m.graph.after("Household", m.house, "HAS_NEED", "Need"):
        if need["state"] in {
            "REPORTED",
            "VERIFYING",
            "VERIFIED",
            "ASSESSED",
            "OPEN",
            "PARTLY_MET",
        }:
            m.bring_about("need", "withdraw", need["id"])
