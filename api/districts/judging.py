"""Rules, forms and flows of a district's folder, judged before anything is kept."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from api import clocks
from api.actions.colours import HOLDS_HERE
from api.actions.own_flows import faults
from api.forms import reading as forms
from graph_schema.errors import SettingsError, SourceError
from graph_schema.flows import Transition
from graph_schema.flows import engine as flows
from graph_schema.rulefile import BadRuleFile, RuleFile
from loaders.district import PARAMETERS, Dated, District
from matching.eligibility import rules as eligibility
from matching.linking import policy as linking
from matching.linking.commands import RULE_SET as LINKING
from matching.linking.errors import BadProblem
from matching.risk import parameters as risk
from matching.warning import schedule as visits
from matching.warning import triggers as warning


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Rules that hold from a day on. body: canonical JSON, as the graph keeps it."""

    code: str
    version: str
    since: date
    body: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A district's folder that may be brought in. told: parameters `form.…` and `flow.…`."""

    district: District
    rules: tuple[RuleSet, ...]
    told: tuple[tuple[str, date, str], ...]  # code, since when, value as JSON


def judge(district: District) -> Judged:
    """Judge every file. Raises SourceError with file, line and reason for the first bad one."""
    try:
        rules = tuple(_rule_set(one) for one in district.rules)
        _clocks(district)
        told = (*_told(district.forms, "form", _form), *_told(district.flows, "flow", _flow))
    except BadRuleFile as error:
        raise SourceError(why=str(error), do="correct it; nothing was loaded") from error
    seen: dict[tuple[str, str], str] = {}
    for one in rules:
        if other := seen.get((one.code, one.version)):
            raise SourceError(file=one.file, why=f"version {one.version} stands in {other} too")
        seen[one.code, one.version] = one.file
    return Judged(district=district, rules=rules, told=tuple(told))


def _clocks(district: District) -> None:
    """Judge the clocks among the parameters. Raises SourceError with line and reason."""
    for row in district.parameters:
        kind, _, name = str(row["code"]).partition(".")
        if kind != "clock":
            continue
        where = {"file": PARAMETERS, "line": row["line"], "code": row["code"]}
        if name not in {*clocks.defaults(), HOLDS_HERE}:
            raise SourceError(why="no such clock", known=sorted(clocks.defaults()), **where)
        try:
            clocks.read(name, row["value"])
        except SettingsError as error:
            facts = {key: value for key, value in error.facts.items() if key != "where"}
            raise SourceError(**where, **facts) from error


def canonical(data: Any) -> str:
    """Write plain data as a RuleSet keeps it: keys sorted, no blanks, days as text."""
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def _rule_set(one: Dated) -> RuleSet:
    read = READERS.get(one.code)
    if read is None:
        known = ", ".join(sorted(READERS))
        raise SourceError(file=one.name, why="no such rules", known=known)
    file = RuleFile.read(one.name, one.text)
    version = read(file, one.text)
    return RuleSet(
        code=one.code, version=version, since=one.since, body=canonical(file.data),
        file=one.name,
    )  # fmt: skip


def _linking(file: RuleFile, _: str) -> str:
    try:
        return linking.read(file.data).version
    except BadProblem as error:
        place = str(error.facts.get("entry") or "")
        file.refuse(place, str(error.facts.get("why") or "not a value that holds"))


READERS: Mapping[str, Callable[[RuleFile, str], str]] = MappingProxyType(
    {
        "risk": lambda f, text: risk.read_parameters(text, f.name).version,
        LINKING: _linking,
        eligibility.RULE_SET: lambda f, text: eligibility.read_rules(text, f.name).version,
        warning.RULE_SET: lambda f, text: warning.read_triggers(text, f.name).version,
        visits.RULE_SET: lambda f, text: visits.read_schedule(text, f.name).version,
    }
)


def _told(
    files: tuple[Dated, ...], kind: str, check: Callable[[RuleFile, Dated], None]
) -> Iterator[tuple[str, date, str]]:
    for one in files:
        file = RuleFile.read(one.name, one.text)
        try:
            check(file, one)
        except SettingsError as error:
            where = str(error.facts.get("where", ""))
            rest = ", ".join(f"{k}: {v}" for k, v in error.facts.items() if k != "where")
            file.refuse(_place(file, where), rest)
        yield f"{kind}.{one.code}", one.since, canonical(file.data)


def _place(file: RuleFile, where: str) -> str:
    """Find the place in a file that a refusal speaks of: its words, in order, in a path.

    What is wrong with the whole is told where the file's first key stands.
    """
    if row := re.search(r" row (\d+)$", where):
        return f"transitions[{int(row[1]) - 1}]"
    words = [w for w in re.split(r"[ .]", where.removeprefix(file.name)) if w]
    first = next(iter(file.lines), "the file")
    for start in range(len(words)):
        if found := [p for p in file.lines if _goes_by(p, words[start:])]:
            return min(found, key=len)
    return first


def _goes_by(place: str, words: list[str]) -> bool:
    """Tell whether a path has these words in this order, the last at its end."""
    parts = iter(re.split(r"[.\[\]]+", place.rstrip("]")))
    return place.split(".")[-1] == words[-1] and all(word in parts for word in words)


def _form(_: RuleFile, one: Dated) -> None:
    forms.read(one.name, one.text)


def _flow(file: RuleFile, one: Dated) -> None:
    if one.code not in flows.names():
        raise SettingsError(where=one.name, flow=one.code, known=", ".join(flows.names()))
    own = flows.read(one.code, one.text)
    for row, why in faults(own):
        place = "transitions"
        if row is not None:
            place += f"[{_number(file.data, row)}]"
        file.refuse(place, why)


def _number(data: Any, row: Transition) -> int:
    """Find which row of the text a transition came from: one text row may give several."""
    return next(
        number
        for number, about in enumerate(data["transitions"])
        if (about["event"], about["zh"]) == (row.event, row.zh)
        and (row.source in (about["from"] or [None]) or about["from"] == "any_open")
    )
