"""Two worlds that differ only in what a caller may not see give him the same bytes.

Random documents over the whole schema (selections, fragments, aliases, filters, orders,
cursors, ids in reach, out of reach, absent) are asked over HTTP in a plain world, then in the
caller's twin of it: there every value that he is not shown in clear is another one with the
same mask, and where he has no reach all is another and a second household lives. The clock
stands.
"""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

from graph_schema.masking import Shown
from graph_schema.shape import LABELS
from graph_schema.store.session import Store
from tests.access.callers import EVERYBODY, Browser, Caller
from tests.access.clusters import ABROAD, KINDS, SHARED, VILLAGE, World, id_of
from tests.access.questions import Questions
from tests.access.site import site_of
from tests.clients import awaited
from tests.examples import NIGHT

# the first one asks for everybody; ten thousand documents a role take hours of a night
pytestmark = [pytest.mark.timeout(30_000 if NIGHT else 900), *([pytest.mark.slow] * NIGHT)]
CURSOR = re.compile(rb'"(?:end|start)?[cC]ursor":"([^"]+)"')
IDS = [*(id_of(label, place) for label in KINDS for place in VILLAGE), "nobody"]
WORDS = [
    *sorted({*VILLAGE.values(), *(v[:9] for v in VILLAGE.values())}),
    "510115",
    "OPEN",
    "care",
]
COUNT = 10_000 if NIGHT else 20  # documents a role
Told = list[tuple[str, bytes]]  # document, answer


def twin(caller: Caller) -> World:
    """A world that differs from the plain one in what the caller may not see, only there."""
    seeds = {
        (label, prop, place): "twin"
        for label in KINDS
        for prop in LABELS[label].props
        for place in VILLAGE
        if caller.shown(label, prop) is not Shown.CLEAR
        or not (
            caller.reaches(place)
            or label == "Organisation"
            or (label in SHARED and place != ABROAD)
        )
    }
    return World(seeds, crowd=tuple(p for p in VILLAGE if not caller.reaches(p)))


async def ask(site: Starlette, caller: Caller, seed: int) -> Told:
    questions, told = Questions(seed, IDS, WORDS), []
    async with Browser(site) as browser:
        for _ in range(COUNT):
            text = questions.one()
            answer = await browser.ask(caller, text)
            questions.cursors += [one.decode() for one in CURSOR.findall(answer)]
            told.append((text, answer))
    return told


async def ask_again(site: Starlette, caller: Caller, told: Told) -> Told:
    async with Browser(site) as browser:
        return [(text, await browser.ask(caller, text)) for text, _ in told]


def alike() -> list[list[Caller]]:
    """Callers who may not see the same, together: one twin does for them."""
    found: dict[str, list[Caller]] = {}
    for caller in EVERYBODY:
        found.setdefault(repr(twin(caller)), []).append(caller)
    return list(found.values())


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both worlds keep the key of their cursors."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def plain(embedded_server: Store, keys: Path) -> dict[Caller, Told]:
    """What everybody is told in the plain world."""
    with site_of(embedded_server, World({}), keys) as site:
        return {one: awaited(ask(site, one, n)) for n, one in enumerate(EVERYBODY)}


@pytest.mark.parametrize("callers", alike(), ids=lambda some: some[0].role.name.lower())
@pytest.mark.fact("A05")
def test_what_they_may_not_see_changes_no_byte(
    embedded_server: Store, plain: dict[Caller, Told], callers: list[Caller], keys: Path
) -> None:
    with site_of(embedded_server, twin(callers[0]), keys) as site:
        for caller in callers:
            asked = plain[caller]
            again = awaited(ask_again(site, caller, asked))
            pairs = zip(asked, again, strict=True)
            assert [one for one, other in pairs if one != other] == [], caller.role
            assert [text for text, answer in asked if b"UNEXPECTED" in answer] == []


def test_a_good_part_of_what_is_asked_is_answered(plain: dict[Caller, Told]) -> None:
    """Questions that are all refused would show nothing."""
    told = [answer for caller in plain if caller.of_area for _, answer in plain[caller]]
    assert 3 * sum(b'"errors"' not in answer for answer in told) >= len(told)
