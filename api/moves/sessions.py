"""Booked sessions: one at a time, restricted notes, goods that were brought. Domain 3.5."""

from api.actions.moving import Moving
from api.moves.tasks import names
from graph_schema.store.rows import Row
from graph_schema.vocabulary import ServiceType, entries

OVER = frozenset({"VERIFIED", "CANCELLED"})
RESTRICTED = frozenset(
    code
    for code, entry in entries(ServiceType).items()
    if entry.about.get("notes") == "RESTRICTED"
)


def items_of_task(m: Moving) -> list[Row]:
    """Read the catalogue items a task's link draws on."""
    return [
        item
        for link in m.after("PART_OF_LINK", "Link")
        for item in m.graph.after("Link", link["id"], "TO_ITEM", "CatalogueItem")
    ]


@names.guard
def not_booked_twice(m: Moving) -> None:
    """A household has no other session at that time."""
    if m.told["task_kind"] != "SESSION" or m.home is None:
        return
    begins, ends = m.told["starts_at"], m.told["ends_at"]
    for link in m.graph.after("Household", m.house, "HAS_LINK", "Link"):
        for task in m.graph.before("Link", link["id"], "PART_OF_LINK", "Task"):
            booked = task.get("kind") == "SESSION" and task["state"] not in OVER
            if booked and task.get("starts_at") and task.get("ends_at"):
                apart = task["ends_at"] <= begins or task["starts_at"] >= ends
                m.require(apart, "BOOKED_THEN", task=task["id"])


@names.guard
def note_where_it_belongs(m: Moving) -> None:
    """A restricted note is kept of psychological services only."""
    if "session_note" in m.told:
        given = {one for item in items_of_task(m) for one in item.get("service_types") or ()}
        m.require(given & RESTRICTED, "NOT_A_RESTRICTED_SERVICE")


@names.effect
def goods_delivered(m: Moving) -> None:
    """What it brought has arrived."""
    for movement in m.after("DELIVERS", "GoodsMovement"):
        m.graph.change("GoodsMovement", movement["id"], delivered_at=m.now)
