"""Which tests share a worker: those of a file, and all that need the same server or browser.

pytest-xdist's own groups are written into the node ids, which pytest 9.2 no longer reads: tests
are then dealt one by one, silently, and every worker starts every server.
"""

import re
from collections import defaultdict

from xdist.scheduler import LoadScopeScheduling

SERVERS = ("neo4j_lts", "neo4j_current")  # as their parameters are named
TOGETHER = {  # files by what they share
    "tests/journeys/": "browser",
    "tests/graph_schema/test_cli": "stores of the command line",
    "tests/graph_schema/store/test_embedded": "sealed store",
    "tests/graph_schema/store/test_kills": "sealed store",
}


def shared(nodeid: str) -> str:
    """Name what a test has in common with others: its server, browser, stores, or its file."""
    file, _, test = nodeid.partition("::")
    parameters = re.split(r"[\[\]-]", test)[1:]
    for server in SERVERS:
        if server in parameters:
            return server
    return next((what for path, what in TOGETHER.items() if file.startswith(path)), file)


class BySharing(LoadScopeScheduling):
    """Deals whole groups to workers, the largest first."""

    def _split_scope(self, nodeid: str) -> str:
        return shared(nodeid)


class Dealt:
    """Which workers ran which group."""

    def __init__(self) -> None:
        self._workers: defaultdict[str, set[str]] = defaultdict(set)

    def ran(self, nodeid: str, worker: str) -> None:
        self._workers[shared(nodeid)].add(worker)

    def torn(self) -> list[str]:
        """Name the groups that several workers ran: each has paid for the same start."""
        return sorted(group for group, workers in self._workers.items() if len(workers) > 1)
