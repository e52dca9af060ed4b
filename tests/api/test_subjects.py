"""Every subject over HTTP: lists, orders, filters, one by id, and what hangs below."""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLNonNull, GraphQLObjectType
from starlette.applications import Starlette

from api.app import create_api
from api.plan import SUBJECTS
from api.settings import ApiSettings
from graph_schema.queries import statements
from graph_schema.store.session import Store
from tests.access.questions import SCHEMA, bare
from tests.api.callers import Person, as_
from tests.worlds import THERE, everything, two_villages

LISTS = {
    name: field
    for name, field in SCHEMA.query_type.fields.items()
    if str(field.type).endswith("Connection!") and name != "proposals"
}


@pytest.fixture(scope="module")
def site(kept_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    two_villages(kept_store)
    everything(kept_store)
    return create_api(ApiSettings(keys=tmp_path_factory.mktemp("keys")), kept_store)


def leaves(type_: GraphQLObjectType, depth: int) -> str:
    """Every field of a type, and of what hangs below it, as far as depth goes."""
    parts = []
    for name, field in type_.fields.items():
        below = bare(field.type)
        if not isinstance(below, GraphQLObjectType):
            parts.append(name)
        elif depth:
            parts.append(f"{name} {leaves(below, depth - 1)}")
    return "{ " + " ".join(parts) + " }"


def node_of(field: Any) -> Any:
    return bare(bare(bare(field.type).fields["edges"].type).fields["node"].type)


def orders(field: Any) -> list[str]:
    kind = field.args["sort"].type
    kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    assert isinstance(kind, GraphQLEnumType)
    return list(kind.values)


def test_every_list_gives_all_its_fields_and_what_hangs_below(site: Starlette) -> None:
    """Each in one question: every field of every type is read from every server."""

    async def all_of(person: Person) -> dict[str, int]:
        found = {}
        for name, field in LISTS.items():
            asked = f"{{ {name}(first: 9) {{ edges {{ node {leaves(node_of(field), 1)} }} }} }}"
            found[name] = len((await person.data(asked))[name]["edges"])
        return found

    found = as_(site, "coordinator", all_of)

    assert [name for name, rows in found.items() if not rows] == []


def test_every_order_walks_a_whole_list_page_by_page_and_back(site: Starlette) -> None:
    """A page of one row after another gives each row once; descending is the reverse."""

    async def walk(person: Person, name: str, sort: str, down: bool) -> list[str]:
        query = (
            f"query($after: String) {{ {name}(first: 1, after: $after, sort: {sort},"
            f" descending: {str(down).lower()}) {{ edges {{ node {{ id }} }}"
            " pageInfo { hasNextPage hasPreviousPage endCursor } } }"
        )
        found: list[str] = []
        after = None
        while True:
            page = (await person.data(query, after=after))[name]
            found += [edge["node"]["id"] for edge in page["edges"]]
            assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    async def all_of(person: Person) -> None:
        for name, field in LISTS.items():
            whole = await person.data(
                f"{{ {name}(first: 99) {{ edges {{ node {{ id }} }} }} }}"
            )
            ids = {edge["node"]["id"] for edge in whole[name]["edges"]}
            assert len(orders(field)) >= 2, name
            for sort in orders(field):
                up = await walk(person, name, sort, down=False)
                down = await walk(person, name, sort, down=True)
                assert sorted(up) == sorted(ids), (name, sort)
                assert down == up[::-1], (name, sort)

    as_(site, "coordinator", all_of)


FILTERS = [
    ("households(level: ORANGE)", ["h1"]),
    ('households(area: "510115106")', ["h3"]),
    ("households(group: DISABLED, monitored: true)", ["h1", "h2", "h3"]),
    ("households(urgent: true)", []),
    ('households(number: "H2")', ["h2"]),
    ("households(sort: LEVEL, descending: true)", ["h1", "h2", "h3"]),
    ('persons(bornFrom: "1950-01-01", bornTo: "1950-12-31", sex: "1", alive: true)',
     ["ph1", "ph2", "ph3"]),
    ('persons(bornFrom: "1951-01-01")', []),
    ("needs(severity: 3)", []),
    ('needs(code: CARE, state: "OPEN", level: YELLOW)', ["nh2"]),
    ('links(state: "RECOMMENDED", party: ORGANISATION, level: ORANGE)', ["lh1"]),
    ('links(provider: "o", resource: "i", need: CARE)', ["lh1", "lh2", "lh3"]),
    ('links(provider: "nobody")', []),
    ("resources(need: CARE, free: true, type: PROFESSIONAL_CARE)", ["i"]),
    ("resources(free: false)", []),
    ("organisations(party: CHARITY)", []),
    ('actors(party: VOLUNTEER, skill: "care", role: VOLUNTEER)', ["v"]),
    ('consents(purpose: MATCHING, state: "GRANTED")', ["ch1", "ch3"]),
    ("alerts(priority: FIRST)", ["w1"]),
    ("awards(running: true)", ["aw1", "aw2", "aw3"]),
    ("evaluations(inForce: true)", ["e1"]),
    ('importIssues(batch: "b", kind: "CELL")', ["x"]),
    ('areasBelow(level: "VILLAGE", within: "510115106")', [f"a{THERE}"]),
    ('plans(state: "IN_FORCE")', ["m"]),
    ('projects(need: CARE)', ["j"]),
    ('serviceOrders(state: "OPEN", skill: "care")', ["t"]),
]  # fmt: skip


def test_filters_narrow_a_list(site: Starlette) -> None:
    async def all_of(person: Person) -> list[tuple[str, list[str]]]:
        found = []
        for asked, _ in FILTERS:
            query = asked.replace("(", "(first: 9, ", 1)
            told = await person.data(f"{{ {query} {{ edges {{ node {{ id }} }} }} }}")
            ids = [edge["node"]["id"] for edge in told[asked.split("(")[0]]["edges"]]
            found.append((asked, ids if "sort" in asked else sorted(ids)))
        return found

    assert as_(site, "coordinator", all_of) == FILTERS


def test_a_deep_question_costs_a_statement_a_level(site: Starlette) -> None:
    async def deep(person: Person) -> int:
        told = await person.data(
            "{ households(first: 9) { edges { node { number needs { code links { state"
            " resource { title provider { name } } } } } } } }"
        )
        first = told["households"]["edges"][0]["node"]["needs"][0]["links"][0]
        assert first["resource"] == {
            "title": "居家生活照料",
            "provider": {"name": "示范服务中心"},
        }
        return person.statements

    assert as_(site, "coordinator", deep) == 5


def test_what_is_skipped_is_not_read(site: Starlette) -> None:
    query = (
        "query($no: Boolean!) { households(first: 9) { edges { node { id"
        " ...Below @skip(if: $no) links @include(if: false) { id } } } } }"
        " fragment Below on Household { needs { id } }"
    )

    async def count(person: Person) -> tuple[int, int]:
        await person.data(query, no=True)
        without = person.statements
        await person.data(query, no=False)
        return without, person.statements

    assert as_(site, "coordinator", count) == (1, 2)


def test_any_node_is_found_by_its_id_alone(site: Starlette) -> None:
    kinds = {
        "h1": "Household", "ph1": "Person", "nh1": "Need", "lh1": "Link", "w1": "Alert",
        "i": "Resource", "o": "Organisation", "v": "Actor", "j": "Project", "e1": "Evaluation",
        "aw1": "Award", "ch1": "Consent", "t": "ServiceOrder", "b": "ImportBatch",
        "x": "ImportIssue", "pair": "IdentityPair", "m": "Plan", f"a{THERE}": "Area",
    }  # fmt: skip

    async def told(person: Person) -> dict[str, str]:
        query = (
            "query($id: ID!) { node(id: $id)"
            " { __typename id ... on Household { needs { id } } } }"
        )
        found = {}
        for id in kinds:
            node = (await person.data(query, id=id))["node"]
            found[node["id"]] = node["__typename"]
        assert (await person.data(query, id="nobody"))["node"] is None
        return found

    assert as_(site, "coordinator", told) == kinds
    assert set(kinds.values()) == {s.node.__name__ for s in SUBJECTS.values() if s.label}


@pytest.mark.parametrize(
    ("field", "mine", "other"),
    [
        ("household", "h1", "h3"), ("person", "ph1", "ph3"), ("need", "nh1", "nh3"),
        ("link", "lh1", "lh3"), ("consent", "ch1", "ch3"), ("award", "aw1", "aw3"),
    ],
)  # fmt: skip
def test_another_villages_record_is_as_if_it_were_not_there(
    site: Starlette, field: str, mine: str, other: str
) -> None:
    """By id, by node, and in the same words as what never was."""
    query = f"query($id: ID!) {{ {field}(id: $id) {{ id }} node(id: $id) {{ id }} }}"

    async def three(person: Person) -> tuple[Any, Any, Any]:
        return (
            await person.data(query, id=mine),
            await person.ask(query, id=other),
            await person.ask(query, id="nobody"),
        )

    own, far, absent = as_(site, "village", three)

    assert own == {field: {"id": mine}, "node": {"id": mine}}
    assert far == absent
    assert far["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "asked",
    [
        "households(first: 9, area: %s) { edges { node { id } } }",
        "households(area: %s, sort: SCORE, descending: true) { edges { node { id } } }",
        "persons(first: 9, area: %s) { edges { node { id } } }",
        "needs(first: 9, area: %s, sort: SEVERITY) { edges { node { id } } }",
        "links(first: 9, area: %s) { edges { node { id } } }",
        "proposals(first: 9, area: %s) { edges { node { id } } }",
        "workCounts(area: %s) { tab count }",
        "coverage(area: %s) { code }",
    ],
)
def test_lists_filters_and_counts_of_another_village_are_those_of_none(
    site: Starlette, asked: str
) -> None:
    async def both(person: Person) -> tuple[Any, Any]:
        far = await person.ask("{ " + asked % f'"{THERE}"' + " }")
        absent = await person.ask("{ " + asked % '"510115999999"' + " }")
        return far, absent

    far, absent = as_(site, "village", both)

    assert far == absent
    assert "h3" not in str(far)


def test_numbers_of_other_villages_households_find_nothing(site: Starlette) -> None:
    async def found(person: Person) -> list[Any]:
        query = "query($n: String) { households(number: $n) { edges { node { id } } } }"
        return [await person.data(query, n=number) for number in ("H3", "H999")]

    far, absent = as_(site, "village", found)

    assert far == absent == {"households": {"edges": []}}


@pytest.mark.parametrize(
    "name", ["households", "persons", "needs", "links", "consents", "awards"]
)
@pytest.mark.parametrize("login", ["manager", "administrator", "volunteer"])
def test_roles_without_people_are_refused_lists_of_them(
    site: Starlette, login: str, name: str
) -> None:
    told = as_(site, login, lambda p: p.ask(f"{{ {name} {{ edges {{ node {{ id }} }} }} }}"))

    assert told["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert told["data"] is None


def test_a_manager_learns_nothing_of_a_household_by_its_id(site: Starlette) -> None:
    query = "query($id: ID!) { node(id: $id) { id } }"

    async def both(person: Person) -> tuple[Any, Any]:
        return await person.ask(query, id="h1"), await person.ask(query, id="nobody")

    there, absent = as_(site, "manager", both)

    assert there == absent == {"data": {"node": None}}


def test_identity_numbers_are_masked_for_everybody(site: Starlette) -> None:
    query = "{ persons(first: 9) { edges { node { idNo name } } } }"

    told = as_(site, "coordinator", lambda p: p.data(query))

    assert {e["node"]["idNo"] for e in told["persons"]["edges"]} == {"990115********0019"}


def test_a_cursor_of_one_order_does_not_open_another(site: Starlette) -> None:
    async def tried(person: Person) -> dict[str, Any]:
        first = await person.data("{ households(first: 1) { pageInfo { endCursor } } }")
        cursor = first["households"]["pageInfo"]["endCursor"]
        query = "query($a: String) { households(after: $a, sort: SCORE) { edges { cursor } } }"
        return await person.ask(query, a=cursor)

    told = as_(site, "coordinator", tried)

    assert told["errors"][0]["extensions"]["code"] == "REJECTED"


@pytest.mark.parametrize(
    "subject", [s for s in SUBJECTS.values() if s.page], ids=lambda s: s.name
)
def test_a_subjects_table_agrees_with_its_statements(subject: Any) -> None:
    page, by_ids = statements()[subject.page], statements()[subject.by_ids]

    assert {sort.value for sort in subject.sorts} == set(page.sorts)
    assert set(subject.filters) == set(page.params)
    assert dict(page.columns) == dict(by_ids.columns)
    assert set(subject.codes) <= set(by_ids.columns)
    for below in subject.below.values():
        assert below.key is None or below.key in by_ids.columns
        if below.statement:
            told = statements()[below.statement]
            assert "parent" in told.returns
            assert dict(told.columns) == dict(statements()[SUBJECTS[below.of].by_ids].columns)
    fields = {f.python_name for f in subject.node.__strawberry_definition__.fields}
    assert fields == {
        *(name for name in by_ids.columns if name in fields), *subject.below, *subject.derived,
    }  # fmt: skip
