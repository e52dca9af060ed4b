"""What became of a file: its counts, its findings, how good it was."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.issues import Issue
from loaders.source import source

TOP, LINES = 10, 5  # errors told apart; lines named for each
REPAIRED = 1000  # lines named of each sort of repair
COUNTS = ("rows", "loaded", "merged", "unchanged", "rejected")
MANY = 20  # a full list that ends more than one row in so many needs the district steward


@dataclass(slots=True)
class Report:
    """What became of a file's rows; `issues` also holds cells and repairs of loaded rows.

    batch: "" when nothing was written. unread: sheets that were left out, and why.
    apart: lines that are totals or notes, not data. columns: headers the file has, as the
    source writes them. numbered, sound: rows with an ID number, and with a sound one.
    retired: by label, what a full list does not hold any more; spared: what would have been,
    but for rows that could not be read.
    """

    source: str
    file: str
    batch: str = ""
    encoding: str = ""
    rows: int = 0
    loaded: int = 0
    merged: int = 0
    unchanged: int = 0
    rejected: int = 0
    resent: bool = False
    issues: list[Issue] = field(default_factory=list)
    reject_file: Path | None = None
    unread: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    numbered: int = 0
    sound: int = 0
    retired: dict[str, int] = field(default_factory=dict)
    spared: int = 0

    def counts(self) -> dict[str, int]:
        """Give the numbers that add up: rows, loaded, merged, unchanged, rejected."""
        return {name: getattr(self, name) for name in COUNTS}

    @property
    def retires(self) -> int:
        """Count what a full list ends."""
        return sum(self.retired.values())

    @property
    def retires_many(self) -> bool:
        """Tell whether that is more than one row in twenty."""
        return self.retires * MANY > self.rows

    def preview(self) -> dict[str, Any]:
        """Give counts, what a full list ends and the quality, as a batch keeps them.

        repairs: what was put right by itself, each sort with its lines; nobody waits for it.
        """
        told: dict[str, Any] = dict(self.counts())
        told |= {"retired": self.retires, "retires": self.retired, "spared": self.spared}
        return told | {
            "quality": self.quality(),
            "repairs": list(_told_apart(self.issues, REPAIRED, repaired=True)),
            "mapping": mapping(self.source, self.columns),
        }

    def quality(self) -> dict[str, Any]:
        """Tell how good the file was; no value of a row is told.

        mapped: columns of the template that are there ÷ all of them. valid_ids: sound ID
        numbers ÷ rows with one, null where no row has one. errors: at most ten, most frequent
        first, each with code, kind, column, how often, its first lines.
        """
        kinds = [one.finding.kind for one in self.issues]
        template = source(self.source).columns
        there = sum(header in template for header in self.columns)
        return {
            "mapped": round(there / len(template), 4),
            "valid_ids": round(self.sound / self.numbered, 4) if self.numbered else None,
            "conflicts": kinds.count("CONFLICT"),
            "queued": kinds.count("QUEUE"),
            "cells": kinds.count("CELL"),
            "repaired": kinds.count("REPAIR"),
            "errors": list(_told_apart(self.issues, LINES, repaired=False))[:TOP],
        }


def mapping(name: str, columns: Iterable[str]) -> list[dict[str, Any]]:
    """Tell which field each column of a source's template feeds, and whether a file has it."""
    there, told = set(columns), source(name)
    return [
        {
            "header": header, "field": column.field, "type": column.type,
            "required": column.required, "present": header in there,
        }
        for header, column in told.accepted.items()
        if header in told.columns or header in there
    ]  # fmt: skip


def _told_apart(
    issues: Iterable[Issue], most: int, *, repaired: bool
) -> Iterable[dict[str, Any]]:
    """Count findings by sort, most frequent first; at most so many lines are named of each."""
    places: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for one in issues:
        finding = one.finding
        if (finding.kind == "REPAIR") == repaired:
            places[finding.code, finding.kind, finding.column].append(one.line)
    ordered = sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    for (code, kind, column), lines in ordered:
        yield {
            "code": code, "kind": kind, "column": column, "count": len(lines),
            "lines": lines[:most],
        }  # fmt: skip


def told(counts: str | None) -> dict[str, Any]:
    """Read what a batch keeps of its report; {} where it keeps none."""
    found: dict[str, Any] = json.loads(counts or "{}")
    return found
