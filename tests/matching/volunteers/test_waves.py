"""Few are asked at once, in turn, and a no is a no; that misses fewer tasks than asking all."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.volunteers.policy import default_policy
from matching.volunteers.simulator import Year, simulate
from matching.volunteers.waves import Asked, Candidate, next_wave, share, size

POLICY = default_policy()


def somebody(name: str, score: int = 500, asked_days: int = -1, answer: int = 300) -> Candidate:
    return Candidate(volunteer=name, score=score, answer=answer, asked_days=asked_days)


def test_three_in_ten_who_say_yes_make_a_wave_of_seven():
    assert size([300] * 20, 900) == 7


@given(answers=st.lists(st.integers(0, 999), max_size=12), target=st.integers(1, 999))
def test_a_wave_is_the_smallest_group_that_is_sure_enough(answers: list[int], target: int):
    count = size(answers, target)

    def sure(k: int) -> bool:
        return 1000**k - prod(1000 - a for a in answers[:k]) >= target * 1000**k / 1000

    assert sure(count) or count == len(answers)
    assert not any(sure(k) for k in range(count))


def test_waves_go_on_until_nobody_is_left_and_ask_nobody_twice():
    people = [somebody(f"v{k:02}") for k in range(17)]
    asked, waves = Asked(), []
    while wave := next_wave("t", people, asked, POLICY):
        waves.append(wave)
        asked.note("t", wave)

    assert [len(wave) for wave in waves] == [7, 7, 3]
    assert sorted(v for wave in waves for v in wave) == [one.volunteer for one in people]


def test_the_better_goes_first_and_equals_by_who_waited_longest():
    people = [somebody("a", 500, 2), somebody("b", 900, 1), somebody("c", 500, -1),
              somebody("d", 500, 9)]  # fmt: skip

    assert next_wave("t", people, Asked(), POLICY) == ["b", "c", "d", "a"]


def test_nobody_is_asked_more_often_than_the_week_allows():
    people = [somebody("a"), somebody("b")]
    asked = Asked()
    for task in range(POLICY.most_a_week):
        asked.note(f"t{task}", ["a"])

    assert next_wave("new", people, asked, POLICY) == ["b"]


def test_the_lot_is_by_task_and_the_same_for_the_same_seed():
    people = [somebody(f"v{k}") for k in range(30)]
    first = {task: next_wave(task, people, Asked(), POLICY, seed=1) for task in "abcdef"}

    assert first == {t: next_wave(t, people[::-1], Asked(), POLICY, seed=1) for t in "abcdef"}
    assert len({tuple(wave) for wave in first.values()}) == 6


@pytest.mark.parametrize("seed", range(3))
def test_waves_miss_fewer_tasks_than_asking_everybody_with_as_many_messages(seed: int):
    waves = simulate("waves", POLICY, Year(), seed=seed)
    everybody = simulate("all", POLICY, Year(), seed=seed, budget=waves.pings)
    at_will = simulate("all", POLICY, Year(), seed=seed)

    assert everybody.pings <= waves.pings < at_will.pings
    assert waves.missed < everybody.missed / 2
    assert waves.mute < at_will.mute


@given(
    answers=st.lists(st.integers(0, 1000), max_size=8),
    target=st.integers(1, 999),
    people=st.integers(1, 3),
)
def test_where_several_are_wanted_a_wave_is_sure_of_so_many(answers, target, people):
    def sure(k: int) -> bool:
        few = 0
        for said in product((True, False), repeat=k):
            if sum(said) < people:
                few += prod(a if y else 1000 - a for a, y in zip(answers, said, strict=False))
        return 1000**k - few >= target * 1000**k / 1000

    count = size(answers, target, people)

    assert sure(count) or count == len(answers)
    assert not any(sure(k) for k in range(count))


def test_a_volunteers_own_answers_count_the_more_the_more_there_are():
    chances = [share(yes=n, asked=n, policy=POLICY) for n in (0, 1, 5, 50)]

    assert chances[0] == POLICY.answer
    assert chances == sorted(chances)
    assert chances[-1] > 900
    assert share(yes=0, asked=50, policy=POLICY) < 50
