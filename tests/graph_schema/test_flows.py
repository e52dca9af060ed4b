"""Every flow is sound, and the link's everyday paths go where people expect."""

import pytest

from graph_schema import flows
from graph_schema.errors import Forbidden, Rejected, SettingsError
from graph_schema.flows import Flow, Transition
from graph_schema.vocabulary import Role

TARGET, TOWN = Role.ORGANISATION, Role.TOWN_STEWARD


@pytest.mark.parametrize("name", flows.names())
def test_every_flow_reads_and_is_sound(name: str):
    flow = flows.load(name)

    assert flow.ends < set(flow.states)
    assert all(t.who for t in flow.transitions)


def walk(*steps: tuple[str, Role]) -> str:
    state = "RECOMMENDED"
    for event, role in steps:
        state = flows.load("link").step(state, event, role, reason="stated").target
    return state


def test_a_link_is_proposed_accepted_served_and_confirmed():
    assert (
        walk(
            ("propose", TOWN),
            ("accept", TARGET),
            ("start", TARGET),
            ("record_contact", TARGET),
            ("complete", TARGET),
            ("confirm", Role.VILLAGE_STEWARD),
        )
        == "OUTCOME_CONFIRMED"
    )


def test_a_refusal_is_reviewed_before_it_is_final():
    assert walk(("propose", TOWN), ("decline", TARGET)) == "DECLINED_PENDING"
    assert walk(("propose", TOWN), ("decline", TARGET), ("uphold", TOWN)) == "DECLINED"
    assert walk(("propose", TOWN), ("decline", TARGET), ("send_back", TOWN)) == "PROPOSED"


def test_the_provider_alone_never_confirms_an_outcome():
    with pytest.raises(Forbidden):
        walk(("propose", TOWN), ("accept", TARGET), ("complete", TARGET), ("confirm", TARGET))


def test_the_machine_recommends_and_never_proposes_or_accepts():
    link = flows.load("link")

    assert link.step(None, "recommend", Role.SYSTEM).target == "RECOMMENDED"
    for state, event in (("RECOMMENDED", "propose"), ("PROPOSED", "accept")):
        with pytest.raises(Forbidden):
            link.step(state, event, Role.SYSTEM)


def test_acting_for_the_provider_needs_a_reason():
    link = flows.load("link")

    with pytest.raises(Rejected, match="REASON_MISSING"):
        link.step("PROPOSED", "accept", TOWN)
    assert link.step("PROPOSED", "accept", TOWN, reason="by phone").target == "ACCEPTED"


def test_nobody_leaves_an_end():
    link = flows.load("link")

    for end in link.ends:
        with pytest.raises(Rejected, match="NOT_FROM_THIS_STATE"):
            link.step(end, "propose", TOWN)


def test_a_manager_or_administrator_moves_nothing():
    for name in flows.names():
        flow = flows.load(name)
        for role in (Role.MANAGER, Role.ADMINISTRATOR):
            assert [s for s in flow.states if flow.open_to(s, role)] == []


def row(source: str | None, target: str) -> Transition:
    return Transition(event="go", zh="去", source=source, target=target, who=(TOWN,))


@pytest.mark.parametrize(
    ("rows", "ends", "why"),
    [
        ([row(None, "A")], {"B"}, "ends"),
        ([row(None, "A"), row("B", "A")], {"A"}, "unreachable"),
        ([row(None, "A"), row("A", "B")], {"A"}, "dead_end"),
        ([row(None, "A"), row("A", "B"), row("B", "A")], {"A"}, "end_is_left"),
        ([row(None, "A"), row("A", "B"), row("A", "B")], {"B"}, "twice"),
    ],
)
def test_an_unsound_table_is_refused_with_its_fault(
    rows: list[Transition], ends: set[str], why: str
):
    states = tuple(dict.fromkeys(s for r in rows for s in (r.source, r.target) if s))
    flow = Flow(name="x", zh="x", states=states, ends=frozenset(ends), transitions=tuple(rows))

    with pytest.raises(SettingsError, match=why):
        flows._check(flow)
