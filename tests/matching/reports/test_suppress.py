"""Small cells: an attacker with all that is published and a linear programme learns nothing."""

from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from matching.coverage.live import LEVELS, reach
from matching.reports.catalogue import report_named
from matching.reports.engine import Cell, compute
from matching.reports.facts import facts_of
from matching.reports.publish import hidden_cells, publish, table
from matching.reports.rows import Book
from matching.reports.suppress import DENSE, FEW, _determined, hidden
from matching.reports.workbook import harmless, write
from tests.examples import examples
from tests.snapshots import build


def attack(counts, equations, gone) -> set:
    """Hidden cells that have one possible value only, by linear programming."""
    unknown = sorted(gone, key=str)
    place = {key: i for i, key in enumerate(unknown)}
    found = set()
    for number in range(len(next(iter(counts.values())))):
        rows, sums = [], []
        for total, parts in equations:
            row, told = np.zeros(len(unknown)), 0.0
            for key, sign in ((total, -1), *((k, 1) for k in parts)):
                if key in place:
                    row[place[key]] += sign
                else:
                    told -= sign * counts[key][number]
            if row.any():
                rows.append(row)
                sums.append(told)
        for key in unknown:
            goal = np.zeros(len(unknown))
            goal[place[key]] = 1
            ends = [
                linprog(
                    sign * goal, A_eq=rows or None, b_eq=sums or None, bounds=(0, 10_000)
                ).fun
                * sign
                for sign in (1, -1)
            ]
            if ends[1] - ends[0] < 0.5:
                found.add(key)
    return found


@st.composite
def tables(draw):
    """A district of two or three towns with one to three villages, by two to four colours."""
    colours = range(draw(st.integers(2, 4)))
    villages = [
        (t, v) for t in range(draw(st.integers(2, 3))) for v in range(draw(st.integers(1, 3)))
    ]
    small = st.one_of(st.integers(0, 6), st.integers(0, 60))
    counts: dict[tuple[str, int | None], int] = {}
    for t, v in villages:
        for c in colours:
            counts[f"t{t}v{v}", c] = draw(small)
    equations = []
    for c in [*colours, None]:
        for t in {t for t, _ in villages}:
            parts = [(f"t{u}v{v}", c) for u, v in villages if u == t]
            if c is None:
                for place, _ in parts:
                    counts[place, None] = sum(counts[place, d] for d in colours)
                    equations.append(((place, None), [(place, d) for d in colours]))
            counts[f"t{t}", c] = sum(counts[one] for one in parts)
            equations.append(((f"t{t}", c), parts))
        towns = [(f"t{t}", c) for t in sorted({t for t, _ in villages})]
        counts["d", c] = sum(counts[one] for one in towns)
        equations.append((("d", c), towns))
    places = ["d", *(f"t{t}" for t in {t for t, _ in villages})]
    equations += [((place, None), [(place, c) for c in colours]) for place in places]
    return {key: (one,) for key, one in counts.items()}, equations


@given(tables())
@examples(25)
@pytest.mark.fact("A18")
def test_no_small_cell_can_be_worked_out_from_the_three_tiers(told):
    """FIRST14, A18: differencing and linear programming on all that is published."""
    counts, equations = told

    gone = hidden(counts, equations)

    small = {key for key, (one,) in counts.items() if 0 < one < FEW}
    assert small <= gone
    assert not attack(counts, equations, gone) & small


def test_one_hidden_part_never_stays_alone_under_a_total_that_is_shown():
    counts = {"all": (30,), "a": (3,), "b": (7,), "c": (20,)}

    assert hidden(counts, [("all", ["a", "b", "c"])]) == {"a", "b"}


def test_two_small_parts_that_are_few_together_get_company():
    counts = {"all": (22,), "a": (1,), "b": (1,), "c": (20,)}

    assert hidden(counts, [("all", ["a", "b", "c"])]) == {"a", "b", "c"}


def test_nothing_small_nothing_hidden():
    assert hidden({"all": (12,), "a": (5,), "b": (7,)}, [("all", ["a", "b"])]) == set()


