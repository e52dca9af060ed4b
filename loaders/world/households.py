"""Households of the synthetic district: members, means, needs, warnings, consent.

Drawn in chunks of a fixed size, each from its own random stream, so that memory stays bounded
and any chunk can be made again. Facts agree with the need ledger: no fact raises a severity.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from loaders.catalogue import Item, items
from loaders.world import identity
from loaders.world.places import settle, shares

CHUNK = 1000
ADULT, OLDEST = 18, 200
GROUPS = tuple(f"G{i:02}" for i in range(1, 11))
NEEDS = tuple(f"N{i:02}" for i in range(1, 14))


@dataclass(slots=True)
class Member:
    """One person. grade 0: no disability; care: 自理, 半护理, 全护理."""

    name: str
    relation: str
    sex: int
    birth: date
    id_no: str
    disability: str = ""
    grade: int = 0
    care: str = "自理"
    groups: list[str] = field(default_factory=list)
    unguarded: bool = False


@dataclass(slots=True)
class Need:
    number: str
    code: str
    severity: int
    since: date


@dataclass(slots=True)
class Alert:
    number: str
    code: str
    priority: str
    raised: date
    verified: date | None


@dataclass(slots=True)
class House:
    """One household; money in fen. plants: names of the planted truths it carries."""

    number: str
    village: int
    lon: float
    lat: float
    groups: list[str]
    members: list[Member]
    income: int
    assets: int
    medical: int
    grade: str
    tenure: str
    rent: int
    cause: str
    local: bool
    since: date
    consent: bool
    needs: list[Need] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    plants: set[str] = field(default_factory=set)
    left_aid: date | None = None
    award: int | None = None  # what the ledger pays a month, where no rule gives it
    unserved: set[str] = field(default_factory=set)  # needs that nobody may stand by
    alone: set[str] = field(default_factory=set)  # needs that one body alone stands by
    derived: list[tuple[str, int]] = field(default_factory=list)  # needs that facts state

    @property
    def per_head(self) -> float:
        """Income per person and month, fen."""
        return self.income / len(self.members)


def stream(seed: int, name: str, number: int = 0) -> Generator:
    """Open the random stream of one purpose and chunk; the same at every run and platform."""
    return Generator(PCG64(SeedSequence([seed, number, *name.encode()])))


@dataclass(frozen=True, slots=True)
class Kind:
    """What a household must be so that it can carry a planted truth. size None: as drawn."""

    groups: tuple[str, ...]
    size: int | None = None


def chunks(
    seed: int, count: int, area: str, as_of: date, kinds: Mapping[int, Kind]
) -> Iterator[list[House]]:
    """Draw the district's households, at most CHUNK at a time, in order of their numbers.

    kinds: what a household must be, by its place; all others are drawn.
    """
    for number, start in enumerate(range(0, count, CHUNK)):
        rng = stream(seed, "houses", number)
        size = min(CHUNK, count - start)
        village, spot = settle(rng, area, size)
        used: set[str] = set()
        yield [
            _house(
                (rng, used), start + i, (int(village[i]), spot[i]), as_of, kinds.get(start + i)
            )
            for i in range(size)
        ]


def _house(
    drawn: tuple[Generator, set[str]],
    index: int,
    place: tuple[int, Any],
    as_of: date,
    kind: Kind | None,
) -> House:
    told, (rng, used) = shares(), drawn
    groups = list(kind.groups) if kind else _groups(rng)
    size = (kind and kind.size) or 1 + int(rng.choice(6, p=_share(told["sizes"][groups[0]])))
    people = _members(rng, index, (groups, size), as_of, used)
    standard = told["standard"]["L"]
    income = _income(rng, groups, len(people), standard)
    tenure = str(rng.choice(list(told["tenure"]), p=_share(told["tenure"].values())))
    house = House(
        number=f"H{index + 1:08}",
        village=place[0],
        lon=float(place[1][0]),
        lat=float(place[1][1]),
        groups=groups,
        members=people,
        income=income,
        assets=_assets(rng, groups, income / len(people), standard, len(people)),
        medical=_medical(rng, income * 12),
        grade=str(
            rng.choice(list(told["house_grades"]), p=_share(told["house_grades"].values()))
        ),
        tenure=tenure,
        rent=int(rng.integers(150, 900)) * 100 if tenure != "自有" else 0,
        cause=str(rng.choice(list(told["causes"]), p=_share(told["causes"].values()))),
        local="G06" not in groups,
        since=as_of - timedelta(days=int(rng.integers(200, 1100))),
        consent=bool(rng.random() >= told["refused"] / 100),
    )
    house.needs = _needs(rng, house, index, as_of)
    house.alerts = _alerts(rng, index, as_of)
    return house


def _share(values: Any) -> Any:
    weight = np.array(list(values), dtype=float)
    return weight / weight.sum()


def _groups(rng: Generator) -> list[str]:
    """Draw the primary group, and more that come after it and go with it."""
    told = shares()
    first = str(rng.choice(GROUPS, p=_share(told["groups"].values())))
    draw = rng.random() * 100
    more = (draw < told["second_group"]) + (draw < told["third_group"])
    apart = {first, *told["apart"].get(first, ())}
    rest = [g for g in GROUPS if g > first and g not in apart and g not in told["alone"]]
    more = 0 if first in told["alone"] else min(more, len(rest))
    weight = _share([told["groups"][g] for g in rest]) if more else None
    held = rng.choice(rest, size=more, replace=False, p=weight) if more else ()
    return sorted({first, *map(str, held)})


def _members(
    rng: Generator, index: int, sort: tuple[list[str], int], as_of: date, used: set[str]
) -> list[Member]:
    """Draw members that make the groups true: a child for G03, someone of 80 for G08.

    sort: groups and size; a household of one that must have a child has two.
    """
    groups, size = sort
    ages = _ages(rng, groups, size)
    surname = None
    found: list[Member] = []
    for place, age in enumerate(ages):
        sex = int(rng.integers(1, 3))
        days = age * 365 + age // 4 + int(rng.integers(5, 150))
        number, birth = _unused(rng, as_of - timedelta(days=days), sex, index, used)
        full = identity.name(rng, shares()["surnames"], shares()["given"], surname=surname)
        surname = full[0]
        found.append(Member(full, _relation(place, age, ages[0]), sex, birth, number))
    for code in groups:
        for one in _holders(code, found, ages):
            one.groups.append(code)
    if "G05" in groups:
        one = next((m for m in found if "G05" in m.groups), found[0])
        one.disability = str(rng.choice(KINDS, p=_share(KIND_SHARES)))
        one.grade = int(rng.choice([1, 2, 3, 4], p=[0.12, 0.2, 0.33, 0.35]))
    return found


KINDS = ("肢体", "视力", "听力", "言语", "智力", "精神", "多重")
KIND_SHARES = (50, 13, 12, 3, 8, 10, 4)


def _ages(rng: Generator, groups: list[str], size: int) -> list[int]:
    ages = [int(rng.integers(28, 60))]
    if {"G02", "G04", "G09"} & set(groups):
        ages[0] = int(rng.integers(62, 84))
    if "G08" in groups:
        ages[0] = int(rng.integers(80, 95))
    if "G03" in groups:
        ages.append(int(rng.integers(6, 16)))
        if ages[0] >= 62:
            ages.append(int(rng.integers(30, 58)))
    bands = ((3, 18), (20, 60), (60, 79))
    while len(ages) < size:
        low, high = bands[int(rng.choice(3, p=[0.3, 0.5, 0.2]))]
        ages.append(int(rng.integers(low, high)))
    return ages


def _relation(place: int, age: int, head: int) -> str:
    if place == 0:
        return "户主"
    if age < head - 15:
        return "子女"
    return "配偶" if place == 1 else "其他亲属"


def _unused(
    rng: Generator, birth: date, sex: int, index: int, used: set[str]
) -> tuple[str, date]:
    """Take an ID number nobody has: every chunk has its own days and sequences."""
    lane, block = index // CHUNK % 100, index // CHUNK // 100 % 10
    day = birth - timedelta(days=(birth.toordinal() - lane) % 100)
    while True:
        sequence = block * 100 + int(rng.integers(0, 50)) * 2 + sex % 2
        number = identity.id_number(day, sequence)
        if number not in used:
            used.add(number)
            return number, day
        day -= timedelta(days=100)


def _holders(code: str, people: list[Member], ages: list[int]) -> list[Member]:
    if code in {"G01", "G07", "G10", "G06"}:
        return people
    if code == "G03":
        return [m for m, age in zip(people, ages, strict=True) if age < 18]
    return people[:1]


def _income(rng: Generator, groups: list[str], size: int, standard: int) -> int:
    """Whole household's monthly income, fen; awards exist exactly where a rule holds."""
    about = shares()["income"]
    lowest = min(about["median"][g] for g in groups)
    poor = "G01" in groups or "G02" in groups or "G06" in groups
    for _ in range(60):
        per_head = standard * float(rng.lognormal(np.log(lowest), about["sigma"]))
        if (per_head < standard * 0.97) == poor and not (
            not poor and per_head < standard * 1.02
        ):
            break
    else:
        per_head = standard * (0.6 if poor else 1.1)
    return int(per_head * size) // 100 * 100


