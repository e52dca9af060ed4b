"""Tasks that links ask for; every move of a task itself is the engine's."""

from datetime import timedelta

from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role


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
