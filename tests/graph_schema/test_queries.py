"""The reader of named statements: what is wrong is told with its file and line."""

import pytest

from graph_schema.queries import (
    Kind,
    Scope,
    StatementError,
    constraint,
    filled,
    read_all,
    statements,
)

GOOD = """\
// Needs, oldest first.

// name: needs_by_household
// kind: read
// scope: areas
// params: ids: list[str], on: date?
// returns: household_id: str, need: Need,
//   phone: str = Household.phone of household_id   (oldest first)
UNWIND $ids AS id MATCH (a:Area)<-[:LIVES_IN]-(h:Household {id: id})-[:HAS_NEED]->(n:Need)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND n.since >= $on // comment; with a stop
RETURN id AS household_id, properties(n) AS need, h.phone AS phone;

// name: links_page
// kind: read
// scope: own
// returns: id: str
// paged: id
MATCH (l:Link)-[:CARRIED_BY]->(:Actor {id: $actor}) WHERE l.id > $after
RETURN l.id AS id ORDER BY id LIMIT $limit;
"""


def one(text: str):
    return next(iter(read_all([("x.cypher", text)]).values()))


def test_a_file_of_statements_is_read_with_types() -> None:
    found = read_all([("needs.cypher", GOOD)])

    needs = found["needs_by_household"]
    assert list(found) == ["needs_by_household", "links_page"]
    assert (needs.kind, needs.scope, needs.where) == (Kind.READ, Scope.AREAS, "needs.cypher:3")
    assert needs.params["ids"].many
    assert needs.params["on"].optional
    assert needs.returns["need"].label == "Need"
    assert needs.returns["phone"].holder == "household_id"
    assert needs.shows_people
    assert found["links_page"].paged == "id"
    assert not needs.text.endswith(";")


HEAD = "// name: x\n// kind: read\n// scope: none\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MATCH (n) RETURN n;\n" + GOOD, "x.cypher:1: text before"),
        ("// name: x\n// scope: none\nRETURN 1;", "x.cypher:1: no `kind:`"),
        ("// name: x\n// kind: peek\n// scope: none\nRETURN 1;", "peek"),
        (HEAD + "// colour: red\nRETURN 1;", "not a header line"),
        (HEAD + "// kind: read\nRETURN 1;", "twice"),
        (HEAD + "RETURN 1", "ended by one"),
        (HEAD + "RETURN 1; RETURN 2;", "one statement"),
        (HEAD, "a header without a statement"),
        (HEAD + "RETURN $who AS who;", "without a type: \\['who'\\]"),
        (HEAD + "// params: who: str\nRETURN 1;", "does not use"),
        (HEAD + "// params: now: datetime\nRETURN $now;", "bound by the session"),
        (HEAD + "// params: who: word\nRETURN $who;", "neither a type nor a label"),
        (HEAD + "// params: who - str\nRETURN $who;", "not like"),
        (HEAD + "// returns: a: str, a: str\nRETURN 1;", "twice"),
        (HEAD + "// returns: a: str = Need.colour\nRETURN 1;", "has no Need.colour"),
        (HEAD + "// returns: a: str = Person.name\nRETURN 1;", "is personal"),
        (HEAD + "// returns: p: Person\nRETURN 1;", "is personal"),
        (HEAD + "// paged: id\n// returns: id: str\nRETURN 1;", "paged needs"),
        (HEAD + "CREATE (n:Need);", "kind is read"),
        (HEAD.replace("read", "write") + "MATCH (n) RETURN n;", "kind is write"),
        (HEAD.replace("none", "areas") + "MATCH (n) RETURN n;", "without \\$areas"),
        (HEAD.replace("none", "areas") + "RETURN '$areas';", "without \\$areas"),
        (HEAD.replace("none", "aggregate") + "MATCH (n) RETURN n;", "without \\$areas"),
        (HEAD.replace("none", "own") + "MATCH (n) RETURN n;", "without \\$actor"),
        (
            HEAD.replace("none", "own")
            + "// returns: p: str = Person.phone\nRETURN $actor AS p;",
            "encrypted",
        ),
        (
            HEAD.replace("none", "own")
            + "// returns: p: str = Person.phone of id\nRETURN $actor AS p;",
            "not there",
        ),
        (HEAD + "MATCH (n:`__LABEL__`) RETURN n;", "shape"),
        (HEAD + "RETURN 1;\n" + HEAD + "RETURN 1;", "is also in x.cypher:1"),
    ],
)
def test_a_wrong_statement_is_refused_where_it_stands(text: str, told: str) -> None:
    with pytest.raises(StatementError, match=told) as refused:
        read_all([("x.cypher", text)])

    assert "x.cypher:" in str(refused.value)


SHAPED = (
    HEAD + "// shape: TYPE, FROM, TO\nMATCH (:`__FROM__`)-[r:`__TYPE__`]->(:`__TO__`) RETURN r;"
)


@pytest.mark.parametrize(
    "places",
    [
        {},
        {"TYPE": "HAS_NEED", "FROM": "Household"},
        {"TYPE": "HAS_NEED", "FROM": "Person", "TO": "Need"},
        {"TYPE": "HATES", "FROM": "Household", "TO": "Need"},
        {"TYPE": "HAS_NEED", "FROM": "Household`) DETACH DELETE (n", "TO": "Need"},
    ],
)
def test_only_names_of_the_shape_get_into_a_text(places: dict[str, str]) -> None:
    with pytest.raises(StatementError):
        filled(one(SHAPED), places)


def test_names_of_the_shape_are_filled_in() -> None:
    text = filled(one(SHAPED), {"TYPE": "HAS_NEED", "FROM": "Household", "TO": "Need"})

    assert text == "MATCH (:`Household`)-[r:`HAS_NEED`]->(:`Need`) RETURN r"


def test_a_constraint_is_on_what_the_shape_knows() -> None:
    assert "IS UNIQUE" in constraint("Need", ["id"], "need_id")
    with pytest.raises(StatementError):
        constraint("Need", ["id) IS UNIQUE //"], "x")
    with pytest.raises(StatementError):
        constraint("Nonsense", ["id"], "x")


def test_the_statements_of_the_project_are_all_right() -> None:
    assert len(statements()) > 20