def _assets(
    rng: Generator, groups: list[str], per_head: float, standard: int, size: int
) -> int:
    told = shares()["standard"]
    if "G01" in groups or "G02" in groups or "G06" in groups:
        return int(rng.uniform(0, 0.5) * told["asset_cap_low"] * standard * size) // 100 * 100
    edge = told["asset_cap_edge"] * standard * size
    over = per_head < 1.5 * standard and "G07" not in groups
    return int(edge * (rng.uniform(1.05, 2.0) if over else rng.uniform(0.1, 0.9))) // 100 * 100


def _medical(rng: Generator, year: int) -> int:
    told = shares()["medical"]
    if rng.random() < told["none"] / 100 or year == 0:
        return 0
    return int(min(rng.beta(told["alpha"], told["beta"]), 0.78) * year) // 100 * 100


def _needs(rng: Generator, house: House, index: int, as_of: date) -> list[Need]:
    told = shares()
    chance = np.max([told["needs"][g] for g in house.groups], axis=0) / 100
    severity = rng.choice([1, 2, 3, 4], size=len(NEEDS), p=_share(told["severity"]))
    hit = rng.random(len(NEEDS)) < chance
    days = rng.integers(40, 400, len(NEEDS))
    ages = [age_of(m.birth, as_of) for m in house.members]
    return [
        Need(
            f"N{index + 1:08}-{code[1:]}",
            code,
            int(severity[i]),
            as_of - timedelta(days=int(days[i])),
        )
        for i, code in enumerate(NEEDS)
        if hit[i] and _told_by_marks(code, house.groups, ages)
    ]


