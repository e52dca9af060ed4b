"""The document of the coverage network: what is missing, by node, at every depth."""

from collections import Counter
from typing import Any

import pytest

from api.network import document
from matching.coverage.report import report
from tests.matching.coverage.test_golden import five_households
from tests.snapshots import VILLAGE


def _missing(top: str, *, people: bool) -> tuple[dict[str, Any], Counter[tuple[str, str]]]:
    snapshot = five_households()
    told = document(snapshot, report(snapshot), top, people)
    rows = {(row["from"], row["party"]): row["count"] for row in told["missing"]}
    return told, Counter(rows)


def test_a_village_names_the_households_that_lack_a_party() -> None:
    told, missing = _missing(VILLAGE, people=True)

    assert missing == {("h2", "ORG"): 1, ("h4", "SW"): 1}
    assert {row["from"] for row in told["missing"]} <= {home["id"] for home in told["homes"]}


@pytest.mark.parametrize(
    ("top", "node"), [("510115", VILLAGE[:9]), (VILLAGE[:9], VILLAGE), (VILLAGE, VILLAGE)]
)
def test_without_people_what_is_missing_is_counted_by_area(top: str, node: str) -> None:
    told, missing = _missing(top, people=False)

    assert missing == {(node, "ORG"): 1, (node, "SW"): 1}
    assert told["homes"] == []
