"""Applications: four eyes on everything adverse, the machine only for what is certain. 2.8."""

import contextlib
import json
from datetime import date, timedelta

from api.actions.moving import Moving, Names
from api.moves.everywhere import OPEN_NEEDS
from graph_schema.errors import Rejected
from graph_schema.masking import mask_name
from graph_schema.vocabulary import Role

names = Names(flow="application")
POLICIES = frozenset({*(f"E{number:02}" for number in range(1, 27)), "E05a"})
CERTAIN = frozenset({"E08", "E09", "E10"})  # both disability allowances, old-age allowance
SURVEYORS = 2
NOTICE_DAYS, PUBLIC_DAYS = 10, 7
ADULT = 18  # years; the names of minors are not published


@names.guard
def notice_given(m: Moving) -> None:
    m.require(str(m.told["notice_version"]).strip(), "NOTICE_MISSING")


@names.guard
def known_policy(m: Moving) -> None:
    m.require(m.told["policy"] in POLICIES, "POLICY_UNKNOWN")


@names.guard
def need_of_household(m: Moving) -> None:
    if "need" in m.told:
        owners = m.graph.before("Need", m.named("Need", "need")["id"], "HAS_NEED", "Household")
        mine = any(one["id"] == m.house for one in owners)
        m.require(mine, "NEED_OF_ANOTHER_HOUSEHOLD")


@names.guard
def verdict_of_policy(m: Moving) -> None:
    """A verdict it begins from is about this policy and this household or a member."""
    if "machine_verdict" not in m.told:
        return
    verdict = m.named("Verdict", "machine_verdict")
    m.require(verdict["policy"] == m.told["policy"], "VERDICT_OF_ANOTHER_POLICY")
    members = m.graph.before("Household", m.house, "MEMBER_OF", "Person")
    known = {m.house, *(one["id"] for one in members)}
    held = [
        one["id"]
        for label in ("Household", "Person")
        for one in m.graph.before("Verdict", verdict["id"], "HAS_VERDICT", label)
    ]
    m.require(known & set(held), "VERDICT_OF_ANOTHER_HOUSEHOLD")


@names.guard
def required_fields(m: Moving) -> None:
    lacking = [name for name in ("policy", "notice_version") if not m.item.get(name)]
    m.require(not lacking and m.home, "INCOMPLETE", fields=lacking)


@names.guard
def all_papers_named(m: Moving) -> None:
    m.require(m.told["papers"], "PAPERS_MISSING")


@names.guard
def returned_once(m: Moving) -> None:
    m.require(not m.item.get("returned"), "RETURNED_ALREADY")


@names.guard
def two_surveyors(m: Moving) -> None:
    people = set(m.told["surveyors"])
    known = all(m.graph.node("Actor", one) for one in people)
    m.require(known and len(people) >= SURVEYORS, "TWO_SURVEYORS")


@names.guard
def check_answered(m: Moving) -> None:
    m.require(m.item.get("check_state"), "CHECK_NOT_ANSWERED")


@names.guard
def survey_done(m: Moving) -> None:
    m.require(m.item.get("survey_state") == "DONE", "SURVEY_MISSING")


def _verdict(m: Moving) -> dict[str, object]:
    """Read the machine's latest verdict."""
    found = [v for v in m.after("HAS_VERDICT", "Verdict") if v.get("by") == "MACHINE"]
    return max(found, key=lambda v: v["created_at"], default={})


@names.guard
def favourable(m: Moving) -> None:
    m.require(_verdict(m).get("class") == "ELIGIBLE", "NOT_FAVOURABLE")


@names.guard
def not_discretionary(m: Moving) -> None:
    """Only what follows from age or certificate; whatever needs judgement, a human decides."""
    m.require(m.item["policy"] in CERTAIN, "DISCRETIONARY")


@names.guard
def every_condition_true(m: Moving) -> None:
    told = json.loads(str(_verdict(m).get("conditions") or "[]"))
    m.require(told and all(one["answer"] == "YES" for one in told), "CONDITION_NOT_TRUE")


@names.guard
def no_open_objection(m: Moving) -> None:
    m.require(not m.item.get("objections"), "OBJECTION_OPEN")


@names.guard
def visit_if_complaint(m: Moving) -> None:
    if m.item.get("complaint"):
        m.require(m.told.get("visited"), "HOME_VISIT_NEEDED")


@names.guard
def not_the_preparer(m: Moving) -> None:
    """Four eyes: somebody prepared it, and he is not the one who decides."""
    prepared = m.item.get("prepared_by")
    m.require(prepared is not None, "NOT_PREPARED")
    m.require(prepared != m.me, "FOUR_EYES")


@names.guard
def letter_once(m: Moving) -> None:
    m.require(m.item.get("letter_on") is None, "LETTER_CAME_ALREADY")


@names.guard
def letter_came(m: Moving) -> None:
    """Count the days to appeal from a day that has been, not before the decision."""
    decided = m.item["state_since"].date()
    m.require(decided <= m.told["letter_on"] <= m.today, "NOT_THE_DAY_OF_THE_LETTER")


@names.guard
def notice_given_ten_days(m: Moving) -> None:
    given = m.item.get("notice_on")
    told = given is not None and m.today - given >= timedelta(days=NOTICE_DAYS)
    m.require(told, "NOTICE_OF_TEN_DAYS")


