"""A body asks for another body's household, five ways over the whole API: nothing comes.

Two bodies work in one village. Both serve a household of their own through a project, both
offer the same catalogue item; the five ways lead past what they share.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    is_required_argument,
    parse,
    validate,
)

from graph_schema.errors import Forbidden, WulianError
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.access.questions import SCHEMA, bare
from tests.contract.asking import Asking
from tests.contract.parties import DISTRICT, caller, district, write
from tests.servers import wipe
from tests.worlds import HERE

pytestmark = pytest.mark.fact("A04")
OURS = caller(Role.ORGANISATION)
OTHER = replace(OURS, actor="a2R08")
THEIRS = ("h2", "p2", "n2", "c2", "l2", "m2")
WORDS = ("王小华", "H2", "13900000002", "示范社区2号")
HOPS = 4


@pytest.fixture(scope="module")
def asking(embedded_server: Store, tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """The two bodies' district, behind the schema; nothing here changes it."""
    wipe(embedded_server)
    district(embedded_server, 3)
    homes = ("1", "2")
    nodes: dict[str, list[dict[str, Any]]] = {
        "Household": [{"id": "h2", "phone": WORDS[2], "address": WORDS[3]}],
        "Person": [{"id": "p2", "name": WORDS[0], "name_fold": WORDS[0], "phone": WORDS[2]}],
        "Link": [{"id": f"l{n}", "state": "IN_SERVICE", "units": 1} for n in homes],
        "Project": [
            {"id": f"j{n}", "project_no": f"j{n}", "state": "RUNNING", "areas": [DISTRICT],
             "needs": ["N04"], "access_until": date(2030, 1, 1)}
            for n in homes
        ],
        "Consent": [{"id": f"c{n}", "purposes": ["U3", "U4"]} for n in homes],
    }  # fmt: skip
    bodies = {"1": "o", "2": "o2"}
    ties: list[Any] = [
        ("OFFERS", "Organisation", "CatalogueItem", [("o2", "i")]),
        ("RUNS", "Organisation", "Project", [(o, f"j{n}") for n, o in bodies.items()]),
        ("SERVES", "Project", "Household", [(f"j{n}", f"h{n}") for n in homes]),
        ("HAS_LINK", "Household", "Link", [(f"h{n}", f"l{n}") for n in homes]),
        ("FOR_NEED", "Link", "Need", [(f"l{n}", f"n{n}") for n in homes]),
        ("TO_ITEM", "Link", "CatalogueItem", [(f"l{n}", "i") for n in homes]),
        ("PROVIDED_BY", "Link", "Organisation", [(f"l{n}", o) for n, o in bodies.items()]),
        ("VIA", "Link", "Project", [(f"l{n}", f"j{n}") for n in homes]),
    ]
    write(embedded_server, nodes, ties)
    return Asking(embedded_server, tmp_path_factory.mktemp("keys"))


def told(asking: Asking, text: str) -> Any:
    """What the body is told; nothing where it is refused."""
    try:
        return asking.ask(OURS, text)
    except WulianError:
        return None


