"""Six departments' files of 30,000 households into the graph, against a raw UNWIND of its rows.

Ours reads the files, checks every cell, knows people again, keeps lineage and issues, and
writes with an audit entry a transaction. The peer gets the same final nodes and ties ready in
memory and sends them with the plain driver, in statements and transactions of the same size.
Both start from an embedded store that holds the district and nobody, on a server of its own.
"""

import gc
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import neo4j

from bench.timing import Row, row_of, timed
from graph_schema.access import Access
from graph_schema.settings import StoreSettings
from graph_schema.shape import RELATIONSHIPS
from graph_schema.store import bulk
from graph_schema.store.connect import open_store
from graph_schema.store.schema import initialise
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders.directory import find
from loaders.ground import load_ground
from loaders.known import Known
from loaders.run import load_file
from loaders.world.generate import generate

HOUSEHOLDS, GOAL = 30_000, 2.5
FILES = (
    "jy_students",
    "yb_medical",
    "zj_housing",
    "wj_health",
    "cl_disability",
    "csh_charity",
)
AREA, AS_OF = "510115", date(2023, 12, 31)
STATEMENT, TRANSACTION = 2_000, 20_000  # rows, as in graph_schema/store/bulk.py
ACCESS = Access.system(Purpose.STATISTICS, (AREA,))
Rows = list[dict[str, Any]]
Nodes = Mapping[str, Rows]
Ties = dict[tuple[str, str, str], Rows]
NOTHING: Nodes = MappingProxyType({})


def run(runs: int) -> list[Row]:
    """Measure both sides; each run on a fresh store."""
    ours, peer = measure(runs)
    return [row_of("load", ours, peer, goal=GOAL)]


def measure(runs: int, households: int = HOUSEHOLDS) -> tuple[list[float], list[float]]:
    """Time both sides in turn, seconds a run: ours, then the plain driver's."""
    ours: list[float] = []
    peer: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        generate(files, seed=1, count=households, area=AREA, as_of=AS_OF)
        for _ in range(runs):
            with _fresh() as store:
                ground, _ = _rows(store)
                ours.append(_timed(partial(_load, store, files)))
                nodes, ties = _rows(store, ground)
            with _fresh() as store:
                peer.append(_timed(partial(_send, store, nodes, ties)))
    return ours, peer


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    return timed(work)


@contextmanager
def _fresh() -> Iterator[Store]:
    """Open an embedded store of its own with the district in it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with open_store(StoreSettings(data=place / "store", keys=place / "keys")) as store:
            initialise(store)
            load_ground(
                store,
                ACCESS,
                {
                    "code": AREA,
                    "name": "温江区",
                    "today": AS_OF.isoformat(),
                    "zone": "Asia/Shanghai",
                },
            )
            yield store


def _load(store: Store, files: Path) -> None:
    known: Known | None = None
    for name in FILES:
        path = find(files, name)
        if path is None:
            raise FileNotFoundError(name)
        with store.read(ACCESS) as session:
            known = known.reading(session) if known else Known(session, AS_OF)
        load_file(store, ACCESS, name, path, as_of=AS_OF, known=known)


def _rows(store: Store, ground: Nodes = NOTHING) -> tuple[Nodes, Ties]:
    """Read back what the files became: nodes by label, ties by ends, as they are stored.

    ground: nodes that a store with the district alone has too, as its catalogue of datasets.
    """
    there = {row["id"] for rows in ground.values() for row in rows}
    nodes: dict[str, Rows] = {}
    ties: Ties = {}
    ends = [
        (kind.name, start, end)
        for kind in RELATIONSHIPS.values()
        for start, end in kind.ends
        if {start, end} & {"Person", "ImportBatch"}
    ]
    with store.read(ACCESS) as session:
        for label in {label for _, *pair in ends for label in pair} - {"Area"}:
            if found := [row for row in bulk.scan(session, label) if row["id"] not in there]:
                nodes[label] = found
        for one in ends:
            if found := list(bulk.scan_relationships(session, *one)):
                ties[one] = found
    return nodes, ties


def _send(store: Store, nodes: Nodes, ties: Ties) -> None:
    uri, auth = store.connection.address()
    with (
        neo4j.GraphDatabase.driver(uri, auth=auth, telemetry_disabled=True) as driver,
        driver.session(database=store.connection.database) as session,
    ):
        for label, rows in nodes.items():
            _write(session, f"UNWIND $rows AS row CREATE (n:`{label}`) SET n = row", rows)
        for (kind, start, end), rows in ties.items():
            _write(
                session,
                f"UNWIND $rows AS row MATCH (a:`{start}` {{id: row.from}}) "
                f"MATCH (b:`{end}` {{id: row.to}}) CREATE (a)-[r:`{kind}`]->(b) "
                "SET r = row.props",
                rows,
            )


def _write(session: neo4j.Session, text: str, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), TRANSACTION):
        part = rows[start : start + TRANSACTION]
        session.execute_write(_in_statements, text, part)


def _in_statements(
    tx: neo4j.ManagedTransaction, text: str, rows: Sequence[dict[str, Any]]
) -> None:
    for start in range(0, len(rows), STATEMENT):
        tx.run(text, rows=rows[start : start + STATEMENT]).consume()


def counts(nodes: Nodes, ties: Ties) -> dict[str, int]:
    """Count rows by label and type, for a look at what is measured."""
    found: dict[str, int] = defaultdict(int)
    for label, rows in nodes.items():
        found[label] += len(rows)
    for (kind, *_), rows in ties.items():
        found[kind] += len(rows)
    return dict(found)