@names.guard
def reply_heard(m: Moving) -> None:
    m.require(m.told["reply_heard"], "REPLY_NOT_HEARD")


@names.effect
def numbered(m: Moving) -> None:
    m.changes["application_no"] = f"SQ{m.today:%Y%m%d}-{m.id[:8]}"


@names.effect
def asked_for(m: Moving) -> None:
    m.tie("FOR", "Household", m.house)
    if "person" in m.told:
        m.tie("FOR", "Person", str(m.told["person"]))


@names.effect
def policy_linked(m: Moving) -> None:
    """From a need: the policy is linked to it as a recommendation, if the catalogue has it."""
    if "need" not in m.told:
        return
    need = m.named("Need", "need")
    m.tie("FOR", "Need", need["id"])
    rows = m.graph.run("moves_items_of_policy", quoted=json.dumps(m.told["policy"]))
    fitting = [row["id"] for row in rows if need["code"] in (row["needs"] or ())]
    if fitting and need["state"] in OPEN_NEEDS:
        told = {"household": m.house, "need": need["id"], "item": fitting[0]}
        with contextlib.suppress(Rejected):  # it can be asked for, whoever offers it
            m.found.append(m.bring_about("link", "recommend", **told)["id"])


@names.effect
def from_verdict(m: Moving) -> None:
    if "machine_verdict" in m.told:
        m.tie("HAS_VERDICT", "Verdict", str(m.told["machine_verdict"]))


@names.effect
def clock_starts(m: Moving) -> None:
    """The thirty working days of the whole review begin."""
    m.changes["clock_start"] = m.now


@names.effect
def verdict_asked(m: Moving) -> None:
    """The worker judges it by the rules in force."""
    if m.area is not None:
        m.graph.job("verdict", m.area, application=m.id)


@names.effect
def verdict(m: Moving) -> None:
    made = m.graph.make(
        "Verdict", policy=m.item["policy"], by="MACHINE", conditions=m.told["conditions"],
        missing=m.told["missing"], rule_version=m.told.get("rule_version"), at=m.now,
        amount_month=m.told.get("benefit"), **{"class": m.told["class_code"]},
    )  # fmt: skip
    m.tie("HAS_VERDICT", "Verdict", made)
    m.found.append(made)


@names.effect
def returned(m: Moving) -> None:
    m.changes["returned"] = (m.item.get("returned") or 0) + 1


@names.guard
def survey_not_begun(m: Moving) -> None:
    m.require(m.item.get("survey_state") is None, "SURVEY_BEGUN")


@names.effect
def survey_begun(m: Moving) -> None:
    m.changes |= {"survey_state": "BEGUN", "checks_from": _checked_from(m)}


@names.effect
def surveyed(m: Moving) -> None:
    m.changes |= {"survey_state": "DONE", "checks_from": _checked_from(m)}


def _checked_from(m: Moving) -> object:
    """Give when the checks began: their term runs from there, whenever the survey begins."""
    return m.item.get("checks_from") or m.item.get("clock_start") or m.now


@names.effect
def notice(m: Moving) -> None:
    """Publish name (masked, no minor's), village, category, headcount; never more (A15)."""
    members = m.graph.before("Household", m.house, "MEMBER_OF", "Person")
    head = next((p for p in members if p["tie"].get("head")), members[0] if members else {})
    birth = head.get("birth")
    grown = birth is None or _years(birth, m.today) >= ADULT
    name = mask_name(head["name"]) if head.get("name") and grown else None
    place = m.graph.run("moves_area", code=str(m.area))
    made = m.graph.make(
        "PublicNotice", masked_name=name, village=place[0]["name"] if place else None,
        category=m.item["policy"], headcount=(m.home or {}).get("size"),
        amount=m.item.get("benefit"),
        **{"from": m.today, "to": m.today + timedelta(days=PUBLIC_DAYS)},
    )  # fmt: skip
    m.tie("HAS_NOTICE", "PublicNotice", made)


def _years(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


@names.effect
def objection_opened(m: Moving) -> None:
    m.changes["objections"] = (m.item.get("objections") or 0) + 1


@names.effect
def objection_closed(m: Moving) -> None:
    m.changes["objections"] = 0


@names.effect
def prepared(m: Moving) -> None:
    m.changes["prepared_by"] = m.me


@names.effect
def prepared_anew(m: Moving) -> None:
    """An appeal or a recheck is prepared by somebody again before it is decided."""
    m.changes |= {"prepared_by": None, "notice_on": None, "letter_on": None}


@names.effect
def decided(m: Moving) -> None:
    """A named human decided: his verdict stands beside the machine's."""
    m.changes["decided_by"] = m.me
    made = m.graph.make(
        "Verdict", policy=m.item["policy"], by="HUMAN", reviewer=m.me, reasons=m.reason,
        at=m.now, **{"class": m.step.target},
    )  # fmt: skip
    m.tie("HAS_VERDICT", "Verdict", made)


@names.effect
def letter(m: Moving) -> None:
    """Say the decision at once; the letter with reasons and the way to appeal has a clock."""
    m.graph.send("application.letter", m.house, application=m.id, state=m.step.target)
    m.tell(m.stewards(Role.VILLAGE_STEWARD), f"APPLICATION_{m.step.target}")


@names.effect
def other_resources(m: Moving) -> None:
    m.match()