def _told_by_marks(code: str, groups: Sequence[str], ages: Sequence[int]) -> bool:
    """Tell whether it hangs on no rule of eligibility if anything answers to the need."""
    mine = [i for i in items() if code in i.needs and suits(i, groups, ages, rules=True)]
    return not mine or any(item.rule is None and not item.towns for item in mine)


def suits(item: Item, groups: Sequence[str], ages: Sequence[int], *, rules: bool) -> bool:
    """Tell whether an item is open to a household; rules: what is taken of its rule."""
    low, high = (
        limit if limit is not None else end
        for limit, end in zip(item.age, (0, OLDEST), strict=True)
    )
    return (
        (not item.groups or any(g in item.groups for g in groups))
        and any(low <= age <= high for age in ages)
        and (rules or item.rule is None)
    )


def age_of(birth: date, as_of: date) -> int:
    """Count full years."""
    return as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day))


def _alerts(rng: Generator, index: int, as_of: date) -> list[Alert]:
    told = shares()
    found = []
    for priority, share in told["alerts"].items():
        if rng.random() < share / 100:
            code = str(rng.choice(told["alert_codes"][priority]))
            raised = as_of - timedelta(days=int(rng.integers(3, 60)))
            verified = raised + timedelta(days=1) if rng.random() < 0.6 else None
            found.append(Alert(f"A{index + 1:08}-{priority}", code, priority, raised, verified))
    return found
