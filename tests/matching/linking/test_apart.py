"""Parts planned apart from the graph: the gap told holds, nothing is written."""

from concurrent.futures import BrokenExecutor
from sys import modules

import pytest

from graph_schema.errors import Rejected
from graph_schema.store import bulk
from matching.linking.apart import How, plan_apart
from matching.linking.cluster import executor
from matching.linking.commands import make_plan
from tests import servers
from tests.commands import wulian, wulian_json
from tests.matching.linking.town import settle, town
from tests.matching.written import ACCESS


@pytest.fixture(scope="module")
def settled(embedded_server):
    servers.wipe(embedded_server)
    settle(embedded_server, town(5))
    return embedded_server


def test_the_gap_of_plans_made_apart_is_never_told_too_small(settled):
    whole = make_plan(settled, ACCESS, seed=1, dry_run=True)

    found = plan_apart(settled, ACCESS, How(together=True), seed=1)

    assert found.parts == ("510115001",)
    assert found.value <= whole.value <= found.bound
    assert found.joint == whole.value
    assert found.gap == found.bound - found.value
    with settled.read(ACCESS) as session:
        assert list(bulk.scan(session, "MatchPlan")) == []


def test_the_command_tells_the_gap_and_refuses_a_part_there_is_not(settled):
    told = wulian_json(settled, "match", "apart", "--by", "district", "--workers", "1")
    words = wulian(settled, "match", "apart", "--together")

    assert told["parts"] == ["510115"]
    assert "joint plan" in words
    assert f"gap {told['gap']}" in words
    wulian(settled, "match", "apart", "--by", "province", expect=2)


def test_without_the_package_a_cluster_says_what_to_install(monkeypatch):
    monkeypatch.setitem(modules, "distributed", None)  # as if it were not installed

    with pytest.raises(Rejected, match="DASK_MISSING"):
        executor("tcp://127.0.0.1:1")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_what_processes_of_this_machine_give(settled):
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        theirs = plan_apart(settled, ACCESS, How(cluster=cluster.scheduler_address), seed=1)
        with executor(cluster.scheduler_address) as workers, pytest.raises(BrokenExecutor):
            workers.submit(_die).result()
    ours = plan_apart(settled, ACCESS, How(), seed=1)

    assert (theirs.value, theirs.bound) == (ours.value, ours.bound)


def _die() -> None:
    import os

    os._exit(1)
