"""Kleene's logic: the least, the greatest, and what is unknown stays so."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.eligibility.logic import NO, UNKNOWN, YES, any_member, both, either, negated

ANSWERS = st.lists(st.sampled_from([NO, UNKNOWN, YES]), min_size=1, max_size=20)
KLEENE_AND = {
    (YES, YES): YES,
    (YES, UNKNOWN): UNKNOWN,
    (UNKNOWN, UNKNOWN): UNKNOWN,
    (NO, YES): NO,
    (NO, UNKNOWN): NO,
    (NO, NO): NO,
}


def column(values):
    return np.array(values, dtype=np.int8)


def test_and_is_that_of_kleenes_table():
    for (one, other), expected in KLEENE_AND.items():
        assert both([column([one]), column([other])])[0] == expected
        assert both([column([other]), column([one])])[0] == expected


@given(ANSWERS, ANSWERS)
def test_not_of_and_is_or_of_nots(one, other):
    size = min(len(one), len(other))
    a, b = column(one[:size]), column(other[:size])

    assert (negated(both([a, b])) == either([negated(a), negated(b)])).all()
    assert (negated(negated(a)) == a).all()


@given(st.lists(st.tuples(st.integers(-1, 3), st.sampled_from([NO, UNKNOWN, YES]))))
def test_a_household_is_answered_by_its_best_member(rows):
    groups = np.array([group for group, _ in rows], dtype=np.int64)
    parts = column([answer for _, answer in rows])

    found = any_member(groups, parts, 4)

    for home in range(4):
        assert found[home] == max((a for g, a in rows if g == home), default=NO)


def test_more_knowledge_never_turns_a_known_answer():
    """UNKNOWN may become YES or NO; an answer that is known stays what it is."""
    for one in (NO, YES):
        before = both([column([one]), column([UNKNOWN])])[0]
        after = {int(both([column([one]), column([x])])[0]) for x in (NO, YES)}
        assert before == UNKNOWN or after == {before}
