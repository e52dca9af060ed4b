"""Parameters and columns of a statement as its header tells them: `name: type = Label.prop`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph_schema.shape import LABELS, FieldClass, Prop

SCALARS = frozenset(
    {"str", "int", "float", "bool", "date", "datetime", "fen", "pts", "set", "json"}
)


class StatementError(ValueError):
    """A named statement that is not as it must be; the text says in which file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A parameter or a column: its type, and the label or property it shows.

    type: a scalar's name, "map", or a label's name. many: a list of it. prop: the one property
    shown. holder: the name of the slot with the node's id, for a single property.
    """

    name: str
    type: str
    many: bool = False
    optional: bool = False
    label: str | None = None
    prop: Prop | None = None
    holder: str | None = None

    @property
    def is_node(self) -> bool:
        return self.label is not None and self.prop is None

    @property
    def element(self) -> bool:
        """Whether it is one code of a property that is a set of them: a filter's value."""
        return self.prop is not None and self.prop.type == "set" and self.type == "str"

    @property
    def classed(self) -> bool:
        """Whether personal data may be in it."""
        if self.prop is not None:
            return self.prop.field_class is not FieldClass.NONE
        if self.label is not None:
            return any(
                p.field_class is not FieldClass.NONE for p in LABELS[self.label].props.values()
            )
        return False


_SLOT = re.compile(
    r"^(?P<name>[a-z_][a-z0-9_]*)\s*:\s*(?P<many>list\[)?(?P<type>[A-Za-z]+)(?(many)\])(?P<opt>\?)?"
    r"(\s*=\s*(?P<label>[A-Z][A-Za-z]*)\.(?P<prop>[a-z][a-z0-9_]*)(\s+of\s+(?P<of>[a-z_][a-z0-9_]*))?)?$"
)


def slots(where: str, text: str) -> Mapping[str, Slot]:
    found: dict[str, Slot] = {}
    for word in (part.strip() for part in text.split(",")):
        if not word or word == "none":
            continue
        match = _SLOT.match(word)
        if match is None:
            raise StatementError(f"{where}: not like `name: type = Label.prop`: {word}")
        slot = _slot(where, match)
        if slot.name in found:
            raise StatementError(f"{where}: {slot.name} twice")
        found[slot.name] = slot
    return MappingProxyType(found)


def _slot(where: str, match: "re.Match[str]") -> Slot:
    kind, label, prop = match["type"], match["label"], None
    if kind not in SCALARS and kind != "map":
        if kind not in LABELS:
            raise StatementError(f"{where}: {kind} is neither a type nor a label")
        if label is not None:
            raise StatementError(f"{where}: {match['name']} is a label and a property at once")
        label = kind
    elif label is not None:
        if label not in LABELS or match["prop"] not in LABELS[label].props:
            raise StatementError(f"{where}: the shape has no {label}.{match['prop']}")
        prop = LABELS[label].props[match["prop"]]
        if prop.field_class is FieldClass.ENCRYPTED and match["of"] is None:
            raise StatementError(
                f"{where}: {label}.{prop.name} is encrypted: say `of` whom (the id's name)"
            )
    return Slot(
        name=match["name"],
        type=kind,
        many=match["many"] is not None,
        optional=match["opt"] is not None,
        label=label,
        prop=prop,
        holder=match["of"],
    )
