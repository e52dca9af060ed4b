"""What hangs on somebody: what would go if they were erased, and what would stay without words.

Which ties are followed is shape/erasure.yml. Only ids are kept, but for ID numbers and texts
with names blacked out, which live as long as the erasure.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.errors import NotFound, SettingsError
from graph_schema.shape import LABELS, RELATIONSHIPS
from graph_schema.store import bulk
from graph_schema.store.batches import chunks
from graph_schema.store.rows import MAX_ROWS, Row
from graph_schema.store.session import ReadSession

Tie = tuple[str, str, bool]  # type, label at the other end, whether it leads away
BLACK = "▇▇"  # where a name stood
EVERYWHERE: tuple[Tie, ...] = (
    ("HAS_STEP", "Step", True),
    ("HAS_ATTACHMENT", "Attachment", True),
)


@dataclass(slots=True)
class Trace:
    """What erasing somebody would do; ids only.

    goes: ids by label. stays: label → id → properties that are taken away. batches: files
    that told of them. files: references of attachments. mentions: label → id → texts of their
    households, with their names blacked out. numbers: their ID numbers, in the clear.
    """

    label: str
    id: str
    goes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stays: dict[str, dict[str, tuple[str, ...]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    batches: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    mentions: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    numbers: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """Count what goes, by label."""
        return {label: len(ids) for label, ids in sorted(self.goes.items()) if ids}

    def stripped(self) -> dict[str, list[str]]:
        """Name what stays without some of its properties, or with names blacked out."""
        some: list[Mapping[str, Any]] = [*self.stays.values(), *self.mentions.values()]
        return {id: sorted(props) for told in some for id, props in told.items()}

    def ids(self) -> list[str]:
        """Name everything that goes."""
        return sorted(set().union(*self.goes.values()))


@dataclass(frozen=True, slots=True)
class _Table:
    goes: Mapping[str, tuple[Tie, ...]]
    stays: Mapping[str, tuple[tuple[Tie, tuple[str, ...]], ...]]


@cache
def _table() -> _Table:
    """Read erasure.yml. Raises SettingsError for a tie or property the shape does not know."""
    told = yaml.safe_load(
        files("graph_schema.shape").joinpath("erasure.yml").read_text("utf-8")
    )
    goes = {label: tuple(t for one in ties for t in _ties(label, one)) for label, ties in
            told["goes"].items()}  # fmt: skip
    stays: dict[str, tuple[tuple[Tie, tuple[str, ...]], ...]] = {}
    for label, some in told["stays"].items():
        found = [(_ties(label, one["tie"])[0], tuple(one["without"])) for one in some]
        for (_, other, _), props in found:
            if not set(props) <= set(LABELS[other].props):
                raise SettingsError(where="erasure.yml", label=other, props=props)
        stays[label] = tuple(found)
    return _Table(MappingProxyType(goes), MappingProxyType(stays))


def _ties(label: str, told: str) -> list[Tie]:
    kind, arrow, other = told.split()
    others = [n for n, one in LABELS.items() if one.fact] if other == "fact" else [other]
    for one in others:
        ends = (label, one) if arrow == ">" else (one, label)
        if kind not in RELATIONSHIPS or ends not in RELATIONSHIPS[kind].ends:
            raise SettingsError(where="erasure.yml", tie=told, label=label)
    return [(kind, one, arrow == ">") for one in others]


def trace(session: ReadSession, label: str, id: str) -> Trace:
    """Find what erasing a Person or Household would do; nothing is written.

    A household takes with it whoever belongs to no other one. Raises NotFound.
    """
    node = bulk.find(session, label, [id]).get(id)
    if node is None or label not in _table().stays:
        raise NotFound(label=label, id=id)
    found = Trace(label, id)
    _follow(session, found, label, {id})
    if label == "Household":
        for row in session.run("erasure_members", household=id):
            if not row["elsewhere"]:
                _follow(session, found, "Person", {row["id"]})
    _beside(session, found)
    people = bulk.find(session, "Person", found.goes["Person"])
    found.numbers = {str(one["id_no"]) for one in people.values() if one.get("id_no")}
    _issues(session, found)
    if label == "Person":
        _mentions(session, found, node)
    return found


def belongings(session: ReadSession, label: str, id: str) -> dict[str, set[str]]:
    """Name what is about a Person or Household by label, ids only: no versions, no files.

    What would go with it, and what would stay without words: leads, consents.
    """
    found = Trace(label, id)
    _follow(session, found, label, {id})
    for other, ids in found.stays.items():
        found.goes[other] |= set(ids)
    return dict(found.goes)


def _follow(session: ReadSession, found: Trace, label: str, ids: Iterable[str]) -> None:
    """Follow the ties of what goes to what goes with it."""
    new = set(ids) - found.goes[label]
    if not new:
        return
    found.goes[label] |= new
    for node in bulk.find(session, label, new).values():
        found.batches |= {str(node["batch"])} if node.get("batch") else set()
        if label == "Attachment" and node.get("file_ref"):
            found.files.add(str(node["file_ref"]))
    for tie, props in _table().stays.get(label, ()):
        for other in _ends(session, label, tie, new):
            found.stays[tie[1]][other] = props
    for tie in (*_table().goes.get(label, ()), *EVERYWHERE):
        if others := _ends(session, label, tie, new):
            _follow(session, found, tie[1], others)


def _ends(session: ReadSession, label: str, tie: Tie, ids: Iterable[str]) -> set[str]:
    """Name the nodes at the other end of ties of these nodes."""
    kind, other, away = tie
    places = {"TYPE": kind, "FROM": label if away else other, "TO": other if away else label}
    name = "bulk_find_edges" if away else "bulk_find_edges_back"
    return {
        str(row["head" if away else "tail"])
        for part in chunks(sorted(ids), MAX_ROWS)
        for row in session.shaped(name, places, ids=list(part))
    }


def _beside(session: ReadSession, found: Trace) -> None:
    """Find what speaks of these nodes by id: versions, pairs of identity, lineage."""
    ids = found.ids()
    for part in chunks(ids, MAX_ROWS):
        for row in session.run("erasure_versions", ids=list(part)):
            found.goes["Version"].add(row["id"])
            found.batches |= {row["batch"]} if row["batch"] else set()
        found.goes["FieldLineage"] |= {
            row["id"] for row in session.run("erasure_lineage", ids=list(part))
        }
    people = sorted(found.goes["Person"])
    for row in session.run("erasure_pairs", ids=people):
        found.goes["IdentityPair"].add(row["id"])
        if row["left"] not in found.goes["Person"]:  # a row of a file that waits
            found.stays["ImportIssue"][row["left"]] = ("original",)


def _issues(session: ReadSession, found: Trace) -> None:
    """Find rows of files that name them by number."""
    told = bulk.find(session, "ImportIssue", found.stays.pop("ImportIssue", {}))
    for row in bulk.scan(session, "ImportIssue", ["id", "original"]):
        original = row["original"] or ""
        if row["id"] in told or any(number in original for number in found.numbers):
            found.stays["ImportIssue"][row["id"]] = ("original",)


def _mentions(session: ReadSession, found: Trace, person: Row) -> None:
    """Find texts of their households that name somebody, and what these said before."""
    names = _names(session, found, person)
    for row in session.run("erasure_homes", person=found.id) if names else ():
        home = Trace("Household", row["id"])
        _follow(session, home, "Household", {row["id"]})
        home.goes["Lead"] |= set(home.stays.pop("Lead", {}))
        _beside(session, home)
        for label, ids in home.goes.items():
            stays = ids - found.goes[label] - found.stays.get(label, {}).keys()
            for id, node in bulk.find(session, label, stays).items():
                texts = {n: _blacked(v, names) for n, v in node.items() if isinstance(v, str)}
                if changed := {n: text for n, text in texts.items() if text != node[n]}:
                    found.mentions[label][id] = changed


def _names(session: ReadSession, found: Trace, person: Row) -> list[str]:
    """Give the names somebody has and had, longest first; one character alone is no name."""
    told = {str(person.get("name") or ""), *map(str, person.get("former_names") or ())}
    for version in bulk.find(session, "Version", found.goes["Version"]).values():
        if version["of_id"] == found.id:
            told.add(str(json.loads(version["props"]).get("name") or ""))
    return sorted((name for name in told if len(name) > 1), key=len, reverse=True)


def _blacked(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, BLACK)
    return text
