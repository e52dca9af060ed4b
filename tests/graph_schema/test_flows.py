"""Every flow is sound, and the link's everyday paths go where people expect."""

import pytest

from graph_schema import flows
from graph_schema.errors import Forbidden, Rejected, SettingsError
from graph_schema.flows.engine import BEFORE, Flow, Transition, check, read
from graph_schema.vocabulary import Role

TARGET, TOWN = Role.ORGANISATION, Role.TOWN_STEWARD


@pytest.mark.parametrize("name", flows.names())
def test_every_flow_reads_and_is_sound(name: str):
    flow = flows.load(name)

    assert flow.ends < set(flow.states)
    assert all(t.who for t in flow.transitions)


@pytest.mark.parametrize("name", flows.names())
def test_every_state_is_left_by_somebody_or_something_that_may(name: str):
    """No state but an end waits for ever: a person, the clock or a rule can move it on."""
    flow = flows.load(name)

    for state in set(flow.states) - flow.ends:
        events = {e for role in Role for e in flow.open_to(state, role)}
        assert events, state


@pytest.mark.parametrize("name", flows.names())
def test_every_end_can_be_reached_from_every_state(name: str):
    """Whatever state an item is in, there is a way for it to be over."""
    flow = flows.load(name)
    finished = set(flow.ends)

    for _ in flow.states:
        finished |= {
            t.source for t in flow.transitions if t.source and flow.reached_from(t) & finished
        }

    assert set(flow.states) <= finished


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
        check(flow)


SOUND = """
zh: 例
ends: [B]
transitions:
  - {event: make, zh: 建, from: null, to: A, who: any}
  - {event: end, zh: 完, from: any_open, to: B, who: [R03]}
"""


def test_any_open_is_every_state_that_is_no_end():
    flow = read("x", SOUND)

    assert [(t.source, t.target) for t in flow.transitions] == [(None, "A"), ("A", "B")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("who: [R03]", "who: [R99]", "R99"),
        ("who: [R03]", "who: R03", "roles or any"),
        ("who: [R03]", "who: [R03], mood: bad", "mood"),
        (", who: any", "", "who"),
        ("ends: [B]", "", "ends"),
        ("zh: 例", "zh: [", "line"),
    ],
)
def test_an_unreadable_table_is_refused_with_its_row(old: str, new: str, why: str):
    with pytest.raises(SettingsError, match=why) as refused:
        read("x", SOUND.replace(old, new))

    assert str(refused.value.facts["where"]).startswith("x.yml")


def test_an_interrupted_project_goes_back_to_where_it_was():
    project = flows.load("project")

    back = project.step("SUSPENDED", "resume", Role.PUBLISHER, before="RUNNING")

    assert back.target == "RUNNING"
    for before in (None, "DRAFT", BEFORE):
        with pytest.raises(Rejected, match="STATE_BEFORE_UNKNOWN"):
            project.step("SUSPENDED", "resume", Role.PUBLISHER, before=before)


def test_a_district_caseworker_acts_for_an_owner_with_a_reason():
    case = flows.load("case")

    with pytest.raises(Rejected, match="REASON_MISSING"):
        case.step("OPEN", "assess", Role.DISTRICT_CASEWORKER)
    done = case.step("OPEN", "assess", Role.DISTRICT_CASEWORKER, reason="worker is ill")
    assert done.target == "ASSESSING"


@pytest.mark.parametrize(
    ("flow", "state", "event"),
    [
        ("consent", "REQUESTED", "grant"),
        ("consent", "GRANTED", "withdraw"),
        ("application", "DISTRICT_REVIEW", "confirm"),
        ("application", "DISTRICT_REVIEW", "refuse"),
        ("application", "RECHECK", "exit"),
        ("bid", "VALID", "score"),
        ("bid", "SUBMITTED", "withdraw"),
        ("task", "OPEN", "claim"),
    ],
)
def test_nobody_agrees_confirms_scores_or_claims_for_another(flow: str, state: str, event: str):
    """Consent is the household's, confirmation needs four eyes, a score is an evaluator's."""
    for role in (Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD):
        with pytest.raises(Forbidden):
            flows.load(flow).step(state, event, role, reason="to be quick")


def test_the_machine_never_refuses_or_ends_an_award():
    """Every adverse result needs a named human."""
    application = flows.load("application")

    for state, event in (("DISTRICT_REVIEW", "refuse"), ("RECHECK", "exit")):
        with pytest.raises(Forbidden):
            application.step(state, event, Role.SYSTEM, reason="rule")
