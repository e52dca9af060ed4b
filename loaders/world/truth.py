"""What a perfect evaluator must find, by plain code written from the reference alone.

Levels and scores: domain reference 2.1. Coverage: 6.1 and 6.2. Never imports matching/.
"""

from collections import Counter
from datetime import date, timedelta

from loaders.world.households import House, age_of
from loaders.world.services import Link, Served

BASE = dict(
    zip(
        (f"N{i:02}" for i in range(1, 14)),
        (32, 20, 60, 30, 30, 30, 16, 16, 16, 8, 8, 12, 8),
        strict=True,
    )
)
FLOORS = dict(
    zip(
        BASE,
        (
            *("BBYO", "GBYY", "YOOO", "BBYY", "BBYO", "BBYY", "GBBY"),
            *("GBBY", "GBBY", "GBBB", "GBBB", "GBBY", "GBBY"),
        ),
        strict=True,
    )
)
INTERVALS = dict(
    zip(
        BASE,
        (
            *((90, 30, 14, 3), (180, 60, 30, 14), (7, 1, 1, 1), (90, 30, 14, 7)),
            *((90, 45, 14, 1), (90, 45, 14, 7), (180, 60, 30, 30), (180, 60, 30, 14)),
            *((180, 60, 30, 14), (180, 90, 60, 30), (180, 90, 45, 30), (180, 90, 60, 30)),
            (180, 90, 60, 30),
        ),
        strict=True,
    )
)
ORDER = ("L1_NORM", "L2_LOW", "L3_MED", "L4_HIGH")
LETTER = dict(zip("GBYO", ORDER, strict=True))
SIGMA = (30, 55, 80, 100)
WINDOW = {"L4_HIGH": 7, "L3_MED": 30, "L2_LOW": 90, "L1_NORM": 365}
WEIGHTS = {  # of a household in a steward's load, by tier and level (1.2)
    "T1": {"L4_HIGH": 4.0, "L3_MED": 0.1, "L2_LOW": 0.0, "L1_NORM": 0.0},
    "T2": {"L4_HIGH": 4.0, "L3_MED": 1.0, "L2_LOW": 0.1, "L1_NORM": 0.02},
    "T3": {"L4_HIGH": 4.0, "L3_MED": 2.0, "L2_LOW": 1.0, "L1_NORM": 0.25},
}
PARTIES = ("COM", "ORG", "SW", "VOL", "CHA")
STANDARD = 91000  # L, fen


def basis(house: House, link: Link) -> bool:
    """Whether the link may stand: a notice for public bodies, else consent."""
    return link.public or house.consent


def stated(house: House) -> dict[str, int]:
    """Severity by need: what the ledger says, and what facts state beyond it."""
    found = {n.code: n.severity for n in house.needs}
    for code, severity in house.derived:
        found[code] = max(severity, found.get(code, 0))
    return found


