"""Projects 项目台账 of the synthetic district: who runs what, for whom, where."""

from datetime import date, timedelta
from math import ceil

from numpy.random import Generator

from loaders.world.parties import Parties
from loaders.world.places import shares, villages
from loaders.world.write import Sheet, yuan

BRANDS = {  # brand → title, groups, needs (1.12)
    "义仓": ("义仓邻里互助", ("G01", "G07"), ("N05",)),
    "成长益+1": ("成长益+1儿童陪伴", ("G03",), ("N02", "N08")),
    "1+4+N": ("1+4+N临时救助帮扶", ("G01", "G07", "G10"), ("N05", "N11")),
    "幸福扬帆": ("幸福扬帆就业帮扶", ("G01", "G05", "G07"), ("N07",)),
}
STATES = ("RUNNING", "RUNNING", "RUNNING", "SERVICE_PLAN", "CLOSED", "CONTRACTED")


def project_file(
    sheet: Sheet, rng: Generator, around: Parties, count: int, as_of: date
) -> None:
    """Write one project for so many households, at most the number of shares.yml."""
    told = shares()["projects"]
    bodies = [b for b in around.bodies if b.party == "ORG" and b is not around.alone]
    publisher = next(b for b in around.bodies if b.party == "GOV")
    places = sorted(
        {(v.town, v.town_name) for v in villages(next(iter(around.committees))[:6])}
    )
    for number in range(min(told["most"], ceil(count / told["households"]))):
        brand = list(BRANDS)[number % len(BRANDS)]
        title, groups, needs = BRANDS[brand]
        town, name = places[int(rng.integers(0, len(places)))]
        began = as_of - timedelta(days=int(rng.integers(30, 400)))
        sheet.row(
            project_no=f"P{number + 1:05}",
            title=f"{name}{title}项目",
            brand=brand,
            publisher=publisher.code,
            contractor=bodies[int(rng.integers(0, len(bodies)))].code,
            groups=groups,
            needs=needs,
            areas=[town],
            quota=int(rng.integers(20, 120)),
            budget=yuan(int(rng.integers(30, 300)) * 100_000),
            state=STATES[int(rng.integers(0, len(STATES)))],
            starts_on=began,
            ends_on=began + timedelta(days=365),
        )
