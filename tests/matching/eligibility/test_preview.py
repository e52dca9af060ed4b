"""A preview is exactly the difference that applying the change makes: answers and plan."""

import json
from importlib.resources import files

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from graph_schema.rulefile import BadRuleFile
from matching.eligibility.evaluate import Evaluation
from matching.eligibility.preview import Change, preview, served
from matching.eligibility.rules import read_rules
from matching.eligibility.subjects import Subjects
from tests.examples import examples
from tests.matching.linking.town import town
from tests.snapshots import AS_OF, VILLAGE, build

RULES = yaml.safe_load(files("matching.eligibility").joinpath("rules.yml").read_text("utf-8"))
L = 91000


def tables(seed):
    """A town that plans, with incomes at the edges of the lines and items that ask for them."""
    rows = town(seed)
    for place, home in enumerate(rows["households"]):
        home |= {"income_month": L * (80 + 7 * place % 90) // 100 * home.get("size", 1)}
        home |= {"assets_money": (place % 3) * L * 12}
    for person in rows["persons"]:
        person |= {"head": True, "hukou_area": VILLAGE}
    for place, item in enumerate(rows["items"]):
        item["conditions"] = (None, '"E01"', '"E03"')[place % 3]
    return rows


def district(rows, params, body=None):
    kept = [
        {"code": code, "value": json.dumps(value), "valid_from": "2023-01-01"}
        for code, value in params.items()
    ]
    sets = [] if body is None else [{"id": "r", "code": "eligibility", "version": "own"}]
    sets = [one | {"body": body, "valid_from": AS_OF} for one in sets]
    return build(params=kept, rule_sets=sets, **rows)


def eligible(snapshot, book):
    """Who is eligible for what: (policy, subject)."""
    of, found = Evaluation(Subjects.of(snapshot), book), set()
    for code, rule in book.rules.items():
        table = snapshot.persons if rule.subject == "person" else snapshot.households
        if rule.clauses:
            yes = of.rule(rule, rule.subject) == 2
            found |= {(code, subject) for subject in table["id"][yes]}
    return found


PARAMS = {"L": L, "asset_cap": 24, "asset_cap_edge": 36, "k_edge": "1.5"}


@examples(4, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 40),
    line=st.sampled_from([70000, 85000, L, 100000, 120000]),
    cap=st.sampled_from([12, 24]),
    edge=st.sampled_from(["1.1", "1.5", "2"]),
    strict=st.booleans(),
)
def test_a_preview_is_the_difference_after_applying(seed, line, cap, edge, strict):
    rows, rules = tables(seed), json.loads(json.dumps(RULES))
    if strict:
        rules["rules"]["E01"]["conditions"]["ALONE"] = {"fact": "house_count", "at_most": 1}
    body = json.dumps(rules)
    new = {"L": line, "asset_cap": cap, "k_edge": edge}
    before = district(rows, PARAMS)

    told = preview(before, Change(rules=body if strict else None, params=new))

    after = district(rows, PARAMS | new, body if strict else None)
    old = eligible(before, read_rules(json.dumps(RULES)))
    now = eligible(after, read_rules(body))
    assert {(m.policy, m.subject) for m in told.enters} == now - old
    lost = {(m.policy, m.subject) for m in told.leaves}
    assert lost <= old - now
    assert lost | {(m.policy, m.subject) for m in told.opened if m.before == "YES"} == old - now
    assert set(told.displaced) == served(before) - served(after)
    assert set(told.placed) == served(after) - served(before)


def test_raising_the_line_lets_in_and_displaces_and_nothing_is_written():
    """Two households, one place: with a higher line the second fits too and comes first."""
    told = [
        preview(district(tables(seed), PARAMS), Change(params={"L": 120000}))
        for seed in (1, 2, 3)
    ]

    assert any(one.enters for one in told)
    assert all(m.after == "YES" for one in told for m in one.enters)
    assert any(one.placed for one in told)


def test_a_change_of_nothing_moves_nobody():
    told = preview(district(tables(1), PARAMS), Change(params={"L": L}))

    assert not told.enters
    assert not told.leaves
    assert not told.opened
    assert told.displaced == told.placed == ()
    assert told.colours == {}


def test_rules_that_cannot_be_used_are_refused_before_anybody_is_compared():
    with pytest.raises(BadRuleFile, match="missing"):
        preview(district(tables(1), PARAMS), Change(rules="version: x"))
