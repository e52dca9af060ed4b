"""Where a row says somebody lives: a village of the district, or its town where none is named.

Towns that are no more are looked up by date; free text is searched for a village of the town.
Source: domain reference 5.3 (X23, X24) and 4.3.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from loaders.intake import Intake
from loaders.row import Finding, Reject, Row

VILLAGE = "510115001001"  # the form of a village's code: twelve digits
TOWN_HEADER, VILLAGE_HEADER = "镇街", "村社区"


@cache
def _lookups() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(
        files("loaders").joinpath("lookups.yml").read_text(encoding="utf-8")
    )
    return told


def place_of(row: Row, into: Intake) -> str:
    """Find the code of where a row says its person lives; of a merged area what it became.

    Raises Reject X23 for a town that nobody knows. A village nobody knows leaves the town.
    """
    told = code = _told_place(row, into)
    while code in into.known.replaced and into.known.replaced[code][1] <= into.as_of:
        code = into.known.replaced[code][0]
    if code != told:
        row.findings.append(Finding("X23", "REPAIR", TOWN_HEADER))
    return code


def _told_place(row: Row, into: Intake) -> str:
    town, village = row.take("town"), row.take("village")
    if town not in into.known.towns:
        town = _today(town, into)
        row.findings.append(Finding("X23", "REPAIR", TOWN_HEADER))
    exact = into.known.villages.get((town, village))
    if exact is not None:
        return exact
    named = _named(town, village, into)
    row.findings.append(Finding("X24", "REPAIR" if named else "CELL", VILLAGE_HEADER))
    return named or into.known.towns[town]


def _today(town: str, into: Intake) -> str:
    now, since = into.known.former_towns.get(town, ("", date.max))
    if since > into.as_of or now not in into.known.towns:
        raise Reject("X23", "QUEUE", TOWN_HEADER)
    return now


def _named(town: str, text: str, into: Intake) -> str | None:
    """Find the one village of a town that a free text names; None for none or several."""
    found = {
        code
        for (where, name), code in into.known.villages.items()
        if where == town and _short(name) in text
    }
    return found.pop() if len(found) == 1 else None


def _short(name: str) -> str:
    for ending in _lookups()["village_endings"]:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name
