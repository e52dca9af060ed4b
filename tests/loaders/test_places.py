"""Villages that were merged: a file that still names the old one is about the new one."""

from datetime import date
from pathlib import Path

import pytest

from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from loaders.world.identity import id_number
from tests.loaders.ground import ACCESS, load, nodes, prepared, written


@pytest.mark.parametrize(
    ("on", "merged"), [(date(2023, 6, 1), True), (date(2024, 6, 1), False)]
)
def test_from_the_day_of_the_merger_on_its_people_live_in_the_new_village(
    embedded_store: Store, tmp_path: Path, on: date, merged: bool
):
    store = prepared(embedded_store)
    towns = {a["code"]: a["name"] for a in nodes(store, "Area") if a["level"] == "TOWN"}
    old, new = sorted(
        (a for a in nodes(store, "Area") if a["level"] == "VILLAGE"), key=lambda a: a["code"]
    )[:2]
    tie = {"from": old["id"], "to": new["id"], "props": {"on": on}}
    with store.write(ACCESS, Action.AREA_REPLACED) as session:
        bulk.upsert_relationships(session, "REPLACED_BY", "Area", "Area", [tie])
    row = {
        "户编号": "H1", "成员姓名": "甲", "与户主关系": "户主", "对象类别": "低保",
        "镇街": towns[old["code"][:9]], "村社区": old["name"],
        "身份证号": id_number(date(1970, 1, 1), 1),
    }  # fmt: skip

    report = load(store, "mz_ledger", written(tmp_path, "mz_ledger", row))

    (person,) = nodes(store, "Person")
    assert person["live_area"] == (new if merged else old)["code"]
    assert [i.finding.code for i in report.issues] == (["X23"] if merged else [])
