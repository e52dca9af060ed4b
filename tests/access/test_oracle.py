"""64 questions, each chosen by the answers before, learn nothing of an income that is masked.

Somebody who may not see a household's income asks what bears on it: lists in every order,
filters, counts, reports, with numbers that halve what is left. Whatever differs in an answer
leads him to another next question. In worlds that differ in that income alone he must be led
the same way, byte by byte; who may see it is led apart, so the questions are good ones.
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLArgument, GraphQLField, GraphQLObjectType
from starlette.applications import Starlette

from graph_schema.masking import Shown
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.access.callers import EVERYBODY, Browser, Caller
from tests.access.clusters import ABROAD, KINDS, OWN, VILLAGE, World, id_of
from tests.access.questions import SCHEMA, Questions, bare
from tests.access.site import site_of
from tests.clients import awaited
from tests.examples import NIGHT

pytestmark = [pytest.mark.timeout(900), pytest.mark.fact("A05")]
LABEL, SECRET, MOST = "Household", "income_month", 900_000  # fen
FIELD = "incomeMonth"
COUNT = 64
WORLDS = ("", "much", "more") if NIGHT else ("", "much")
IDS = [*(id_of(label, place) for label in KINDS for place in VILLAGE), "nobody"]
WORDS = [*sorted({*VILLAGE.values(), *(v[:9] for v in VILLAGE.values())}), "510115"]
CURSOR = re.compile(rb'"(?:end|start)?[cC]ursor":"([^"]+)"')
Led = list[tuple[str, bytes]]  # what somebody asked and was told, one after another


def leads_to_it(type_: Any, depth: int = 4) -> bool:
    """Whether the income, or counts of households, lie at most so deep in a type."""
    below = bare(type_)
    fields = getattr(below, "fields", {})
    return (
        below.name.startswith("Report")
        or FIELD in fields
        or (depth > 0 and any(leads_to_it(f.type, depth - 1) for f in fields.values()))
    )


ROOTS = [name for name, field in SCHEMA.query_type.fields.items() if leads_to_it(field.type)]


class Adaptive(Questions):
    """Asks next what the answers so far suggest."""

    def __init__(self) -> None:
        super().__init__(0, IDS, WORDS)
        self.low, self.high, self._heard = 0, MOST, b""

    def roots(self) -> list[str]:
        return ROOTS

    def hear(self, answer: bytes) -> None:
        """Go on in the half that an answer points to; any byte of it counts."""
        self._heard = sha256(self._heard + answer).digest()
        middle = (self.low + self.high) // 2
        if self._heard[0] % 2:
            self.low = middle
        else:
            self.high = middle
        self._random.seed(self._heard)
        self.cursors += [one.decode() for one in CURSOR.findall(answer)]

    def _some(self, type_: GraphQLObjectType, depth: int) -> list[tuple[str, GraphQLField]]:
        """Never without the way to the income."""
        way = [(n, f) for n, f in type_.fields.items() if n in {"household", "means", FIELD}]
        return list(dict([*super()._some(type_, depth), *(way if depth >= 0 else [])]).items())

    def _arguments(self, args: dict[str, GraphQLArgument]) -> str:
        return super()._arguments(
            {name: arg for name, arg in args.items() if name != "after" or self.cursors}
        )

    def _scalar(self, name: str, kind: str) -> str:
        middle = (self.low + self.high) // 2
        if kind in {"Int", "Float"} and name not in {"first", "last"}:
            return str(middle)
        if kind == "String" and name != "after" and self._random.random() < 0.2:
            return f'"{middle}"'
        return super()._scalar(name, kind)


async def led(site: Starlette, caller: Caller) -> Led:
    questions, told = Adaptive(), []
    async with Browser(site) as browser:
        for _ in range(COUNT):
            text = questions.one()
            told.append((text, await browser.ask(caller, text)))
            questions.hear(told[-1][1])
    return told


def hides(caller: Caller, place: str) -> bool:
    """Whether an income in a place is not for a caller's eyes."""
    return caller.shown(LABEL, SECRET) is not Shown.CLEAR or not caller.reaches(place)


def led_in_worlds(
    store: Store, keys: Path, places: tuple[str, ...], callers: list[Caller]
) -> list[dict[Role, Led]]:
    """How each caller is led in worlds that differ in the incomes of some places alone."""
    found = []
    for seed in WORLDS:
        world = World({(LABEL, SECRET, place): seed for place in places})
        with site_of(store, world, keys) as site:
            found.append({one.role: awaited(led(site, one)) for one in callers})
    return found


def whom(*by_day: Role, place: str) -> list[Caller]:
    """Callers from whom an income in a place is hidden; by day some of them."""
    return [c for c in EVERYBODY if hides(c, place) and (NIGHT or c.role in by_day)]


def test_an_income_that_is_masked_leads_nobody_anywhere_and_one_that_is_seen_does(
    embedded_server: Store, tmp_path: Path
) -> None:
    """Questions that lead nobody apart who may see it would show nothing."""
    steward = Caller(Role.VILLAGE_STEWARD)
    masked = whom(Role.MANAGER, Role.ORGANISATION, place=OWN)

    worlds = led_in_worlds(embedded_server, tmp_path, tuple(VILLAGE), [*masked, steward])

    seen = [world.pop(steward.role) for world in worlds]
    assert all(other == worlds[0] for other in worlds)
    apart = [one != other for one, other in zip(*seen[:2], strict=True)]
    assert any(apart)
    assert all(apart[apart.index(True) + 1 :])  # every later question depends on it


def test_an_income_out_of_reach_leads_nobody_anywhere(
    embedded_server: Store, tmp_path: Path
) -> None:
    """Those who see incomes of their own area, of one in another district."""
    near = whom(Role.DISTRICT_CASEWORKER, place=ABROAD)
    near = [one for one in near if one.shown(LABEL, SECRET) is Shown.CLEAR]

    worlds = led_in_worlds(embedded_server, tmp_path, (ABROAD,), near)

    assert all(other == worlds[0] for other in worlds)
    answers = [told for some in worlds[0].values() for _, told in some]
    assert 3 * sum(b'"errors"' not in told for told in answers) >= len(answers)
