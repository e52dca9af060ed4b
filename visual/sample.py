"""The sample district of `wulian run`: what is still to be done until something is to see.

Every step can be stopped and begun again: loading the same files changes nothing, evaluating
the same facts writes nothing. What was finished is kept in a small file beside the store, under
the store's own id, so that a second run starts at once and another store starts anew.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_schema.access import Access
from graph_schema.vocabulary import Purpose
from loaders.district import sample_code

if TYPE_CHECKING:
    from graph_schema.store.session import Store

AS_OF = date(2023, 12, 31)  # the sample's own day
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The sample to make. folder: where its files and the record of steps are kept."""

    folder: Path
    households: int
    seed: int

    @property
    def area(self) -> str:
        """The code of the sample district."""
        return sample_code()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. name: its word in the record; title: as shown; act: tells how far."""

    name: str
    title: str
    act: Callable[[Tell], str]


def steps(store: "Store", wanted: Wanted) -> Iterator[Step]:
    """List what is still to be done, in order; the next one asked for marks the last done."""
    record = _Record(wanted.folder / "run.json", store_id(store))
    ours = "load" in record.begun or is_empty(store)
    plan = [
        Step(
            "files",
            f"sample files of {wanted.households:,} households",
            lambda t: _files(wanted, t),
        ),
        Step("load", "files into the graph", lambda t: _load(store, wanted, t)),
        Step("evaluate", "risk, colours, needs", lambda t: _evaluate(store, wanted, t)),
        Step("portraits", "tags, and what they lead to", lambda t: _portraits(store, wanted)),
        Step("plan", "links between needs and resources", lambda t: _plan(store, wanted, t)),
        Step("tasks", "tasks for volunteers", lambda t: _tasks(store, wanted, t)),
    ]
    for step in plan:
        if not ours or step.name in record.done:
            continue
        record.begin(step.name)
        yield step
        record.finish(step.name)


def accounts(store: "Store", wanted: Wanted) -> Path:
    """Make one account a role where it is missing; passwords go to an owner-only file."""
    from api.auth.accounts import ensure_demo_accounts

    path = wanted.folder / "accounts.txt"
    made = ensure_demo_accounts(store, wanted.area)
    if made:
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines = [f"{login:16} {role:5} {password}" for login, role, password in made]
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")
        fresh.replace(path)
    return path


def is_empty(store: "Store") -> bool:
    """Tell whether no district was ever loaded into the store."""
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        return not session.run("snapshot_districts")


def store_id(store: "Store") -> str:
    """Give the id a store got when it was initialised."""
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        found = session.run("store_meta")
    return str(found[0]["meta"]["store_id"])


class _Record:
    """Which steps were begun and done on this very store."""

    def __init__(self, path: Path, store: str) -> None:
        self._path = path
        self._store = store
        told = self._read()
        same = told.get("store") == store
        self.begun: list[str] = list(told.get("begun", [])) if same else []
        self.done: list[str] = list(told.get("done", [])) if same else []

    def begin(self, name: str) -> None:
        self.begun = [*self.begun, name]
        self._write()

    def finish(self, name: str) -> None:
        self.done = [*self.done, name]
        self._write()

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        told = {"store": self._store, "begun": self.begun, "done": self.done}
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(told), encoding="utf-8")
        fresh.replace(self._path)


def _files(wanted: Wanted, tell: Tell) -> str:
    from loaders.world.generate import generate

    made = generate(
        wanted.folder / "sample",
        seed=wanted.seed,
        count=wanted.households,
        area=wanted.area,
        as_of=AS_OF,
        progress=lambda done, every: tell(f"{done:,} of {every:,} households"),
    )
    return f"{made.defects:,} planted defects"


def _load(store: "Store", wanted: Wanted, tell: Tell) -> str:
    from loaders.directory import load_directory

    reports = load_directory(
        store,
        Access.system(Purpose.MONITORING, (wanted.area,)),
        wanted.folder / "sample",
        rejects=wanted.folder / "rejects",
        told=lambda name, report: tell(name if report is None else f"{name} done"),
    )
    rows = sum(report.rows for report in reports)
    rejected = sum(report.rejected for report in reports)
    return f"{len(reports)} files, {rows:,} rows, {rejected:,} rejected with reasons"


def _evaluate(store: "Store", wanted: Wanted, tell: Tell) -> str:
    from matching.jobs import evaluate

    tell("reading the graph")
    report = evaluate(store, Access.system(Purpose.MONITORING, (wanted.area,)))
    levels = " · ".join(f"{level} {count:,}" for level, count in report.levels.items())
    return f"{report.households:,} households: {levels}"


def _portraits(store: "Store", wanted: Wanted) -> str:
    from matching.portrait.refresh import refresh

    done = refresh(store, Access.system(Purpose.MONITORING, (wanted.area,)))
    return f"{done['tags']:,} tags, {done['ties']:,} ties to needs, alerts and packages"


def _plan(store: "Store", wanted: Wanted, tell: Tell) -> str:
    from matching.linking.commands import make_plan

    access = Access.system(Purpose.MATCHING, (wanted.area,))
    report = make_plan(store, access, seed=wanted.seed, progress=tell)
    return f"{report.links:,} recommendations, {sum(report.unmet.values()):,} needs without one"


def _tasks(store: "Store", wanted: Wanted, tell: Tell) -> str:
    from api.actions.tasks import open_wanted

    tell("accepted links that need a volunteer")
    access = Access.system(Purpose.MATCHING, (wanted.area,))
    return f"{open_wanted(store, access):,} opened"
