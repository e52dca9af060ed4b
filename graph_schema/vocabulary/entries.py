"""What is said about each code: labels in three scripts and typed facts, read from YAML.

A file that lacks a code, has one too many, or says something untyped about one is refused with
file, line and reason: a vocabulary is reviewed by people who do not read Python.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.errors import SettingsError
from graph_schema.vocabulary import codes

_LABELS = ("zh", "en", "hant")
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_FLOOR = re.compile("[GBYO]( [GBYO]){3}")  # lowest level at s1 to s4
_NUMBER = (int, float)
# What a value must be: a type, one of several, an enum's code, a pattern of text, a list of
# one of these, or a mapping whose keys are all the codes of an enum.
_Told = type | tuple[type, ...] | re.Pattern[str] | list[Any] | dict[type[StrEnum], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said about one code. order: position in its file, from 0; about: all else."""

    code: str
    zh_hans: str
    en: str
    zh_hant: str
    order: int
    about: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Name it in zh-Hans, zh-Hant or en; another language falls back to zh-Hans."""
        return {"en": self.en, "zh-Hant": self.zh_hant}.get(language, self.zh_hans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One vocabulary: its file, what every entry must say, and what it may say."""

    file: str
    must: Mapping[str, _Told] = field(default_factory=dict)
    may: Mapping[str, _Told] = field(default_factory=dict)


_PARTY: Mapping[str, _Told] = {
    "role": codes.LinkRole,
    "payer": re.compile("GOVERNMENT|SOCIAL"),
    "mark": str,
    "light": _COLOUR,
    "dark": _COLOUR,
}
_NEED: Mapping[str, _Told] = {
    "base": int,
    "floor": _FLOOR,
    "interval": [int],
    "lead": codes.Party,
    "support": [codes.Party],
    "requirement": [[codes.Party]],
}
_LEVEL: Mapping[str, _Told] = {
    "hex": _COLOUR,
    "shape": str,
    "mark": str,
    "letter": str,
    "score": int,
    "window": int,
    "weight": _NUMBER,
    "dwell": int,
    "package": codes.Package,
}
_TIER: Mapping[str, _Told] = {
    "area_digits": int,
    "capacity": int,
    "contact": [codes.VisitMode],
    "weights": {codes.Level: _NUMBER},
}

KINDS: Mapping[type[StrEnum], Kind] = MappingProxyType(
    {
        codes.Party: Kind(file="parties", must=_PARTY),
        codes.Tier: Kind(file="tiers", must=_TIER),
        codes.Level: Kind(file="levels", must=_LEVEL),
        codes.GroupCode: Kind(file="groups", may={"sub": dict}),
        codes.NeedCode: Kind(file="needs", must=_NEED),
        codes.CauseCode: Kind(file="causes"),
        codes.Role: Kind(file="roles", may={"everyday": str}),
        codes.Purpose: Kind(file="purposes", must={"basis": str}),
        codes.ItemType: Kind(file="item_types", must={"freshness": int, "items": int}),
        codes.Priority: Kind(file="priorities", must={"points": int}),
        codes.AlertCode: Kind(file="alerts"),
        codes.LinkRole: Kind(file="link_roles"),
        codes.DeclineCode: Kind(file="declines"),
        codes.GapClass: Kind(file="gaps", must={"acts": codes.Tier}),
        codes.ServiceType: Kind(
            file="services", may={"consent": codes.Purpose, "notes": re.compile("RESTRICTED")}
        ),
        codes.Method: Kind(file="methods"),
        codes.Department: Kind(file="departments", must={"gives": str}),
        codes.LeadChannel: Kind(file="channels", may={"direction": str}),
        codes.VisitMode: Kind(file="visit_modes"),
        codes.BrandCode: Kind(
            file="brands", must={"slots": dict, "records": [str], "policies": [str]}
        ),
        codes.FocusArea: Kind(
            file="focus", must={"needs": [codes.NeedCode], "services": [codes.ServiceType]}
        ),
        codes.TagCode: Kind(
            file="tags",
            must={"rules": [str], "needs": [codes.NeedCode], "alerts": [codes.AlertCode]},
        ),
        codes.RevealReason: Kind(file="reveal_reasons"),
        codes.Package: Kind(
            file="packages",
            must={"services": [codes.ServiceType]},
            may={"begins": codes.VisitMode},
        ),
    }
)


def vocabularies() -> tuple[type[StrEnum], ...]:
    """Name every enum that has a file, in the order they are documented."""
    return tuple(KINDS)


@cache
def entries(kind: type[StrEnum]) -> Mapping[str, Entry]:
    """Say what is known about each code of an enum, in order of its file.

    Raises SettingsError naming file, line and reason when the file is not sound.
    """
    name = f"{KINDS[kind].file}.yml"
    return read(kind, files(__package__).joinpath(name).read_text(encoding="utf-8"), name)


def read(kind: type[StrEnum], text: str, name: str) -> Mapping[str, Entry]:
    """Read the text of a vocabulary file against its enum; `name` is for the refusal."""
    found: dict[str, Entry] = {}
    for code, about, line in _items(text, name):
        if code in found or code not in set(kind):
            why = "twice" if code in found else "not a code of this vocabulary"
            raise SettingsError(where=name, line=line, code=code, why=why)
        if fault := _fault(KINDS[kind], about):
            raise SettingsError(where=name, line=line, code=code, why=fault)
        found[code] = Entry(
            code=code,
            zh_hans=about["zh"],
            en=about["en"],
            zh_hant=about["hant"],
            order=len(found),
            about=MappingProxyType({k: v for k, v in about.items() if k not in _LABELS}),
        )
    if missing := [str(code) for code in kind if code not in found]:
        raise SettingsError(where=name, line=text.count("\n") + 1, why=f"lacks {missing}")
    return MappingProxyType(found)


def _items(text: str, name: str) -> Iterator[tuple[str, Any, int]]:
    """Yield code, what is said about it, and the line it stands on."""
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
        told = yaml.safe_load(text)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        why = getattr(exc, "problem", None) or "not YAML"
        raise SettingsError(where=name, line=mark.line + 1 if mark else 1, why=why) from exc
    if not isinstance(top, yaml.MappingNode):
        raise SettingsError(where=name, line=1, why="not a list of codes")
    for key, _ in top.value:
        yield key.value, told.get(key.value), key.start_mark.line + 1


def _fault(kind: Kind, about: Any) -> str | None:
    """Tell what is wrong with what is said about a code; None when all is well."""
    if not isinstance(about, dict):
        return "nothing is said about it"
    wanted: dict[str, _Told] = {**dict.fromkeys(_LABELS, str), **kind.must}
    if missing := [key for key in wanted if key not in about]:
        return f"lacks {', '.join(missing)}"
    for key, value in about.items():
        told = wanted.get(key) or kind.may.get(key)
        if told is None:
            return f"says {key}, which is not asked for"
        if not _fits(value, told):
            return f"{key} is {value!r}"
    return None


def _fits(value: object, told: Any) -> bool:
    match told:
        case re.Pattern():
            return isinstance(value, str) and told.fullmatch(value) is not None
        case [each]:
            return isinstance(value, list) and all(_fits(one, each) for one in value)
        case dict():
            ((keys, each),) = told.items()
            return (
                isinstance(value, dict)
                and set(value) == set(keys)
                and all(_fits(one, each) for one in value.values())
            )
        case type() if issubclass(told, StrEnum):
            return isinstance(value, str) and value in set(told)
        case _:
            return isinstance(value, told) and not isinstance(value, bool) and value != ""
