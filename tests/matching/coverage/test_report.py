"""The report of a district: what it says of each area, and only of the day it is about."""

import io
from datetime import UTC, date, datetime

import pytest
from rich.console import Console

from matching.coverage.command import as_json, show
from matching.coverage.report import WORST, report
from tests.snapshots import build

TOWN, OTHER = "510115001", "510115002"
OPENED = datetime(2023, 12, 1, 4, tzinfo=UTC)


def district(as_of=date(2023, 12, 31)):
    """Three households in need: met after 24 h, after 72 h, and tomorrow."""
    met = {"a": datetime(2023, 12, 2, 4, tzinfo=UTC), "b": datetime(2023, 12, 4, 4, tzinfo=UTC)}
    met["c"] = datetime(2024, 1, 1, 4, tzinfo=UTC)
    village = {"a": f"{TOWN}001", "b": f"{TOWN}002", "c": f"{OTHER}001"}
    return build(
        as_of,
        households=[{"id": h, "village": v, "town": v[:9]} for h, v in village.items()],
        needs=[{"id": f"n{h}", "household_id": h, "code": "N05", "since": OPENED} for h in met],
        links=[
            {
                "id": f"l{h}",
                "household_id": h,
                "need_id": f"n{h}",
                "first_contact_at": at,
                "last_contact_at": at,
            }
            for h, at in met.items()
        ],
    )


def hours(snapshot):
    told = report(snapshot).to_json()["delay"]
    return {row["area"]: (row["median_hours"], row["p90_hours"]) for row in told}


def test_each_village_town_and_the_district_has_its_own_waiting_time():
    told = hours(district())
    assert told[f"{TOWN}001"] == (24, 24)
    assert told[f"{TOWN}002"] == (72, 72)
    assert told[TOWN] == told["510115"] == pytest.approx((48, 67.2))


def test_a_contact_of_tomorrow_is_no_contact_yet():
    assert OTHER not in hours(district())
    assert hours(district(date(2024, 1, 1)))[OTHER] == (744, 744)


def shared():
    """Three households, one of which the committee looks after."""
    return build(
        households=[{"id": h, "village": f"{TOWN}001", "town": TOWN} for h in "abc"],
        links=[
            {
                "id": "l",
                "household_id": "a",
                "kind": "CARE",
                "provider_id": "o",
                "provider_party": "COM",
                "last_contact_at": datetime(2023, 12, 30, 4, tzinfo=UTC),
            }
        ],
        consents=[{"id": "c", "household_id": "a"}],
    )


def crowd():
    """More than twenty households in need in one town, each worse than the one elsewhere."""
    bad = [{"id": f"h{i:02}", "village": f"{TOWN}001", "town": TOWN} for i in range(WORST + 5)]
    mild = {"id": "z", "village": f"{OTHER}001", "town": OTHER}
    return build(
        households=[
            *({**one, "level": "L4_HIGH"} for one in bad),
            {**mild, "level": "L1_NORM"},
        ],
        needs=[
            {"id": f"n{one['id']}", "household_id": one["id"], "code": "N05", "severity": 3}
            for one in bad
        ],
    )


def test_an_area_names_its_own_worst_households():
    told = report(crowd())
    assert len(told.to_json()["worst"]) == WORST
    assert [row["household"] for row in told.to_json(area=OTHER)["worst"]] == ["z"]
    assert '"household": "z"' in as_json(told, OTHER)


def test_nobody_is_among_the_worst_without_a_gap():
    assert report(district(date(1990, 1, 1))).to_json()["worst"] == []


@pytest.mark.parametrize(("width", "share"), [(80, "33│"), (160, "0.3333│")])
def test_every_number_can_be_read_on_a_narrow_and_on_a_wide_screen(width, share):
    text = io.StringIO()
    show(report(shared()), None, Console(file=text, width=width))
    assert "…" not in text.getvalue()
    assert max(len(line) for line in text.getvalue().splitlines()) <= width
    assert f"│{share}" in text.getvalue().replace(" ", "")
