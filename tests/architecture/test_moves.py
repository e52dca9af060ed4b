"""A process table says what holds and what follows by name: every name is a function."""

import pytest

from api.actions.registry import EVENTS
from api.clocks import defaults
from api.moves import tables
from graph_schema import flows
from graph_schema.flows.engine import KEEP
from graph_schema.shape import LABELS
from graph_schema.vocabulary import Role

FLOWS = [flows.load(name) for name in flows.names()]
BY_NAME = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)


@BY_NAME
def test_every_guard_of_a_table_is_a_function_and_every_function_stands_in_the_table(flow):
    told = {name for row in flow.transitions for name in row.guards}

    assert told == set(tables.ALL[flow.name].guards)


@BY_NAME
def test_every_effect_of_a_table_is_a_function_and_every_function_stands_in_the_table(flow):
    told = {name for row in flow.transitions for name in row.effects}

    assert told == set(tables.ALL[flow.name].effects)


@BY_NAME
def test_what_nobody_does_by_hand_has_a_trigger(flow):
    idle = [
        row.event
        for row in flow.transitions
        if row.who == (Role.SYSTEM,) and not (row.timer or row.auto or row.by or row.job)
    ]

    assert idle == []


@BY_NAME
def test_every_clock_is_in_the_tables_and_every_timer_was_started_on_the_way_in(flow):
    for row in flow.transitions:
        assert row.clock in {None, KEEP, *defaults()}, row.event
        begun = {
            other.clock
            for other in flow.transitions
            if row.source in flow.reached_from(other) and other.source != other.target
        } | {o.clock for o in flow.transitions if o.source == o.target == row.source}
        assert not row.timer or set(row.timer) & begun, row.event


def test_every_clock_of_the_tables_is_used():
    used = {row.clock for flow in FLOWS for row in flow.transitions}

    assert set(defaults()) <= used


@BY_NAME
def test_what_brings_a_move_about_is_a_move_or_a_change_of_a_household(flow):
    events = {f"{other.name}.{row.event}" for other in FLOWS for row in other.transitions}
    events |= {f"household.{event}" for event in EVENTS}

    assert {cause for row in flow.transitions for cause in row.by} <= events


@BY_NAME
def test_every_flow_and_event_says_what_it_is_in_two_languages(flow):
    assert all((flow.zh, flow.en))
    assert LABELS[flow.label].flow
    assert [row.event for row in flow.transitions if not (row.zh and row.en)] == []


@BY_NAME
def test_marks_are_instants_of_the_shape(flow):
    props = LABELS[flow.label].props

    assert all(props[m].type == "datetime" for row in flow.transitions for m in row.marks)
