"""The schema as people read it: described throughout, named by the house's rules."""

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, build_schema

from api.gql.schema import printed

SCHEMA = build_schema(printed())
OWN = {n: t for n, t in SCHEMA.type_map.items() if not n.startswith("__")}


def test_every_type_and_field_says_what_it_is():
    silent = []
    for name, kind in OWN.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
            silent += [f"{name}.{f}" for f, d in kind.fields.items() if not d.description]
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType | GraphQLEnumType):
            silent += [] if kind.description else [name]

    assert silent == []


def test_connections_edges_and_pages_have_the_usual_shape():
    for name, kind in OWN.items():
        if name.endswith("Connection"):
            assert set(kind.fields) >= {"edges", "pageInfo"}
        if name.endswith("Edge"):
            assert set(kind.fields) == {"cursor", "node"}


def test_mutations_take_an_operation_id_and_give_a_result_union():
    for name, field in SCHEMA.mutation_type.fields.items():
        asked = field.args.get("input")
        fields = asked.type.of_type.fields if asked else field.args
        assert "operationId" in fields, name
        assert str(field.type).rstrip("!").endswith("Result"), name


def test_every_argument_and_every_value_of_an_enum_says_what_it_is():
    silent = []
    for name, kind in OWN.items():
        if isinstance(kind, GraphQLEnumType):
            silent += [f"{name}.{v}" for v, told in kind.values.items() if not told.description]
    for name, field in SCHEMA.query_type.fields.items():
        silent += [f"{name}({a})" for a, told in field.args.items() if not told.description]

    assert silent == []


def test_pages_and_lists_follow_the_relay_rules():
    page = {name: str(field.type) for name, field in OWN["PageInfo"].fields.items()}
    assert page == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }
    for name, field in SCHEMA.query_type.fields.items():
        if str(field.type).endswith("Connection!"):
            assert str(field.args["first"].type) == "Int!", name
            assert str(field.args["after"].type) == "String", name
