"""Make the synthetic district: every file of it, and what a perfect reader must find.

truth.json, one object: `seed`, `as_of`, `households`, `levels` {hh_no: [level, score]},
`alerts` [[hh_no, code, priority]] open at the end of the day, those of the ledger and those a
first evaluation raises, `isolated` [hh_no], `planted` {name: [hh_no]},
`stewards` {overloaded, idle: [staff_no]},
`loads` {staff_no: share of the capacity}, `clusters` [{class, need, town, villages, needs}],
`single_point` {provider, town, needs}, `unreached` {town, party}, `gaps` {hh_no:need: class},
`coverage` {area: shares to six decimals; party·tier is both on; nbc null without needs},
`dirt` [{file, sheet, line, column, code, kind}].
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from loaders.source import names
from loaders.world.clusters import arrange, fill
from loaders.world.departments import department_files
from loaders.world.dirt import Dirt
from loaders.world.gaps import Gaps
from loaders.world.households import chunks, stream
from loaders.world.ledgers import household_files, parties_files
from loaders.world.parties import Parties, parties
from loaders.world.places import shares, villages
from loaders.world.planted import Planter, kinds, settle_loads, wanted
from loaders.world.projects import project_file
from loaders.world.services import Served, befriend, serve, visits
from loaders.world.told import Spool, TruthFile
from loaders.world.truth import WEIGHTS, Tally, due_contact, judge, live_parties
from loaders.world.write import SHEET_ROWS, Sheet
from loaders.world.year.year import Year

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made; truth.json tells the rest. defects: planted in the departments' files."""

    households: int
    isolated: int
    defects: int
    acts: int = 0


