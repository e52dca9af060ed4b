"""What an event may be told: one typed meaning a name, read from terms/fields.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from graph_schema import vocabulary
from graph_schema.errors import Rejected, SettingsError
from graph_schema.shape import LABELS

SCALARS = frozenset({"str", "int", "float", "bool", "date", "datetime", "json"})
_KEYS = frozenset({"type", "zh", "en", "values", "prop"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing an event is told. kind: a scalar, an enum's name or a label; many: several.

    values: the closed list, empty if there is none. prop: the item's property it goes to.
    """

    name: str
    kind: str
    many: bool
    zh: str
    en: str
    prop: str
    values: tuple[str, ...] = ()

    @property
    def enum(self) -> type[StrEnum] | None:
        """The vocabulary its codes come from, if any."""
        found = getattr(vocabulary, self.kind, None)
        return found if isinstance(found, type) and issubclass(found, StrEnum) else None

    @property
    def label(self) -> str | None:
        """The label whose node it names, if any; an enum of the same name comes first."""
        return self.kind if self.kind in LABELS and self.enum is None else None

    def checked(self, value: object) -> object:
        """Give a value as effects use it: codes as text, days of a list as ISO text.

        Raises Rejected with the field's name, never its value, for a code that is not known.
        """
        if value is None:
            return None
        items = [self._plain(one) for one in value] if isinstance(value, list) else None
        plain = items if items is not None else self._plain(value)
        if self.values and not set(items if items is not None else [plain]) <= set(self.values):
            raise Rejected(["UNKNOWN_CODE"], field=self.name, known=self.values)
        if isinstance(plain, str) and not plain.strip():
            raise Rejected(["EMPTY"], field=self.name)
        return plain

    def _plain(self, value: object) -> object:
        if isinstance(value, StrEnum):
            return str(value)
        if self.many and self.kind == "date":
            return str(value)
        return value


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as one event asks for it."""

    field: Field
    required: bool


@cache
def known() -> Mapping[str, Field]:
    """Read every field by name. Raises SettingsError for a type that nothing knows."""
    text = files(__package__).joinpath("terms", "fields.yml").read_text(encoding="utf-8")
    return MappingProxyType(
        {name: _field(name, about) for name, about in yaml.safe_load(text).items()}
    )


def asked(must: list[str], may: list[str], where: str) -> tuple[Asked, ...]:
    """Read a row's fields: those it must be told, then those that may be left out."""
    if unknown := [name for name in (*must, *may) if name not in known()]:
        raise SettingsError(where=where, fields=unknown, expected="names of terms/fields.yml")
    return tuple(Asked(known()[name], required=name in must) for name in (*must, *may))


def _field(name: str, about: Mapping[str, object]) -> Field:
    where = f"terms/fields.yml {name}"
    if set(about) - _KEYS or not {"type", "zh", "en"} <= set(about):
        raise SettingsError(where=where, expected=sorted(_KEYS))
    told = str(about["type"])
    values = about.get("values", ())
    field = Field(
        name=name,
        kind=told.removesuffix("[]"),
        many=told.endswith("[]"),
        zh=str(about["zh"]),
        en=str(about["en"]),
        prop=str(about.get("prop", name)),
        values=tuple(values) if isinstance(values, list) else (),
    )
    if field.kind not in SCALARS and field.enum is None and field.label is None:
        raise SettingsError(where=where, type=told, expected="a scalar, an enum or a label")
    return field
