"""The second opinion finds every way a plan can be wrong."""

import ast
import importlib
import inspect
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from matching.linking.check import Claim, check
from tests.matching.linking.instances import random_tables
from tests.matching.linking.test_solve import claim, planned

TOLD = random_tables(80, 9, 5, 11)
PLAN = planned(TOLD)
BODY = PLAN.problem.policy.body


def codes(said: Claim, needs=TOLD.needs, resources=TOLD.resources, pairs=TOLD.pairs, body=BODY):
    return {fault.code for fault in check(needs, resources, pairs, body, said)}


def with_links(links: pd.DataFrame) -> Claim:
    return replace(claim(PLAN), links=links.reset_index(drop=True))


def test_a_true_plan_has_no_fault():
    assert codes(claim(PLAN)) == set()


def test_a_dropped_link_is_missed():
    assert {"WRONG_SERVED", "WRONG_VALUE", "GAP"} <= codes(with_links(PLAN.links().iloc[1:]))


def test_a_doubled_link_is_seen():
    links = PLAN.links()

    found = codes(with_links(pd.concat([links, links.iloc[:1]])))

    assert {"DOUBLED", "OVER_UNITS"} <= found


def test_a_swapped_link_is_not_permitted_or_not_worth_it():
    links = PLAN.links()
    other = int((links["resource"] != links["resource"][0]).to_numpy().argmax())
    links.loc[[0, other], "resource"] = links.loc[[other, 0], "resource"].to_numpy()

    assert codes(with_links(links)) & {"NOT_PERMITTED", "WRONG_VALUE", "WRONG_SCORE"}


def test_a_full_resource_takes_no_more():
    resources = TOLD.resources.copy()
    used = PLAN.links()["resource"].value_counts()
    resources.loc[resources["id"] == used.index[0], "capacity"] = int(used.iloc[0]) - 1

    assert "OVER_CAPACITY" in codes(claim(PLAN), resources=resources)


@pytest.mark.parametrize("table", ["needs", "resources"])
def test_an_unknown_id_is_named(table: str):
    links = PLAN.links()
    links.loc[0, table[:-1]] = "nobody"

    assert "UNKNOWN_ID" in codes(with_links(links))


def test_a_pair_the_rules_refused_is_named():
    first = PLAN.links().iloc[0]
    pairs = TOLD.pairs[
        (TOLD.pairs["need"] != first["need"]) | (TOLD.pairs["resource"] != first["resource"])
    ]

    assert "NOT_PERMITTED" in codes(claim(PLAN), pairs=pairs)


def test_a_lowered_price_no_longer_proves_the_plan():
    dear = max(claim(PLAN).prices, key=lambda r: claim(PLAN).prices[r])
    said = replace(claim(PLAN), prices=claim(PLAN).prices | {dear: 0})

    assert "GAP" in codes(said)


def test_a_negative_price_is_no_price():
    name = next(iter(claim(PLAN).prices))

    assert "BAD_PRICE" in codes(replace(claim(PLAN), prices=claim(PLAN).prices | {name: -5}))


@pytest.mark.parametrize("goal", ["unit", "value", "bound", "score"])
def test_an_edited_goal_is_seen(goal: str):
    goals = dict(claim(PLAN).goals)
    goals[goal] += 1

    assert f"WRONG_{goal.upper()}" in codes(replace(claim(PLAN), goals=goals))


def test_an_edited_coverage_is_seen():
    goals = dict(claim(PLAN).goals)
    goals["coverage"] = {a: [g + 1, n] for a, (g, n) in goals["coverage"].items()}

    assert "WRONG_COVERAGE" in codes(replace(claim(PLAN), goals=goals))


def test_edited_tables_no_longer_fit_the_plan():
    other_level = TOLD.needs.assign(level=(TOLD.needs["level"] + 1) % 4)
    other_score = TOLD.pairs.assign(score=1001 - TOLD.pairs["score"])
    other_policy = dict(BODY) | {"kept_bonus": 7}

    assert "WRONG_SERVED" in codes(claim(PLAN), needs=other_level)
    assert "WRONG_SCORE" in codes(claim(PLAN), pairs=other_score)
    assert "WRONG_UNIT" in codes(claim(PLAN), body=other_policy)


def test_weights_past_64_bits_are_refused():
    assert "TOO_LARGE" in codes(claim(PLAN), body=dict(BODY) | {"kept_bonus": 1 << 55})


def test_a_plan_without_fairness_is_checked_without_it():
    plain = planned(TOLD, "none")
    body = plain.problem.policy.body

    assert codes(claim(plain), body=body) == set()
    assert "WRONG_UNIT" in codes(claim(plain))


@pytest.mark.parametrize("module", ["check", "recheck"])
def test_the_second_opinion_shares_no_code_with_the_solving_side(module: str):
    """What is wrong in the solver must not be able to hide in its checker."""
    source = Path(inspect.getfile(importlib.import_module(f"matching.linking.{module}")))
    imported = {
        node.module
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }

    ours = {name for name in imported if name.startswith("matching.linking")}

    assert ours <= {"matching.linking.check"}
    assert not any(name.startswith("ortools") for name in imported)
