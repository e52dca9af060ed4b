"""One act of a journal, done as a person does it: a move, in a session opened for them."""

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from api.actions.engine import Asked, move
from api.auth import policies
from api.auth.sessions import Caller
from api.year.cast import Cast
from api.year.register import change_of, made
from graph_schema import flows
from graph_schema.errors import (
    NotFound,
    SettingsError,
    StoreUnavailable,
    TooSlow,
    WulianError,
)
from graph_schema.flows.fields import known
from graph_schema.store.rows import Row
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from loaders.world.year.journal import ANY, MADE, REGISTER, Act

DONE, ABSENT = "DONE", "ABSENT"
AGAIN = 5  # times that an act is tried again on a machine with much to do
Doing = Callable[[], Row]


class Acting:
    """Does acts one after another. name: of the year, so that its operations are its own."""

    def __init__(self, store: Store, cast: Cast, name: str, zone: ZoneInfo) -> None:
        self._store, self._cast, self._name, self._zone = store, cast, name, zone
        self._made: dict[str, str] = {}  # by number of the act that made it

    def at(self, local: datetime) -> Store:
        """Give the store with its clock at a time of the district."""
        return Store(self._store.connection, clock=partial(_always, self.instant(local)))

    def instant(self, local: datetime) -> datetime:
        """Give the instant, in UTC, of a time on the district's clock."""
        return local.replace(tzinfo=self._zone).astimezone(UTC)

    def do(self, act: Act) -> str:
        """Do an act; returns DONE, ABSENT where who or what it names is not there, or why not.

        What was done before answers as it did.
        """
        try:
            caller = self._cast.caller(act.who, Role(act.role))
            doing = (self._registered if act.flow == REGISTER else self._moved)(caller, act)
        except NotFound:
            return ABSENT
        try:
            answer = _patiently(doing)
        except (StoreUnavailable, SettingsError, TooSlow):
            raise
        except WulianError as error:
            return _why(error)
        if act.of is None:
            self._made[str(act.n)] = str(answer["id"])
        return DONE

    def _moved(self, caller: Caller, act: Act) -> Doing:
        asked = Asked(
            operation=self._operation(str(act.n)), flow=act.flow, event=act.event,
            id=self._item(act), told=self._told(act), reason=act.reason,
        )  # fmt: skip
        return partial(move, self.at(act.at), policies.moving(caller, act.flow), asked)

    def _registered(self, caller: Caller, act: Act) -> Doing:
        operation = self._operation(str(act.n))
        if (before := self._cast.answer(operation)) is not None:
            return lambda: before  # though the household is another since
        asked, access = change_of(self._cast, act, operation), policies.registering(caller)
        return partial(made, self.at(act.at), self._cast, access, asked)

    def _operation(self, number: str) -> str:
        return f"{self._name} act {number}"

    def _item(self, act: Act) -> str | None:
        if act.of is None:
            return None
        flow = flows.load(act.flow)
        if act.of.startswith(ANY):
            return self._cast.oldest(flow, act.event, act.of.removeprefix(ANY))
        return self._named(flow.label, act.of)

    def _named(self, label: str, name: str) -> str:
        if not name.startswith(MADE):
            return self._cast.id_of(label, name)
        number = name.removeprefix(MADE)
        found = self._made.get(number) or self._cast.made(self._operation(number))
        if found is None:
            raise NotFound(label=label, act=number)
        return found

    def _told(self, act: Act) -> dict[str, Any]:
        return {name: self._value(name, value) for name, value in act.told.items()}

    def _value(self, name: str, value: Any) -> Any:
        """Give what an event is told as effects use it: ids of nodes, days, instants."""
        if isinstance(value, list):
            return [self._value(name, one) for one in value]
        field = known()[name]
        if field.label is not None:
            return self._named(field.label, value)
        if field.kind == "date" and not field.many:
            return date.fromisoformat(value)
        if field.kind == "datetime":
            return self.instant(datetime.fromisoformat(value))
        return value


def _patiently(doing: Doing) -> Row:
    """Do it, and again where the store was too slow for somebody who waits, as he would."""
    for _ in range(AGAIN):
        with contextlib.suppress(TooSlow):
            return doing()
    return doing()


def _always(instant: datetime) -> datetime:
    return instant


def _why(error: WulianError) -> str:
    """Name why an act was refused: the first violation, else the error's code."""
    found = getattr(error, "violations", None)
    return str(found[0]) if found else error.code
