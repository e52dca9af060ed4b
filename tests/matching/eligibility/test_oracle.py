"""Every policy is answered at once as it is answered one household at a time."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from matching.eligibility.evaluate import Evaluation
from matching.eligibility.rules import default_rules
from matching.eligibility.subjects import Subjects
from matching.tables import TABLES
from tests.examples import examples
from tests.matching.eligibility.oracle import Judge
from tests.matching.eligibility.people import district
from tests.matching.risk.plain import households
from tests.matching.warning.oracle import add_rows
from tests.snapshots import build

DAYS = [date(2023, 12, 31), date(2024, 2, 29), date(2023, 3, 31)]
THREE = (False, None, True)  # position = answer


def both_ways(tables, as_of):
    """Answers by policy and subject, at once and one by one."""
    return at_once(build(as_of, **{k: v for k, v in tables.items() if v})), plainly(
        tables, as_of
    )


def at_once(snapshot):
    of, found = Evaluation(Subjects.of(snapshot), default_rules()), {}
    for code, rule in of.book.rules.items():
        table = snapshot.persons if rule.subject == "person" else snapshot.households
        if rule.clauses:
            answers = of.rule(rule, rule.subject).tolist()
            for subject, answer in zip(table["id"], answers, strict=True):
                found[code, subject] = THREE[answer]
    return found


def plainly(tables, as_of):
    full = {name: tables.get(name, []) for name in TABLES}
    houses = households(full)
    add_rows(houses, full)
    home_of = {p["id"]: p["household_id"] for p in full["persons"]}
    by_id = {house.row["id"]: house for house in houses}
    for tie in full["kin"]:
        by_id[home_of[tie["person_id"]]].tables["kin"].append(tie)
    people, found = {}, {}
    for house in houses:
        judge = Judge(house, as_of, people)
        for person in house.of("persons"):
            people[person["id"]] = {"grade": judge._grade(person)}
    for house in houses:
        judge = Judge(house, as_of, people)
        found |= {(code, house.row["id"]): a for code, a in judge.of_household().items()}
        for person in house.of("persons"):
            for code, answer in judge.of_person(person).items():
                found[code, person["id"]] = answer
    return found


@examples(15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_household_is_answered_as_the_plain_rules_answer(data):
    as_of = data.draw(st.sampled_from(DAYS))
    tables = district(lambda values: data.draw(st.sampled_from(values)), as_of, 1)

    found, expected = both_ways(tables, as_of)

    assert found == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_a_whole_district_is_answered_as_the_plain_rules_answer(seed):
    as_of = DAYS[seed % 3]

    found, expected = both_ways(district(Random(seed).choice, as_of, 1000), as_of)

    wrong = [key for key in expected if found[key] != expected[key]]
    assert not wrong, [(k, found[k], expected[k]) for k in wrong[:5]]
    assert found.keys() == expected.keys()


def test_the_generated_districts_reach_every_answer_of_every_policy():
    tables = district(Random(3).choice, DAYS[0], 3000)
    found = at_once(build(DAYS[0], **{k: v for k, v in tables.items() if v}))

    told = {(code, answer) for (code, _), answer in found.items()}
    never = {("E05", True)}  # that nobody can support is for a person to say
    decided = {"E06", "E08", "E20", "E21", "E22", "E25"}  # of registers only
    expected = {
        (code, answer)
        for code in default_rules().rules
        for answer in THREE
        if code != "E26" and (answer is not None or code not in decided)
    }
    assert expected - told <= never
    assert not told & never
