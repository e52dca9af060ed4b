"""删除 Erasing somebody through the API, on both servers: two people, then the worker."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.jobs import ask, work_once
from api.privacy.forgetting import hold
from api.settings import ApiSettings
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store import bulk, lanes
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.api.callers import as_
from tests.worlds import SYSTEM, two_villages

FIELDS = "id of reason state own counts { name count } certificate error"
REQUEST = f"""mutation($input: RequestErasureInput!) {{ requestErasure(input: $input) {{
  ... on ErasureRequest {{ {FIELDS} }} ... on Failure {{ code violations }} }} }}"""
DECIDE = f"""mutation($input: DecideErasureInput!) {{ decideErasure(input: $input) {{
  ... on ErasureRequest {{ {FIELDS} }} ... on Failure {{ code violations }} }} }}"""
LIST = f"{{ erasures {{ {FIELDS} }} }}"
REPORT = (
    """{ retention { terms { name days what } runs { state counts { name count } error } } }"""
)


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Starlette:
    two_villages(store)
    return create_api(ApiSettings(keys=tmp_path), store)


def requested(site: Starlette, who: str, id: str = "h1", **more: Any) -> dict[str, Any]:
    told = {
        "operationId": f"{who} {id}",
        "of": "Household",
        "id": id,
        "reason": "REQUEST",
        **more,
    }
    return as_(site, who, lambda p: p.ask(REQUEST, input=told))["data"]["requestErasure"]


def decided(site: Starlette, who: str, id: str, *, agree: bool) -> dict[str, Any]:
    told = {"operationId": f"{who} {id} {agree}", "id": id, "agree": agree}
    return as_(site, who, lambda p: p.ask(DECIDE, input=told))["data"]["decideErasure"]


def there(site: Starlette, label: str) -> set[str]:
    with site.state.wulian.store.read(SYSTEM) as session:
        return {row["id"] for row in bulk.scan(session, label)}


def worked(site: Starlette) -> None:
    while work_once(site.state.wulian.store, "worker"):
        pass


def test_one_person_asks_another_decides_and_the_worker_erases_with_a_certificate(
    site: Starlette,
):
    asked = requested(site, "coordinator")
    again = requested(site, "coordinator")
    worked(site)
    untouched = there(site, "Household")
    agreed = decided(site, "auditor", asked["id"], agree=True)
    still = there(site, "Household")
    worked(site)
    (done,) = as_(site, "auditor", lambda p: p.data(LIST))["erasures"]

    assert (asked["state"], asked["own"]) == ("ASKED", True)
    assert again["id"] == asked["id"]
    assert {"name": "Household", "count": 1} in asked["counts"]
    assert untouched == still == {"h1", "h2", "h3"}
    assert (agreed["state"], agreed["own"]) == ("QUEUED", False)
    assert (done["state"], done["counts"]) == ("DONE", asked["counts"])
    assert there(site, "Household") == {"h2", "h3"}
    assert there(site, "Erasure") == {done["certificate"]}
    assert lanes.verify(site.state.wulian.store) == []


def test_who_asked_does_not_decide_and_what_was_decided_stays_so(site: Starlette):
    mine = requested(site, "steward")

    own = decided(site, "steward", mine["id"], agree=True)
    refused = decided(site, "auditor", mine["id"], agree=False)
    again = decided(site, "auditor", mine["id"], agree=False)
    late = decided(site, "auditor", mine["id"], agree=True)
    worked(site)

    assert (own["code"], own["violations"]) == ("REJECTED", ["SAME_PERSON"])
    assert refused["state"] == "REFUSED"
    assert again == refused  # the same decision, sent twice
    assert late["code"] == "NOT_FOUND"
    assert there(site, "Household") == {"h1", "h2", "h3"}


def test_only_those_may_ask_and_decide_who_may_and_only_about_whom_they_reach(
    site: Starlette,
):
    asked = requested(site, "coordinator")

    for who in ("manager", "village", "auditor", "administrator"):
        assert requested(site, who)["code"] == "FORBIDDEN"
    for who in ("coordinator", "town", "manager"):
        assert decided(site, who, asked["id"], agree=True)["code"] == "FORBIDDEN"
    listed = as_(site, "village", lambda p: p.ask(LIST))
    assert listed["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert requested(site, "coordinator", "nobody")["code"] == "NOT_FOUND"
    unknown = requested(site, "coordinator", "h2", reason="BORED")
    assert unknown["violations"] == ["REASON_UNKNOWN"]


def test_a_hold_stops_it_and_the_request_says_so(site: Starlette):
    asked = requested(site, "coordinator")
    hold(site.state.wulian.store, SYSTEM, "Household", "h1", "LAWSUIT")

    decided(site, "auditor", asked["id"], agree=True)
    worked(site)

    (told,) = as_(site, "auditor", lambda p: p.data(LIST))["erasures"]
    assert told["state"] == "FAILED"
    assert told["error"] == "REJECTED"
    assert "h1" in there(site, "Household")


def test_the_report_of_retention_tells_terms_and_what_the_nights_let_go(site: Starlette):
    store = site.state.wulian.store
    ask(store, Access.system(Purpose.MONITORING, ("510115",)), "night", "retention", {})
    worked(site)

    told = as_(site, "auditor", lambda p: p.data(REPORT))["retention"]
    refused = as_(site, "town", lambda p: p.ask(REPORT))

    terms = {one["name"]: (one["days"], one["what"]) for one in told["terms"]}
    assert terms["audit"] == (1096, "cut")
    assert terms["case_files"] == (3650, "erase")
    (run,) = told["runs"]
    assert run["state"] == "DONE"
    assert {one["name"] for one in run["counts"]} >= {*terms, "held"}
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_both_steps_are_on_record(site: Starlette):
    asked = requested(site, "coordinator")
    decided(site, "auditor", asked["id"], agree=False)

    with site.state.wulian.store.read(SYSTEM) as session:
        actions = [(e["action"], e["role"]) for e in bulk.scan(session, "AuditEvent")]
    assert (str(Action.ERASURE_ASKED), "R10") in actions
    assert (str(Action.ERASURE_DECIDED), "R17") in actions
