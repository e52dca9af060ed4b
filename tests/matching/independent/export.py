"""A portable export as plain Python: nodes by label, ties by type, dates and instants as such.

Reads `nodes.jsonl` and `relationships.jsonl` of `wulian db export --reveal`, imports nothing of
the program: what an outsider would write who has the domain's text and the export, no more.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]


class Export:
    """One export. nodes: label → id → properties; ties by type from either end."""

    def __init__(self, folder: Path) -> None:
        self.nodes: dict[str, dict[str, Row]] = defaultdict(dict)
        self.label: dict[str, str] = {}
        self.out: dict[str, dict[str, list[tuple[str, Row]]]] = defaultdict(_lists)
        self.into: dict[str, dict[str, list[tuple[str, Row]]]] = defaultdict(_lists)
        for node in _lines(folder / "nodes.jsonl"):
            props = {name: _typed(value) for name, value in node["props"].items()}
            self.nodes[node["label"]][node["id"]] = props | {"id": node["id"]}
            self.label[node["id"]] = node["label"]
        for tie in _lines(folder / "relationships.jsonl"):
            props = {name: _typed(value) for name, value in tie["props"].items()}
            self.out[tie["type"]][tie["from"]].append((tie["to"], props))
            self.into[tie["type"]][tie["to"]].append((tie["from"], props))
        (district,) = self.nodes["District"].values()
        self.district: str = district["code"]
        self.zone = ZoneInfo(district.get("zone") or "Asia/Shanghai")
        self.today: date = district["today"]

    def all(self, label: str) -> list[Row]:
        return list(self.nodes[label].values())

    def ends(self, tie: str, start: str, *labels: str) -> list[Row]:
        """The nodes a tie leads to, of the given labels."""
        found = (to for to, _ in self.out[tie][start])
        return [self.nodes[self.label[to]][to] for to in found if self.label[to] in labels]

    def starts(self, tie: str, end: str, *labels: str) -> list[Row]:
        """The nodes a tie comes from, of the given labels."""
        found = (start for start, _ in self.into[tie][end])
        return [self.nodes[self.label[one]][one] for one in found if self.label[one] in labels]

    def one(self, tie: str, start: str, *labels: str) -> Row | None:
        found = self.ends(tie, start, *labels)
        assert len(found) <= 1, (tie, start)
        return found[0] if found else None

    def now(self, tie: Row) -> bool:
        """Whether a dated tie holds today; its last day is the day before `to`."""
        begun = tie.get("from") is None or tie["from"] <= self.today
        return begun and (tie.get("to") is None or tie["to"] > self.today)

    def age(self, instant: datetime | None) -> int | None:
        """Whole local days from an instant to today; None for none and for later ones."""
        if instant is None:
            return None
        days = (self.today - instant.astimezone(self.zone).date()).days
        return days if days >= 0 else None

    def param(self, code: str) -> Any:
        """A dated parameter in force today."""
        rows = [p for p in self.all("Param") if p["code"] == code]
        rows = [p for p in rows if (p.get("valid_from") or date.min) <= self.today]
        rows = [p for p in rows if p.get("valid_to") is None or p["valid_to"] > self.today]
        if not rows:
            return None
        return json.loads(max(rows, key=lambda p: p.get("valid_from") or date.min)["value"])

    def homes(self) -> dict[str, str]:
        """Household → code of the area it lives in today."""
        found = {}
        for home in self.nodes["Household"]:
            for area, tie in self.out["LIVES_IN"][home]:
                if self.now(tie):
                    found[home] = str(self.nodes["Area"][area]["code"])
        return found

    def members(self, home: str) -> list[tuple[Row, Row]]:
        """Persons of a household today, each with its tie."""
        return [
            (self.nodes["Person"][person], tie)
            for person, tie in self.into["MEMBER_OF"][home]
            if self.now(tie)
        ]

    def living(self, person: Row) -> bool:
        return person.get("deceased") is None or person["deceased"] > self.today


def _lists() -> defaultdict[str, list[tuple[str, Row]]]:
    return defaultdict(list)


def _lines(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _typed(value: Any) -> Any:
    """Dates and instants out of ISO text: nothing else in an export looks like them."""
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-" == value[7:8]:
        try:
            return date.fromisoformat(value) if len(value) == 10 else _instant(value)
        except ValueError:
            return value
    return value


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
