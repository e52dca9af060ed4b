"""A form's text read into its definition; a bad one is refused by file, place and reason."""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from api.forms import rules
from api.forms.definition import TYPES, Block, Form, Question, Rule, Words
from graph_schema import vocabulary
from graph_schema.errors import SettingsError
from graph_schema.shape import LABELS
from graph_schema.vocabulary import Purpose, entries
from loaders.source import shared_by

DUTIES = frozenset({Purpose.ELIGIBILITY, Purpose.MONITORING})
_FORM = frozenset({"code", "zh", "en", "notice", "rests_on", "asks_for", "blocks"})
_BLOCK = frozenset({"zh", "en", "purpose", "fields"})
_BLOCK_MAY = frozenset({"many", "rules"})
_FIELD = frozenset({"zh", "en", "type"})
_FIELD_MAY = frozenset({"required", "codes", "least", "most", "longest", "past", "to"})
# Which types of a property an answer of a type may become.
BECOMES: Mapping[str, frozenset[str]] = {
    "text": frozenset({"str"}),
    "code": frozenset({"str", "int"}),
    "codes": frozenset({"set"}),
    "flag": frozenset({"bool"}),
    "day": frozenset({"date"}),
    "whole": frozenset({"int"}),
    "number": frozenset({"float"}),
    "money": frozenset({"fen"}),
    "id_number": frozenset({"str"}),
    "phone": frozenset({"str"}),
}


def read(name: str, text: str) -> Form:
    """Read a form's text, YAML or JSON. name: of the file, for what is wrong with it.

    Raises SettingsError with where, and what was expected.
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as exc:
        raise SettingsError(where=name, why=str(exc)) from exc
    _keys(told, _FORM, frozenset(), name)
    notice = told["notice"]
    _keys(notice, frozenset({"version", "zh", "en"}), frozenset(), f"{name} notice")
    rests = _purpose(told["rests_on"], f"{name} rests_on")
    if rests not in DUTIES:
        raise SettingsError(where=f"{name} rests_on", expected="U1 or U2: a duty with notice")
    asks = tuple(_purpose(one, f"{name} asks_for") for one in told["asks_for"])
    if not isinstance(told["blocks"], dict) or not told["blocks"]:
        raise SettingsError(where=f"{name} blocks", expected="blocks by name")
    blocks = {one: _block(one, about, name) for one, about in told["blocks"].items()}
    if closed := [b.name for b in blocks.values() if b.purpose not in {rests, *asks}]:
        raise SettingsError(where=name, blocks=closed, expected="a purpose the form asks for")
    return Form(
        code=str(told["code"]), words=_words(told, name), version=str(notice["version"]),
        notice=_words(notice, name), rests_on=rests, asks_for=asks, blocks=blocks, told=told,
    )  # fmt: skip


@cache
def shipped(code: str) -> Form:
    """Read a form that comes with the program. Raises SettingsError for a name unknown."""
    path = files(__package__).joinpath(f"{code}.yml")
    if not path.is_file():
        raise SettingsError(where=f"form.{code}", expected="a form that there is")
    return read(f"{code}.yml", path.read_text(encoding="utf-8"))


def of_value(code: str, value: str) -> Form:
    """Read a district's own form from its parameter."""
    return read(f"form.{code}", json.dumps(json.loads(value), ensure_ascii=False))


def _block(name: str, told: Any, file: str) -> Block:
    where = f"{file} {name}"
    _keys(told, _BLOCK, _BLOCK_MAY, where)
    fields = {one: _question(one, about, where) for one, about in told["fields"].items()}
    most = told.get("many", 1)
    if not isinstance(most, int) or not 1 <= most <= 50:
        raise SettingsError(where=f"{where} many", expected="1 to 50")
    return Block(
        name=name, words=_words(told, where), most=most, fields=fields,
        purpose=_purpose(told["purpose"], where),
        rules=tuple(_rule(one, fields, where) for one in told.get("rules", ())),
    )  # fmt: skip


def _question(name: str, told: Any, block: str) -> Question:
    where = f"{block}.{name}"
    _keys(told, _FIELD, _FIELD_MAY, where)
    type_ = told["type"]
    if type_ not in TYPES:
        raise SettingsError(where=where, type=type_, expected=sorted(TYPES))
    codes = _codes(told.get("codes"), where)
    to = _becomes(told.get("to"), type_, where)
    if told.get("required") and to in shared_by():
        raise SettingsError(
            where=where, to=told["to"], expected="not required: a department gives it"
        )
    if (type_ in {"code", "codes"}) is not bool(codes):
        raise SettingsError(where=where, expected="codes, where the type is code or codes")
    return Question(
        name=name, words=_words(told, where), type=type_, codes=codes,
        required=bool(told.get("required", False)), least=told.get("least"),
        most=told.get("most"), longest=int(told.get("longest", 200)),
        past=bool(told.get("past", False)), to=to,
    )  # fmt: skip


def _codes(told: Any, where: str) -> Mapping[str, Words]:
    """Read what may be chosen: written out, or the entries of a vocabulary by its name."""
    if told is None:
        return {}
    if isinstance(told, dict):
        return {str(code): _words(about, f"{where} {code}") for code, about in told.items()}
    enum = getattr(vocabulary, str(told), None)
    if not (isinstance(enum, type) and issubclass(enum, StrEnum)):
        raise SettingsError(where=where, codes=told, expected="a vocabulary, or codes")
    known = entries(enum)
    return {
        str(one): Words(known[one].label("zh-Hans"), known[one].label("en")) for one in known
    }


def _becomes(told: Any, type_: str, where: str) -> tuple[str, str] | None:
    if told is None:
        return None
    label, _, prop = str(told).partition(".")
    known = LABELS[label].props.get(prop) if label in LABELS else None
    if known is None or known.type not in BECOMES[type_]:
        raise SettingsError(where=where, to=told, expected="Label.property of a fitting type")
    return label, prop


def _rule(told: Any, fields: Mapping[str, Question], where: str) -> Rule:
    _keys(told, frozenset({"rule", "fields"}), frozenset({"is"}), f"{where} rules")
    name, over = str(told["rule"]), tuple(told["fields"])
    if name not in rules.RULES:
        raise SettingsError(where=where, rule=name, expected=sorted(rules.RULES))
    if unknown := [one for one in over if one not in fields]:
        raise SettingsError(where=where, rule=name, fields=unknown, expected="its own fields")
    if len(over) != rules.RULES[name].fields:
        raise SettingsError(
            where=where, rule=name, expected=f"{rules.RULES[name].fields} fields"
        )
    return Rule(name=name, fields=over, code=told.get("is"))


def _words(told: Any, where: str) -> Words:
    if not isinstance(told, dict) or not told.get("zh") or not told.get("en"):
        raise SettingsError(where=where, expected="zh and en")
    return Words(str(told["zh"]), str(told["en"]))


def _purpose(told: Any, where: str) -> Purpose:
    try:
        return Purpose(told)
    except ValueError as exc:
        raise SettingsError(
            where=where, purpose=told, expected=list(map(str, Purpose))
        ) from exc


def _keys(told: Any, must: frozenset[str], may: frozenset[str], where: str) -> None:
    if not isinstance(told, dict):
        raise SettingsError(where=where, expected=sorted(must))
    if differs := (set(told) - must - may) | (must - set(told)):
        raise SettingsError(
            where=where, differs=sorted(map(str, differs)), expected=sorted(must)
        )
