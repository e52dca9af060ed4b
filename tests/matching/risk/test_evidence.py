"""Every point says where it is from: the fact, its file, the line there, its day."""

import json
from datetime import date

from matching.risk.documents import documents, named_needs
from matching.risk.evaluate import evaluate
from matching.risk.parameters import default_body, read_parameters
from tests.snapshots import build

AS_OF = date(2023, 12, 31)


def test_a_point_names_fact_file_line_and_day():
    house = {"id": "z", "household_id": "h", "grade": "D", "period_from": date(2023, 3, 1)}
    told = build(
        AS_OF,
        households=[{"id": "h"}],
        persons=[{"id": "p", "household_id": "h", "birth": date(1980, 1, 1)}],
        housing=[house | {"source": "ZJ.xlsx", "batch": "b7", "line": 12}],
    )
    result = evaluate(told, read_parameters(default_body()))

    (rows,) = documents(result, "v", named_needs(result)).rows

    (row,) = [one for one in json.loads(rows) if one["rule"] == "P07"]
    assert row == {
        "rule": "P07",
        "points": 800,
        "label": "Housing",
        "fact": "z",
        "value": "D",
        "source": "ZJ.xlsx",
        "batch": "b7",
        "line": 12,
        "date": "2023-03-01",
    }
