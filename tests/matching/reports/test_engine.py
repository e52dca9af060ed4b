"""Numbers and the lists behind them, beside plain loops over generated districts."""

import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.errors import NotFound, Rejected, SettingsError
from matching.coverage.live import LEVELS, reach
from matching.reports.catalogue import read, report_named, reports
from matching.reports.engine import Cell, compute, rows_of
from matching.reports.facts import facts_of
from matching.reports.publish import publish
from matching.reports.rows import Book
from tests.examples import examples
from tests.snapshots import build

VILLAGES = ("510115001001", "510115001002", "510115106001")
TIERS, STAFF = ("T1", "T2", "T3"), ("s1", "s2")
START = datetime(2023, 3, 1, tzinfo=UTC)
LINK_STATES = (
    "RECOMMENDED",
    "PROPOSED",
    "ACCEPTED",
    "IN_SERVICE",
    "OUTCOME_CONFIRMED",
    "DECLINED",
)


@st.composite
def books(draw) -> Book:
    """Up to eight households in three villages, each with a few needs, links, alerts, leads."""
    homes = [
        {
            "id": f"h{i}",
            "village": draw(st.sampled_from(VILLAGES)),
            "level": draw(st.sampled_from(LEVELS)),
            "groups": tuple(draw(st.sets(st.sampled_from(["G01", "G05", "G08"]), max_size=3))),
            "monitored": draw(st.sampled_from([True, True, True, False])),
        }
        for i in range(draw(st.integers(0, 8)))
    ]
    ids = [h["id"] for h in homes] or ["nobody"]
    needs = [
        {
            "id": f"n{i}",
            "household_id": draw(st.sampled_from(ids)),
            "code": draw(st.sampled_from(["N01", "N05"])),
            "state": draw(st.sampled_from(["OPEN", "REPORTED", "NOT_CONFIRMED", "MET"])),
            "since": START + timedelta(days=draw(st.integers(0, 90))),
        }
        for i in range(draw(st.integers(0, 8)))
    ]
    links = [
        {
            "id": f"l{i}",
            "household_id": need["household_id"],
            "need_id": need["id"],
            "state": draw(st.sampled_from(LINK_STATES)),
            "outcome": draw(st.sampled_from(["MET", "NOT", None])),
            "accepted_at": need["since"] + timedelta(hours=draw(st.integers(0, 72))),
            "provider_id": draw(st.sampled_from(["A", "B"])),
            "provider_party": draw(st.sampled_from(["COM", "ORG", "GOV"])),
        }
        for i, need in enumerate(
            draw(st.lists(st.sampled_from(needs), max_size=8)) if needs else []
        )
    ]
    for link in links:
        if link["state"] in {"RECOMMENDED", "PROPOSED", "DECLINED"}:
            link["accepted_at"] = None
    alerts = [
        {
            "id": f"w{i}",
            "household_id": draw(st.sampled_from(ids)),
            "code": "W01",
            "priority": "P1",
            "state": draw(st.sampled_from(["RAISED", "FALSE_ALARM", "RESOLVED"])),
            "raised_at": START,
            "verified_at": draw(st.sampled_from([None, START + timedelta(days=1)])),
        }
        for i in range(draw(st.integers(0, 6)))
    ]
    leads = [
        {
            "id": f"q{i}",
            "household_id": draw(st.sampled_from([*ids, None])),
            "area": draw(st.sampled_from([*VILLAGES, "510115001"])),
            "direction": draw(st.sampled_from(["BOTTOM_UP", "TOP_DOWN", None])),
            "channel": "HOTLINE",
            "state": draw(st.sampled_from(["NEW", "CONFIRMED", "UNFOUNDED"])),
            "at": "2023-05-01T00:00:00Z",
        }
        for i in range(draw(st.integers(0, 6)))
    ]
    stewards = [
        {"household_id": home["id"], "tier": tier, "actor_id": draw(st.sampled_from(STAFF))}
        for home in homes
        for tier in draw(st.sets(st.sampled_from(TIERS)))
    ]
    overdue = [
        {
            "id": f"o{i}",
            "household_id": draw(st.sampled_from([*ids, None])),
            "area": draw(st.sampled_from(VILLAGES)),
            "kind": draw(st.sampled_from(["lead", "alert"])),
            "clock": draw(st.sampled_from(["assign", "acknowledge", "settle_need"])),
            "told": draw(st.sampled_from([None, 100, 150, 200])),
            "at": "2023-05-01T00:00:00Z",
        }
        for i in range(draw(st.integers(0, 6)))
    ]
    snapshot = build(
        households=homes,
        needs=needs,
        links=links,
        alerts=alerts,
        stewards=stewards,
        actors=[{"id": one, "staff_no": one.upper(), "tier": "T3"} for one in STAFF],
    )
    return Book(snapshot, reach(snapshot), facts_of(leads=leads, overdue=overdue))


