"""Forms: what is asked is data; every answer is judged by its kind, its limits, its company."""

import json
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.forms import judging, reading, values
from api.forms.definition import Form
from graph_schema.errors import Rejected, SettingsError
from graph_schema.text import fold
from loaders.identifiers import check_character

TODAY = date(2024, 1, 8)
SOUND = "990115195001010019"
HEAD = {"relation": "户主", "name": "王小明", "birth": "1950-01-01", "sex": "1", "id_no": SOUND}
FORM = reading.shipped("basic")
WHOLE = {
    "members": [HEAD],
    "home": [{"housing_type": "独居"}],
    "means": [{"income_month": "500"}],
    "cause": [{"causes": ["C01", "C17"], "first": "C01"}],
    "ask": [{"needs": ["N04"]}],
}


def told(form: Form, answers: dict[str, Any], *, whole: bool = True) -> list[str]:
    return [one.place() for one in judging.judge(form, answers, TODAY, whole=whole).problems]


def with_(block: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return WHOLE | {block: list(rows)}


def test_what_is_complete_and_sound_has_no_problem_and_typed_values():
    judged = judging.judge(FORM, WHOLE, TODAY, whole=True)

    assert judged.problems == ()
    assert judged.values["members"][0]["birth"] == date(1950, 1, 1)
    assert judged.values["means"][0]["income_month"] == 50_000  # fen
    assert judging.completeness(FORM, WHOLE) == 100


@pytest.mark.parametrize(
    ("block", "row", "problem"),
    [
        ("members", HEAD | {"id_no": "990115195001010018"}, "members.0.id_no:CHECK_DIGIT"),
        ("members", HEAD | {"id_no": "99011519500101"}, "members.0.id_no:ID_LENGTH"),
        ("members", HEAD | {"birth": "1950-01-02"}, "members.0.birth:BIRTH_DIFFERS"),
        ("members", HEAD | {"sex": "2"}, "members.0.sex:SEX_DIFFERS"),
        ("members", HEAD | {"birth": "2024-01-09", "id_no": ""}, "members.0.birth:IN_FUTURE"),
        ("members", HEAD | {"birth": "1950-02-30", "id_no": ""}, "members.0.birth:NO_DAY"),
        ("members", HEAD | {"phone": "12345"}, "members.0.phone:NO_PHONE"),
        ("members", HEAD | {"relation": "子"}, "members.0.relation:ONE_HEAD"),
        ("members", HEAD | {"name": "  "}, "members.0.name:REQUIRED"),
        ("home", {"housing_type": "家庭"}, "home.0.address:REQUIRED"),
        ("home", {"housing_type": "洞穴"}, "home.0.housing_type:UNKNOWN_CODE"),
        ("means", {"income_month": "-1"}, "means.0.income_month:TOO_SMALL"),
        ("means", {"income_month": "many"}, "means.0.income_month:NO_NUMBER"),
        (
            "means",
            {"income_month": "9", "rigid_12m": "5", "medical_12m": "6"},
            "means.0.medical_12m:MORE_THAN_WHOLE",
        ),
        ("cause", {"causes": ["C02"], "first": "C01"}, "cause.0.first:NOT_AMONG"),
        ("ask", {"needs": ["N04"], "urgent": True}, "ask.0.why_urgent:REQUIRED"),
        ("ask", {"needs": [["N04"]]}, "ask.0.needs:UNKNOWN_CODE"),
    ],
)
def test_one_wrong_answer_is_one_problem_at_its_place(
    block: str, row: dict[str, Any], problem: str
):
    assert told(FORM, with_(block, row)) == [problem]


def test_two_heads_or_one_number_twice_are_found_at_the_second_row():
    son = HEAD | {"relation": "子"}

    assert told(FORM, with_("members", HEAD, HEAD)) == [
        "members.1.id_no:TWICE",
        "members.1.relation:ONE_HEAD",
    ]
    assert told(FORM, with_("members", HEAD, son)) == ["members.1.id_no:TWICE"]


def test_a_draft_may_be_incomplete_but_what_it_says_is_judged():
    half = {"members": [{"relation": "户主", "id_no": "990115195001010018"}]}

    assert told(FORM, half, whole=False) == ["members.0.id_no:CHECK_DIGIT"]
    assert told(FORM, {}, whole=False) == []


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_digit_changed_in_an_id_number_is_found(place: int, more: int):
    changed = str((int(SOUND[place]) + more) % 10)
    number = SOUND[:place] + changed + SOUND[place + 1 :]

    assert check_character(number[:17]) != SOUND[17]
    assert told(FORM, with_("members", HEAD | {"id_no": number})) == [
        "members.0.id_no:CHECK_DIGIT"
    ]


ANSWER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(st.data())
def test_whatever_is_answered_gets_a_value_or_a_code_and_never_an_exception(
    data: st.DataObject,
):
    block = data.draw(st.sampled_from(list(FORM.blocks.values())))
    field = data.draw(st.sampled_from(list(block.fields)))
    answer = data.draw(ANSWER)

    judged = judging.judge(FORM, {block.name: [{field: answer}]}, TODAY, whole=False)

    wrong = {p.field for p in judged.problems if p.block == block.name}
    taken = judged.values[block.name][0]
    assert (field in taken) or (field in wrong) or values.empty(answer)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("+86 139 0000 0000", "13900000000"), ("028-12345678", "028-12345678")],
)
def test_a_phone_number_is_read_as_people_write_it(typed: str, number: str):
    found = judging.judge(FORM, {"home": [{"phone": typed}]}, TODAY, whole=False)

    assert found.values["home"][0]["phone"] == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "ANSWERS_UNREADABLE"),
        ('{"a": 1}', "ANSWERS_UNREADABLE"),
        ('[{"secret": "x"}]', "FIELD_NOT_ASKED"),
        (json.dumps([{}] * 13), "TOO_MANY_ROWS"),
        (json.dumps([{"name": "x" * 70_000}]), "ANSWERS_UNREADABLE"),
    ],
)
def test_what_no_page_of_ours_would_send_is_refused(text: str, code: str):
    with pytest.raises(Rejected) as refused:
        judging.rows_of(FORM.blocks["members"], text)

    assert refused.value.violations == (code,)


