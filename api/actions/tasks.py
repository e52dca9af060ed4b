"""What volunteers do with tasks: claim, give back, report; by the flow, under the lock."""

from datetime import timedelta
from functools import partial
from typing import Any

from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected, StaleVersion
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Role

ACTIONS = {"claim": Action.TASK_CLAIMED, "give_back": Action.TASK_RELEASED}


def move(
    store: Store, access: Access, operation: str, task: str, seen: int, *events: str
) -> dict[str, Any]:
    """Move a task by one or several events in one transaction. Returns id, version, state.

    Raises NotFound, StaleVersion, Rejected (TAKEN, SKILL_MISSING), Forbidden.
    """
    action = ACTIONS.get(events[0], Action.TASK_REPORTED)
    digest = f"{events} {task} {seen}"
    with store.write(access, action, operation=operation, digest=digest) as session:
        return session.transact(partial(_move, task=task, seen=seen, events=events))


def _move(tx: Transaction, *, task: str, seen: int, events: tuple[str, ...]) -> dict[str, Any]:
    rows = tx.run("tasks_lock", id=task)
    if not rows:
        raise NotFound(task=task)
    row = rows[0]
    if row["version"] != seen:
        raise StaleVersion(yours=seen, current=row["version"], state=row["state"])
    state = row["state"]
    for event in events:
        step = flows.load("task").step(state, event, tx.access.role)
        if event == "claim":
            _check(row)
            tx.run("tasks_claim", id=task)
        elif event == "give_back":
            tx.run("tasks_unclaim", id=task)
        state = step.target
    return dict(tx.run("tasks_move", id=task, state=state)[0])


def confirm(
    store: Store, access: Access, operation: str, task: str, seen: int, reason: str | None
) -> dict[str, Any]:
    """Confirm a claimed task for the household; its doer then sees the place.

    Raises NotFound (also when out of reach), StaleVersion, Rejected, Forbidden.
    """
    digest = f"confirm {task} {seen} {reason}"
    with store.write(
        access, Action.TASK_CHANGED, operation=operation, digest=digest
    ) as session:
        return session.transact(partial(_confirm, task=task, seen=seen, reason=reason))


def _confirm(tx: Transaction, *, task: str, seen: int, reason: str | None) -> dict[str, Any]:
    rows = tx.run("tasks_lock_inside", id=task)
    if not rows:
        raise NotFound(task=task)
    row = rows[0]
    if row["version"] != seen:
        raise StaleVersion(yours=seen, current=row["version"], state=row["state"])
    step = flows.load("task").step(row["state"], "confirm", tx.access.role, reason=reason)
    return dict(tx.run("tasks_move_inside", id=task, state=step.target)[0])


def _check(row: dict[str, Any]) -> None:
    if len(row["claimed"]) >= row["needed"]:
        raise Rejected(["TAKEN"])
    if not set(row["skills"] or ()) <= set(row["able"] or ()):
        raise Rejected(["SKILL_MISSING"])


def open_wanted(store: Store, access: Access) -> int:
    """Open a task for every accepted link whose item needs a volunteer and has none yet.

    access: the program's own. Times are spread over the coming days, two hours each; the place
    is the village, the note the item's title: nothing of the household. Returns how many.
    """
    with store.read(access) as session:
        wanted = session.run("tasks_wanted")
    if not wanted:
        return 0
    first = flows.load("task")
    state = first.step("CREATED", "open", Role.VILLAGE_STEWARD).target
    now = store.clock().replace(hour=1, minute=0, second=0, microsecond=0)  # nine in China
    tasks, ties = [], []
    for place, row in enumerate(wanted):
        start = now + timedelta(days=1 + place % 7, hours=place % 6)
        task = new_id()
        tasks.append(
            {
                "id": task, "kind": "VOLUNTEER", "state": state, "note": row["title"],
                "starts_at": start, "ends_at": start + timedelta(hours=2), "people_needed": 1,
                "meeting_place": row["village"], "skills": row["skills"],
            }
        )  # fmt: skip
        ties.append({"from": task, "to": row["link"]})
    with store.write(access, Action.TASK_CREATED) as session:
        bulk.upsert_nodes(session, "Task", tasks)
        bulk.upsert_relationships(session, "PART_OF_LINK", "Task", "Link", ties)
    return len(tasks)
