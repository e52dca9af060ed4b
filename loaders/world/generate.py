"""Make the synthetic district: every file of it, and what a perfect reader must find.

truth.json, one object: `seed`, `as_of`, `households`, `levels` {hh_no: [level, score]},
`isolated` [hh_no], `planted` {name: [hh_no]}, `stewards` {overloaded, idle: [staff_no]},
`loads` {staff_no: share of the capacity}, `clusters` [{class, need, town, villages, needs}],
`single_point` {provider, town, needs}, `unreached` {town, party}, `gaps` {hh_no:need: class},
`coverage` {area: shares to six decimals}, `dirt` [{file, sheet, line, column, code, kind}].
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from loaders.source import names
from loaders.world.departments import department_files
from loaders.world.dirt import Dirt
from loaders.world.gaps import Gaps
from loaders.world.households import chunks, stream
from loaders.world.ledgers import household_files, parties_files
from loaders.world.parties import Parties, parties
from loaders.world.places import shares, villages
from loaders.world.planted import Planter, arrange, fill, settle_loads, wanted
from loaders.world.projects import project_file
from loaders.world.services import Served, befriend, serve, visits
from loaders.world.truth import WEIGHTS, Tally, due_contact, judge, live_parties
from loaders.world.write import SHEET_ROWS, Sheet

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Found:
    """What the truth holds, gathered as households go by."""

    levels: dict[str, list[Any]] = field(default_factory=dict)
    isolated: list[str] = field(default_factory=list)
    planted: dict[str, list[str]] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)  # weights in charge, by staff number
    tally: Tally = field(default_factory=Tally)
    gaps: Gaps = field(default_factory=Gaps)


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
    arrange(around.offers, area, as_of)
    alone = shares()["planted"]["single_point"]
    around.alone_wanted = wanted({"needs": alone["needs"]}, count)["needs"]
    planter, found = Planter(around, count, area), _Found()
    with ExitStack() as stack:
        sheets = {
            source: stack.enter_context(Sheet(folder, source, wide=count * 3 > SHEET_ROWS))
            for source in names()
        }
        dirt = Dirt(sheets, wanted(shares()["planted"]["dirt"], count))
        done = 0
        ranks: Counter[str] = Counter()
        before = _offsets(around, area)
        for number, houses in enumerate(chunks(seed, count, area, as_of)):
            rng = stream(seed, "services", number)
            for house in houses:
                village = villages(area)[house.village]
                rank = before[village.code] + ranks[village.code]
                ranks[village.code] += 1
                planter.sow(house, village, done, as_of)
                served = Served(house, village, around.in_charge(village, done, rank))
                _stand(rng, served, around, as_of)
                dirt.pace(done, count)
                household_files(sheets, rng, served, as_of)
                department_files(dirt, rng, served, as_of)
                _remember(found, served, as_of)
                done += 1
            if progress is not None:
                progress(done, count)
        fill(around.offers)
        stewards = settle_loads(around, found.units)
        parties_files(sheets, around)
        project_file(sheets["own_project"], stream(seed, "projects"), around, count, as_of)
    truth = {
        "seed": seed,
        "as_of": as_of.isoformat(),
        "households": count,
        "levels": found.levels,
        "isolated": found.isolated,
        "planted": found.planted,
        "stewards": stewards,
        "loads": _loads(around, found.units),
        "clusters": [cluster.to_json() for cluster in planter.clusters],
        "single_point": {
            "provider": around.alone.code,
            "town": area + alone["town"],
            "needs": around.alone_needs,
        },
        "unreached": {
            "town": area + shares()["planted"]["unreached"]["town"],
            "party": shares()["planted"]["unreached"]["party"],
        },
        "gaps": found.gaps.classes(around, as_of),
        "coverage": found.tally.shares(),
        "dirt": dirt.planted,
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


def _stand(rng: Any, served: Served, around: Parties, as_of: date) -> None:
    """Give a household its links, its level and its visits."""
    house = served.house
    served.links = serve(rng, house, served.village, around, as_of)
    served.score, served.level = judge(house, served.links, as_of)
    if "isolated" not in house.plants and not live_parties(served, as_of):
        befriend(rng, served, around, as_of)
        served.score, served.level = judge(house, served.links, as_of)
    days = due_contact(house, served.level, as_of)
    served.visits = visits(rng, served, as_of, {house.number: days} if days else {})
    seen = max((v.done for v in served.visits if v.tier == "T3" and v.contact), default=None)
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
    for tier, one in served.stewards.items():
        weight = WEIGHTS[tier][served.level]
        found.units[one.number] = found.units.get(one.number, 0.0) + weight
    found.tally.add(served, as_of)
    found.gaps.add(served, as_of)


def _loads(around: Parties, units: dict[str, float]) -> dict[str, float]:
    """Share of its capacity that each steward carries, to four decimals."""
    whole = {"T1": 400, "T2": 300, "T3": shares()["stewards"]["capacity"]}
    return {
        one.number: round(units.get(one.number, 0.0) / (one.capacity or whole[tier]), 4)
        for (tier, _), group in sorted(around.stewards.items())
        for one in group
    }
