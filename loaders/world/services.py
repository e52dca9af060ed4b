"""Links, visits and what stands with each household; the state of the net on the day."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from loaders.world.clusters import full_item
from loaders.world.households import House, Need
from loaders.world.parties import Offer, Parties
from loaders.world.places import Village, shares
from loaders.world.stewards import Staff

LEADS = {  # who must be on a link before the need counts as met, severity 2 and up (1.6)
    **dict.fromkeys(("N05", "N06", "N10"), ("COM",)),
    **dict.fromkeys(("N04", "N07", "N09"), ("ORG",)),
    **dict.fromkeys(("N01", "N11"), ("SW",)),
    **dict.fromkeys(("N02", "N12"), ("SW", "VOL")),
    "N03": ("SW",),
    "N08": ("CHA", "SW"),
    "N13": ("COM", "ORG", "SW", "VOL", "CHA"),
}
DECEASED = "已去世"  # what a visit's result says of a death
TAKING = frozenset({"ACCEPTED", "IN_SERVICE", "ON_HOLD"})  # states that hold a place


@dataclass(slots=True)
class Link:
    """One link as its ledger states it. parties: of body and worker. public: COM or GOV."""

    number: str
    need: Need | None
    item: str
    provider: str
    worker: str
    parties: frozenset[str]
    public: bool
    state: str
    proposed: date | None = None
    accepted: date | None = None
    first: date | None = None
    last: date | None = None
    ended: date | None = None
    reason: str = ""


@dataclass(slots=True)
class Visit:
    """A visit as its ledger states it; one that found nobody alive is no contact."""

    number: str
    staff: str
    tier: str
    due: date
    done: date
    mode: str
    result: str = "正常"

    @property
    def contact(self) -> bool:
        """Whether somebody was met."""
        return self.result != DECEASED


@dataclass(slots=True)
class Served:
    """What a household has: links, visits (after its level is known), its three stewards."""

    house: House
    village: Village
    stewards: dict[str, Staff]
    links: list[Link] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    level: str = ""
    score: int = 0
    isolated: bool = False  # planted so: nobody stands by

    def consent_to(self, as_of: date) -> date:
        """Tell the last day of its consent; they do not all end at once."""
        return as_of + timedelta(days=200 + int(self.house.number[1:]) * 37 % 900)


def serve(
    rng: Generator, house: House, village: Village, around: Parties, as_of: date
) -> list[Link]:
    """Draw the links of a household that is not isolated."""
    told = shares()["linked"]
    found: list[Link] = []
    draw = rng.random() * 100
    if draw < told["care"] + told["care_paper"]:
        fresh = draw < told["care"]
        last = as_of - timedelta(days=_age(rng) if fresh else int(rng.integers(370, 500)))
        found.append(_care(house, around, village, last))
    for need in house.needs:
        if need.code in house.unserved:
            continue
        link = _for_need(rng, house, need, village, around, as_of)
        if link is None:
            continue
        found.append(link)
        if link.state == "IN_SERVICE" and rng.random() < told["second"] / 100:
            found += _second(rng, house, link, village, around)
    return found


def _second(
    rng: Generator, house: House, link: Link, village: Village, around: Parties
) -> list[Link]:
    """Let a volunteer stand by a need besides its body, where the household agrees."""
    people = around.volunteers[village.town]
    if not house.consent or not people or link.provider == around.alone.code:
        return []
    one = people[int(rng.integers(0, len(people)))]
    return [
        replace(
            link,
            number=f"{link.number}b",
            item="",
            provider=one.number,
            worker="",
            parties=frozenset({"VOL"}),
            public=False,
        )
    ]


def befriend(rng: Generator, served: Served, around: Parties, as_of: date) -> None:
    """Let the committee look after a household that nobody stands by, unless planted so."""
    last = as_of - timedelta(days=int(rng.integers(0, 7)))
    care = next((x for x in served.links if x.need is None), None)
    if care is None:
        served.links.insert(0, _care(served.house, around, served.village, last))
    else:
        care.last = last


def _age(rng: Generator) -> int:
    """Draw the days since a contact: mostly this week or this month."""
    low, high = ((0, 7), (7, 28), (28, 86))[int(rng.choice(3, p=[0.6, 0.3, 0.1]))]
    return int(rng.integers(low, high))


def _care(house: House, around: Parties, village: Village, last: date) -> Link:
    began = house.since + timedelta(days=10)
    return Link(
        number=f"L{house.number[1:]}-00",
        need=None,
        item="",
        provider=around.committees[village.code].code,
        worker="",
        parties=frozenset({"COM"}),
        public=True,
        state="IN_SERVICE",
        proposed=began,
        accepted=began,
        first=min(began + timedelta(days=3), last),
        last=last,
    )


def _for_need(
    rng: Generator, house: House, need: Need, village: Village, around: Parties, as_of: date
) -> Link | None:
    told = shares()["linked"]
    if need.code in house.alone:
        return _by_alone(rng, need, around, house, as_of)
    states = list(told["need"])
    weight = np.array(list(told["need"].values()), dtype=float)
    state = str(rng.choice(states, p=weight / weight.sum()))
    if state == "NONE" or (not house.consent and "COM" not in LEADS[need.code]):
        return None
    found = ends(rng, house, need, village, around)
    if found is None:
        return None
    offer, provider, worker, parties, public = found
    if not house.consent and not public:
        return None
    if state == "PROPOSED" and offer and offer.item.code == full_item():
        return None  # whoever asked there has his answer: it is full
    proposed = need.since + timedelta(days=int(rng.integers(1, 15)))
    link = Link(
        number=f"L{house.number[1:]}-{need.code[1:]}",
        need=need,
        item=offer.item.code if offer else "",
        provider=provider,
        worker=worker,
        parties=parties,
        public=public,
        state="IN_SERVICE" if state == "LAPSED" else state,
        proposed=proposed,
    )
    _dates(rng, link, state, as_of)
    if offer:
        offer.used += link.state in TAKING
        offer.promised += link.state == "PROPOSED"
    return link


def _by_alone(rng: Generator, need: Need, around: Parties, house: House, as_of: date) -> Link:
    link = Link(
        number=f"L{house.number[1:]}-{need.code[1:]}",
        need=need,
        item="",
        provider=around.alone.code,
        worker="",
        parties=frozenset({"ORG"}),
        public=False,
        state="IN_SERVICE",
        proposed=need.since + timedelta(days=5),
    )
    _dates(rng, link, "IN_SERVICE", as_of)
    link.last = as_of - timedelta(days=int(rng.integers(0, 7)))  # alive at every colour
    return link


def _dates(rng: Generator, link: Link, state: str, as_of: date) -> None:
    proposed = link.proposed or as_of
    match state:
        case "IN_SERVICE" | "LAPSED":
            link.accepted = proposed + timedelta(days=2)
            age = _age(rng) if state == "IN_SERVICE" else int(rng.integers(366, 420))
            link.last = as_of - timedelta(days=age)
            link.first = min(link.accepted + timedelta(days=3), link.last)
        case "ACCEPTED":
            link.proposed = as_of - timedelta(days=4)
            link.accepted = as_of - timedelta(days=2)
        case "PROPOSED":
            link.proposed = as_of - timedelta(days=int(rng.integers(0, 3)))
        case "DECLINED" | "EXPIRED":
            link.ended = proposed + timedelta(days=int(rng.integers(2, 25)))
            codes = ("NO_CAPACITY", "NOT_ELIGIBLE", "OUT_OF_AREA", "CANNOT_CONTACT")
            link.reason = str(rng.choice(codes)) if state == "DECLINED" else ""
        case _:
            raise ValueError(f"no dates for a link in state {state}")


def ends(
    rng: Generator, house: House, need: Need, village: Village, around: Parties
) -> tuple[Offer | None, str, str, frozenset[str], bool] | None:
    """Pick an item with a place and its provider, and a named worker where one is wanted."""
    wanted, closed = LEADS[need.code], shares()["planted"]["unreached"]
    worker = around.workers[village.town][
        int(rng.integers(0, len(around.workers[village.town])))
    ]
    fits = [
        o
        for o in around.offers
        if need.code in o.item.needs
        and o.providers
        and o.free
        and village.code.startswith(o.prefixes)
        and (not o.item.groups or set(o.item.groups) & set(house.groups))
        and o.item.rule is None
        and o.item.age == (None, None)
        and o.item.party != "GOV"
        and o.active
        and not (o.item.party == closed["party"] and village.town.endswith(closed["town"]))
    ]
    lead = [o for o in fits if o.item.party in wanted]
    named = rng.random() < shares()["linked"]["both"] / 100
    if lead:
        offer = lead[int(rng.integers(0, len(lead)))]
        body = (
            around.committees[village.code]
            if offer.item.party == "COM"
            else offer.providers[int(rng.integers(0, len(offer.providers)))]
        )
        parties = {body.party, "SW"} if named else {body.party}
        public = body.party == "COM"
        return offer, body.code, worker.number if named else "", frozenset(parties), public
    if "VOL" in wanted and rng.random() < 0.6 and around.volunteers[village.town]:
        people = around.volunteers[village.town]
        one = people[int(rng.integers(0, len(people)))]
        return None, one.number, "", frozenset({"VOL"}), False
    if "SW" in wanted:
        agency = worker.body if named else ""
        if agency:
            return None, agency, worker.number, frozenset({"ORG", "SW"}), False
        return None, worker.number, "", frozenset({"SW"}), False
    return None


def visits(rng: Generator, served: Served, as_of: date, contact: dict[str, int]) -> list[Visit]:
    """Draw the last visit of each tier; contact: days inside which T3 must have come."""
    house, told = served.house, shares()["visits"]
    window = {"L4_HIGH": 7, "L3_MED": 30, "L2_LOW": 90, "L1_NORM": 365}[served.level]
    found = []
    strict = contact.get(house.number)
    late = rng.random() < told["overdue"] / 100 and strict is None
    inside = min(window, strict or window)
    age = int(window * 1.3) + 1 if late else int(rng.integers(0, inside + 1))
    plan = [("T3", age, "HOME" if rng.random() < 0.7 else "CALL")]
    if rng.random() < 0.8:
        plan.append(
            ("T2", int(rng.integers(0, window + 1)), "DESK" if rng.random() < 0.6 else "CALL")
        )
    if served.level in {"L4_HIGH", "L3_MED"} and rng.random() < 0.85:
        plan.append(("T1", int(rng.integers(0, window + 1)), "CONFERENCE"))
    dead = "dead" in house.plants
    for tier, days, mode in plan:
        before = max(days, age + 1) if dead and tier != "T3" else days  # a death is found last
        done = as_of - timedelta(days=before)
        found.append(
            Visit(
                f"T{house.number[1:]}-{tier[1]}",
                served.stewards[tier].number,
                tier,
                done,
                done,
                mode,
                DECEASED if dead and tier == "T3" else "正常",
            )
        )
    return found
