"""Every process on every server: each move through the schema, each timer under a given clock.

The walker reads the tables: an event that is added is driven without a line here, but for what
it must be told to be true.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.actions.engine import Asked, move
from api.actions.rounds import clock_round
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.flows import Flow, Transition
from graph_schema.flows.engine import ANYBODY, BEFORE
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.contract.asking import Asking, name_of
from tests.contract.parties import (
    DISTRICT,
    NOW,
    PANEL,
    PROJECT,
    TODAY,
    WEEK,
    caller,
    district,
    stand,
    stand_all,
    write,
)
from tests.worlds import HERE, SYSTEM

# What each field is told, `#` standing for the number of the household.
TOLD: dict[str, Any] = {
    "agreement": "XY-1", "assessed": "SENSITIVE", "breach_cause": "误发",
    "contact": "028-0000-0000", "data_kinds": ["姓名"], "harm": "骚扰电话",
    "measures": "分级授权", "necessity": "分级帮扶", "remedies": "已撤回", "risks": "误判",
    "answers": "[{}]", "block": "home", "form": "basic",
    "applicant": "林小满", "mobile": "13800000000", "secret_hash": "x",
    "alert_code": "NEW_ILLNESS", "amount": 90, "benefit": 50000, "answer": "核实完毕",
    "answer_by": NOW + WEEK, "area_code": HERE, "areas": [DISTRICT],
    "bid_closes": NOW + 3 * WEEK,
    "bid_opens": NOW + WEEK, "budget": 100, "caseworker": "aR10", "channel": "VILLAGE_VISIT",
    "changed_field": "Household.phone", "check_state": "CONFIRMED", "class_code": "ELIGIBLE",
    "community": "{}", "conditions": "{}", "counts": "{}", "contact_on": TODAY,
    "data_fields": ["phone"],
    "dataset": "ds", "death_evidence": "CERTIFICATE", "department": "WJ",
    "departments": ["YB", "WJ"], "description": "独居老人无人照料", "died_on": TODAY,
    "direction": "BOTTOM_UP", "due": TODAY + timedelta(days=3), "evaluators": list(PANEL),
    "ends_at": NOW + timedelta(hours=1), "ends_on": date(2024, 12, 31), "evidence": "入户查看",
    "exit_goal": "自立", "goal_scores": [], "expected_on": TODAY + WEEK, "family": "{}",
    "file_hash": "%064x",
    "file_name": "a.csv", "goal": "照料", "goals": ["ABILITY"], "groups": ["DISABLED"],
    "household": "h#", "household_agrees": True, "household_confirms": True,
    "household_heard": True, "households": ["h#"], "indicators": "{}", "item": "i",
    "letter_on": TODAY,
    "link": "l#", "meeting_place": "社区", "method": "SIGNATURE", "missing": "[]",
    "mode": "HOME",
    "need": "n#", "need_code": "EDUCATION", "needs": ["CARE"], "new_consent": "c#",
    "new_value": "13900000000", "participants": "{}", "in_project": "jb",
    "employer": "某公司", "trained": ["保洁"],
    "sku": "RICE-5KG", "unit": "袋", "quantity": 20.0, "expiry": TODAY, "units_given": 2.0,
    "counted": 7.0, "outcome": "MET", "skills": ["care"], "said": "字太小",
    "services": ["SV03"], "network": "[]", "self_reliance": 4, "note": "已访",
    "notice_on": TODAY, "notice_version": "1",
    "organisation": "o", "organisations": ["o"], "original": "x0", "papers": ["户口簿"],
    "person": "p#", "person_scores": "{}", "plan_signed": True, "points": 80.0, "policy": "E10",
    "preview_seen": True, "priority": "SECOND", "purposes": ["MATCHING"],
    "question": "是否参保",
    "quota": 3, "urgency_reasons": ["独居"], "receivers": ["o"], "reply_heard": True,
    "report": "完成", "request_kind": "COPY",
    "review_on": TODAY + WEEK, "scoring_sheet": "{}", "sealed_body": "{}",
    "second_person": "a2R10",
    "severity": 2, "signed_by_household": True, "signer": "本人", "size": 10, "spent": 90,
    "starts_at": NOW, "starts_on": date(2024, 1, 1), "strengths": "{}",
    "survey_scores": [5, 4, 5],
    "survey_or_hearing": "SURVEY", "surveyors": ["aR03", "aR04"], "task_kind": "VOLUNTEER",
    "template": "yb_medical", "title": "微光", "town_steward": "a2R06",
    "tried_on": [TODAY - timedelta(days=d) for d in (9, 5, 1)], "unmet_why": "NO_RESOURCE",
    "urgency": 3, "verifier": "aR07", "volunteer": "aR03", "waitlist_position": 1,
    "worker": "a2R07", "project_id": "l#",
}  # fmt: skip
# What an event is told besides, where the row leaves it open and a guard asks for it.
MORE: dict[str, dict[str, Any]] = {
    "breach.notify": {"households": ["h#"]},
    "collection.start": {"notice_version": "2024-1"},
    "lead.confirm": {"visit": "v#", "needs": ["CARE"]},
    "need.verify": {"visit": "v#"},
    "need.reopen_unmet": {"request": "再次申请"},
    "link.complete": {"visits": 2},
    "case.plan": {"goal_scores": [3]},
    "case.reach_stage": {"goal_scores": [5]},
    "alert.link_action": {"package": "P-MED"},
    "alert.resolve": {"ended": True},
    "project.assess": {"visit": "v#"},
}
# What an item must be for one event, where that differs from the others.
ITEM: dict[str, dict[str, Any]] = {
    "case.archive": {"closed_at": NOW - timedelta(days=200)},
    "need.refute": {"code": "N05"},
    "need.reopen_unmet": {"code": "N04"},
    "task.assign": {"kind": "DELIVERY"},
    "task.join": {"people_needed": 2},
    "visit.stop": {"not_home_count": 3},
    "application.return": {"returned": 0},
    "application.accept_urgent": {"policy": "E06"},
    "application.grant_urgently": {"policy": "E06"},
    "application.begin_survey": {"survey_state": None},
    "application.paid_once": {"policy": "E06"},
    "application.hand_in_papers": {"policy": "E06", "papers_follow": True},
    "application.close_without_papers": {"policy": "E06", "papers_follow": True},
    "project.resume": {"state_before": "RUNNING"},
    "bid.rate": {"scores": "{}"},
    "import.approve": {"second": "a2R10", "second_role": "R10"},
    "import.roll_back": {"second": "a2R10", "second_role": "R10"},
    "enrolment.record_skills": {"template": "SAIL"},
    "enrolment.record_training": {"template": "SAIL"},
    "enrolment.place": {"template": "SAIL"},
    "enrolment.keep_three": {"placed_on": TODAY - timedelta(days=200)},
    "enrolment.keep_six": {"placed_on": TODAY - timedelta(days=200)},
    "project.approve": {"bid_opens": NOW + WEEK, "bid_closes": NOW + 3 * WEEK},
}
REASON = "NO_CAPACITY"
FLOWS = [flows.load(name) for name in flows.names()]


def right(row: Transition) -> Role:
    return next(role for role in row.who if role is not Role.SYSTEM)


def wrong(flow: Flow, row: Transition) -> Role:
    allowed = flow.roles_of(row.event)
    return next((role for role in ANYBODY if role not in allowed | {Role.SYSTEM}), Role.MANAGER)


def told(flow: Flow, row: Transition, number: int) -> dict[str, Any]:
    names = [asked.field.name for asked in row.fields if asked.required]
    given = {name: TOLD[name] for name in names} | MORE.get(f"{flow.name}.{row.event}", {})
    return {name: filled(value, number) for name, value in given.items()}


def filled(value: Any, number: int) -> Any:
    if isinstance(value, list):
        return [filled(one, number) for one in value]
    if not isinstance(value, str):
        return value
    return value % number if value.startswith("%") else value.replace("#", str(number))


CLAIMED = {"join": "aR07"} | dict.fromkeys(
    ("give_back", "check_in", "report", "confirm", "no_show", "cancel"), "aR09"
)
GOING = {"set_out", "finish", "not_home", "refused", "moved", "deceased", "danger"}


def around(store: Store, flow: Flow, rows: list[tuple[int, Transition]]) -> None:
    """What else must be there for an event to be true."""
    nodes: dict[str, list[dict[str, Any]]] = {}
    ties: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for n, row in rows:
        more, tied = ROUND_ABOUT.get(flow.name, lambda n, event: ({}, []))(n, row.event)
        for label, made in more.items():
            nodes.setdefault(label, []).extend(made)
        for kind, start, end, a, b in tied:
            ties.setdefault((kind, start, end), []).append((a, b))
    if nodes or ties:
        write(store, nodes, [(*kind, ends) for kind, ends in ties.items()])


def _link_of(n: int) -> tuple[dict[str, Any], list[Any]]:
    return {"Link": [{"id": f"l{n}", "state": "ACCEPTED"}]}, [
        ("HAS_LINK", "Household", "Link", f"h{n}", f"l{n}")
    ]


def _around_case(n: int, event: str) -> tuple[dict[str, Any], list[Any]]:
    if event == "revise_plan":
        plan = {"id": f"sp{n}", "signed_at": NOW, "services": ["SV03"]}
        return {"ServicePlan": [plan]}, [("HAS_PLAN", "Case", "ServicePlan", f"x{n}", f"sp{n}")]
    if event == "reach_stage":
        plan = {"id": f"sp{n}", "signed_at": NOW, "services": ["SV01"]}
        goal = {"id": f"g{n}", "kind": "ABILITY", "stage": 1, "state": "OPEN", "before": 2}
        return {"ServicePlan": [plan], "Goal": [goal]}, [
            ("HAS_PLAN", "Case", "ServicePlan", f"x{n}", f"sp{n}"),
            ("HAS_GOAL", "ServicePlan", "Goal", f"sp{n}", f"g{n}"),
        ]
    return _link_of(n) if event == "start" else ({}, [])


def _around_task(n: int, event: str) -> tuple[dict[str, Any], list[Any]]:
    if event == "create":
        return _link_of(n)
    doer = CLAIMED.get(event)
    return {}, [("CLAIMED_BY", "Task", "Actor", f"x{n}", doer)] if doer else []


def _around_visit(n: int, event: str) -> tuple[dict[str, Any], list[Any]]:
    return {}, [("BY", "Visit", "Actor", f"x{n}", "aR03")] if event in GOING else []


def _around_project(n: int, event: str) -> tuple[dict[str, Any], list[Any]]:
    if event == "plan":
        case = {"id": f"k{n}", "case_no": f"k{n}", "state": "IN_SERVICE"}
        return {"Case": [case], "Assessment": [{"id": f"as{n}", "at": NOW}]}, [
            ("OF", "Case", "Household", f"k{n}", f"h{n}"),
            ("HAS_ASSESSMENT", "Case", "Assessment", f"k{n}", f"as{n}"),
            ("SERVES", "Project", "Household", f"x{n}", f"h{n}"),
        ]
    if event not in {"evaluate", "rank", "award"}:
        return {}, []
    state = "VALID" if event == "evaluate" else "SCORED"
    bids = [{"id": f"b{k}{n}", "state": state, "score": 80.0, "amount": 90} for k in "12"]
    return {"Bid": bids}, [
        tie
        for bid in bids
        for tie in (
            ("HAS_BID", "Project", "Bid", f"x{n}", bid["id"]),
            ("BY", "Bid", "Organisation", bid["id"], "o2"),
        )
    ]


def _around_bid(n: int, event: str) -> tuple[dict[str, Any], list[Any]]:
    project = {"id": f"l{n}", "project_no": f"l{n}", **PROJECT}
    if event == "draft":
        return {"Project": [project | {"state": "BIDDING"}]}, []
    judged = event in {"validate", "invalidate"}
    return {"Project": [{"id": f"l{n}", "state": "BID_CLOSED"}]} if judged else {}, []


def _around_enrolment(n: int, event: str) -> tuple[dict[str, Any], list[Any]]:
    served = ("SERVES", "Project", "Household", "jb", f"h{n}")
    return {}, [served] if event == "enrol" else []


def _around_goods(n: int, event: str) -> tuple[dict[str, Any], list[Any]]:
    if event != "give":
        return {}, []
    nodes, ties = _link_of(n)
    return nodes, [*ties, ("PROVIDED_BY", "Link", "Organisation", f"l{n}", "o")]


ROUND_ABOUT: dict[str, Callable[[int, str], tuple[dict[str, Any], list[Any]]]] = {
    "case": _around_case,
    "task": _around_task,
    "visit": _around_visit,
    "project": _around_project,
    "bid": _around_bid,
    "enrolment": _around_enrolment,
    "goods": _around_goods,
}


def before_of(flow: Flow, row: Transition) -> str:
    return "RUNNING" if row.target == BEFORE else row.target


@pytest.fixture
def noon(store: Store) -> Store:
    """The store with its clock at noon of the district's day."""
    return Store(store.connection, clock=lambda: NOW)


