"""Once a night: the district evaluated anew, terms kept; each once, whoever comes first."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from api.actions.rounds import clock_round
from api.jobs import work_once
from api.nightly import queue_night
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store, Transaction
from tests.loaders.ground import nodes
from tests.worlds import HERE, SYSTEM, THERE, TODAY, two_villages

NOON, NIGHT = datetime(2024, 1, 8, 4, tzinfo=UTC), datetime(2024, 1, 8, 19, tzinfo=UTC)


def at(store: Store, now: datetime) -> Store:
    return Store(store.connection, clock=lambda: now)


def test_a_night_queues_each_job_once_and_the_worker_does_it(embedded_store: Store):
    two_villages(embedded_store)
    with embedded_store.write(SYSTEM, Action.MIGRATED) as session:
        bulk.upsert_nodes(session, "District", [{"id": "d", "today": None}])

    by_day = queue_night(at(embedded_store, NOON))
    first = queue_night(at(embedded_store, NIGHT))
    again = queue_night(at(embedded_store, NIGHT + timedelta(hours=1)))
    next_night = queue_night(at(embedded_store, NIGHT + timedelta(days=1)))
    while work_once(at(embedded_store, NIGHT), "worker"):
        pass

    assert (by_day, first, again, next_night) == (0, 2, 0, 2)
    ours = [job for job in nodes(embedded_store, "Job") if "night" in job["params"]]
    done = [f"{job['kind']} {job['state']}" for job in ours]
    assert sorted(done) == ["evaluate DONE"] * 2 + ["retention DONE"] * 2


def test_what_waits_in_every_village_is_done_at_once(embedded_store: Store):
    two_villages(embedded_store)
    own = {"role": "SYSTEM", "params": "{}"}
    wishes = own | {"params": '{"dry_run": true, "seed": 1}'}
    waiting = [("evaluate", HERE, own), ("plan", HERE, own), ("evaluate", THERE, own),
               ("plan", THERE, own), ("plan", THERE, wishes)]  # fmt: skip
    with embedded_store.write(SYSTEM, Action.JOB_STARTED) as session:
        for n, (kind, area, told) in enumerate(waiting):
            session.transact(partial(_queued, id=f"j{n}", kind=kind, places=[area], **told))

    while work_once(at(embedded_store, NOON), "worker"):
        pass

    jobs = {job["id"]: job for job in nodes(embedded_store, "Job")}
    both, areas = sorted([HERE, THERE]), []
    for n in range(5):
        assert jobs[f"j{n}"]["state"] == "DONE"
        areas.append(json.loads(jobs[f"j{n}"]["result"])["areas"])
    assert areas == [both, both, both, both, [THERE]]  # a wish of somebody's own stays alone


def _queued(tx: Transaction, **told: Any) -> str:
    return str(tx.run("jobs_make", **told)[0]["id"])


YEARS_LATER = datetime(2026, 11, 30, 19, tzinfo=UTC)


def consents_until(store: Store, end: date, *, today: date | None) -> None:
    """Consents that end on a day, in a district of a day of its own or of every day."""
    two_villages(store)
    with store.write(SYSTEM, Action.CONSENT_CHANGED) as session:
        bulk.upsert_nodes(
            session, "Consent", [{"id": one, "to": end} for one in ("ch1", "ch3")]
        )
        bulk.upsert_nodes(session, "District", [{"id": "d", "today": today}])


def states_after_rounds(store: Store) -> set[str]:
    """The states of consents after two rounds: one begins a clock, the next finds it over."""
    clock_round(at(store, YEARS_LATER))
    clock_round(at(store, YEARS_LATER + timedelta(minutes=1)))
    return {one["state"] for one in nodes(store, "Consent")}


def test_a_district_that_stands_still_lets_nothing_run_out(embedded_store: Store):
    """The sample stands at the end of 2023; by the real date every consent in it is over."""
    consents_until(embedded_store, date(2024, 12, 31), today=TODAY)

    assert states_after_rounds(embedded_store) == {"GRANTED"}
    assert queue_night(at(embedded_store, YEARS_LATER)) == 1
    assert [job["kind"] for job in nodes(embedded_store, "Job")] == ["evaluate"]


def test_a_district_of_today_lets_consents_run_out(embedded_store: Store):
    consents_until(embedded_store, date(2024, 12, 31), today=None)

    assert states_after_rounds(embedded_store) == {"EXPIRED"}
