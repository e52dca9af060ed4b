"""Waves 邀约: whom the planning would ask for a task is asked; each answers for himself.

A wave is written as ties ASKED, in-app messages and messages that go outside; a yes is a claim,
a no is heard once: for that task nobody is asked again, and silence is taken for a no too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from api.actions.graph import Graph
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store.batches import chunks
from graph_schema.store.keeping import day_of
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Level

if TYPE_CHECKING:
    from matching.volunteers.rota import Wave

WANTED = frozenset({"OPEN", "CLAIMED"})
IN_TRANSACTION = 50  # waves
TEMPLATE = "TASK_OFFERED"
NO = "NO"
MOST_QUIET = 366  # days
KIND = "waves"  # of the job

Tell = Callable[[str], None]


def ask_waves(
    store: Store,
    access: Access,
    *,
    seed: int = 0,
    dry_run: bool = False,
    progress: Tell = lambda _stage: None,
) -> dict[str, Any]:
    """Plan the days ahead and ask the next wave of every open task that is not waiting for one.

    access: the program's own for the areas. Returns the proposal as JSON data with `asked`: how
    many messages went out; dry_run: none.
    """
    from matching.volunteers.board import read  # the solver is loaded for plans only
    from matching.volunteers.policy import default_policy
    from matching.volunteers.rota import propose

    policy = default_policy()
    progress("snapshot")
    board = read(store, access, policy)
    progress("solve")
    found = propose(board, policy, seed=seed)
    told = found.to_json() | {"asked": 0, "gone": 0}
    if dry_run:
        return told
    progress("write")
    for some in chunks(found.waves, IN_TRANSACTION):
        with store.write(access, Action.TASK_CHANGED) as session:
            asked, gone = session.transact(partial(_ask, waves=some, goes=found.goes))
        told["asked"] += asked
        told["gone"] += gone
    return told


def _ask(tx: Transaction, *, waves: list[Wave], goes: frozenset[tuple[str, str]]) -> list[int]:
    """Ask for each task that still wants somebody; returns messages, and tasks that do not."""
    graph, today = Graph(tx), day_of(tx.for_program())
    asked = gone = 0
    for wave in waves:
        task = graph.lock("Task", wave.task)
        doers = graph.after("Task", wave.task, "CLAIMED_BY", "Actor") if task else []
        if task is None or not _wanted(task, len(doers)):
            gone += 1
            continue
        for who in wave.volunteers:
            planned = (wave.task, who) in goes
            tie = ("ASKED", ("Task", wave.task), ("Actor", who))
            graph.tie(*tie, at=tx.now, planned=planned)
            graph.send("task.offered", wave.task, volunteer=who)
        urgent = _urgent(graph, wave.task)
        graph.tell(wave.volunteers, TEMPLATE, wave.task, today, urgent=urgent)
        asked += len(wave.volunteers)
    return [asked, gone]


def _wanted(task: dict[str, Any], there: int) -> bool:
    return task["state"] in WANTED and there < (task.get("people_needed") or 1)


def _urgent(graph: Graph, task: str) -> bool:
    """Tell at once where the household is orange; else in the day's digest."""
    for link in graph.after("Task", task, "PART_OF_LINK", "Link"):
        for home in graph.before("Link", link["id"], "HAS_LINK", "Household"):
            return bool(home.get("level") == Level.ORANGE)
    return False


def decline(store: Store, access: Access, operation: str, task: str) -> str:
    """不能去: say no to a task, once; the caller is not asked for it again.

    When the whole wave has said no, the next is planned at once. Raises NotFound for a task
    that wants nobody, Rejected(MINE_ALREADY) for one the caller took: that is given back.
    """

    def work(tx: Transaction) -> str:
        if not (open_there := tx.run("volunteers_may_answer", task=task)):
            raise NotFound(task=task)
        graph, me = Graph(tx), tx.access.actor
        if any(one["id"] == me for one in graph.after("Task", task, "CLAIMED_BY", "Actor")):
            raise Rejected(["MINE_ALREADY"], task=task)
        asked = graph.after("Task", task, "ASKED", "Actor")
        graph.tie("ASKED", ("Task", task), ("Actor", me), answer=NO)
        tx.record.note(subjects=[task], fields=["Task.asked"])
        silent = [o for o in asked if o["id"] != me and o["tie"].get("answer") is None]
        if not silent and (area := open_there[0]["area"]) is not None:
            graph.job(KIND, area)
        return task

    with store.write(access, Action.TASK_CHANGED, operation=operation, digest=task) as session:
        return session.transact(work)


def quiet(store: Store, access: Access, operation: str, until: date | None) -> date | None:
    """暂停邀约: not to be asked before a day has passed; None: to be asked again.

    Raises Rejected(QUIET_TOO_LONG) for more than a year.
    """

    def work(tx: Transaction) -> str | None:
        today = day_of(tx.for_program())
        if until is not None and (until - today).days > MOST_QUIET:
            raise Rejected(["QUIET_TOO_LONG"], field="until", days=MOST_QUIET)
        Graph(tx).change("Actor", tx.access.actor, quiet_until=until)
        return None if until is None else until.isoformat()

    digest = f"quiet {until}"
    with store.write(
        access, Action.TASK_CHANGED, operation=operation, digest=digest
    ) as session:
        told = session.transact(work)
    return date.fromisoformat(told) if told else None
