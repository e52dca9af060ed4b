"""The shape of the graph: labels, properties with type, unit and class, relationships, keys.

Read from labels.yml and relationships.yml; constraints, types of an import, masks and
docs/graph.md all follow from here. One label a node; `id` is unique on every label.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.errors import SettingsError

SCHEMA_VERSION = 2  # what graph_schema/migrations lead to

TYPES = frozenset(
    {"str", "int", "float", "bool", "date", "datetime", "fen", "pts", "set", "json"}
)


class FieldClass(StrEnum):
    """How protected a value is. Source: domain reference, part 4 (notation) and 7.1."""

    NONE = "N"
    PERSONAL = "P"
    SENSITIVE = "S"
    ENCRYPTED = "S*"  # sensitive, and encrypted at rest
    RESTRICTED = "R"  # sensitive, and for the named case team only


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A property: its type (one of TYPES), unit, class, and closed values if any."""

    name: str
    type: str
    unit: str | None = None
    field_class: FieldClass = FieldClass.NONE
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A kind of node. key: unique together, within a district or `everywhere`.

    unique: properties that are unique in the store by themselves. portable: part of the export.
    flow: a process moves it. history: a change leaves a Version; derived: but for these.
    found_by: properties that nodes are looked up by, besides key and id.
    """

    name: str
    zh: str
    key: tuple[str, ...] = ()
    everywhere: bool = False
    unique: tuple[str, ...] = ()
    fact: bool = False
    flow: bool = False
    portable: bool = True
    history: bool = True
    derived: frozenset[str] = frozenset()
    found_by: tuple[str, ...] = ()
    props: Mapping[str, Prop] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A kind of edge: the pairs of labels it may tie, its properties, how many there may be.

    history: it begins and ends, and what it said before is kept.
    """

    name: str
    ends: tuple[tuple[str, str], ...]
    card: str
    history: bool = False
    props: Mapping[str, Prop] = field(default_factory=dict)


_PROP = re.compile(
    r"^(?P<name>[a-z][a-z0-9_]*):(?P<type>[a-z]+)(\[(?P<unit>[^\]]+)\])?"
    r"(!(?P<cls>S\*|[PSR]))?(\{(?P<values>[^}]+)\})?$"
)


def _props(text: str, where: str) -> dict[str, Prop]:
    found: dict[str, Prop] = {}
    for word in text.split():
        match = _PROP.match(word)
        if match is None or match["type"] not in TYPES or match["name"] in found:
            raise SettingsError(
                where=where, property=word, expected="name:type[unit]!class{values}"
            )
        found[match["name"]] = Prop(
            name=match["name"],
            type=match["type"],
            unit=match["unit"],
            field_class=FieldClass(match["cls"] or "N"),
            values=tuple((match["values"] or "").split("|")) if match["values"] else (),
        )
    return found


def _read(name: str) -> Any:
    return yaml.safe_load(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def _labels() -> Mapping[str, Label]:
    told = _read("labels.yml")
    common = _props(told["common"], "labels.yml common")
    fact = _props(told["fact"], "labels.yml fact")
    flow = _props(told["flow"], "labels.yml flow")
    past = _past(told["labels"])
    found = {}
    for name, about in told["labels"].items():
        own = _props(about.get("props", ""), f"labels.yml {name}")
        props = common | (fact if about.get("fact") else {}) | own
        props |= flow if about.get("flow") else {}
        key = tuple(about.get("key", ()))
        if missing := [part for part in key if part not in props]:
            raise SettingsError(where=f"labels.yml {name}", key=missing, expected="a property")
        found[name] = Label(
            name=name,
            zh=about["zh"],
            key=key,
            everywhere=about.get("everywhere", False),
            unique=tuple(about.get("unique", ())),
            fact=about.get("fact", False),
            flow=about.get("flow", False),
            portable=about.get("portable", True),
            history=about.get("portable", True) and name not in past["without"],
            derived=frozenset(past["derived"].get(name, ())),
            found_by=_found_by(name, about, props, told["flow_found_by"]),
            props=MappingProxyType(props),
        )
    return MappingProxyType(found)


def _found_by(
    name: str, about: Mapping[str, Any], props: Mapping[str, Prop], flow: list[str]
) -> tuple[str, ...]:
    """Name what a label's nodes are looked up by; what a process moves, by its state too.

    Raises SettingsError for what is no text: the embedded engine never takes an instant out of
    an index, so that a node is found by what it was, and one that was deleted is an error.
    """
    own: list[str] = about.get("found_by", [])
    found = tuple(dict.fromkeys([*own, *(flow if about.get("flow") else ())]))
    if wrong := [one for one in found if props[one].type != "str"]:
        raise SettingsError(where=f"labels.yml {name}", found_by=wrong, expected="a str")
    return found


def _past(labels: Mapping[str, Any]) -> Any:
    """Read what leaves no Version. Raises SettingsError for an unknown label."""
    past = _read("history.yml")
    if unknown := ({*past["without"], *past["derived"]} - labels.keys()):
        raise SettingsError(where="history.yml", labels=sorted(unknown), expected="labels")
    return past


LABELS: Mapping[str, Label] = _labels()
FACT_LABELS: tuple[str, ...] = tuple(name for name, label in LABELS.items() if label.fact)


def _ends(told: list[str], where: str) -> Iterator[tuple[str, str]]:
    def spread(end: str) -> tuple[str, ...]:
        if end == "fact":
            return FACT_LABELS
        return tuple(LABELS) if end == "any" else (end,)

    for pair in told:
        source, _, target = pair.partition(" -> ")
        for one in spread(source):
            for other in spread(target):
                if one not in LABELS or other not in LABELS:
                    raise SettingsError(where=where, ends=pair, expected="labels")
                yield one, other


def _relationships() -> Mapping[str, Relationship]:
    told = _read("relationships.yml")
    common = _props(told["common"], "relationships.yml common")
    ties = _read("history.yml")["ties"]
    if unknown := sorted(set(ties) - told["relationships"].keys()):
        raise SettingsError(where="history.yml", ties=unknown, expected="relationships")
    return MappingProxyType(
        {
            name: Relationship(
                name=name,
                ends=tuple(_ends(about["ends"], f"relationships.yml {name}")),
                card=about["card"],
                history=name in ties,
                props=MappingProxyType(
                    common | _props(about.get("props", ""), f"relationships.yml {name}")
                ),
            )
            for name, about in told["relationships"].items()
        }
    )


RELATIONSHIPS: Mapping[str, Relationship] = _relationships()
PORTABLE_LABELS: tuple[str, ...] = tuple(
    name for name, label in LABELS.items() if label.portable
)


def portable(source: str, target: str) -> bool:
    """Whether an edge between these labels belongs to the portable export."""
    return LABELS[source].portable and LABELS[target].portable
