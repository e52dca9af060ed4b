"""The panel's measure times every question on numbers that are there."""

from bench import panel
from bench.coverage import district
from matching.coverage.live import reach
from matching.reports.commands import tell
from matching.reports.facts import facts_of
from matching.reports.rows import Book

SMALL = 300


def test_every_question_is_timed_beside_the_two_seconds():
    rows = panel.run(1, SMALL)

    assert [row.name for row in rows] == list(panel.QUESTIONS)
    assert all(row.ours_s > 0 and row.peer_s == panel.PROMISED for row in rows)


def test_what_is_timed_has_numbers_with_lists_behind_them():
    snapshot = district(SMALL)
    book = Book(snapshot, reach(snapshot), facts_of())

    told = tell(book, "gaps", panel.DISTRICT, ("tier",), publish=False)

    unmet = [one for one in told.numbers if one.measure == "unmet" and one.numerator]
    assert len(unmet) > 10
    assert all(len(one.ids) == one.numerator for one in unmet)
