"""One change of a household that a journal tells of: births, deaths, moves, who parts."""

from collections.abc import Mapping
from typing import Any

from api.actions.registry import Change, change
from api.year.cast import Cast
from graph_schema.access import Access
from graph_schema.store.rows import Row
from graph_schema.store.session import Store
from loaders.world.year.journal import Act

PEOPLE = frozenset({"person", "persons", "spouse", "along", "guardian"})  # told as members
HOMES = frozenset({"into"})  # told as households


def change_of(cast: Cast, act: Act, operation: str) -> Change:
    """Say what change an act asks for, of the household as it is now. Raises NotFound."""
    home = cast.id_of("Household", str(act.of))
    return Change(
        operation=operation, event=act.event, household=home, seen=cast.version(home),
        on=act.at.date(), told=_told(cast, act.told), reason=act.reason,
    )  # fmt: skip


def made(store: Store, cast: Cast, access: Access, asked: Change) -> Row:
    """Make the change; a household that parts is known by its number from then on."""
    answer = change(store, access, asked)
    if asked.event == "split":
        cast.joins("Household", str(asked.told["number"]), str(answer["found"][0]))
    return answer


def _told(cast: Cast, told: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an event needs besides with our ids for numbers."""

    def one(name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [one(name, each) for each in value]
        if name in PEOPLE:
            return cast.member(value)
        return cast.id_of("Household", value) if name in HOMES else value

    return {name: one(name, value) for name, value in told.items()}
