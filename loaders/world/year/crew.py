"""Who joins as the year begins: a desk in every body, and the district's own offices."""

from dataclasses import dataclass

from loaders.world.parties import Parties
from loaders.world.stewards import Staff, person
from loaders.world.year.days import Days

JUDGES = 3  # who score bids
PUBLISHER, CASEWORKER, SECOND = "O14001", "O10001", "O10002"


@dataclass(frozen=True, slots=True)
class Crew:
    """People by what they do. desks: staff number by credit code. committees: their codes."""

    people: list[Staff]
    desks: dict[str, str]
    committees: frozenset[str]

    @property
    def judges(self) -> list[str]:
        return [one.number for one in self.people if one.role == "R15"]


def crew(days: Days, around: Parties, area: str) -> Crew:
    """Appoint a desk (R08) for every body that is no committee, and offices of the district."""
    committees = frozenset(body.code for body in around.committees.values())
    bodies = [b for b in around.bodies if b.code not in committees and b.party != "GOV"]
    desks = {body.code: f"D{n:05}" for n, body in enumerate(bodies, 1)}
    people = [
        person(
            days.rng, desks[body.code], party=body.party, role="R08", areas=[area],
            body=body.code, lon=body.lon, lat=body.lat,
        )
        for body in bodies
    ]  # fmt: skip
    offices = [(PUBLISHER, "R14"), (CASEWORKER, "R10"), (SECOND, "R10")]
    offices += [(f"O15{n:03}", "R15") for n in range(1, JUDGES + 1)]
    lon, lat = around.bodies[0].lon, around.bodies[0].lat
    people += [
        person(days.rng, number, party="GOV", role=role, areas=[area], lon=lon, lat=lat)
        for number, role in offices
    ]
    return Crew(people, desks, committees)
