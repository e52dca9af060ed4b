"""What an outsider finds in a portable export and in what `wulian coverage --json` printed:

python -m tests.matching.independent EXPORT COVERAGE.json
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.matching.independent.colours import LEVELS, answers
from tests.matching.independent.export import Export
from tests.matching.independent.gaps import gap_classes
from tests.matching.independent.links import broken
from tests.matching.independent.market import Market
from tests.matching.independent.measures import measured

SHARE = 5e-5  # shares are compared to four decimals


def differences(export: Export, coverage: dict[str, Any]) -> list[str]:
    """Name every colour, link, share and gap class that the exported facts do not bear out."""
    market = Market(export)
    return [
        *_colours(export),
        *broken(market),
        *_coverage(market, coverage),
        *_gaps(market, coverage),
    ]


def _colours(export: Export) -> Iterator[str]:
    for home, answer in answers(export).items():
        row = export.nodes["Household"][home]
        expected = {
            "score": answer.score,
            "computed_level": LEVELS[answer.computed],
            "level": LEVELS[answer.level],
            "urgent": answer.urgent,
            "situation_unknown": answer.unknown,
            "completeness": answer.completeness,
        }
        for name, value in expected.items():
            if row.get(name) != value:
                yield f"{name} {home}: {value} but {row.get(name)}"


def _coverage(market: Market, coverage: dict[str, Any]) -> Iterator[str]:
    gov = {
        link["id"]
        for home in market.homes.values()
        for link in home.links
        if link["provider_party"] == "GOV"
    }
    for area in coverage["areas"]:
        inside = [h for h in market.homes.values() if h.village.startswith(area["code"])]
        yield from _unequal(area["code"], measured(inside, gov), area)
        for level, told in area["by_level"].items():
            some = [home for home in inside if home.level == level]
            yield from _unequal(f"{area['code']} {level}", measured(some, gov), told)
        for group, told in area["by_group"].items():
            some = [home for home in inside if group in (home.row.get("groups") or ())]
            yield from _unequal(f"{area['code']} {group}", measured(some, gov), told)


def _unequal(where: str, expected: Any, found: Any) -> Iterator[str]:
    if isinstance(expected, dict):
        for name in expected:
            yield from _unequal(f"{where} {name}", expected[name], found[name])
    elif expected is None or found is None:
        if expected is not found:
            yield f"{where}: {expected} but {found}"
    elif abs(expected - found) > SHARE:
        yield f"{where}: {expected} but {found}"


def _gaps(market: Market, coverage: dict[str, Any]) -> Iterator[str]:
    expected = gap_classes(market)
    found = {row["need"]: row["gap"] for row in coverage["unmet"]}
    for need in sorted(expected.keys() | found.keys()):
        if expected.get(need) != found.get(need):
            yield f"gap {need}: {expected.get(need)} but {found.get(need)}"


if __name__ == "__main__":
    folder, printed = map(Path, sys.argv[1:])
    told = differences(Export(folder), json.loads(printed.read_text(encoding="utf-8")))
    sys.stdout.write("".join(f"{one}\n" for one in told) or "nothing differs\n")
    sys.exit(bool(told))