def changed(**told: Any) -> str:
    """The form's text with one thing changed: dotted names lead to it, None removes it."""
    whole = yaml.safe_load(FORM.text())
    for path, value in told.items():
        *way, last = path.split("__")
        at = whole
        for step in way:
            at = at[step]
        at[last] = value
        if value is None:
            del at[last]
    return json.dumps(whole, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: [", "own.yml"),
        (changed(rests_on="U3"), "own.yml rests_on"),
        (changed(blocks__home__purpose="U5"), "own.yml"),
        (changed(blocks__home__fields__phone__type="email"), "own.yml home.phone"),
        (changed(blocks__home__fields__phone__to="Household.height"), "own.yml home.phone"),
        (changed(blocks__home__fields__phone__to="Household.size"), "own.yml home.phone"),
        (changed(blocks__home__fields__phone__en=None), "own.yml home.phone"),
        (changed(blocks__home__rules=[{"rule": "guess", "fields": []}]), "own.yml home"),
        (
            changed(blocks__home__rules=[{"rule": "at_most", "fields": ["x", "y"]}]),
            "own.yml home",
        ),
        (changed(blocks__home__many=900), "own.yml home many"),
        (
            changed(blocks__members__fields__work_status__required=True),
            "own.yml members.work_status",
        ),
        (changed(blocks={}), "own.yml blocks"),
        (changed(blocks__cause__fields__first__codes="Causes"), "own.yml cause.first"),
    ],
)
def test_a_form_that_is_unsound_is_refused_by_file_and_place(text: str, where: str):
    with pytest.raises(SettingsError) as refused:
        reading.read("own.yml", text)

    assert refused.value.facts["where"] == where


def test_a_districts_own_form_asks_what_it_says_without_a_line_of_code():
    text = changed(
        code="own",
        blocks__home__fields__well={
            "zh": "水井",
            "en": "Well",
            "type": "flag",
            "required": True,
        },
    )

    own = reading.of_value("own", reading.read("own.yml", text).text())

    assert told(own, WHOLE) == ["home.0.well:REQUIRED"]
    assert own.blocks["home"].fields["well"].words.label("en") == "Well"


def test_the_shipped_form_is_short_and_says_everything_in_two_languages():
    words = [FORM.words, FORM.notice, *(b.words for b in FORM.blocks.values())]
    words += [q.words for b in FORM.blocks.values() for q in b.fields.values()]

    assert len(FORM.blocks) + 2 <= 7  # with the notice before and the look back after
    assert all(one.zh and one.en and fold(one.zh) for one in words)
