"""A household under change: members today, ties that begin and end, what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.actions.graph import Graph
from graph_schema.errors import NotFound, Rejected, StaleVersion
from graph_schema.store.keeping import day_of, set_ties
from graph_schema.store.rows import Row
from graph_schema.store.session import Transaction

MEMBER = ("MEMBER_OF", "Person", "Household")
LIVES = ("LIVES_IN", "Household", "Area")


@dataclass(frozen=True, slots=True)
class Home:
    """A household in reach and where it lives: code and id of its area."""

    id: str
    area: str
    area_id: str


class Homes:
    """Households of one transaction. The caller reaches each; what follows is the program's."""

    def __init__(self, tx: Transaction) -> None:
        self.tx, self.graph = tx, Graph(tx)
        self.today = day_of(tx)
        self.graph.day = self.today
        self._own = tx.for_program()

    def reached(self, id: str) -> Home:
        """Find a household the caller reaches. Raises NotFound."""
        found = self.tx.run("registry_reach", id=id)
        if not found:
            raise NotFound(id=id)
        return Home(id, found[0]["area"], found[0]["area_id"])

    def locked(self, id: str, seen: int, others: Sequence[str] = ()) -> Home:
        """Lock a household that was seen in a version, and others, in order of their ids.

        Raises NotFound, StaleVersion.
        """
        homes = {one: self.reached(one) for one in (id, *others)}
        versions = {one: self.tx.lock("Household", one) - 1 for one in sorted(homes)}
        if versions[id] != seen:
            raise StaleVersion(yours=seen, current=versions[id])
        return homes[id]

    def members(self, home: str) -> list[tuple[Row, Row]]:
        """Give who belongs to it today, each with the tie, the head first, then by age."""
        rows = self.graph.before("Household", home, "MEMBER_OF", "Person")
        found = [(row.pop("tie"), row) for row in rows]
        today = [pair for pair in found if pair[0].get("to") is None]
        return sorted(
            today, key=lambda m: (not m[0].get("head"), str(m[1].get("birth")), m[1]["id"])
        )

    def member(self, home: Home, person: str) -> Row:
        """Give the tie of somebody who belongs to it today. Raises Rejected."""
        for tie, one in self.members(home.id):
            if one["id"] == person:
                return {"relation": None} | tie
        raise Rejected(["NOT_A_MEMBER"], person=person)

    def set_ties(
        self,
        kind: str,
        labels: tuple[str, str],
        pair: tuple[str, str],
        ties: Sequence[Mapping[str, Any]],
    ) -> None:
        """Let the ties of two nodes be these; what they were is kept."""
        set_ties(self._own, (kind, *labels), pair, ties)

    def _ties(self, kind: str, labels: tuple[str, str], pair: tuple[str, str]) -> list[Row]:
        rows = self.graph.after(labels[0], pair[0], kind, labels[1])
        return [row["tie"] for row in rows if row["id"] == pair[1]]

    def close(
        self, kind: str, labels: tuple[str, str], pair: tuple[str, str], on: date
    ) -> bool:
        """End what ties two nodes today. Raises Rejected for a day before it began."""
        there = self._ties(kind, labels, pair)
        if all(tie.get("to") is not None for tie in there):
            return False
        if any(t.get("to") is None and (t.get("from") or date.min) > on for t in there):
            raise Rejected(["BEFORE_IT_BEGAN"], tie=kind)
        ended = [tie if tie.get("to") is not None else tie | {"to": on} for tie in there]
        self.set_ties(kind, labels, pair, ended)
        return True

    def begin(self, person: str, home: str, on: date, **props: Any) -> None:
        """Let somebody belong to a household from a day on."""
        before = self._ties(MEMBER[0], MEMBER[1:], (person, home))
        self.set_ties(MEMBER[0], MEMBER[1:], (person, home), [*before, {"from": on, **props}])

    def end(self, person: str, home: str, on: date) -> None:
        """Let somebody belong to a household until a day."""
        self.close(MEMBER[0], MEMBER[1:], (person, home), on)

    def make_head(self, home: str, person: str | None, on: date) -> None:
        """Make a member the head from a day on, and nobody else."""
        for tie, one in self.members(home):
            head = one["id"] == person
            if bool(tie.get("head")) == head:
                continue
            told = {"head": head}
            if head or tie.get("relation") == "户主":
                told |= {"relation": "户主" if head else "其他"}
            there = self._ties(MEMBER[0], MEMBER[1:], (one["id"], home))
            ties = [new for t in there for new in _since(t, told, on)]
            self.set_ties(MEMBER[0], MEMBER[1:], (one["id"], home), ties)

    def settle(self, home: Home, on: date) -> int:
        """Let head, size and groups follow from the members; one without any ends that day."""
        members = self.members(home.id)
        living = [(tie, one) for tie, one in members if one.get("deceased") is None]
        groups = sorted({code for _, one in living for code in one.get("groups") or ()})
        told = {"size": len(living), "groups": groups}
        told["primary_group"] = groups[0] if groups else None
        if not living:
            told |= {"monitored": False, "valid_to": on}
        self.graph.change("Household", home.id, **told)
        if living and not any(tie.get("head") for tie, _ in living):
            self.make_head(home.id, _next(living), on)
        return len(living)

    def settle_in(self, home: Home, area: str, on: date) -> None:
        """Let a household live in an area from a day on; where it lived before is kept."""
        for row in self.graph.after("Household", home.id, "LIVES_IN", "Area"):
            pair = (home.id, str(row["id"]))
            set_ties(self._own, LIVES, pair, [], until=on)
        self.set_ties(LIVES[0], LIVES[1:], (home.id, area), [{"from": on}])

    def stewarded_as(self, home: str, fresh: str, on: date) -> None:
        """Give a new household the stewards of the one it came from."""
        for row in self.graph.after("Household", home, "STEWARDED_BY", "Actor"):
            tie = row["tie"]
            if tie.get("to") is None:
                props = {"tier": tie.get("tier"), "from": on}
                pair = (fresh, str(row["id"]))
                self.set_ties("STEWARDED_BY", ("Household", "Actor"), pair, [props])

    def evaluate(self, area: str) -> None:
        """Have the village evaluated anew by the worker."""
        self.graph.job("evaluate", area)


def _since(tie: Row, told: Row, on: date) -> list[Row]:
    """Let a tie say something else from a day on; what it said before ends that day."""
    if tie.get("to") is not None:
        return [tie]
    if (tie.get("from") or date.min) >= on:
        return [tie | told]
    new = {name: value for name, value in tie.items() if name != "recorded_from"}
    return [tie | {"to": on}, new | told | {"from": on}]


def _next(living: Sequence[tuple[Row, Row]]) -> str:
    """Name who is head after the head: the spouse, else the eldest."""
    spouse = [one["id"] for tie, one in living if tie.get("relation") == "配偶"]
    return str((spouse or [living[0][1]["id"]])[0])
