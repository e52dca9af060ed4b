"""A steward's word on a colour: agree that orange is left, set another for a while, end that.

The word stands on the household; the evaluation it asks for decides by it (domain 2.1). A raise
is any steward's; lowering is for the town's or higher, with evidence, and never goes below a
hard rule. Whoever acts for the district does so with a reason, as everybody here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from api.actions.home import Home, Homes
from api.clocks import Calendar, Length
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Forbidden, Rejected
from graph_schema.store.days import place_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Level, Role

HOLDS = Length(30, "cd")
HOLDS_HERE = "level_override"  # the clock a district may have instead
LOWERERS = frozenset({Role.TOWN_STEWARD, Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD})
RANKS = {level: rank for rank, level in enumerate(reversed(Level))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is asked for. seen: the household's version. level: which one, of a colour set."""

    operation: str
    event: str
    household: str
    seen: int
    reason: str
    level: Level | None = None
    evidence: str | None = None

    def digest(self) -> str:
        """Name the body, so that an operation id cannot be used for something else."""
        said = (self.household, self.seen, self.level, self.reason, self.evidence)
        return " ".join([self.event, *map(str, said)])


def say(store: Store, access: Access, word: Word) -> Row:
    """Say it, and have the village evaluated anew. Returns id, version and until which day.

    Raises NotFound (also out of reach), StaleVersion, Rejected, Forbidden, OperationReused.
    """
    access = replace(access, reason=word.reason)
    with store.write(
        access, Action.HOUSEHOLD_CHANGED, operation=word.operation, digest=word.digest()
    ) as session:
        said: Row = session.transact(partial(_said, word=word))
    return said


def _said(tx: Transaction, *, word: Word) -> Row:
    if not word.reason.strip():
        raise Rejected(["REASON_MISSING"])
    homes = Homes(tx)
    home = homes.locked(word.household, word.seen)
    props = EVENTS[word.event](homes, home, word)
    version = homes.graph.change("Household", home.id, **props)
    homes.evaluate(home.area)
    until = props.get("level_override_until")  # as text: an answer is kept for a second try
    return {"id": home.id, "version": version, "until": until and until.isoformat()}


def _agree(homes: Homes, home: Home, word: Word) -> Row:
    """Agree that orange may be left; it stands for the orange that is there now."""
    _lowerer(homes)
    row = homes.graph.node("Household", home.id) or {}
    if row.get("level") != Level.ORANGE:
        raise Rejected(["NOT_ORANGE"])
    if (since := row.get("level_since")) is not None:
        place = place_of(homes.graph.run, [home.area])
        if since.astimezone(place.zone).date() >= homes.today:
            raise Rejected(["ORANGE_SINCE_TODAY"])
    return {"lowering_agreed_on": homes.today, "lowering_agreed_by": homes.tx.access.actor}


def _set(homes: Homes, home: Home, word: Word) -> Row:
    """Set a colour until its day, over the one that is shown."""
    row = homes.graph.node("Household", home.id) or {}
    if word.level is None or row.get("level") is None:
        raise Rejected(["NOT_EVALUATED"])
    shown = Level(row["level"])
    if word.level == shown:
        raise Rejected(["SAME_COLOUR"], level=str(shown))
    if RANKS[word.level] < RANKS[shown]:
        _lowerer(homes)
        if not (word.evidence or "").strip():
            raise Rejected(["EVIDENCE_MISSING"])
    why = "; ".join(one for one in (word.reason, word.evidence) if one)
    return {
        "level_override": str(word.level),
        "level_override_over": str(shown),
        "level_override_until": homes.today + _holds(homes),
        "level_override_by": homes.tx.access.actor,
        "level_override_reason": why,
    }


def _end(homes: Homes, home: Home, word: Word) -> Row:
    """Let a colour that was set hold no longer than today; ending a raise lowers."""
    row = homes.graph.node("Household", home.id) or {}
    until = row.get("level_override_until")
    if until is None or until <= homes.today:
        raise Rejected(["NOTHING_SET"])
    if RANKS[Level(row["level_override"])] > RANKS[Level(row["level_override_over"])]:
        _lowerer(homes)
    return {"level_override_until": homes.today}


def _lowerer(homes: Homes) -> None:
    if homes.tx.access.role not in LOWERERS:
        raise Forbidden(role=str(homes.tx.access.role))


def _holds(homes: Homes) -> timedelta:
    """Tell how long a colour that is set holds: the district's own length, or thirty days."""
    length = HOLDS
    for row in homes.graph.run("clocks_params", today=homes.today):
        if row["code"] == f"clock.{HOLDS_HERE}":
            length = Length.read(str(json.loads(row["value"])["else"]), row["code"])
    start = homes.tx.now
    return Calendar(ZoneInfo("UTC")).plus(start, length) - start


EVENTS: Mapping[str, Callable[[Homes, Home, Word], Row]] = {
    "agree": _agree,
    "set": _set,
    "end": _end,
}
