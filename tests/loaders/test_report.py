"""What a batch keeps of its file: errors and repairs by sort, with their lines."""

from loaders.issues import Issue
from loaders.report import Report
from loaders.row import Finding


def test_repairs_are_told_by_sort_and_line_apart_from_errors():
    found = [(4, "X11", "REPAIR"), (9, "X11", "REPAIR"), (5, "X12", "CELL")]
    issues = [
        Issue("f.csv", "", line, Finding(code, kind, "日期"), {}) for line, code, kind in found
    ]
    told = Report(source="own_need", file="f.csv", rows=9, issues=issues).preview()

    sort = {"column": "日期", "count": 2, "lines": [4, 9]}
    assert told["repairs"] == [{"code": "X11", "kind": "REPAIR", **sort}]
    assert [one["code"] for one in told["quality"]["errors"]] == ["X12"]
