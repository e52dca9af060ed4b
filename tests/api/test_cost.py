"""What a document costs: counted by hand, told on demand, refused before anything runs."""

from pathlib import Path

import pytest
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from api.app import create_api
from api.cost import ASSUMED, cost_of
from api.gql.schema import schema
from api.limits import Refused, judged, priced
from api.settings import ApiSettings
from graph_schema.store.session import Store
from tests.access.questions import SCHEMA, Questions
from tests.api.callers import as_
from tests.worlds import two_villages

LIMITS = ApiSettings()
KNOWN = schema._schema
DEAR = """{ households(first: 100) { edges { node { needs { household { needs {
  household { number } } } } } } } }"""


def cost(text: str) -> int:
    return cost_of(KNOWN, parse(text), LIMITS.page)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("{ me { role } }", 1),
        ("{ a: me { role } b: me { role name } }", 2),
        ("{ households(first: 3) { edges { node { id } } } }", 1 + 3 * 2),
        ("{ households { edges { node { id } } } }", 1 + 50 * 2),
        ("{ households(first: 900) { edges { node { id } } } }", 1 + 100 * 2),
        ("query($n: Int!) { households(first: $n) { edges { node { id } } } }", 1 + 100 * 2),
        ("{ households(first: 3) { pageInfo { endCursor } edges { cursor } } }", 1 + 1 + 3),
        (
            "{ households(first: 2) { edges { node { needs { id } } } } }",
            1 + 2 * (1 + 1 + ASSUMED),
        ),
        ('{ household(id: "h") { needs { household { number } } } }', 1 + ASSUMED * 2),
        ("query A { me { role } } query B { a: me { role } b: me { role } }", 2),
        ("{ ...F } fragment F on Query { me { role } ... on Query { x: me { role } } }", 2),
        ("{ coverage { area } }", 100 + ASSUMED),
        ("{ __schema { types { fields { name } } } }", 0),
        ("subscription { alerts(first: 5) { edges { node { id } } } }", 1 + 5 * 2),
    ],
)
def test_the_points_are_those_counted_by_hand(text: str, points: int) -> None:
    assert cost(text) == points


@given(st.integers(0, 10**9))
def test_a_question_costs_at_least_what_a_part_of_it_does(seed: int) -> None:
    """Two questions in one document cost what they cost apart; a fragment what it holds."""
    one = Questions(seed, ["Household-own"], ["510115"]).one()
    body, *fragments = one.split(" fragment ", 1)
    rest = f" fragment {fragments[0]}" if fragments else ""
    twice = f"{{ ...Q ...R }} fragment Q on Query {body} fragment R on Query {body}{rest}"

    assert cost(twice) == 2 * cost(one)


def test_every_field_that_takes_a_number_of_rows_says_so_in_the_schema() -> None:
    told = {
        (type_.name, name)
        for type_ in (SCHEMA.query_type, SCHEMA.subscription_type)
        for name, field in type_.fields.items()
        if "listSize" in {one.name.value for one in field.ast_node.directives or ()}
    }
    takes = {
        (type_.name, name)
        for type_ in (SCHEMA.query_type, SCHEMA.subscription_type)
        for name, field in type_.fields.items()
        if "first" in field.args
    }

    assert told == takes


def test_what_is_too_dear_is_refused_before_it_runs_and_told_by_how_much() -> None:
    with pytest.raises(Refused) as refused:
        judged(DEAR, LIMITS)

    facts = refused.value.errors[0].extensions
    assert facts == {"code": "COST", "cost": {"requested": cost(DEAR), "limit": 20_000}}
    assert cost(DEAR) > 20_000


def test_the_questions_of_the_explorer_cost_a_tenth_of_what_one_may() -> None:
    folder = Path(__file__).parents[2] / "visual" / "questions"
    prices = [priced(one.read_text(), LIMITS) for one in folder.glob("*.graphql")]

    assert len(prices) > 20
    assert all(price["requested"] <= price["limit"] / 10 for price in prices)


def test_the_cost_is_told_with_the_answer_or_alone(
    embedded_store: Store, tmp_path: Path
) -> None:
    two_villages(embedded_store)
    site: Starlette = create_api(ApiSettings(keys=tmp_path), embedded_store)
    text = "{ households(first: 5) { edges { node { id } } } }"

    async def asked(person, **extensions):
        body = {"query": text, "extensions": extensions}
        reply = await person.client.post("/graphql", json=body)
        return reply.json(), int(reply.headers["x-store-statements"])

    plain, _ = as_(site, "coordinator", asked)
    told, _ = as_(site, "coordinator", lambda person: asked(person, cost=True))
    alone, statements = as_(site, "coordinator", lambda person: asked(person, cost="only"))

    price = {"cost": {"requested": 11, "limit": 20_000}}
    assert told == plain | {"extensions": price}
    assert (alone, statements) == ({"data": None, "extensions": price}, 0)
