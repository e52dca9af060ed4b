"""Who leaves in a year and who takes over; projects from a draft to their end."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from loaders.world.parties import Body, Parties
from loaders.world.services import Served
from loaders.world.stewards import Staff
from loaders.world.year.crew import CASEWORKER, PUBLISHER, Crew
from loaders.world.year.days import Days, habits
from loaders.world.year.journal import MADE, Journal

STOPPED = "PROVIDER_STOPPED"
DESK, TOWN = "R08", "R06"


@dataclass(slots=True)
class Leaving:
    """Who leaves when. stewards: month by staff number; heirs: who takes over, by number."""

    stewards: dict[str, str]
    people: list[list[Staff]]  # all village stewards, by town
    heirs: dict[str, list[Staff]]
    bodies: dict[str, tuple[str, Body]]  # month and body by credit code
    homes: dict[str, list[str]] = field(default_factory=dict)  # by staff number, as they come
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # by body


def leaving(days: Days, around: Parties, months: list[str]) -> Leaving:
    """Draw village stewards and bodies that leave; nobody whom no colleague can follow."""
    wanted = max(1, ceil(int(around.counts.sum()) / habits()["stewards_leave"]["households"]))
    towns = [
        group
        for (tier, _), group in sorted(around.stewards.items())
        if tier == "T3" and len(group) > 1
    ]
    gone: dict[str, str] = {}
    for month in months if towns else ():
        for _ in range(wanted):
            group = towns[int(days.rng.integers(0, len(towns)))]
            one = group[int(days.rng.integers(0, len(group)))]
            left = [s for s in group if s.number not in gone and s is not one]
            if left and one.number not in gone:
                gone[one.number] = month
    heirs = {
        one.number: [s for s in group if s.number not in gone]
        for group in towns
        for one in group
        if one.number in gone
    }
    offered = [b for b in around.bodies if b.party in {"ORG", "CHA"} and b is not around.alone]
    stops = [m for m in months if int(m[5:]) in habits()["bodies_stop"]]
    picked = days.rng.choice(len(offered), size=min(len(stops), len(offered)), replace=False)
    bodies = {
        offered[int(at)].code: (month, offered[int(at)])
        for month, at in zip(stops, picked, strict=False)
    }
    kept = {number: month for number, month in gone.items() if heirs[number]}
    return Leaving(kept, towns, heirs, bodies)


def remember(found: Leaving, served: Served) -> None:
    """Note whose households and links a leaving touches."""
    village = served.stewards["T3"].number
    if village in found.stewards:
        found.homes.setdefault(village, []).append(served.house.number)
    for link in served.links:
        held = (
            found.links.setdefault(link.provider, []) if link.provider in found.bodies else []
        )
        if link.state == "IN_SERVICE" and len(held) < habits()["most_of_a_body"]:
            held.append((link.number, served.stewards["T2"].number))


def break_off(days: Days, found: Leaving, journal: Journal) -> None:
    """End the links of the bodies that give up, one by one, in the month before they go."""
    for code, (month, _) in sorted(found.bodies.items()):
        first = date.fromisoformat(f"{month}-01")
        for link, steward in found.links.get(code, ()):
            at = days.at(first + timedelta(days=int(days.rng.integers(1, 25))))
            journal.add(at, (steward, TOWN), "link.fail", of=link, reason=STOPPED)


def project(days: Days, crew: Crew, area: str, homes: list[str], journal: Journal) -> None:
    """Publish a project, award it to the better of two bids, begin, and terminate it.

    homes: numbers of the households it comes to serve.
    """
    owner, bidders = (PUBLISHER, "R14"), sorted(crew.desks.values())[:2]
    at = datetime.combine(days.first + timedelta(days=3), datetime.min.time()).replace(hour=10)
    opens, closes = at + timedelta(days=3), at + timedelta(days=13)
    made = journal.add(
        at, owner, "project.draft",
        told={
            "title": "微光陪伴项目", "groups": ["G03", "G04"], "needs": ["N02", "N04"],
            "areas": [area], "quota": 20, "budget": 30_000_000,
            "indicators": '{"hours": 400}', "scoring_sheet": '{"plan": 60, "price": 40}',
            "bid_opens": opens.isoformat(), "bid_closes": closes.isoformat(),
            "starts_on": (days.first + timedelta(days=40)).isoformat(),
            "ends_on": (days.first + timedelta(days=400)).isoformat(),
        },
    )  # fmt: skip
    name, hour = f"{MADE}{made}", timedelta(hours=1)
    journal.add(at + hour, owner, "project.submit", of=name)
    journal.add(at + timedelta(days=1), (CASEWORKER, "R10"), "project.approve", of=name)
    bids: list[int | None] = []
    for place, desk in enumerate(bidders):
        begun = opens + timedelta(days=2 + place)
        told = {"project_id": name, "amount": 28_000_000 + place, "sealed_body": '{"staff": 3}'}
        bids.append(journal.add(begun, (desk, DESK), "bid.draft", told=told))
        journal.add(begun + hour, (desk, DESK), "bid.submit", of=f"{MADE}{bids[-1]}")
    at = closes + timedelta(days=1)
    for bid in bids:
        journal.add(at, owner, "bid.validate", of=f"{MADE}{bid}")
    told_ = {"evaluators": crew.judges}
    journal.add(at + hour, owner, "project.evaluate", of=name, told=told_)
    for place, bid in enumerate(bids):
        for judge in crew.judges:
            points = {"points": 70.0 + 10 * place}
            when = at + timedelta(days=1)
            journal.add(when, (judge, "R15"), "bid.rate", of=f"{MADE}{bid}", told=points)
    at += timedelta(days=2)
    for bid in bids:
        journal.add(at, (crew.judges[0], "R15"), "bid.score", of=f"{MADE}{bid}")
    journal.add(at + hour, (crew.judges[0], "R15"), "project.rank", of=name)
    at += timedelta(days=7)
    journal.add(at, owner, "project.award", of=name)
    journal.add(at + hour, owner, "project.sign", of=name, told={"agreement": "WT-1"})
    winner = (bidders[-1], DESK)
    journal.add(at + timedelta(days=1), winner, "project.find_targets", of=name)
    told = {"households": homes, "waived_by": CASEWORKER}
    worker = next(iter(homes), None)
    if worker is not None:
        journal.add(
            at + timedelta(days=3), ("W000000", "R07"), "project.assess", of=name, told=told
        )
    end = at + timedelta(days=7)
    agreed = {"caseworker": CASEWORKER}
    journal.add(end, owner, "project.terminate", of=name, told=agreed, reason="承办方违约")
