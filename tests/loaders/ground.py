"""What tests of loading stand on: a district without households, samples, the graph as text."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.store import bulk, portable
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders.directory import ORDER
from loaders.ground import load_ground
from loaders.report import Report
from loaders.run import load_file
from loaders.source import source

AS_OF = date(2023, 12, 31)
ACCESS = Access.system(Purpose.MONITORING, ("510115",))
DISTRICT = {
    "code": "510115", "name": "温江区", "zone": "Asia/Shanghai", "today": "2023-12-31",
    "demo": True,
}  # fmt: skip
SOURCES = Path(__file__).parents[2] / "loaders/sources"
# that a file came is on record
RECORDS = {"ImportBatch", "ImportIssue", "HAS_ISSUE", "FROM", "OF", "Step", "HAS_STEP"}


def prepared(store: Store) -> Store:
    """Bring in the district, its areas and parameters."""
    load_ground(store, ACCESS, DISTRICT)
    return store


def sample(name: str) -> Path:
    return SOURCES / name / "sample.csv"


def load(store: Store, name: str, path: Path | None = None) -> Report:
    return load_file(store, ACCESS, name, path or sample(name), as_of=AS_OF)


def load_samples(store: Store, *until: str) -> list[Report]:
    """Load every sample in the documented order, or those named."""
    return [load(store, name) for name in ORDER if not until or name in until]


def written(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    """Write a file of a source; cells not named are empty, columns nobody names too."""
    known = source(name)
    header = [*known.columns, *(h for h in known.also if any(h in row for row in rows))]
    assert all(row.keys() <= set(header) for row in rows)
    lines = [",".join(row.get(column, "") for column in header) for row in rows]
    path = folder / f"{name}{len(list(folder.iterdir()))}.csv"
    path.write_text("\n".join([",".join(header), *lines]) + "\n", encoding="utf-8")
    return path


def nodes(store: Store, label: str) -> list[dict[str, Any]]:
    with store.read(ACCESS) as session:
        return list(bulk.scan(session, label))


def graph(store: Store, folder: Path) -> list[str]:
    """Everything the store holds, as the portable form tells it; records of imports aside."""
    portable.export(store, folder, reason="test")
    lines = [
        line
        for file in (portable.NODES, portable.RELATIONS)
        for line in (folder / file).read_text().splitlines()
    ]
    return [
        x
        for x in lines
        if RECORDS.isdisjoint({(t := json.loads(x)).get("label"), t.get("type")})
    ]


def facts(store: Store, folder: Path) -> list[str]:
    """The graph as above, whoever wrote it last, and how often."""
    told = []
    for line in graph(store, folder):
        row = json.loads(line)
        for name in ("version", "updated_at", "updated_by"):
            row["props"].pop(name, None)
        told.append(json.dumps(row, sort_keys=True))
    return sorted(told)
