"""Long work: asked for in the store, done by a worker process, followed and cancelled.

The state is in the store, so it survives a restart; a worker that dies leaves a job RUNNING,
which the next worker takes up when its heartbeat is old.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from api.actions.rounds import clock_round
from api.messages.finding import find_people
from api.messages.renewals import ask_renewals
from api.messages.sending import send_waiting
from api.nightly import queue_night
from api.work import Work, do
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, WulianError
from graph_schema.ids import new_id
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose

POLL = 1.0  # seconds
SILENT = timedelta(minutes=15)  # without a heartbeat, until a job's worker counts as dead
ROUND, LATEST = 60.0, 300.0  # seconds between two rounds of the clocks: idle, busy
TOGETHER = frozenset({"evaluate", "plan"})  # kinds that are done for many areas at once
STAGES = ("snapshot", "candidates", "solve", "prices", "ties", "check", "reasons", "write")


class Cancelled(Exception):
    """Somebody asked to stop; nothing was written."""


def ask(store: Store, access: Access, operation: str, kind: str, params: dict[str, Any]) -> str:
    """Queue a job; the same operation id gives the same job. Returns its id."""

    def work(tx: Transaction) -> str:
        made: str = tx.run(
            "jobs_make", id=new_id(), kind=kind, params=json.dumps(params),
            places=list(access.areas), role=str(access.role),
        )[0]["id"]  # fmt: skip
        return made

    digest = json.dumps([kind, params], sort_keys=True)
    with store.write(access, Action.JOB_STARTED, operation=operation, digest=digest) as session:
        return session.transact(work)


def cancel(store: Store, access: Access, operation: str, job: str) -> str:
    """Ask a job of the caller's to stop. Raises NotFound."""

    def work(tx: Transaction) -> str:
        rows = tx.run("jobs_cancel", id=job)
        if not rows:
            raise NotFound(job=job)
        return str(rows[0]["id"])

    digest = f"cancel {job}"
    with store.write(access, Action.JOB_CHANGED, operation=operation, digest=digest) as session:
        return session.transact(work)


def work_once(store: Store, worker: str) -> bool:
    """Take a job that waits, or whose worker died, and do it. Returns whether there was one."""
    access = Access.system(Purpose.MATCHING, ())
    silent = store.clock() - SILENT
    with store.read(access) as reader:  # to look for work is no change of the graph
        waiting = reader.run("jobs_next", silent=silent)
    if not waiting:
        return False
    claim = {"id": waiting[0]["id"], "worker": worker, "silent": silent}
    with store.write(access, Action.JOB_CHANGED) as session:
        rows = session.transact(
            lambda tx: [{**r, "areas": list(r["areas"])} for r in tx.run("jobs_claim", **claim)]
        )
    if not rows:
        return True  # another worker was faster; there may be more
    job = rows[0]
    others = _alike(store, worker, job) if job["kind"] in TOGETHER else []
    try:
        result = do(Work.of(store, job, _progress(store, job["id"])))
        for id in (job["id"], *others):
            _tell(store, id, "DONE", 1.0, result=json.dumps(result, default=str))
    except Cancelled:
        _tell(store, job["id"], "CANCELLED", 0.0)
    except WulianError as error:
        for id in (job["id"], *others):
            _tell(store, id, "FAILED", 0.0, error=error.code)
    return True


def _alike(store: Store, worker: str, job: dict[str, Any]) -> list[str]:
    """Claim what else of its kind waits in the district; the job's areas grow by theirs.

    A busy day leaves an evaluation and a plan waiting in every village: one over all of them
    takes the time of a few. What somebody asked for with a wish of his own stays by itself.
    Returns the ids of the jobs that are done with it.
    """
    if not job["areas"] or job["params"] != "{}":
        return []
    told = {"kind": job["kind"], "params": job["params"], "district": job["areas"][0][:6]}
    with store.write(Access.system(Purpose.MATCHING, ()), Action.JOB_CHANGED) as session:
        rows = session.transact(
            lambda tx: [
                {"id": row["id"], "areas": list(row["areas"])}
                for row in tx.run("jobs_claim_alike", worker=worker, **told)
            ]
        )
    places = sorted({area for row in (job, *rows) for area in row["areas"]})
    job["areas"] = [
        area
        for area in places
        if not any(area != top and area.startswith(top) for top in places)
    ]
    return [str(row["id"]) for row in rows]


def _progress(store: Store, job: str) -> Callable[[str], None]:
    """Write down each stage as it begins; raises Cancelled when somebody asked to stop."""

    def progress(stage: str) -> None:
        place = STAGES.index(stage) if stage in STAGES else 0
        if _tell(store, job, "RUNNING", place / len(STAGES), stage=stage):
            raise Cancelled

    return progress


def _tell(store: Store, job: str, state: str, progress: float, **facts: str | None) -> bool:
    """Write down how far a job is; returns whether somebody asked to stop."""
    told = {"stage": None, "result": None, "error": None} | facts
    access = Access.system(Purpose.MATCHING, ())

    def work(tx: Transaction, told: dict[str, str | None]) -> bool:
        rows = tx.run("jobs_progress", id=job, state=state, progress=progress, **told)
        return bool(rows and rows[0]["cancel"])

    with store.write(access, Action.JOB_CHANGED) as session:
        return session.transact(partial(work, told=told))


def run_worker(store: Store) -> None:
    """Do jobs until the process is ended; the round of the clocks when there is time for it.

    People wait for jobs, so a round waits for them, five minutes at most.
    """
    name = f"worker-{os.getpid()}"
    last = time.monotonic() - ROUND
    while True:
        busy = work_once(store, name)
        since = time.monotonic() - last
        if since >= (LATEST if busy else ROUND):
            for task in (queue_night, clock_round, ask_renewals, find_people, send_waiting):
                with contextlib.suppress(WulianError):  # the next round looks again
                    task(store)
            last = time.monotonic()
        elif not busy:
            time.sleep(POLL)


def start_worker() -> "subprocess.Popen[bytes]":
    """Start a worker beside the server; it ends with it."""
    return subprocess.Popen([sys.executable, "-m", "wulian", "api", "worker"])