def numbered(wanted: Callable[[Transition], bool]) -> list[tuple[Flow, Transition, int]]:
    """Rows of every process with a household's number each, from 1."""
    rows = [(flow, row) for flow in FLOWS for row in flow.transitions if wanted(row)]
    return [(flow, row, n) for n, (flow, row) in enumerate(rows, 1)]


def test_every_move_goes_through_the_schema_for_its_role_and_for_no_other(
    noon: Store, tmp_path: Path
):
    rows = numbered(lambda row: row.who != (Role.SYSTEM,))
    district(noon, len(rows) + 1)
    for flow in FLOWS:
        mine = [(n, row) for its, row, n in rows if its is flow]
        moving = [(n, row) for n, row in mine if row.source is not None]
        props = {n: ITEM.get(f"{flow.name}.{row.event}", {}) for n, row in moving}
        stand_all(noon, flow, [(str(row.source), n, props[n]) for n, row in moving])
        around(noon, flow, mine)
    stand(noon, flows.load("lead"), "REPORTED", 0)  # what a duplicate is the duplicate of
    asking = Asking(noon, tmp_path)

    faults = [fault for flow, row, n in rows for fault in driven(asking, flow, row, n)]

    assert faults == []


def driven(asking: Asking, flow: Flow, row: Transition, n: int) -> list[str]:
    """What is wrong with one row: wrong role, stale version, no reason, then as it must be."""
    name, role, event = name_of(flow, row.event), right(row), f"{flow.name}.{row.event}"
    given = told(flow, row, n)
    if event.endswith("mark_duplicate") and flow.name == "need":
        given["original"] = f"n{n}"
    said: dict[str, Any] = {"reason": REASON}
    if row.source is not None:
        said |= {"id": f"x{n}", "expectedVersion": 1}
    faults: list[str] = []

    def attempt(who: Role, operation: str, **changed: Any) -> dict[str, Any]:
        body = said | {"operationId": f"{event} {n} {operation}"} | changed
        return asking.do(caller(who, n), name, given, **body)

    def expect(found: dict[str, Any], code: str) -> None:
        if code not in {found.get("code"), *(found.get("violations") or ())}:
            faults.append(f"{event} from {row.source}: wanted {code}, got {found}")

    expect(attempt(wrong(flow, row), "wrong"), "FORBIDDEN")
    if row.source is not None:
        expect(attempt(role, "stale", expectedVersion=9), "STALE_VERSION")
    if row.reason:
        expect(attempt(role, "mute", reason=None), "REASON_MISSING")
    tried, done = attempt(role, "dry", dryRun=True), attempt(role, "right")
    if done.get("state") not in after_all(flow, before_of(flow, row)):
        return [*faults, f"{event} from {row.source} as {role}: {done}"]
    if (tried.get("state"), attempt(role, "right")) != (done["state"], done):
        faults.append(f"{event} from {row.source}: tried {tried}, done {done}, not once")
    return faults


