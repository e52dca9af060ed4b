"""Documents meant to hurt: each is refused before anything runs, in so many words."""

import contextlib

import pytest
from graphql import get_introspection_query
from hypothesis import given
from hypothesis import strategies as st

from api.limits import Refused, judged
from api.settings import ApiSettings

LIMITS = ApiSettings()
LIST = "households(first: 100) { edges { node { %s } } }"
HOSTILE = {
    "aliases on a list": "{ " + LIST % " ".join(f"a{i}: number" for i in range(300)) + " }",
    "aliases at the root": "{ " + " ".join(f"a{i}: me {{ role }}" for i in range(300)) + " }",
    "aliases through a fragment": "{ "
    + LIST % "...F"
    + " } fragment F on Household { "
    + " ".join(f"a{i}: number" for i in range(31))
    + " }",
    "a field repeated": "{ " + LIST % ("number " * 5000) + " }",
    "directives": "{ me { role " + "@include(if: true) " * 300 + "} }",
    "directives spread out": "{ " + LIST % ("number @skip(if: false) " * 9) + " }",
    "fragments in a circle": "{ me { ...A } } "
    "fragment A on Me { ...B } fragment B on Me { ...A }",
    "a fragment of itself": "{ me { ...A } } fragment A on Me { role ...A }",
    "fragments that double": "{ me { ...F0 } } "
    + " ".join(f"fragment F{i} on Me {{ ...F{i + 1} ...F{i + 1} }}" for i in range(28))
    + " fragment F28 on Me { role }",
    "braces without end": "{" * 900,
    "braces that close": "{ a" * 600 + " }" * 600,
    "lists in lists": "{ me(x: " + "[" * 700 + "]" * 700 + ") { role } }",
    "a tower of fields": "{ "
    + "households { edges { node { needs { household { " * 8
    + "id"
    + " } } } } }" * 8
    + " }",
    "a huge literal": '{ household(id: "' + "x" * 200_000 + '") { nothing } }',
    "a number without end": "{ households(first: " + "9" * 10_000 + ") { nothing } }",
    "wide introspection": "{ __schema { types { " + "fields { name } " * 600 + "} } }",
    "introspection upon introspection": "{ __schema { types { fields { type { "
    + "ofType { fields { type { " * 8 + "name" + " } } }" * 8 + " } } } } }",
    "operations nobody knows": " ".join(f"query Q{i} {{ nothing{i} }}" for i in range(300)),
    "nothing": "",
    "no operation": "fragment A on Me { role }",
    "bytes that are no text": "\x00\ufffe{ me }",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_and_told_why(name: str) -> None:
    with pytest.raises(Refused) as refused:
        judged(HOSTILE[name], LIMITS)

    assert 1 <= len(refused.value.errors) <= 6
    assert all(error.message for error in refused.value.errors)


def test_nobody_is_told_the_names_that_nearly_fit() -> None:
    with pytest.raises(Refused) as refused:
        judged("{ houshold { id } me { rol } }", LIMITS)

    assert not any("Did you mean" in error.message for error in refused.value.errors)


def test_what_tools_ask_about_the_schema_is_answered() -> None:
    assert judged(get_introspection_query(), LIMITS)


WORDS = st.sampled_from(
    ["{", "}", "(", ")", "...", "on", "fragment", "query", "mutation", "me", "role", "F",
     "households", "edges", "node", "number", "first", ":", "1", "$", "Int", "=", "[", "]",
     "@skip", "if", "true", '"', '"""', "#", "&", "|", "!", "null", "__typename"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_whatever_is_sent_is_judged_or_refused(text: str) -> None:
    """It raises nothing else: no RecursionError, no surprise of a parser."""
    with contextlib.suppress(Refused):
        assert judged(text, LIMITS).definitions