def fixed(rows: list[dict[int, Fraction]]) -> set[int]:
    """Unknowns that equations fix, by elimination in fractions: rows left with one alone."""
    done: dict[int, dict[int, Fraction]] = {}
    for row in rows:
        left = dict(row)
        for pivot, other in done.items():
            if factor := left.get(pivot, Fraction(0)):
                for key, value in other.items():
                    left[key] = left.get(key, Fraction(0)) - factor * value
        left = {key: value for key, value in left.items() if value}
        if not left:
            continue
        pivot = min(left)
        left = {key: value / left[pivot] for key, value in left.items()}
        for other in done.values():
            if factor := other.get(pivot, Fraction(0)):
                for key, value in left.items():
                    other[key] = other.get(key, Fraction(0)) - factor * value
        done[pivot] = left
    return {pivot for pivot, row in done.items() if {k for k, v in row.items() if v} == {pivot}}


@given(st.integers(0, 2**32 - 1), st.integers(DENSE + 1, DENSE + 60))
@examples(15)
def test_of_many_cells_those_are_found_that_exact_elimination_finds(seed, unknowns):
    """The vector that is projected for large systems, against fractions."""
    random = np.random.default_rng(seed)
    rows = [
        {int(key): Fraction(int(random.choice([-1, 1]))) for key in some}
        for some in (
            random.choice(unknowns, size=random.integers(1, 5), replace=False)
            for _ in range(unknowns - 10)
        )
    ]
    signs = csr_array(
        (
            [float(v) for row in rows for v in row.values()],
            (
                [number for number, row in enumerate(rows) for _ in row],
                [key for row in rows for key in row],
            ),
        ),
        shape=(len(rows), unknowns),
    )

    found = set(np.flatnonzero(_determined(signs)).tolist())

    assert found == fixed(rows)
    assert 0 < len(found) < unknowns


def crowd() -> Book:
    """Sixty households in two towns; three orange ones in the second village of the first."""
    places = ["510115001001"] * 30 + ["510115001002"] * 20 + ["510115106001"] * 10
    snapshot = build(
        households=[
            {
                "id": f"h{i:02}",
                "village": v,
                "level": LEVELS[0] if 30 <= i < 33 else LEVELS[1 + i % 3],
                "groups": ("G05",),
            }
            for i, v in enumerate(places)
        ]
    )
    return Book(snapshot, reach(snapshot), facts_of())


def test_a_published_report_names_nobody_and_hides_what_is_few():
    book = crowd()

    told = publish(book, report_named("counts"), "510115001", {"level"})

    shown = {one.cell: one for one in told.numbers if one.measure == "households"}
    small = shown[Cell("510115001002", level="L4_HIGH")]
    assert small.hidden
    assert (small.value, small.numerator) == (None, None)
    assert shown[Cell("510115001001")].numerator == 30
    assert all(one.ids == one.of_ids == () for one in told.numbers)
    alone = [cell for cell in shown if cell[2] == "L4_HIGH" and shown[cell].hidden]
    assert Cell("510115001", level="L4_HIGH") in alone  # 3 of the town are the village's 3


def test_the_same_cells_are_hidden_whatever_is_asked():
    book = crowd()
    measure = report_named("counts").measures[0]
    gone = hidden_cells(book, measure)

    for area in ("510115", "510115001"):
        for by in ((), ("level",), ("group",)):
            for one in publish(book, report_named("counts"), area, by).numbers:
                if one.measure == measure.name:
                    assert one.hidden == (one.cell in gone)
    counts, equations = table(book, measure)
    small = {key for key, some in counts.items() if any(0 < n < FEW for n in some)}
    assert not attack(counts, equations, gone) & small


def test_a_workbook_runs_no_formula_and_shows_no_few(tmp_path):
    told = publish(crowd(), report_named("counts"), "510115001", {"level"})

    rows = write(
        told, tmp_path / "counts.xlsx", "=HYPERLINK(1)", datetime(2024, 1, 2, tzinfo=UTC)
    )

    sheet = openpyxl.load_workbook(tmp_path / "counts.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert sheet["A2"].value == "'=HYPERLINK(1) · 2024-01-02T00:00:00+00:00"
    assert sheet.max_row == rows + 3
    assert any(cell.value == "<5" for cell in cells)
    assert {type(c.value) for c in cells if c.column == 8 and c.row > 3} == {int, str}


def test_only_what_was_published_becomes_a_file(tmp_path):
    told = compute(crowd(), report_named("counts"))

    with pytest.raises(ValueError, match="published"):
        write(told, tmp_path / "x.xlsx", "me", datetime(2024, 1, 2, tzinfo=UTC))


@given(st.text(max_size=8))
def test_no_text_begins_like_a_formula(text: str):
    assert harmless(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert harmless(text).removeprefix("'") == text.removeprefix("'")
