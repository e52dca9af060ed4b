"""The register over time, over HTTP: any household as it was known, its changes, sources."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from tests.api.callers import as_
from tests.loaders.ground import ACCESS, load, load_samples, nodes, prepared, sample

PAST = """query($id: ID!, $day: Date, $at: DateTime) {
  householdAsOf(id: $id, asOf: $day, recordedAt: $at) {
    area level size fields { name value }
    members { id relation head since until fields { name value } }
    needs { id label fields { name value } }
    facts { id label owner fields { name value } } } }"""
CHANGES = """query($id: ID!, $label: String) {
  householdHistory(id: $id, label: $label) {
    of label field old new since recordedAt who
    origin { file line column department ofDay batch } } }"""
LINEAGE = """query($id: ID!) { householdLineage(id: $id) {
    of label field new origin { file line column department ofDay } } }"""


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path) -> Starlette:
    """The samples of every source, loaded."""
    load_samples(prepared(embedded_store))
    return create_api(ApiSettings(keys=tmp_path), embedded_store)


def ask(site: Starlette, query: str, login: str = "coordinator", **variables: Any) -> Any:
    return as_(site, login, lambda person: person.data(query, **variables))


def home_of(store: Store, number: str) -> str:
    return next(str(h["id"]) for h in nodes(store, "Household") if h["hh_no"] == number)


def fields(one: dict[str, Any]) -> dict[str, str]:
    return {f["name"]: f["value"] for f in one["fields"]}


@pytest.mark.feature("F37")
def test_a_need_that_a_later_file_changes_is_still_seen_as_it_was(
    site: Starlette, embedded_store: Store, tmp_path: Path
):
    home = home_of(embedded_store, "H00000001")
    (before,) = ask(site, PAST, id=home)["householdAsOf"]["needs"][:1]
    instant = embedded_store.clock().isoformat()
    lines = sample("own_need").read_text("utf-8").splitlines()
    number = fields(before)["need_no"]
    changed = next(line for line in lines if line.startswith(number))
    cells = changed.split(",")
    cells[3] = "4"
    later = tmp_path / "later.csv"
    later.write_text("\n".join([lines[0], ",".join(cells)]) + "\n", encoding="utf-8")

    load(embedded_store, "own_need", later)

    def severity(**when: str) -> str:
        needs = ask(site, PAST, id=home, **when)["householdAsOf"]["needs"]
        return next(fields(n)["severity"] for n in needs if n["id"] == before["id"])

    assert fields(before)["severity"] != "4"
    assert severity() == "4"
    assert severity(at=instant) == fields(before)["severity"]
    assert severity(day="2023-12-30") == fields(before)["severity"]
    (change,) = ask(site, CHANGES, id=home, label="Need")["householdHistory"]
    assert (change["field"], change["old"], change["new"]) == (
        "severity", fields(before)["severity"], "4",
    )  # fmt: skip
    assert change["since"] == "2023-12-31"
    assert (change["origin"]["file"], change["origin"]["line"]) == ("later.csv", 2)


@pytest.mark.feature("F47")
def test_each_of_five_blocks_has_its_own_past_and_its_own_share_that_is_filled(
    site: Starlette, embedded_store: Store, tmp_path: Path
):
    query = """query($id: ID!, $at: DateTime) { householdAsOf(id: $id, recordedAt: $at) {
      blocks { code completeness missing } } }"""
    home = home_of(embedded_store, "H00000001")

    def blocks(**when: str) -> dict[str, tuple[int, list[str]]]:
        told = ask(site, query, id=home, **when)["householdAsOf"]["blocks"]
        return {b["code"]: (b["completeness"], b["missing"]) for b in told}

    before, instant = blocks(), embedded_store.clock().isoformat()
    with embedded_store.write(ACCESS, Action.HOUSEHOLD_CHANGED) as session:
        bulk.upsert_nodes(session, "Household", [{"id": home, "assets_money": None}])

    assert list(before) == ["family", "income", "living", "causes", "asks"]
    assert {share for share, _ in before.values()} == {100}
    assert blocks() == before | {"income": (50, ["assets_money"])}
    assert blocks(at=instant) == before


@pytest.mark.feature("F46")
def test_every_value_shows_the_department_file_line_and_day_it_came_from(
    site: Starlette, embedded_store: Store
):
    told = [
        value
        for home in nodes(embedded_store, "Household")
        for value in ask(site, LINEAGE, id=str(home["id"]))["householdLineage"]
    ]

    assert {t["origin"]["department"] for t in told} >= {"JY", "YB", "ZJ", "WJ", "CL", "CSH"}
    assert all(t["origin"]["file"] and t["origin"]["line"] for t in told if t["new"])
    paid = [t for t in told if (t["label"], t["field"]) == ("MedicalBill", "self_pay")]
    for one in paid:
        origin = one["origin"]
        row = sample("yb_medical").read_text("utf-8").splitlines()[origin["line"] - 1]
        assert origin["column"] == "个人自付"
        assert f"{int(one['new']) / 100:g}" in row


def test_a_household_out_of_reach_has_no_past(site: Starlette, embedded_store: Store):
    home = home_of(embedded_store, "H00000001")

    answer = as_(site, "village", lambda person: person.ask(PAST, id=home))
    absent = as_(site, "village", lambda person: person.ask(PAST, id="nobody"))

    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert answer == absent
    assert as_(site, "manager", lambda person: person.ask(PAST, id=home))["data"] is None
