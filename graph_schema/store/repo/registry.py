"""A household as it was known: on a day, as recorded by an instant; and all that changed in it.

Reads as the program: who asks was found to reach the household, and shows fields by his mask.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from graph_schema.fields import Fields
from graph_schema.shape import FACT_LABELS, RELATIONSHIPS
from graph_schema.store.history import Told, as_of, ties_as_of, told
from graph_schema.store.rows import Row, opened

Pair = tuple[str, str]
ABOUT: tuple[tuple[str, str], ...] = (("HAS_NEED", "Need"), ("RECEIVES", "Award"))


class Reads(Protocol):
    """The program's own session or transaction."""

    fields: Fields

    def run(self, name: str, /, **params: Any) -> list[Row]: ...
    def shaped(self, name: str, places: Mapping[str, str], /, **params: Any) -> list[Row]: ...


@dataclass(slots=True)
class Dossier:
    """Everything the store was ever told about one household. Ids; values in the clear.

    sayings: by node id, oldest first. labels: by node id. ties: (from, to) and properties of
    the relationships that begin and end, as they are now. owns: who a need, award or fact
    belongs to. colours: the evaluations.
    """

    id: str
    sayings: dict[str, list[Told]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    ties: dict[str, list[tuple[Pair, Row]]] = field(default_factory=dict)
    past_ties: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    owns: dict[str, str] = field(default_factory=dict)
    colours: list[Row] = field(default_factory=list)

    def at(self, on: date, recorded: datetime) -> "Known":
        """See it as of a day, as recorded by an instant."""

        def tied(kind: str) -> list[tuple[Pair, Row]]:
            there = self.ties.get(kind, [])
            return ties_as_of(there, self.past_ties[kind], on, recorded)

        def one(id: str) -> Row | None:
            return as_of(self.sayings.get(id, ()), on, recorded)

        members = [
            (tie, person)
            for (who, home), tie in tied("MEMBER_OF")
            if home == self.id and (person := one(who)) is not None
        ]
        members.sort(key=lambda m: (not m[0].get("head"), str(m[1].get("birth")), m[1]["id"]))
        those = {self.id, *(person["id"] for _, person in members)}
        records = [
            (self.labels[id], owner, state)
            for id, owner in sorted(self.owns.items())
            if owner in those and (state := one(id)) is not None
        ]
        areas = [area for (_, area), _ in tied("LIVES_IN")]
        stewards = [(who, tie) for (_, who), tie in tied("STEWARDED_BY")]
        causes = [cause for (_, cause), _ in tied("CAUSED_BY")]
        colour = self._colour(on, recorded)
        return Known(one(self.id), areas, members, stewards, records, causes, colour)

    def _colour(self, on: date, recorded: datetime) -> Row | None:
        """Find the evaluation in force that day: colours have a history of their own."""
        there = [
            one
            for one in self.colours
            if one["created_at"] <= recorded and (one.get("valid_from") or date.min) <= on
        ]
        return max(there, key=lambda one: (one["at"], one["id"]), default=None)


@dataclass(frozen=True, slots=True)
class Known:
    """A household at two times. None: not there then. areas, stewards, causes: by id.

    records: label, whose, and state of each need, award and fact.
    """

    household: Row | None
    areas: list[str]
    members: list[tuple[Row, Row]]
    stewards: list[tuple[str, Row]]
    records: list[tuple[str, str, Row]]
    causes: list[str]
    colour: Row | None


def dossier(run: Reads, household: str) -> Dossier:
    """Read all about a household, its people and what hangs on them, past and present."""
    found = Dossier(household)
    there = [(household, "Household")]
    lives = _ties(run, "LIVES_IN", ("Household", "Area"), [household])
    members = _ties(run, "MEMBER_OF", ("Person", "Household"), [household], back=True)
    found.ties = {
        "LIVES_IN": lives,
        "MEMBER_OF": members,
        "CAUSED_BY": _ties(run, "CAUSED_BY", ("Household", "Cause"), [household]),
        "STEWARDED_BY": _ties(run, "STEWARDED_BY", ("Household", "Actor"), [household]),
    }
    people = sorted({who for (who, _), _ in members})
    there += [(who, "Person") for who in people]
    for kind, label, owners in _hanging(household, people):
        for owner_label, ids in owners:
            for (owner, one), _ in _ties(run, kind, (owner_label, label), ids):
                found.owns[one] = owner
                there.append((one, label))
    found.labels = dict(there)
    kept = _versions(run, found.labels)
    for id, node in _nodes(run, there).items():
        own = [one for one in kept[id] if one["of_label"] == found.labels[id]]
        found.sayings[id] = told(node, own)
        for version in kept[id]:
            if version["of_label"] in RELATIONSHIPS:
                found.past_ties[version["of_label"]].append(version)
    seen = _ties(run, "HAS_EVALUATION", ("Household", "RiskEvaluation"), [household])
    found.colours = [*_nodes(run, [(one, "RiskEvaluation") for (_, one), _ in seen]).values()]
    return found


def _hanging(
    household: str, people: Sequence[str]
) -> Iterable[tuple[str, str, list[tuple[str, Sequence[str]]]]]:
    """Name what hangs on a household and its people: relationship, label, owners by label."""
    both: list[tuple[str, Sequence[str]]] = [("Household", [household])]
    if people:
        both.append(("Person", people))
    for kind, label in (*ABOUT, *(("HAS_FACT", fact) for fact in FACT_LABELS)):
        ends = RELATIONSHIPS[kind].ends
        yield kind, label, [(who, ids) for who, ids in both if (who, label) in ends]


def _ties(
    run: Reads, kind: str, ends: Pair, ids: Sequence[str], *, back: bool = False
) -> list[tuple[Pair, Row]]:
    name = "bulk_find_edges_back" if back else "bulk_find_edges"
    places = {"TYPE": kind, "FROM": ends[0], "TO": ends[1]}
    rows = run.shaped(name, places, ids=list(ids))
    return [((row["tail"], row["head"]), row["props"]) for row in rows]


def _nodes(run: Reads, there: Iterable[tuple[str, str]]) -> dict[str, Row]:
    by_label: defaultdict[str, list[str]] = defaultdict(list)
    for id, label in there:
        by_label[label].append(id)
    return {
        row["props"]["id"]: clear(label, row["props"], run.fields)
        for label, ids in by_label.items()
        for row in run.shaped("bulk_find", {"LABEL": label}, ids=ids)
    }


def _versions(run: Reads, labels: Mapping[str, str]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in run.run("registry_versions", ids=sorted(labels)):
        one = clear("Version", row["version"], run.fields)
        found[one["of_id"]].append(one)
    return found


def clear(label: str, props: Mapping[str, Any], fields: Fields) -> Row:
    """Give a node's stored properties in the clear."""
    subject = props.get("id")
    return {name: opened(label, name, subject, value, fields) for name, value in props.items()}
