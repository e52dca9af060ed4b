"""The document of the coverage network: what is missing, by node, at every depth."""

from collections import Counter
from typing import Any

import pytest

from api.network import document
from matching.coverage.report import report
from matching.snapshot import Snapshot
from tests.matching.coverage.test_golden import five_households
from tests.snapshots import VILLAGE, build

HERE, THERE = "510115001001", "510115001002"


def _missing(top: str, *, people: bool) -> tuple[dict[str, Any], Counter[tuple[str, str]]]:
    snapshot = five_households()
    told = document(snapshot, report(snapshot), top, people)
    rows = {(row["from"], row["party"]): row["count"] for row in told["missing"]}
    return told, Counter(rows)


def test_a_village_names_the_households_that_lack_a_party() -> None:
    told, missing = _missing(VILLAGE, people=True)

    assert missing == {("h2", "ORG"): 1, ("h4", "SW"): 1}
    assert {row["from"] for row in told["missing"]} <= {home["id"] for home in told["homes"]}


def _many() -> Snapshot:
    """Two villages: six households here, one there; none of them has anybody."""
    homes = {f"h{n}": HERE if n else THERE for n in range(7)}
    return build(
        households=[{"id": h, "village": v} for h, v in homes.items()],
        needs=[{"id": h, "household_id": h, "code": "N04", "severity": 2} for h in homes],
    )


def test_who_may_not_see_people_learns_nothing_of_a_village_with_fewer_than_five() -> None:
    snapshot = _many()

    manager, steward = (
        document(snapshot, report(snapshot), THERE[:9], people) for people in (False, True)
    )

    assert {row["from"] for row in steward["missing"]} == {HERE, THERE}
    assert {row["from"] for row in manager["missing"]} == {HERE}
    assert {row["from"] for row in manager["gaps"]} == {HERE}
    hidden = next(area for area in manager["areas"] if area["code"] == THERE)
    assert {*hidden["party"].values(), *hidden["tier"].values()} == {None}
    assert hidden["households"] is hidden["nbc"] is None


@pytest.mark.parametrize(
    ("top", "node"), [("510115", VILLAGE[:9]), (VILLAGE[:9], VILLAGE), (VILLAGE, VILLAGE)]
)
def test_without_people_what_is_missing_is_counted_by_area(top: str, node: str) -> None:
    told, missing = _missing(top, people=False)

    assert missing == {(node, "ORG"): 1, (node, "SW"): 1}
    assert told["homes"] == []
