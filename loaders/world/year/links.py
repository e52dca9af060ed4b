"""What becomes of links in a year: answered, served, completed and judged, or given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loaders.world.households import Need
from loaders.world.parties import Parties
from loaders.world.services import Served, ends
from loaders.world.year.crew import Crew
from loaders.world.year.days import Days, habits
from loaders.world.year.journal import MADE, Journal

WHY = "电话转告"  # why a steward answers for somebody
STOPPED = "PROVIDER_STOPPED"
Who = tuple[str, str]  # number, role


@dataclass(frozen=True, slots=True)
class Sides:
    """Who moves a link: who provides it, and what is said where a steward does it for them."""

    provider: Who
    steward: Who
    judge: Who
    reason: str | None


def sides(served: Served, provider: str, crew: Crew) -> Sides:
    """Say who moves a household's link to a provider: a body or a person by number.

    A committee and a social worker are answered for by the town's steward; the village steward
    judges, but not the work of the own committee.
    """
    town: Who = (served.stewards["T2"].number, "R06")
    village: Who = (served.stewards["T3"].number, "R03")
    if provider in crew.desks:
        return Sides((crew.desks[provider], "R08"), town, village, None)
    if provider.startswith("V"):
        return Sides((provider, "R09"), town, village, None)
    household: Who = (served.house.number, "R01")
    return Sides(town, town, household if provider in crew.committees else village, WHY)


def live(days: Days, served: Served, around: Parties, crew: Crew, journal: Journal) -> None:
    """Let the links a household has go on, and some of its needs find a new one."""
    begin = datetime.combine(days.first, datetime.min.time()).replace(hour=8)
    for link in served.links:
        if link.need is None:
            continue
        by, name = sides(served, link.provider, crew), link.number
        match link.state:
            case "PROPOSED":
                _answered(days, journal, by, name, begin)
            case "ACCEPTED" if days.chance(habits()["started"]):
                _started(days, journal, by, name, begin)
            case "IN_SERVICE":
                _goes_on(days, journal, by, name)
            case _:
                continue
    linked = {link.need.code for link in served.links if link.need is not None}
    for need in served.house.needs:
        free = need.code not in linked and need.code not in served.house.unserved
        if free and days.chance(habits()["recommended"]):
            _recommended(days, served, need, around, (crew, journal))


def _recommended(
    days: Days, served: Served, need: Need, around: Parties, into: tuple[Crew, Journal]
) -> None:
    """Choose a resource by hand for an open need, and propose it."""
    crew, journal = into
    found = ends(days.rng, served.house, need, served.village, around)
    if found is None or found[0] is None:
        return
    offer, body = found[0], found[1]
    by = sides(served, body, crew)
    at = days.any()
    told = {"household": served.house.number, "need": need.number, "item": offer.item.code}
    if body in {one.code for one in offer.providers}:
        told["organisation"] = body
    made = journal.add(at, by.steward, "link.recommend", told=told)
    if made is None:
        return
    name, proposed = f"{MADE}{made}", days.after(at, (0, 1))
    journal.add(proposed, by.steward, "link.propose", of=name)
    _answered(days, journal, by, name, proposed)


def _answered(days: Days, journal: Journal, by: Sides, link: str, since: datetime) -> None:
    at = days.after(since, "answer")
    match days.one_of(habits()["answered"]):
        case "accept":
            journal.add(at, by.provider, "link.accept", of=link, reason=by.reason)
            if days.chance(habits()["started"]):
                _started(days, journal, by, link, at)
        case "decline":
            why = ("NO_CAPACITY", "NOT_ELIGIBLE", "CANNOT_CONTACT")[int(days.rng.integers(3))]
            journal.add(at, by.provider, "link.decline", of=link, reason=why)
            looked = days.after(at, (0, 1))
            if days.chance(habits()["sent_back"]):
                journal.add(looked, by.steward, "link.send_back", of=link, reason="请再核对")
                again = days.after(looked, (0, 2))
                journal.add(again, by.provider, "link.accept", of=link, reason=by.reason)
                _started(days, journal, by, link, again)
            else:
                journal.add(looked, by.steward, "link.uphold", of=link)
        case _:
            return  # nobody answers: its clock ends it


def _started(days: Days, journal: Journal, by: Sides, link: str, since: datetime) -> None:
    at = days.after(since, "start")
    journal.add(at, by.provider, "link.start", of=link, reason=by.reason)
    _contact(days, journal, by, link, at)
    _completed(days, journal, by, link, days.after(at, "complete"))


def _contact(days: Days, journal: Journal, by: Sides, link: str, since: datetime) -> None:
    journal.add(days.after(since, "contact"), by.provider, "link.record_contact", of=link)


def _goes_on(days: Days, journal: Journal, by: Sides, link: str) -> None:
    """Let something happen to a link in service; to most of them nothing but the ledger's."""
    at = days.any()
    match days.one_of(habits()["served"]):
        case "contact":
            _contact(days, journal, by, link, at)
        case "complete":
            _completed(days, journal, by, link, at)
        case "hold":
            until = (at.date() + timedelta(days=20)).isoformat()
            told = {"review_on": until}
            journal.add(at, by.steward, "link.hold", of=link, told=told, reason="外出")
            if days.chance(80):
                back = days.after(at, (5, 19))
                journal.add(back, by.steward, "link.resume", of=link)
        case "stop":
            journal.add(at, by.provider, "link.fail", of=link, reason=STOPPED)
        case "cancel":
            journal.add(at, by.steward, "link.cancel", of=link, reason="家庭情况变化")
        case _:
            return


def _completed(days: Days, journal: Journal, by: Sides, link: str, at: datetime) -> None:
    """Complete a link and have somebody else say what came of it."""
    done = {"visits": int(days.rng.integers(1, 9)), "hours": float(days.rng.integers(1, 20))}
    journal.add(at, by.provider, "link.complete", of=link, told=done, reason=by.reason)
    judged, outcome = days.after(at, "confirm"), days.one_of(habits()["confirmed"])
    if outcome == "disputed":
        journal.add(judged, by.judge, "link.dispute", of=link, reason="未达到目标")
    elif outcome is not None:
        told = {"outcome": outcome, "rating": int(days.rng.integers(3, 6))}
        journal.add(judged, by.judge, "link.confirm", of=link, told=told)
