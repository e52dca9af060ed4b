"""What is done once a night: the whole district evaluated anew, terms of retention kept.

Queued as jobs between two and five in the district's night, each once a day, whoever of several
workers comes first; what a night missed is done the next one. A district that stands still (a
sample with a day of its own) keeps everything: by the real date its terms would be over.
"""

import json
from datetime import time
from functools import partial

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.ids import new_id
from graph_schema.store.days import Place, places
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose

FROM, UNTIL = time(2), time(5)  # local time
KINDS = ("evaluate", "retention")


def queue_night(store: Store) -> int:
    """Queue this night's jobs of every district where it is night; returns how many."""
    access = Access.system(Purpose.MONITORING, ())
    with store.read(access) as session:
        districts = places(session.run)
    queued = 0
    for place in districts:
        local = store.clock().astimezone(place.zone)
        if FROM <= local.time() < UNTIL:
            own = Access.system(Purpose.MONITORING, (place.code,))
            with store.write(own, Action.JOB_STARTED) as session_:
                queued += session_.transact(
                    partial(_queue, place=place, night=local.date().isoformat())
                )
    return queued


def _queue(tx: Transaction, *, place: Place, night: str) -> int:
    """Queue each job of a night that is not on record yet."""
    done = 0
    for kind in KINDS if place.today is None else KINDS[:1]:
        told = json.dumps({"night": night, "of": place.code}, sort_keys=True)
        if tx.run("nightly_jobs", kind=kind, params=told)[0]["found"]:
            continue
        role = str(tx.access.role)
        tx.run("jobs_make", id=new_id(), kind=kind, params=told, places=[place.code], role=role)
        done += 1
    return done
