"""What a village's evaluations say becomes tags and ties once, and nothing the second time."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graph_schema.vocabulary import Level, NeedCode, TagCode, entries
from matching.portrait.refresh import Standing, portraits
from matching.portrait.tags import codes_of_rules, tags_of

RULES = [f"P{n:02}" for n in range(1, 11)]
PORTRAIT = st.builds(
    lambda rule, value, day: {"rule": rule, "points": 400, "value": value, "date": day}
    | {"source": "yb_medical"},
    st.sampled_from(RULES), st.integers(0, 9), st.sampled_from(["2023-05-01", "2023-06-01"]),
)  # fmt: skip
NEED = st.builds(
    lambda code, severity: {"rule": code, "severity": severity, "fact": f"n{code}"},
    st.sampled_from(list(map(str, NeedCode))), st.integers(1, 4),
)  # fmt: skip
ROWS = st.lists(PORTRAIT | NEED, max_size=6, unique_by=lambda row: row["rule"])
ALERTS = st.dictionaries(st.sampled_from(["w1", "w2", "w3"]), st.sampled_from(
    [(code, state) for code in ("W01", "W05", "W14") for state in ("RAISED", "ACTION_LINKED")]
))  # fmt: skip


def village(homes, alerts, held=None):
    evaluations = {
        f"h{n}": (str(list(Level)[n % 4]), json.dumps(rows), "v1", "2024-01-08")
        for n, rows in enumerate(homes)
    }
    about = {id: ("h0", code, state, None) for id, (code, state) in alerts.items()}
    none = frozenset()
    return Standing(evaluations, held or none, about, none, none)


@given(st.lists(ROWS, min_size=1, max_size=4), ALERTS)
def test_what_was_written_is_not_written_again(homes, alerts):
    first = village(homes, alerts)
    made = portraits(first)
    then = replace(
        first,
        held=frozenset(tag.id for tag in made.begun),
        changes=frozenset(made.changes),
        raises=frozenset(made.raises),
        alerts={
            id: (*told[:3], made.calls.get(id, told[3])) for id, told in first.alerts.items()
        },
    )

    assert not portraits(then)


@given(ROWS)
def test_a_tag_holds_exactly_while_a_row_says_so(rows):
    found = {tag.code: tag for tag in tags_of("h", rows, "v1", "2024-01-08")}

    for code, entry in entries(TagCode).items():
        said = [r for r in rows if r["rule"] in {*entry.about["rules"], *entry.about["needs"]}]
        assert (code in found) == bool(said)
        if said:
            stated = {r["fact"] for r in said if "severity" in r}
            days = {r.get("date", "2024-01-08") for r in said}
            assert set(found[code].needs) == stated
            assert found[code].since in days


def test_a_tag_that_does_not_hold_any_more_ends():
    assert portraits(village([[]], {}, frozenset({"t"}))).ended == ["t"]


def test_every_need_and_every_portrait_row_leads_to_a_tag():
    assert {*RULES, *map(str, NeedCode)} == set(codes_of_rules())
