"""Households as they change: birth, death, divorce, move, split, merge; one transaction each.

Who belongs to a household today has a tie without an end; what ended stays. Head, size and
groups follow from the members. Nothing is overwritten: Versions keep what a change replaces.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from api.actions import registry_death, registry_end, registry_groups
from api.actions.home import Home, Homes
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.ids import new_id
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.text import fold_name

DIVORCED = "40"  # GB/T 2261.2
HEAD = "户主"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is asked for. seen: the household's version. on: the day it happened.

    told: what the event needs besides. dry: answer what it would do, and do nothing.
    """

    operation: str
    event: str
    household: str
    seen: int
    on: date
    told: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    dry: bool = False

    def digest(self) -> str:
        """Name the body, so that an operation id cannot be used for something else."""
        told = sorted((name, str(value)) for name, value in self.told.items())
        return f"{self.event} {self.household} {self.seen} {self.on} {self.reason} {told}"


class _Dry(Exception):
    """Carries the answer of a change that is only tried out of its transaction."""

    def __init__(self, answer: Row) -> None:
        self.answer = answer
        super().__init__("dry run")


def change(store: Store, access: Access, asked: Change) -> Row:
    """Change a household. Returns id, version and size of it, and ids that were made or moved.

    Raises NotFound (also out of reach), StaleVersion, Rejected, OperationReused.
    """
    access = replace(access, reason=asked.reason)
    operation = None if asked.dry else asked.operation
    try:
        with store.write(
            access, Action.HOUSEHOLD_CHANGED, operation=operation, digest=asked.digest()
        ) as session:
            return session.transact(partial(_changed, asked=asked))
    except _Dry as dry:
        return dry.answer


def _changed(tx: Transaction, *, asked: Change) -> Row:
    homes = Homes(tx)
    if asked.on > homes.today:
        raise Rejected(["DAY_IN_FUTURE"], on=asked.on)
    others = [str(asked.told["into"])] if asked.told.get("into") else []
    home = homes.locked(asked.household, asked.seen, others)
    found = EVENTS[asked.event](homes, home, asked)
    size = homes.settle(home, asked.on)
    if not size:
        found += registry_end.wind_up(homes, home, asked.event)
    homes.evaluate(home.area)
    version = int((homes.graph.node("Household", home.id) or {})["version"])
    answer: Row = {"id": home.id, "version": version, "size": size, "found": found}
    if asked.dry:
        raise _Dry(answer)
    return answer


def birth(homes: Homes, home: Home, asked: Change) -> list[str]:
    """Bring a newborn into the household; its number comes later."""
    name = str(asked.told["name"]).strip()
    if not name:
        raise Rejected(["NAME_MISSING"])
    guardian = asked.told.get("guardian")
    person = homes.graph.make(
        "Person", name=name, name_fold=fold_name(name), birth=asked.on, birth_precision="day",
        sex=asked.told.get("sex") or "9", id_type="无证", identity_unknown=True,
        live_area=home.area, guardian_status="EFFECTIVE" if guardian else None,
    )  # fmt: skip
    homes.begin(person, home.id, asked.on, relation=asked.told.get("relation") or "子女")
    if guardian:
        homes.member(home, str(guardian))
        props = {"legal": True, "from": asked.on}
        homes.set_ties("GUARDIAN_OF", ("Person", "Person"), (str(guardian), person), [props])
    return [person]


def divorce(homes: Homes, home: Home, asked: Change) -> list[str]:
    """Let one of a couple leave, with who goes along, into a household of its own."""
    leaving, staying = str(asked.told["person"]), str(asked.told["spouse"])
    if leaving == staying:
        raise Rejected(["ONE_PERSON_TWICE"])
    for one in (leaving, staying):
        if homes.member(home, one)["relation"] not in {HEAD, "配偶"}:
            raise Rejected(["NOT_A_COUPLE"], person=one)
        homes.graph.change("Person", one, marital=DIVORCED)
    going = [leaving, *(str(one) for one in asked.told.get("along") or ())]
    return _apart(homes, home, asked, going)


def split(homes: Homes, home: Home, asked: Change) -> list[str]:
    """Let members leave into a household of their own (分户); the first named is its head."""
    return _apart(homes, home, asked, [str(one) for one in asked.told["persons"]])


def _apart(homes: Homes, home: Home, asked: Change, going: Sequence[str]) -> list[str]:
    going = list(dict.fromkeys(going))
    if not going or len(going) >= len(homes.members(home.id)):
        raise Rejected(["NOBODY_STAYS" if going else "NOBODY_GOES"])
    number = str(asked.told["number"]).strip()
    if not number or homes.graph.run("registry_number", number=number):
        raise Rejected(["NUMBER_TAKEN" if number else "NUMBER_MISSING"])
    was = homes.graph.node("Household", home.id) or {}
    fresh = Home(new_id(), home.area, home.area_id)
    homes.graph.make(
        "Household", id=fresh.id, hh_no=number, monitored=was.get("monitored"),
        monitored_from=asked.on if was.get("monitored") else None, valid_from=asked.on,
    )  # fmt: skip
    homes.settle_in(fresh, fresh.area_id, asked.on)
    homes.stewarded_as(home.id, fresh.id, asked.on)
    for at, one in enumerate(going):
        told = homes.member(home, one)
        homes.end(one, home.id, asked.on)
        relation = HEAD if at == 0 else None if told["relation"] == HEAD else told["relation"]
        homes.begin(one, fresh.id, asked.on, relation=relation, head=at == 0)
    homes.settle(fresh, asked.on)
    return [fresh.id]


def merge(homes: Homes, home: Home, asked: Change) -> list[str]:
    """Let all members go over to another household (并户); this one ends."""
    into, going = str(asked.told["into"]), homes.members(home.id)
    if into == home.id:
        raise Rejected(["INTO_ITSELF"])
    for tie, person in going:
        homes.end(person["id"], home.id, asked.on)
        relation = None if tie.get("relation") == HEAD else tie.get("relation")
        homes.begin(person["id"], into, asked.on, relation=relation)
    homes.settle(homes.reached(into), asked.on)
    return [into, *(person["id"] for _, person in going)]


def move(homes: Homes, home: Home, asked: Change) -> list[str]:
    """Let the household live elsewhere; the living area of its members follows."""
    code = str(asked.told["area"])
    found = homes.graph.run("registry_place", code=code)
    if not found or found[0]["level"] not in {"VILLAGE", "TOWN"}:
        raise Rejected(["AREA_UNKNOWN"], area=code)
    if code == home.area:
        raise Rejected(["LIVES_THERE"], area=code)
    homes.settle_in(home, found[0]["id"], asked.on)
    told = {name: asked.told[name] for name in ("address",) if asked.told.get(name)}
    gone = {"address": None, "lon": None, "lat": None}  # those of the place it left
    homes.graph.change("Household", home.id, **(gone | told))
    for _, person in homes.members(home.id):
        homes.graph.change("Person", person["id"], live_area=code)
    homes.evaluate(code)
    return [found[0]["id"]]


def lead(homes: Homes, home: Home, asked: Change) -> list[str]:
    """Make another member the head (变更户主)."""
    person = str(asked.told["person"])
    homes.member(home, person)
    homes.make_head(home.id, person, asked.on)
    return [person]


EVENTS: Mapping[str, Callable[[Homes, Home, Change], list[str]]] = {
    "birth": birth,
    "death": registry_death.death,
    "divorce": divorce,
    "split": split,
    "merge": merge,
    "move": move,
    "head": lead,
    "groups": registry_groups.classify,
}
