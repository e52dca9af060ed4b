"""The tags of a household, out of its evaluation: of rules that gave points, of needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from graph_schema.vocabulary import TagCode, entries
from matching.risk.documents import derived_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag. value: what was read (money fen, `a/b` is a by b; a severity is s1 to s4).

    source, batch: of the fact, None where a person told it. since: ISO day of the fact, else
    of the evaluation. needs: ids of the open needs that change it.
    """

    household: str
    code: str
    value: str | None
    source: str | None
    batch: str | None
    since: str
    rule_version: str
    needs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name it by its content: the same tag twice is one node."""
        said = (self.value, self.source, self.batch, self.since)
        return derived_id("tag", self.household, self.code, *(part or "" for part in said))


@cache
def codes_of_rules() -> Mapping[str, tuple[str, ...]]:
    """Tell which tags a row's rule gives: portrait rules and needs, as tags.yml says."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, entry in entries(TagCode).items():
        for rule in (*entry.about["rules"], *entry.about["needs"]):
            found[rule].append(code)
    return {rule: tuple(codes) for rule, codes in found.items()}


def tags_of(
    household: str, rows: Iterable[Mapping[str, Any]], version: str, on: str
) -> list[Tag]:
    """Give the tags of a household, one a code, in the order of the codes.

    rows: of its evaluation in force. version: of the rules. on: ISO day of the evaluation.
    A portrait row says what a tag's value is; without one the severest need does.
    """
    told: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        for code in codes_of_rules().get(str(row["rule"]), ()):
            told[code].append(row)
    return [
        _tag(household, code, told[code], version, on)
        for code in map(str, TagCode)
        if told[code]
    ]


def _tag(
    household: str, code: str, rows: Sequence[Mapping[str, Any]], version: str, on: str
) -> Tag:
    first = max(rows, key=lambda row: ("severity" not in row, row.get("severity", 0)))
    return Tag(
        household=household,
        code=code,
        value=_value(first),
        source=first.get("source"),
        batch=first.get("batch"),
        since=first.get("date", on),
        rule_version=version,
        needs=tuple(sorted(str(row["fact"]) for row in rows if "severity" in row)),
    )


def _value(row: Mapping[str, Any]) -> str | None:
    if "severity" in row:
        return f"s{row['severity']}"
    if "value" not in row:
        return None
    return f"{row['value']}/{row['per']}" if "per" in row else str(row["value"])