def need_points(house: House) -> int:
    """Add up the need part: the largest, and a quarter of the others."""
    values = [BASE[code] * SIGMA[severity - 1] for code, severity in stated(house).items()]
    return min(6000, max(values) + (sum(values) - max(values)) // 4) if values else 0


def portrait(house: House, links: list[Link], as_of: date) -> int:
    """Add up the rows P01 to P10 that the files can state."""
    y, members = house.per_head, house.members
    ages = [age_of(m.birth, as_of) for m in members]
    year = house.income * 12
    total = (
        1200 if y < STANDARD else 800 if y < 1.5 * STANDARD else 400 if y < 2 * STANDARD else 0
    )
    if house.medical and (year == 0 or house.medical * 100 >= 40 * year):
        total += 1000
    elif house.medical * 100 >= 20 * year > 0:
        total += 600
    total += 800 if len(members) == 1 and ages[0] >= 70 else 0
    frail = [m for m in members if m.grade in (1, 2) or m.care != "自理"]
    total += 800 if frail else 0
    able = [m for m, a in zip(members, ages, strict=True) if 18 <= a <= 59 and m not in frail]
    dependents = [
        m for m, a in zip(members, ages, strict=True) if a < 16 or a > 70 or m in frail
    ]
    total += 600 if len(able) == 1 and len(dependents) >= 2 else 0
    total += 800 if house.grade in "CD" else 0
    five = [x for x in links if x.state in {"ACCEPTED", "IN_SERVICE", "ON_HOLD"} and x.parties]
    total += 0 if five else 600
    if house.left_aid and house.left_aid > as_of.replace(year=as_of.year - 1):
        total += 400
    total += 300 if house.rent * 10 >= 3 * house.income and house.rent else 0
    return min(4000, total)


def events(house: House, as_of: date) -> int:
    """Add up open alerts, halved every 90 days since they were verified."""
    points = {"P1": 2500, "P2": 1200, "P3": 500}
    return min(
        3000,
        sum(
            points[a.priority] // (1 << ((as_of - a.verified).days // 90 if a.verified else 0))
            for a in house.alerts
        ),
    )


def protect(house: House, links: list[Link], as_of: date) -> int:
    """Credit needs that are served inside their interval."""
    severity = stated(house)
    if not severity:
        return 0
    served = sum(
        any(
            x.need is n
            and x.state == "IN_SERVICE"
            and basis(house, x)
            and x.last is not None
            and (as_of - x.last).days <= INTERVALS[n.code][severity[n.code] - 1]
            for x in links
        )
        for n in house.needs
    )
    return 1000 * served // len(severity)


def judge(house: House, links: list[Link], as_of: date) -> tuple[int, str]:
    """Tell score (hundredths) and level; hard rules occur only where planted."""
    score = need_points(house) + portrait(house, links, as_of) + events(house, as_of)
    score = min(10000, max(0, score - protect(house, links, as_of)))
    level = (
        "L4_HIGH"
        if score >= 6000
        else "L3_MED"
        if score >= 3500
        else "L2_LOW"
        if score >= 1500
        else "L1_NORM"
    )
    floors = [LETTER[FLOORS[code][s - 1]] for code, s in stated(house).items()]
    if "no_guardian" in house.plants:
        floors.append("L4_HIGH")
    return score, max([level, *floors], key=ORDER.index)


def due_contact(house: House, level: str, as_of: date) -> int | None:
    """Days inside which the household must have been seen: no H7, no W07 but where planted."""
    age = age_of(house.members[0].birth, as_of)
    if len(house.members) == 1 and age >= 70:
        return min(WINDOW[level], 4 if age >= 80 else 6)  # W07 is raised at 5 and 7 (2.3)
    severe = any(m.grade in (1, 2) for m in house.members)
    return WINDOW[level] if severe else None


def is_live(served: Served, link: Link, as_of: date) -> bool:
    """Tell whether a link is in service, may be, and had a contact inside the window."""
    return (
        link.state == "IN_SERVICE"
        and basis(served.house, link)
        and link.last is not None
        and as_of - link.last <= timedelta(days=WINDOW[served.level])
    )


def live_parties(served: Served, as_of: date) -> set[str]:
    """Name the parties that are on for a household."""
    told = {p for x in served.links if is_live(served, x, as_of) for p in x.parties}
    return told & set(PARTIES)


def tiers_on(served: Served, as_of: date) -> set[str]:
    """Name the tiers whose steward was there inside the window."""
    on = {
        v.tier
        for v in served.visits
        if v.contact and (as_of - v.done).days <= WINDOW[served.level]
    }
    return on | ({"T1"} if served.level in {"L2_LOW", "L1_NORM"} else set())


REQUIRED = {  # who must be on a need of severity 2 and up: each set is one requirement (1.6)
    **dict.fromkeys(("N05", "N06", "N10"), ({"COM"},)),
    **dict.fromkeys(("N04", "N07", "N09"), ({"ORG"},)),
    **dict.fromkeys(("N01", "N11"), ({"SW"},)),
    **dict.fromkeys(("N02", "N12"), ({"SW", "VOL"},)),
    "N03": ({"SW"}, {"COM"}),
    "N08": ({"SW", "CHA"},),
    "N13": (set(PARTIES),),
}


def met_weight(served: Served, as_of: date) -> tuple[int, int]:
    """Add up severity over open needs: twice that of what is met, and all of it.

    Twice, as half of a need may be met; it keeps sums whole.
    """
    met = total = 0
    for code, severity in stated(served.house).items():
        mine = [
            x
            for x in served.links
            if (x.need is not None and x.need.code == code)
            or (x.need is None and code == "N10")
        ]
        on = {p for x in mine if is_live(served, x, as_of) for p in x.parties}
        asked = REQUIRED[code] if severity >= 2 else (set(PARTIES),)
        met += severity * 2 * sum(bool(on & one) for one in asked) // len(asked)
        total += severity
    return met, total


class Tally:
    """Coverage per area, added up household by household in bounded memory."""

    def __init__(self) -> None:
        self.areas: dict[str, Counter[str]] = {}

    def add(self, served: Served, as_of: date) -> None:
        """Count one household in its village, town and district."""
        on, tiers = live_parties(served, as_of), tiers_on(served, as_of)
        met, total = met_weight(served, as_of)
        marks = Counter([*on, *tiers, *(f"cov_{k}" for k in range(1, len(on) + 1))])
        marks.update(f"{party}·{tier}" for party in on for tier in tiers)
        marks.update(households=1, depth=len(on), isolated=not on, met=met, needs=total)
        for digits in (6, 9, 12):
            self.areas.setdefault(served.village.code[:digits], Counter()).update(marks)

    def shares(self) -> dict[str, dict[str, float | None]]:
        """Give the measures of each area, shares to 6 decimals; nbc null without needs."""
        tiers = ("T1", "T2", "T3")
        pairs = [f"{party}·{tier}" for party in PARTIES for tier in tiers]
        reach = [f"cov_{k}" for k in range(1, 6)]
        told: dict[str, dict[str, float | None]] = {}
        for code, row in sorted(self.areas.items()):
            size, needs = row["households"], 2 * row["needs"]
            told[code] = {
                name: round(row[name] / size, 6)
                for name in (*PARTIES, *tiers, *pairs, *reach, "depth", "isolated")
            }
            told[code]["households"] = size
            told[code]["nbc"] = round(row["met"] / needs, 6) if needs else None
        return told