def inside(cell: Cell, row: dict, part: str | None) -> bool:
    """Whether a row belongs into a cell, in so many words."""
    month = row["on"].strftime("%Y-%m") if row["on"] == row["on"] else None
    return (
        row["village"].startswith(cell.area)
        and (cell.group is None or cell.group in row["groups"])
        and (cell.level is None or row["level"] == cell.level)
        and (cell.month is None or month == cell.month)
        and (cell.tier is None or cell.tier in row["tiers"])
        and (
            cell.part is None
            or (
                cell.part in row[part]
                if isinstance(row[part], tuple)
                else row[part] == cell.part
            )
        )
    )


@given(
    books(),
    st.sampled_from(sorted(reports())),
    st.sets(st.sampled_from(["group", "level", "month", "tier"])),
)
@examples(25)
def test_every_number_is_the_length_of_the_list_behind_it(book: Book, name: str, by: set[str]):
    told = compute(book, report_named(name), None, by)

    measures = {m.name: m for m in told.report.measures}
    for one in told.numbers:
        measure = measures[one.measure]
        rows = rows_of(book, measure.numerator).to_dict("records")
        mine = [row for row in rows if inside(one.cell, row, measure.by)]
        assert sorted(row["id"] for row in mine) == list(one.ids)
        assert one.numerator == len(mine) == len(set(one.ids))
        if measure.denominator:
            whole = [
                row["id"]
                for row in rows_of(book, measure.denominator).to_dict("records")
                if inside(one.cell, row, measure.by)
            ]
            assert set(one.ids) <= set(one.of_ids) == set(whole)
            assert one.value == (len(mine) / len(whole) if whole else None)
        elif measure.statistic == "count":
            assert one.value == len(mine)
        elif measure.statistic == "median":
            known = [v for row in mine if (v := row[measure.value]) == v]
            assert one.value == (pytest.approx(statistics.median(known)) if known else None)
    assert len({(one.measure, one.cell) for one in told.numbers}) == len(told.numbers)


@given(books())
@examples(15)
def test_colours_and_towns_add_up_to_the_district(book: Book):
    told = compute(book, report_named("counts"), "510115", {"level"})

    counts = {one.cell: one.numerator for one in told.numbers if one.measure == "households"}
    by_level = sum(counts.get(Cell("510115", level=level), 0) for level in LEVELS)
    towns = sum(counts.get(Cell(code), 0) for code in told.areas if len(code) == 9)
    assert counts[Cell("510115")] == by_level == towns


def funnel_book() -> Book:
    """One household, four needs: recorded only; proposed; served; done well in six hours."""
    states = {"n1": "PROPOSED", "n2": "IN_SERVICE", "n3": "OUTCOME_CONFIRMED"}
    snapshot = build(
        households=[{"id": "h", "level": "L4_HIGH", "groups": ("G01", "G05")}],
        needs=[
            {"id": f"n{i}", "household_id": "h", "code": "N05", "since": START}
            for i in range(4)
        ],
        links=[
            {
                "id": f"l{n}",
                "household_id": "h",
                "need_id": n,
                "state": state,
                "outcome": "MET" if n == "n3" else None,
                "accepted_at": None if n == "n1" else START + timedelta(hours=int(n[1]) * 2),
            }
            for n, state in states.items()
        ],
    )
    return Book(snapshot, reach(snapshot), facts_of())


