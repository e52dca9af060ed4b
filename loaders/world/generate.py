"""Make the synthetic district: every file of it, and what a perfect reader must find.

truth.json, one object: `seed`, `as_of`, `households`, `levels` {hh_no: [level, score]},
`isolated` [hh_no], `planted` {name: [hh_no]}, `dirt` [{file, sheet, line, column, code, kind}],
`coverage` {area: shares to six decimals}, `loads` {staff_no: households in charge}.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from loaders.source import names
from loaders.world.dirt import Dirt
from loaders.world.households import House, chunks, stream
from loaders.world.ledgers import department_files, household_files, parties_files
from loaders.world.parties import Parties, log_linear, parties
from loaders.world.places import shares, villages
from loaders.world.services import Served, serve, visits
from loaders.world.truth import STANDARD, Tally, age_of, due_contact, judge, live_parties
from loaders.world.write import SHEET_ROWS, Sheet

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Found:
    """What the truth holds, gathered as households go by."""

    levels: dict[str, list[Any]]
    isolated: list[str]
    planted: dict[str, list[str]]
    loads: Counter[str]
    tally: Tally


def generate(
    folder: Path,
    *,
    seed: int,
    count: int,
    area: str,
    as_of: date,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the district's files into a folder and return its truth. count: 100 to 1,000,000.

    The same arguments give the same bytes. progress is told (done, all) after each chunk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    around = parties(seed, count, area, as_of)
    found = _Found({}, [], {}, Counter(), Tally())
    with ExitStack() as stack:
        sheets = {
            source: stack.enter_context(Sheet(folder, source, wide=count * 3 > SHEET_ROWS))
            for source in names()
        }
        dirt = Dirt(stream(seed, "dirt"), sheets)
        done = 0
        ranks: Counter[str] = Counter()
        sown: Counter[str] = Counter()
        before = _offsets(around, area)
        for number, houses in enumerate(chunks(seed, count, area, as_of)):
            rng = stream(seed, "services", number)
            for house in houses:
                village = villages(area)[house.village]
                rank = before[village.code] + ranks[village.code]
                ranks[village.code] += 1
                _plant(house, done, count, sown, as_of)
                stewards = around.in_charge(village, done, rank)
                served = Served(house, village, stewards)
                _stand(rng, served, around, as_of)
                household_files(sheets, rng, served, as_of)
                department_files(dirt, rng, served, as_of)
                _remember(found, served, as_of)
                done += 1
            if progress is not None:
                progress(done, count)
        parties_files(sheets, around)
    truth = {
        "seed": seed,
        "as_of": as_of.isoformat(),
        "households": count,
        "levels": found.levels,
        "isolated": found.isolated,
        "planted": found.planted,
        "dirt": dirt.planted,
        "coverage": found.tally.shares(),
        "loads": dict(sorted(found.loads.items())),
    }
    _write(folder / "truth.json", truth)
    _write(
        folder / "district.json",
        {
            "code": area,
            "name": "温江区",
            "as_of": as_of.isoformat(),
            "today": as_of.isoformat(),
            "seed": seed,
            "households": count,
            "zone": "Asia/Shanghai",
            "demo": True,
        },
    )
    return truth


def _write(path: Path, told: dict[str, Any]) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _offsets(around: Parties, area: str) -> dict[str, int]:
    """Count, per village, the households of its town's earlier villages."""
    found, sums = {}, Counter[str]()
    for village, count in zip(villages(area), around.counts, strict=True):
        found[village.code] = sums[village.town]
        sums[village.town] += int(count)
    return found


def _plant(house: House, place: int, count: int, sown: Counter[str], as_of: date) -> None:
    """Plant the truths that hang on single households, evenly over the district.

    Each is due at equal steps; the next household that can carry it does.
    """
    told = shares()["planted"]
    scale = log_linear(told["scale"], count)
    for name, sow in SOWERS.items():
        wanted = max(1, round(told["counts"][name] * scale))
        due = min(wanted, place * (wanted + 1) // count + 1)
        if sown[name] < due and not house.plants and sow(house, as_of):
            house.plants.add(name)
            sown[name] += 1


def _unpaid(house: House, as_of: date) -> bool:
    """Eligible for 低保 and not receiving: the need for basic living follows (ND07)."""
    if "G01" not in house.groups or "G02" in house.groups:
        return False
    if any("G08" in m.groups for m in house.members if m.relation == "户主"):
        return False  # the ledger would show an age allowance in the same row
    house.derived.append(("N05", 3 if house.per_head < 0.5 * STANDARD else 2))
    return True


def _relapsed(house: House, as_of: date) -> bool:
    """Left aid 200 days ago: watched for 24 months (ND09)."""
    if {"G01", "G02", "G06"} & set(house.groups):
        return False
    house.left_aid = as_of - timedelta(days=200)
    house.derived.append(("N10", 2))
    return True


def _unguarded(house: House, as_of: date) -> bool:
    """Let the school list a child without a guardian (H1, ND08)."""
    for member in house.members:
        if 6 <= age_of(member.birth, as_of) < 16 and "G03" in member.groups:
            member.unguarded = True
            house.derived.append(("N03", 3))
            return True
    return False


SOWERS = {
    "eligible_not_receiving": _unpaid,
    "relapsed": _relapsed,
    "no_guardian": _unguarded,
}


def _stand(rng: Any, served: Served, around: Parties, as_of: date) -> None:
    """Give a household its links, its level and its visits."""
    house = served.house
    served.links = serve(rng, house, served.village, around, as_of)
    served.score, served.level = judge(house, served.links, as_of)
    days = due_contact(house, served.level, as_of)
    served.visits = visits(rng, served, as_of, {house.number: days} if days else {})
    seen = max((v.done for v in served.visits if v.tier == "T3"), default=None)
    for link in served.links:
        if link.need is None and seen is not None and link.last is not None:
            link.last = max(link.last, seen)


def _remember(found: _Found, served: Served, as_of: date) -> None:
    number = served.house.number
    found.levels[number] = [served.level, served.score]
    if not live_parties(served, as_of):
        found.isolated.append(number)
    for name in sorted(served.house.plants):
        found.planted.setdefault(name, []).append(number)
    for one in served.stewards.values():
        found.loads[one.number] += 1
    found.tally.add(served, as_of)
