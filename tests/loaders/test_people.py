"""Who is meant: sure when one person alone agrees in name, birth, sex and district."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from loaders.people import KnownPerson, Marks, People, shows
from loaders.world.identity import id_number

BIRTHS = [date(1950, 1, 1), date(1985, 3, 15)]
AREAS = ["510115105054", "510115001", "510114001"]
people_ = st.lists(
    st.builds(
        KnownPerson,
        id=st.uuids().map(lambda u: u.hex),
        name_fold=st.sampled_from(["林有福", "陈小雨"]),
        birth=st.sampled_from([*BIRTHS, None]),
        sex=st.sampled_from(["1", "2", "9", None]),
        area=st.sampled_from([*AREAS, None]),
    ),
    max_size=6,
)
marks_ = st.builds(
    Marks,
    name_fold=st.sampled_from(["林有福", "陈小雨"]),
    birth=st.sampled_from([*BIRTHS, None]),
    sex=st.sampled_from(["1", "2", None]),
    area=st.sampled_from([*AREAS, None]),
)


def of(people: list[KnownPerson]) -> People:
    found = People()
    for person in people:
        found.add(person, None)
    return found


def may_be(person: KnownPerson, marks: Marks) -> bool:
    """Nothing stated speaks against it, written out plainly."""
    if person.name_fold != marks.name_fold:
        return False
    if person.birth is not None and marks.birth is not None and person.birth != marks.birth:
        return False
    known = {person.sex, marks.sex} - {None, "9"}
    return len(known) < 2


@given(people_, marks_)
def test_a_person_is_sure_only_when_nobody_else_may_be_meant(
    people: list[KnownPerson], marks: Marks
):
    told = of(people).sure(marks)

    meant = [p for p in people if may_be(p, marks)]
    if told is None:
        assert len(meant) != 1 or not agrees(meant[0], marks)
    else:
        assert meant == [told]
        assert agrees(told, marks)


def agrees(person: KnownPerson, marks: Marks) -> bool:
    stated = None not in {marks.birth, marks.sex, marks.area, person.area}
    return stated and (person.birth, person.sex, str(person.area)[:6]) == (
        marks.birth,
        marks.sex,
        str(marks.area)[:6],
    )


@given(people_, marks_)
def test_everybody_who_may_be_meant_is_shown_and_nobody_else(
    people: list[KnownPerson], marks: Marks
):
    told = [c.id for c in of(people).candidates(marks)]

    assert sorted(told) == sorted(p.id for p in people if may_be(p, marks))


@given(people_, marks_)
def test_a_twin_always_brings_doubt(people: list[KnownPerson], marks: Marks):
    told = of(people).sure(marks)
    if told is not None:
        twin = KnownPerson("twin", told.name_fold, None, "", told.birth, told.sex, told.area)

        assert of([*people, twin]).sure(marks) is None


@given(st.integers(0, 999), st.sets(st.integers(0, 17), min_size=1, max_size=17))
def test_a_masked_number_shows_its_own_and_no_number_with_another_visible_digit(
    sequence: int, hidden: set[int]
):
    number = id_number(date(1950, 1, 1), sequence)
    masked = "".join("*" if i in hidden else c for i, c in enumerate(number))
    place = next(i for i in range(18) if i not in hidden)
    other = number[:place] + ("0" if number[place] != "0" else "1") + number[place + 1 :]

    assert shows(masked, number)
    assert not shows(masked, other)


def test_a_mask_shorter_than_the_number_is_compared_at_both_ends():
    number = id_number(date(1950, 1, 1), 1)

    assert shows("9901****0019", number)
    assert not shows("9901****0027", number)
    assert not shows(number + "*" + number, number)