def test_the_funnel_of_four_needs():
    told = {
        one.measure: (one.numerator, one.denominator, one.value)
        for one in compute(funnel_book(), report_named("funnel"), "510115").numbers
        if one.cell == Cell("510115")
    }

    assert told == {
        "recorded": (4, None, 4),
        "matched": (3, 4, 0.75),
        "mobilised": (2, 3, 2 / 3),
        "improved": (1, 2, 0.5),
    }


def test_the_median_of_the_first_answers():
    told = compute(funnel_book(), report_named("response"), "510115").numbers

    hours = next(o for o in told if o.measure == "first_response" and o.cell == Cell("510115"))
    assert (hours.value, hours.numerator, hours.ids) == (5.0, 2, ("n2", "n3"))


def test_a_household_of_two_groups_is_in_both_and_once_in_all():
    told = compute(funnel_book(), report_named("counts"), "510115", {"group"})

    counts = Counter({o.cell: o.numerator for o in told.numbers if o.measure == "households"})
    assert counts[Cell("510115", group="G01")] == counts[Cell("510115", group="G05")] == 1
    assert counts[Cell("510115")] == 1


def test_money_hardship_and_coordination_of_four_households():
    """h1 aid and a live link; h2 aid only; h3 neither, yellow; h4 neither, green."""
    levels = {"h1": "L4_HIGH", "h2": "L2_LOW", "h3": "L3_MED", "h4": "L1_NORM"}
    snapshot = build(
        households=[{"id": h, "level": level} for h, level in levels.items()],
        awards=[
            {"id": f"a{h}", "household_id": h, "policy": "E01", "from_": date(2023, 1, 1)}
            for h in ("h1", "h2")
        ],
        links=[
            {
                "id": "l",
                "household_id": "h1",
                "kind": "CARE",
                "provider_id": "A",
                "provider_party": "COM",
                "last_contact_at": datetime(2023, 12, 30, 4, tzinfo=UTC),
            }
        ],
        consents=[{"id": "c", "household_id": "h1"}],
        tickets=[
            {"id": f"t{i}", "household_id": h, "department": d, "state": "SENT"}
            for i, (h, d) in enumerate([("h1", "YB"), ("h1", "JY"), ("h2", "YB")])
        ],
    )
    book = Book(snapshot, reach(snapshot), facts_of())

    def lists(name: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        told = compute(book, report_named(name), "510115").numbers
        return {o.measure: (o.ids, o.of_ids) for o in told if o.cell == Cell("510115")}

    assert lists("net")["bare"] == (("h3",), ("h1", "h2", "h3"))
    assert lists("money")["money_only"] == (("h2",), ("h1", "h2"))
    assert lists("coordination") == {
        "departments": (("h1",), ("h1", "h2")),
        "sides": (("h1",), ("h1", "h2")),
        "aid_service": (("h1",), ("h1", "h2")),
    }


def test_what_waits_for_whom():
    """h1: P1, an unmet need, no steward; twenty more hang on one steward, who is away."""
    homes = [{"id": "h1", "level": "L4_HIGH"}] + [
        {"id": f"h{i}", "level": "L4_HIGH"} for i in range(2, 22)
    ]
    snapshot = build(
        households=homes,
        needs=[{"id": "n", "household_id": "h1", "code": "N04", "severity": 3}],
        alerts=[
            {"id": "w1", "household_id": "h1", "code": "W12", "priority": "P1"},
            {"id": "w2", "household_id": "h2", "code": "W02", "priority": "P3",
             "state": "ACKED"},
            {"id": "w3", "household_id": "h2", "code": "W03", "priority": "P3",
             "state": "RESOLVED"},
        ],
        actors=[
            {"id": "s", "staff_no": "S", "tier": "T3", "capacity_units": 60.0,
             "status": "ON_LEAVE"}
        ],
        stewards=[
            {"household_id": home["id"], "tier": "T3", "actor_id": "s"} for home in homes[1:]
        ],
    )  # fmt: skip
    facts = facts_of(
        overdue=[
            {"id": "w1", "household_id": "h1", "kind": "alert", "clock": "acknowledge",
             "told": 150, "at": "2023-12-30T00:00:00Z"},
            {"id": "q", "area": "510115001", "kind": "lead", "clock": "assign",
             "at": "2023-12-30T00:00:00Z"},
            {"id": "n", "household_id": "h1", "kind": "need", "clock": "settle_need",
             "at": "2023-12-30T00:00:00Z"},
        ]
    )  # fmt: skip
    book = Book(snapshot, reach(snapshot), facts)

    def lists(name: str, tier: str | None = None) -> dict[object, tuple[str, ...]]:
        told = compute(book, report_named(name), "510115", {"tier"}).numbers
        return {
            (o.measure, o.cell.part) if o.cell.part else o.measure: o.ids
            for o in told
            if o.cell[:2] == ("510115", None) and o.cell.tier == tier and o.ids
        }

    assert lists("alerts") == {
        "open": ("w1", "w2"), ("open", "P1"): ("w1",), ("open", "P3"): ("w2",),
        "unseen": ("w1",), ("unseen", "P1"): ("w1",),
    }  # fmt: skip
    assert lists("alerts", "T2") == {
        "open": ("w1",), ("open", "P1"): ("w1",), "unseen": ("w1",), ("unseen", "P1"): ("w1",)
    }  # fmt: skip
    assert lists("overdue", "T2") == {"overdue": ("w1",), ("overdue", "alert"): ("w1",)}
    assert lists("overdue", "T3") == {"overdue": ("q",), ("overdue", "lead"): ("q",)}
    assert lists("load")["unstewarded", "T3"] == ("h1",)
    assert lists("load", "T3")["loaded", "SEVERE"] == lists("load")["away"] == ("s T3",)
    assert lists("gaps")["unmet", "NO_CONSENT"] == lists("gaps", "T3")["unmet"] == ("n",)


def test_odd_questions_are_refused_with_what_is_known():
    book = funnel_book()

    with pytest.raises(NotFound, match="counts"):
        report_named("numbers")
    with pytest.raises(Rejected, match="NO_AXIS"):
        compute(book, report_named("counts"), None, {"colour"})
    with pytest.raises(Rejected, match="AREA_OUT_OF_REACH"):
        compute(book, report_named("counts"), "510104")
    with pytest.raises(Rejected, match="TOO_FINE"):
        publish(book, report_named("counts"), None, {"group", "level"})


GOOD = """
lists: {all: {of: households, where: {}}, bare: {of: households, where: {bare: true}}}
reports:
  r: {zh: 甲, en: a, source: s, measures: {m: {zh: 乙, en: b, unit: share, numerator: bare,
    denominator: all}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("of: households, where: {}", "of: houses, where: {}", "no table houses"),
        ("numerator: bare", "numerator: nothing", "no list nothing"),
        (",\n    denominator: all", ", statistic: share", "a share has a denominator"),
        ("unit: share", "unit: share, colour: red", "unknown: colour"),
        ("numerator: bare", "numerator: bare, statistic: mode", "no statistic mode"),
        (",\n    denominator: all", ", statistic: mean", "has a value"),
        ("zh: 甲, ", "", "KeyError 'zh'"),
        ("reports:", "reports: [", "ParserError"),
    ],
)
def test_a_bad_file_of_measures_is_refused_by_place_and_reason(old: str, new: str, why: str):
    assert read(GOOD)["r"].measures[0].statistic == "share"

    with pytest.raises(SettingsError, match=why):
        read(GOOD.replace(old, new, 1))


def test_every_list_of_the_file_asks_for_columns_that_are_there():
    book = funnel_book()

    for report in reports().values():
        for measure in report.measures:
            for one in measure.lists:
                rows_of(book, one)
            table = book.table(measure.numerator.of)
            assert {measure.by, measure.value} - {None} <= set(table.columns)