@dataclass(slots=True)
class _Found:
    """What the truth holds, gathered as households go by; what grows with them is on disk."""

    levels: Spool = field(default_factory=Spool)
    alerts: Spool = field(default_factory=Spool)
    isolated: Spool = field(default_factory=Spool)
    planted: dict[str, list[str]] = field(default_factory=dict)
    units: defaultdict[str, float] = field(  # weights in charge, by staff number
        default_factory=lambda: defaultdict(float)
    )
    tally: Tally = field(default_factory=Tally)
    gaps: Gaps = field(default_factory=Gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """The district that is asked for."""

    seed: int
    count: int
    area: str
    as_of: date


def generate(  # noqa: PLR0913 - what is asked for, and who is told how far it is
    folder: Path,
    *,
    seed: int,
    count: int,
    area: str,
    as_of: date,
    events: int = 0,
    progress: Progress | None = None,
) -> Made:
    """Write the district's files and their truth into a folder. count: 100 to 1,000,000.

    events: days of life after as_of that are told in its folder `year`. The same arguments
    give the same bytes. progress is told (done, all) after each chunk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = _Wanted(seed=seed, count=count, area=area, as_of=as_of)
    around = parties(seed, count, area, as_of)
    arrange(around.offers, area, as_of)
    planter, found = Planter(seed, count, area, around), _Found()
    year = Year(folder, around, seed, as_of, events) if events else None
    with ExitStack() as stack:
        sheets = {
            source: stack.enter_context(Sheet(folder, source, wide=count * 3 > SHEET_ROWS))
            for source in names()
        }
        dirt = Dirt(sheets, wanted(shares()["planted"]["dirt"], count))
        done, within = 0, _Within(around, area)
        for number, houses in enumerate(
            chunks(seed, count, area, as_of, kinds(planter.carrying))
        ):
            rng = stream(seed, "services", number)
            for house in houses:
                village = villages(area)[house.village]
                planter.sow(house, village, done, as_of)
                rank = within.rank(village.code)
                served = Served(house, village, around.in_charge(village, done, rank))
                _stand(rng, served, around, as_of)
                dirt.pace(done, count)
                household_files(sheets, rng, served, as_of)
                department_files(dirt, rng, served, as_of)
                _remember(found, served, as_of)
                if year is not None:
                    year.tell(served, done)
                done += 1
            if progress is not None:
                progress(done, count)
        fill(around.offers)
        stewards = settle_loads(around, found.units)
        parties_files(sheets, around)
        project_file(sheets["own_project"], stream(seed, "projects"), around, count, as_of)
    with TruthFile(folder / "truth.json") as truth:
        truth.part("stewards", stewards)
        _tell(truth, told, (around, planter, found))
        truth.series("dirt", dirt.planted)
    _district(folder / "district.json", told)
    acts = year.write() if year is not None else 0
    return Made(count, found.isolated.count, len(dirt.planted), acts)


def _tell(truth: TruthFile, told: _Wanted, made: tuple[Parties, Planter, _Found]) -> None:
    """Write what is known of the district, its households and everybody around them."""
    (around, planter, found), planted = made, shares()["planted"]
    for name, value in (
        ("seed", told.seed),
        ("as_of", told.as_of.isoformat()),
        ("households", told.count),
        ("planted", found.planted),
        ("clusters", [cluster.to_json() for cluster in planter.clusters]),
        (
            "single_point",
            {
                "provider": around.alone.code,
                "town": told.area + planted["single_point"]["town"],
                "needs": around.alone_needs,
            },
        ),
        (
            "unreached",
            {
                "town": told.area + planted["unreached"]["town"],
                "party": planted["unreached"]["party"],
            },
        ),
    ):
        truth.part(name, value)
    truth.table("loads", _loads(around, found.units).items())
    truth.table("coverage", found.tally.shares().items())
    truth.series("isolated", found.isolated)
    truth.table("levels", ((number, rest) for number, *rest in found.levels))
    truth.series("alerts", found.alerts)
    truth.table("gaps", found.gaps.classes(around, told.as_of))
    for spool in (found.isolated, found.levels, found.alerts, found.gaps):
        spool.close()


def _district(path: Path, told: _Wanted) -> None:
    about = {
        "code": told.area,
        "name": "温江区",
        "as_of": told.as_of.isoformat(),
        "today": told.as_of.isoformat(),
        "seed": told.seed,
        "households": told.count,
        "zone": "Asia/Shanghai",
        "demo": True,
    }
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


class _Within:
    """Counts households within their town, village after village."""

    def __init__(self, around: Parties, area: str) -> None:
        self._next: dict[str, int] = {}
        sums = Counter[str]()
        for village, count in zip(villages(area), around.counts, strict=True):
            self._next[village.code] = sums[village.town]
            sums[village.town] += int(count)

    def rank(self, village: str) -> int:
        """Tell the place of the village's next household among its town's."""
        self._next[village] += 1
        return self._next[village] - 1


def _stand(rng: Any, served: Served, around: Parties, as_of: date) -> None:
    """Give a household its links, its level and its visits."""
    house = served.house
    isolated = rng.random() * 100 < shares()["linked"]["isolated"]
    served.isolated = isolated and not house.alone
    if not served.isolated:
        served.links = serve(rng, house, served.village, around, as_of)
    served.score, served.level = judge(house, served.links, as_of)
    if not served.isolated and not live_parties(served, as_of):
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
    found.levels.add([number, served.level, served.score])
    for alert in served.house.alerts:
        found.alerts.add([number, alert.code, alert.priority])
    if not live_parties(served, as_of):
        found.isolated.add(number)
    for name in sorted(served.house.plants):
        found.planted.setdefault(name, []).append(number)
    for tier, one in served.stewards.items():
        weight = WEIGHTS[tier][served.level]
        found.units[one.number] += weight
    found.tally.add(served, as_of)
    found.gaps.add(served, as_of)


def _loads(around: Parties, units: Mapping[str, float]) -> dict[str, float]:
    """Share of its capacity that each steward carries, to six decimals."""
    whole = {"T1": 400, "T2": 300, "T3": shares()["stewards"]["capacity"]}
    return {
        one.number: round(units.get(one.number, 0.0) / (one.capacity or whole[tier]), 6)
        for (tier, _), group in sorted(around.stewards.items())
        for one in group
    }
