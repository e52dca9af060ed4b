"""Bodies, workers and volunteers of the synthetic district, and who offers what."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, log10

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from loaders.catalogue import Item, items
from loaders.world import identity
from loaders.world.households import CHUNK, stream
from loaders.world.places import Village, settle, shares, towns, villages
from loaders.world.stewards import Span, Staff, person, spans_of, stewards_of


@dataclass(slots=True)
class Body:
    """An organisation. party: COM, ORG, CHA or GOV."""

    code: str
    name: str
    party: str
    kind: str
    lon: float
    lat: float
    verified: date
    rating: float
    services: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    capacity: int = 0


@dataclass(slots=True)
class Offer:
    """A catalogue item as the district offers it. capacity None: unlimited."""

    item: Item
    providers: list[Body]
    prefixes: tuple[str, ...]
    capacity: int | None
    verified: date
    used: int = 0
    promised: int = 0  # asked for and not answered yet
    active: bool = True

    @property
    def free(self) -> bool:
        """Whether a place is left beside those taken and those asked for."""
        return self.capacity is None or self.used + self.promised < self.capacity


@dataclass(slots=True)
class Parties:
    """Everybody who may stand by a household, and who is in charge of which."""

    bodies: list[Body]
    committees: dict[str, Body]
    staff: list[Staff]
    workers: dict[str, list[Staff]]  # social workers by town
    volunteers: dict[str, list[Staff]]  # by town
    offers: list[Offer]
    counts: NDArray[np.int64]  # households by village
    stewards: dict[tuple[str, str], list[Staff]]  # (tier, town or district) → in order
    spans: dict[str, Span]  # by town
    sizes: dict[str, int]  # households by town
    alone: Body  # the body that stands alone by its needs
    alone_needs: list[str] = field(default_factory=list)  # their numbers, as households come

    def in_charge(self, village: Village, place: int, rank: int) -> dict[str, Staff]:
        """Name the three stewards of a household; rank: its place among its town's."""
        town = self.stewards["T3", village.town]
        of_town = self.stewards["T2", village.town]
        whole = self.stewards["T1", village.code[:6]]
        size = max(1, self.sizes[village.town])
        return {
            "T1": whole[place % len(whole)],
            "T2": of_town[rank * len(of_town) // size % len(of_town)],
            "T3": town[bisect_right(self.spans[village.town].ends[:-1], rank / size)],
        }


def parties(seed: int, count: int, area: str, as_of: date) -> Parties:
    """Make everybody, once for the whole district; work and memory grow with the households."""
    rng = stream(seed, "parties")
    counts = _village_counts(seed, count, area)
    committees = {v.code: _committee(rng, i, v, as_of) for i, v in enumerate(villages(area))}
    bodies = [*committees.values(), *_bodies(rng, count, area, as_of)]
    sizes = {
        town: sum(int(c) for v, c in zip(villages(area), counts, strict=True) if v.town == town)
        for town in towns(area)
    }
    spans = spans_of(rng, sizes)
    staff, stewards = stewards_of(
        rng, counts, area, {code: body.code for code, body in committees.items()}, spans
    )
    workers = _workers(rng, count, area, bodies)
    volunteers = _volunteers(rng, counts, area)
    for group in (*workers.values(), *volunteers.values()):
        staff.extend(group)
    offers = _offers(rng, count, area, bodies, as_of)
    alone = _alone(area, as_of)
    return Parties(
        bodies=[*bodies, alone],
        committees=committees,
        staff=staff,
        workers=workers,
        volunteers=volunteers,
        offers=offers,
        counts=counts,
        stewards=stewards,
        spans=spans,
        sizes=sizes,
        alone=alone,
    )


def log_linear(table: dict[int, float], count: int) -> float:
    """Read a table given at sizes, straight between them on a logarithmic scale of size."""
    sizes = sorted(table)
    x = log10(max(count, 1))
    return float(np.interp(x, [log10(s) for s in sizes], [table[s] for s in sizes]))


def _village_counts(seed: int, count: int, area: str) -> NDArray[np.int64]:
    """Count the households of every village, by drawing their places once in advance."""
    found = np.zeros(len(villages(area)), dtype=np.int64)
    for number, start in enumerate(range(0, count, CHUNK)):
        rng = stream(seed, "houses", number)
        village, _ = settle(rng, area, min(CHUNK, count - start))
        found += np.bincount(village, minlength=len(found))
    return found


def _committee(rng: Generator, index: int, village: Village, as_of: date) -> Body:
    return Body(
        code=identity.credit_code("54", index + 1),
        name=village.name,
        party="COM",
        kind="村(社区)居民委员会",
        lon=village.lon,
        lat=village.lat,
        verified=as_of - timedelta(days=int(rng.integers(5, 120))),
        rating=4.0,
    )


KINDS = (
    ("CHA", "53", "慈善会", "慈善会"),
    ("ORG", "52", "社会工作服务机构", "社会工作服务中心"),
    ("ORG", "52", "居家养老机构", "居家养老服务中心"),
    ("CHA", "53", "教育基金会", "助学基金会"),
    ("ORG", "52", "助残服务中心", "助残服务中心"),
    ("ORG", "52", "日间照料中心", "日间照料中心"),
    ("CHA", "53", "医疗慈善基金", "医疗慈善基金会"),
    ("ORG", "52", "儿童服务机构", "儿童服务中心"),
    ("ORG", "51", "就业服务机构", "就业促进协会"),
    ("CHA", "51", "敬老慈善组织", "敬老协会"),
    ("ORG", "52", "康复机构", "康复服务中心"),
    ("ORG", "52", "养老机构", "养老院"),
)
STEMS = (
    *("益民", "同心", "春晖", "暖阳", "幸福", "和美", "仁爱", "守望"),
    *("阳光", "金沙", "江安", "鱼凫", "柳城", "国色", "凤溪", "芙蓉"),
)


def _bodies(rng: Generator, count: int, area: str, as_of: date) -> list[Body]:
    places = villages(area)
    wanted = max(len(KINDS), round(log_linear(shares()["organisations"], count)))
    gov = [
        Body(
            identity.credit_code("11", 90000 + i),
            name,
            "GOV",
            name,
            103.834,
            30.695,
            as_of,
            4.0,
        )
        for i, name in enumerate(sorted({i.kind for i in items() if i.party == "GOV"}))
    ]
    found = []
    for n in range(wanted):
        party, prefix, kind, suffix = KINDS[n % len(KINDS)]
        at = places[int(rng.integers(0, len(places)))]
        stem = STEMS[n // len(KINDS) % len(STEMS)] + ("" if n < 192 else str(n))
        found.append(
            Body(
                code=identity.credit_code(prefix, 10000 + n),
                name=f"温江{stem}{suffix}（示范）",
                party=party,
                kind=kind,
                lon=at.lon,
                lat=at.lat,
                verified=as_of - timedelta(days=int(rng.integers(3, 150))),
                rating=round(float(rng.uniform(3, 5)), 1),
                capacity=int(rng.integers(50, 500)),
            )
        )
    return [*gov, *found]


def _alone(area: str, as_of: date) -> Body:
    """Make the body that alone stands by many needs of one town."""
    town = area + shares()["planted"]["single_point"]["town"]
    home = next(v for v in villages(area) if v.town == town)
    return Body(
        code=identity.credit_code("52", 9999),
        name=f"温江{home.town_name}居家照护站（示范）",
        party="ORG",
        kind="居家养老机构",
        lon=home.lon,
        lat=home.lat,
        verified=as_of - timedelta(days=20),
        rating=4.2,
    )


def _workers(
    rng: Generator, count: int, area: str, bodies: list[Body]
) -> dict[str, list[Staff]]:
    agencies = [b for b in bodies if b.kind == "社会工作服务机构"]
    names = list(towns(area))
    found: dict[str, list[Staff]] = {town: [] for town in names}
    for n in range(max(len(names), ceil(count / shares()["social_workers"]))):
        town = names[n % len(names)]
        home = next(v for v in villages(area) if v.town == town)
        found[town].append(
            person(
                rng,
                f"W{n:06}",
                party="SW",
                role="R07",
                areas=[town],
                lon=home.lon,
                lat=home.lat,
                minors=True,
                body=agencies[n % len(agencies)].code,
            )
        )
    return found


def _volunteers(rng: Generator, counts: NDArray[np.int64], area: str) -> dict[str, list[Staff]]:
    told, places = shares(), villages(area)
    found: dict[str, list[Staff]] = {town: [] for town in towns(area)}
    wanted = min(
        told["volunteers"]["most"], int(counts.sum() * told["volunteers"]["per_household"])
    )
    weight = counts / max(1, counts.sum())
    for n, at in enumerate(rng.choice(len(places), size=max(9, wanted), p=weight)):
        village = places[int(at)]
        skills = [s for s, share in told["skills"].items() if rng.random() < share / 100]
        spread = rng.normal(0, 0.008, 2)
        found[village.town].append(
            person(
                rng,
                f"V{n:06}",
                party="VOL",
                role="R09",
                areas=[village.town],
                lon=round(village.lon + float(spread[0]), 6),
                lat=round(village.lat + float(spread[1]), 6),
                skills=skills or ["companionship"],
                hours=int(rng.integers(2, 9)),
                minors=bool(rng.random() < 0.4),
            )
        )
    return found


def _offers(
    rng: Generator, count: int, area: str, bodies: list[Body], as_of: date
) -> list[Offer]:
    codes = {name: code for code, name in towns(area).items()}
    found = []
    for item in items():
        able = [b for b in bodies if b.party == item.party and b.kind == item.kind]
        if item.party in {"CHA", "ORG"}:
            able = able or [b for b in bodies if b.party == item.party]
            weight = 1.0 / np.arange(1, len(able) + 1) ** 1.3
            picked = rng.choice(
                len(able), size=min(2, len(able)), replace=False, p=weight / weight.sum()
            )
            able = [able[int(i)] for i in sorted(picked)]
        places = None if item.capacity is None else max(2, ceil(item.capacity * count / 10000))
        found.append(
            Offer(
                item=item,
                providers=able,
                prefixes=tuple(codes[t] for t in item.towns) or (area,),
                capacity=places,
                verified=as_of - timedelta(days=int(rng.integers(3, 150))),
            )
        )
    for offer in found:
        for body in offer.providers:
            body.services.update(offer.item.service_types)
            body.groups.update(str(g) for g in offer.item.groups)
    return found
