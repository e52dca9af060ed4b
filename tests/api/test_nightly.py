"""Once a night: the district evaluated anew, terms kept; each once, whoever comes first."""

from datetime import UTC, datetime, timedelta

from api.jobs import work_once
from api.nightly import queue_night
from graph_schema.store.session import Store
from tests.loaders.ground import nodes
from tests.worlds import two_villages

NOON, NIGHT = datetime(2024, 1, 8, 4, tzinfo=UTC), datetime(2024, 1, 8, 19, tzinfo=UTC)


def at(store: Store, now: datetime) -> Store:
    return Store(store.connection, clock=lambda: now)


def test_a_night_queues_each_job_once_and_the_worker_does_it(embedded_store: Store):
    two_villages(embedded_store)

    by_day = queue_night(at(embedded_store, NOON))
    first = queue_night(at(embedded_store, NIGHT))
    again = queue_night(at(embedded_store, NIGHT + timedelta(hours=1)))
    next_night = queue_night(at(embedded_store, NIGHT + timedelta(days=1)))
    while work_once(at(embedded_store, NIGHT), "worker"):
        pass

    assert (by_day, first, again, next_night) == (0, 2, 0, 2)
    done = [f"{job['kind']} {job['state']}" for job in nodes(embedded_store, "Job")]
    assert sorted(done) == ["evaluate DONE"] * 2 + ["retention DONE"] * 2
