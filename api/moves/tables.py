"""Guards and effects of every process by the names their tables use."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from api.actions.moving import Moving, Names
from api.moves import (
    alerts,
    applications,
    assessments,
    bids,
    brands,
    breaches,
    cases,
    change_requests,
    collections,
    consents,
    data_requests,
    enrolments,
    feedback,
    goods,
    granting,
    imports,
    joinings,
    leads,
    links,
    needs,
    projects,
    referrals,
    sessions,
    tasks,
    tickets,
    visits,
)
from graph_schema.audit import Action

ALL: Mapping[str, Names] = MappingProxyType(
    {
        module.names.flow: module.names
        for module in (
            alerts, applications, assessments, bids, breaches, cases, change_requests,
            collections, consents, data_requests, enrolments, feedback, goods, imports,
            joinings, leads, links, needs, projects, tasks, tickets, visits,
        )
    }
)  # fmt: skip

MORE = (brands, granting, referrals, sessions)  # add to the names of other modules

# What goes on record; of a process without a code of its own, that it moved.
ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "alert": Action.ALERT_CHANGED,
        "application": Action.APPLICATION_CHANGED,
        "breach": Action.BREACH_CHANGED,
        "impact_assessment": Action.ASSESSMENT_CHANGED,
        "bid": Action.BID_CHANGED,
        "case": Action.CASE_CHANGED,
        "change_request": Action.CHANGE_REQUESTED,
        "collection": Action.COLLECTED,
        "consent": Action.CONSENT_CHANGED,
        "consent.grant": Action.CONSENT_GIVEN,
        "consent.withdraw": Action.CONSENT_WITHDRAWN,
        "data_request": Action.DATA_REQUESTED,
        "enrolment": Action.ENROLMENT_CHANGED,
        "feedback": Action.FEEDBACK_CHANGED,
        "goods": Action.GOODS_CHANGED,
        "import": Action.FILE_CHANGED,
        "joining": Action.JOINING_CHANGED,
        "joining.ask": Action.JOINING_ASKED,
        "lead": Action.LEAD_CHANGED,
        "link": Action.LINK_CHANGED,
        "link.propose": Action.LINK_PROPOSED,
        "link.see": Action.LINK_SEEN,
        "link.accept": Action.LINK_ACCEPTED,
        "link.decline": Action.LINK_DECLINED,
        "link.start": Action.LINK_STARTED,
        "link.record_contact": Action.LINK_CONTACTED,
        "link.complete": Action.LINK_COMPLETED,
        "link.cancel": Action.LINK_CANCELLED,
        "need": Action.NEED_CHANGED,
        "need.open": Action.NEED_OPENED,
        "need.meet": Action.NEED_CLOSED,
        "project": Action.PROJECT_CHANGED,
        "task": Action.TASK_CHANGED,
        "task.create": Action.TASK_CREATED,
        "task.claim": Action.TASK_CLAIMED,
        "task.give_back": Action.TASK_RELEASED,
        "task.report": Action.TASK_REPORTED,
        "ticket": Action.TICKET_CHANGED,
        "visit": Action.VISIT_CHANGED,
        "visit.finish": Action.VISIT_RECORDED,
    }
)


def guard(flow: str, name: str) -> Callable[[Moving], None]:
    """Find a guard by the name its table uses."""
    return ALL[flow].guards[name]


def effect(flow: str, name: str) -> Callable[[Moving], None]:
    """Find an effect by the name its table uses."""
    return ALL[flow].effects[name]


def action(flow: str, event: str) -> Action:
    """Give the audit code of a move."""
    return ACTIONS.get(f"{flow}.{event}", ACTIONS[flow])
