"""Births, deaths, moves, households that part and come together again, a new head."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from loaders.world.households import ADULT, Member, age_of
from loaders.world.places import Village
from loaders.world.services import Served
from loaders.world.year.days import Days, habits
from loaders.world.year.journal import REGISTER, Journal, member

APART = "F"  # numbers of households that parted begin so; the rest is that of the one they left
NEWBORN = "新生儿"  # nobody's name
PAPERS = {"birth": "出生医学证明", "death": "死亡证明"}  # else the household's book
OLD, OLDEST, WOMAN, BEARING = 65, 80, 2, range(18, 45)
Told = dict[str, object]


def live(days: Days, served: Served, villages: Sequence[Village], journal: Journal) -> None:
    """Let at most one thing happen that the register is told of."""
    if (found := _drawn(days, served, villages)) is None:
        return
    event, told = found
    at, number = days.any(), served.house.number
    _tell(journal, at, served, event, number, told)
    if event == "split" and days.chance(habits()["register"]["together"]):
        back = days.after(at + timedelta(days=1), "together")
        _tell(journal, back, served, "merge", str(told["number"]), {"into": number})


def _drawn(days: Days, served: Served, villages: Sequence[Village]) -> tuple[str, Told] | None:
    """Draw what happens to a household, and what the register is told of it."""
    about, number, (first, *rest) = (
        habits()["register"], served.house.number, served.house.members
    )  # fmt: skip
    people = [first, *sorted(rest, key=lambda one: one.birth)]  # as the register names them
    ages = [age_of(one.birth, days.first) for one in people]
    if _mother(people, ages) and days.chance(about["birth"]):
        return "birth", {"name": NEWBORN, "sex": str(int(days.rng.integers(1, 3)))}
    if (gone := _who_dies(days, ages, about["death"])) is not None:
        return "death", {"person": member(number, gone)}
    near = [v for v in villages if v.town == served.village.town and v != served.village]
    if near and days.chance(about["move"]):
        return "move", {"area": near[int(days.rng.integers(0, len(near)))].code}
    grown = next((n for n, age in enumerate(ages) if n and age >= ADULT), None)
    if grown is not None and len(people) > 2 and days.chance(about["split"]):
        apart = f"{APART}{number[1:]}"
        return "split", {"persons": [member(number, grown)], "number": apart}
    if grown is not None and days.chance(about["head"]):
        return "head", {"person": member(number, grown)}
    return None


def _mother(people: Sequence[Member], ages: Sequence[int]) -> bool:
    return any(
        one.sex == WOMAN and age in BEARING for one, age in zip(people, ages, strict=True)
    )


def _who_dies(days: Days, ages: Sequence[int], percent: dict[str, float]) -> int | None:
    """Draw the place of a member who dies; a household does not lose two in a year."""
    for place, age in enumerate(ages):
        band = "oldest" if age >= OLDEST else "old" if age >= OLD else "else"
        if days.chance(percent[band]):
            return place
    return None


def _tell(
    journal: Journal, at: datetime, served: Served, event: str, of: str, told: Told
) -> None:
    who = (served.stewards["T3"].number, "R03")
    reason = PAPERS.get(event, "户口簿")
    journal.add(at, who, f"{REGISTER}.{event}", of=of, told=told, reason=reason)