def after_all(flow: Flow, state: str) -> set[str]:
    """States a move may end in: its own, and where the table goes on by itself."""
    found = {state}
    for _ in flow.transitions:
        found |= {t.target for t in flow.transitions if t.auto and t.source in found}
    return found


def test_every_timer_fires_under_a_given_clock_and_not_before(noon: Store):
    rows = numbered(lambda row: bool(row.timer))
    district(noon, len(rows) + 1)
    for flow in FLOWS:
        mine = [(row, n) for its, row, n in rows if its is flow]
        stand_all(noon, flow, [(str(row.source), n, running(row)) for row, n in mine])

    clock_round(noon, NOW + WEEK - timedelta(seconds=1))
    early = states(noon, rows)
    clock_round(noon, NOW + WEEK)
    late = states(noon, rows)

    assert early == [row.source for _, row, _ in rows]
    stuck = [
        f"{flow.name}.{row.event} from {row.source}"
        for (flow, row, _), state in zip(rows, late, strict=True)
        if state not in after_all(flow, row.target)
    ]
    assert stuck == []


def running(row: Transition) -> dict[str, Any]:
    """A clock that is over in a week; the last of those that fire the row."""
    return {"clock": row.timer[-1], "clock_from": NOW, "clock_due": NOW + WEEK}


def states(store: Store, rows: list[tuple[Flow, Transition, int]]) -> list[str]:
    found: dict[str, str] = {}
    with store.read(SYSTEM) as session:
        for flow in FLOWS:
            ids = [f"x{n}" for its, _, n in rows if its is flow]
            nodes = bulk.find(session, flow.label, ids)
            found |= {id: node["state"] for id, node in nodes.items()}
    return [found[f"x{n}"] for _, _, n in rows]


def test_what_a_job_tells_moves_by_the_program_alone(noon: Store):
    rows = numbered(lambda row: row.job is not None and row.who == (Role.SYSTEM,))
    district(noon, len(rows) + 1)

    for flow, row, n in rows:
        id = None if row.source is None else stand(noon, flow, row.source, n)
        facts = {k: CODES.get(k, v) for k, v in told(flow, row, n).items()}
        asked = Asked(operation=f"job {n}", flow=flow.name, event=row.event, id=id, told=facts)
        access = Access.system(flow.purpose, (DISTRICT,))
        assert move(noon, access, asked)["state"] in after_all(flow, row.target)


CODES = {"need_code": "N08"}  # as the program tells them