def words_of(answer: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(answer, dict | list):
        for one in answer.values() if isinstance(answer, dict) else answer:
            yield from words_of(one)
    elif isinstance(answer, str):
        yield answer


def ids_below(type_: Any, hops: int) -> str:
    """The ids of a type and of what it is tied to, so many hops away; lists cost no hop."""
    if not isinstance(type_, GraphQLObjectType):
        return ""
    parts = []
    for name, field in type_.fields.items():
        below, wrapped = bare(field.type), name in {"edges", "node"}
        if any(is_required_argument(arg) for arg in field.args.values()):
            continue
        if name == "id":
            parts.append(name)
        elif hops or wrapped:
            inner = ids_below(below, hops if wrapped else hops - 1)
            parts += [f"{name} {inner}"] if inner else []
    return "{ " + " ".join(parts) + " }" if parts else ""


def asked(name: str, field: GraphQLField, ids: tuple[str, ...], body: str) -> Iterator[str]:
    """A root field about each of these ids, as often as it takes one; else once."""
    needed = [n for n, arg in field.args.items() if is_required_argument(arg)]
    kinds = {n: bare(field.args[n].type).name for n in needed}
    if not set(kinds.values()) <= {"ID", "Int"}:
        return
    choices = [ids if kinds[n] == "ID" else ("50",) for n in needed]
    for chosen in product(*choices):
        pairs = zip(needed, chosen, strict=True)
        given = [f'{n}: "{v}"' if kinds[n] == "ID" else f"{n}: {v}" for n, v in pairs]
        if "first" in field.args and "first" not in needed:
            given.append("first: 50")
        head = f"({', '.join(given)})" if given else ""
        yield f"{{ {name}{head} {body} }}"


ROOTS = SCHEMA.query_type.fields
MINE = """{ agencyLists(project: "j1") { households { id headName } needs { id }
  services { id } } }"""


def test_the_body_gets_what_is_its_own(asking: Asking) -> None:
    found = set(words_of(told(asking, MINE)))

    assert found >= {"h1", "n1", "l1"}
    assert not found & set(THEIRS)


def test_by_id_there_is_nothing(asking: Asking) -> None:
    found: set[str] = set()
    for name, field in ROOTS.items():
        needed = {bare(a.type).name for a in field.args.values() if is_required_argument(a)}
        if "ID" in needed:
            body = "{ __typename }" if hasattr(bare(field.type), "fields") else ""
            for text in asked(name, field, THEIRS, body):
                answer = told(asking, text)
                if answer is not None and any(answer.values()):
                    found.add(text)

    assert found == set()


def test_by_path_of_four_hops_from_all_that_can_be_named_there_is_nothing(
    asking: Asking,
) -> None:
    start = ("j1", "o", "i", "h1", "l1", "n1", "aR08", "aR09", f"a{HERE}", f"a{DISTRICT}")
    seen: set[str] = set()
    for name, field in ROOTS.items():
        if body := ids_below(bare(field.type), HOPS):
            for text in asked(name, field, start, body):
                seen.update(words_of(told(asking, text)))

    assert {"h1", "i"} <= seen
    assert not seen & set(THEIRS)


def test_by_search_there_is_nothing(asking: Asking) -> None:
    """Every field that takes words, with each of the household's."""
    seen: set[str] = set()
    tried = set()
    for name, field in ROOTS.items():
        needed = {n for n, arg in field.args.items() if is_required_argument(arg)}
        texts = [n for n, arg in field.args.items() if bare(arg.type).name == "String"]
        taken = [n for n in texts if needed <= {n, "first"}]
        body = ids_below(bare(field.type), 1)
        for argument, word in product(taken, WORDS) if body else ():
            tried.add(name)
            rest = ["first: 50"] if "first" in field.args else []
            given = ", ".join([f'{argument}: "{word}"', *rest])
            seen.update(words_of(told(asking, f"{{ {name}({given}) {body} }}")))

    assert {"resources", "organisations"} <= tried
    assert not seen & {*THEIRS, *WORDS}


@pytest.mark.parametrize(
    "text",
    [
        '{ report(name: "counts", by: [LEVEL]) { numbers { numerator } } }',
        '{ reportRows(number: {report: "counts", measure: "households"}) { count } }',
        "{ coverage { __typename } }",
        f'{{ coverageNetwork(area: "{HERE}") {{ document }} }}',
        "{ workCounts { count } }",
        "{ leadCounts { count } }",
        '{ ifLeaves(id: "o2") { __typename } }',
    ],
)
def test_by_counts_too_small_to_hide_anybody_there_is_nothing(
    asking: Asking, text: str
) -> None:
    """A body gets no counts of people at all, so none under five either."""
    assert validate(SCHEMA, parse(text)) == []
    with pytest.raises(Forbidden):
        asking.ask(OURS, text)


def test_by_export_there_is_nothing(asking: Asking) -> None:
    """The lists that are given to a body as a whole are of its own projects."""
    of_theirs = MINE.replace("j1", "j2")

    assert told(asking, of_theirs) is None
    assert "h2" in set(words_of(asking.ask(OTHER, of_theirs)))
