"""Every field × every role × every place: shown in clear only where the table says so.

Every text and instant of the world is unique, so that a value in an answer names the cell it is
from: label, property, place. All root fields are asked with all that hangs below them, over
HTTP, for what lies in each place. The table is that of graph_schema/masking.py, drawn in
docs/graph.md.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    is_required_argument,
)

from graph_schema.masking import Shown
from graph_schema.shape import LABELS
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.access.callers import EVERYBODY, Browser, Caller
from tests.access.clusters import ABROAD, OWN, SHARED, VILLAGE, World, id_of, pool
from tests.access.questions import KIND, SCHEMA, bare
from tests.access.site import site_of
from tests.clients import awaited

pytestmark = pytest.mark.timeout(900)  # the first one asks for everybody
Cell = tuple[str, str, str]  # label, property, place
Seen = dict[Cell, str]  # with the root field that showed it
PLACES = tuple(VILLAGE)
# the note of a session is for whoever gave it, as each of these callers did, whatever his role
WROTE = {("Task", "session_note", OWN)}


def whole(type_: Any, depth: int = 1) -> str:
    """Every field of a type, and of what hangs below it, as far as depth goes."""
    if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
        kinds = SCHEMA.get_possible_types(type_)
        known = [kind.name for kind in kinds if "id" in kind.fields]
        inner = " ".join(f"... on {name} {{ id }}" for name in known)
        return f"{{ __typename {inner} }}"
    if not isinstance(type_, GraphQLObjectType):
        return ""
    parts = []
    for name, field in type_.fields.items():
        below, wrapped = bare(field.type), name in {"edges", "node", "pageInfo"}
        if any(is_required_argument(arg) for arg in field.args.values()):
            continue
        if not hasattr(below, "fields"):
            parts.append(name)
        elif depth or wrapped:
            parts.append(f"{name} {whole(below, depth if wrapped else depth - 1)}")
    return "{ " + " ".join(parts or ["__typename"]) + " }"


def documents(name: str, field: GraphQLField) -> Iterator[str]:
    """A root field about what lies in each place; once, where it takes no id."""
    needed = {n: str(bare(a.type)) for n, a in field.args.items() if is_required_argument(a)}
    if not set(needed.values()) <= {"ID", "Int"}:
        return
    below = bare(field.type)
    for place in PLACES if "ID" in needed.values() else (OWN,):
        told = []
        for argument, kind in needed.items():
            label = KIND.get(argument) or KIND.get(below.name, below.name)
            value = f'"{id_of(label, place)}"' if kind == "ID" else "50"
            told.append(f"{argument}: {value}")
        if "first" in field.args and "first" not in needed:
            told.append("first: 50")
        given = f"({', '.join(told)})" if told else ""
        yield f"{{ {name}{given} {whole(below)} }}"


def canaries() -> dict[str, Cell]:
    """Which cell a value is from: those that only one cell has."""
    found: dict[str, Cell] = {}
    often: Counter[str] = Counter()
    for label, rows in World({}).nodes():
        for row in rows:
            place = row["id"].removeprefix(f"{label}-")
            for prop, value in row.items():
                if place in VILLAGE and prop != "id" and isinstance(value, str | datetime):
                    told = value if isinstance(value, str) else value.isoformat()
                    if pool(label, LABELS[label].props[prop]):
                        continue  # a code, which says nothing of where it is from
                    often[told] += 1
                    found[told] = (label, prop, place)
    return {told: cell for told, cell in found.items() if often[told] == 1}


def values(answer: Any) -> Iterator[str]:
    if isinstance(answer, dict):
        for one in answer.values():
            yield from values(one)
    elif isinstance(answer, list):
        for one in answer:
            yield from values(one)
    elif isinstance(answer, str):
        yield answer


CANARIES = canaries()


async def seen(site: Any, caller: Caller) -> Seen:
    """The cells whose values a caller is given."""
    found: Seen = {}
    failed = []
    async with Browser(site) as browser:
        for name, field in SCHEMA.query_type.fields.items():
            for text in documents(name, field):
                answer = await browser.ask(caller, text)
                failed += [text] if b"UNEXPECTED" in answer else []
                for value in values(orjson.loads(answer).get("data")):
                    if value in CANARIES:
                        found.setdefault(CANARIES[value], name)
    assert failed == []
    return found


@pytest.fixture(scope="module")
def told(embedded_server: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[Role, Seen]:
    with site_of(embedded_server, World({}), tmp_path_factory.mktemp("keys")) as site:
        return {caller.role: awaited(seen(site, caller)) for caller in EVERYBODY}


def permitted(caller: Caller, cell: Cell) -> bool:
    """What the table says of a cell: in reach, and shown in clear."""
    label, prop, place = cell
    near = caller.reaches(place) or label == "Organisation"  # one in all districts
    near |= label in SHARED and place != ABROAD
    return near and caller.shown(label, prop) is Shown.CLEAR


@pytest.mark.parametrize("caller", EVERYBODY, ids=lambda caller: caller.role.name.lower())
@pytest.mark.fact("A05")
def test_nobody_is_shown_a_cell_that_the_table_does_not_give_him(
    told: dict[Role, Seen], caller: Caller
) -> None:
    shown = told[caller.role].items()
    assert {
        (cell, root)
        for cell, root in shown
        if not permitted(caller, cell) and cell not in WROTE
    } == set()


def test_everybody_of_an_area_is_shown_each_cell_that_the_table_gives_him(
    told: dict[Role, Seen],
) -> None:
    """What one of them is shown, all are whom the table lets see it."""
    staff = [caller for caller in EVERYBODY if caller.of_area]
    known = set().union(*(told[one.role] for one in staff)) - WROTE
    missing = {
        (one.role, cell)
        for one in staff
        for cell in known - told[one.role].keys()
        if permitted(one, cell) and one.reaches(cell[2])
    }
    assert missing == set()
    assert len(known) > 300
