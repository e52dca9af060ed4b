"""Two districts in one store: the second is a folder of files, and each has its own of all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from api.actions.rounds import clock_round
from api.app import create_api
from api.auth.accounts import create_account
from api.districts.loading import load_district
from api.settings import ApiSettings
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, SettingsError, SourceError
from graph_schema.store import bulk
from graph_schema.store.districts import chosen, codes
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role
from loaders.directory import load_directory
from matching import jobs
from matching.coverage.report import report
from matching.linking.places import middle
from matching.snapshot import take
from tests.api.callers import PASSWORD, stranger
from tests.api.districts.neighbour import CODE, HERE, NAME, STANDARD, as_json, neighbour
from tests.clients import awaited
from tests.loaders.ground import load_samples, prepared

pytestmark = pytest.mark.feature("F5")
OURS = Access.system(Purpose.MATCHING, (HERE,))
THEIRS = Access.system(Purpose.MATCHING, (CODE,))
CLOCKED = ("Alert", "Link", "Visit", "Project", "Task")
LISTS = """
{ district { code name outline }
  households { edges { node { id number } } }
  resources(first: 100) { edges { node { id } } }
  projects { edges { node { id } } }
  plans { edges { node { id } } }
  importBatches(first: 100) { edges { node { id } } }
  actors(first: 100) { edges { node { id } } }
  datasets { id }
  ruleSets { code version }
  areas { code } }
"""


@dataclass(frozen=True)
class Both:
    """The store with both, what the first came to before the second was there, its folder."""

    store: Store
    before: dict[str, str]
    folder: Path


def _results(store: Store, access: Access) -> dict[str, str]:
    """What a district comes to: colours and verdicts, plan, coverage, as text."""
    jobs.evaluate(store, access)
    plan = jobs.plan(store, access, dry_run=True)
    snapshot = take(store, access)
    colours = snapshot.evaluations[["household_id", "level", "rule_version"]]
    verdicts = snapshot.verdicts[["subject_id", "policy", "answer"]]
    return {
        "colours": as_json(colours.to_dict("records")),
        "verdicts": as_json(verdicts.to_dict("records")),
        "plan": as_json({**plan.to_json(), "plan_id": None}),
        "coverage": as_json(report(snapshot).to_json()),
        "items": as_json(sorted(snapshot.items["id"])),
    }


@pytest.fixture(scope="module")
def both(kept_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Both:
    load_samples(prepared(kept_store))
    before = _results(kept_store, OURS)
    folder = neighbour(tmp_path_factory.mktemp("second") / "folder")
    load_district(kept_store, folder)
    load_directory(kept_store, THEIRS, folder)
    jobs.evaluate(kept_store, THEIRS)
    return Both(kept_store, before, folder)


def test_what_the_first_comes_to_is_not_touched_by_the_second(both: Both):
    assert _results(both.store, OURS) == both.before


def test_the_same_numbers_stand_for_other_households_people_staff_and_items(both: Both):
    for label, key in (
        ("Household", "hh_no"), ("Person", "id_no_hash"), ("Actor", "staff_no"),
        ("CatalogueItem", "code"), ("Project", "project_no"), ("Need", "need_no"),
    ):  # fmt: skip
        ours, theirs = (_own(both.store, access, label) for access in (OURS, THEIRS))
        told = {row.get(key) for row in ours} - {None}
        assert told == {row.get(key) for row in theirs} - {None}
        assert {row["id"] for row in ours}.isdisjoint(row["id"] for row in theirs)
        assert {row["district"] for row in theirs} == {CODE}


def test_the_second_is_judged_by_its_own_standards_rules_and_places(both: Both):
    ours, theirs = take(both.store, OURS), take(both.store, THEIRS)

    assert (ours.param("L"), theirs.param("L")) == (91_000, STANDARD)
    (version,) = set(theirs.evaluations["rule_version"])
    assert version.startswith("risk-邻区 1-")
    assert version.endswith(f"L{STANDARD}")
    assert set(ours.evaluations["rule_version"]).isdisjoint({version})
    assert theirs.households["village"].str.startswith(CODE).all()
    assert set(theirs.items["id"]).isdisjoint(ours.items["id"])
    assert set(theirs.batches["id"]).isdisjoint(ours.batches["id"])


def test_a_body_is_one_in_the_store_and_each_district_sees_its_own_offers(both: Both):
    ours, theirs = take(both.store, OURS), take(both.store, THEIRS)

    assert set(theirs.offers["provider_id"]) == set(ours.offers["provider_id"])
    assert set(theirs.offers["item_id"]) <= set(theirs.items["id"])
    issues = _own(both.store, THEIRS, "ImportIssue")
    assert "X33" in {one["code"] for one in issues}


def test_a_plan_and_a_link_of_one_stay_in_it(both: Both):
    made = jobs.plan(both.store, THEIRS)

    after = take(both.store, THEIRS)
    assert made.needs
    assert set(after.links["item_id"].dropna()) <= set(after.items["id"])
    assert _results(both.store, OURS) == both.before


def test_each_caller_sees_one_district_and_nothing_of_the_other(
    both: Both, seen: dict[str, dict[str, Any]]
):
    ours, theirs = seen[HERE], seen[CODE]

    assert (ours["district"]["code"], theirs["district"]["name"]) == (HERE, NAME)
    assert theirs["district"]["outline"] is not None
    for name, answer in theirs.items():
        if isinstance(answer, dict) and "edges" in answer:
            other = {edge["node"]["id"] for edge in ours[name]["edges"]}
            assert answer["edges"] or name == "plans"
            assert other.isdisjoint(edge["node"]["id"] for edge in answer["edges"])
    assert {d["id"] for d in theirs["datasets"]}.isdisjoint(d["id"] for d in ours["datasets"])
    assert {"code": "risk", "version": "邻区 1"} in theirs["ruleSets"]
    assert {"code": "risk", "version": "邻区 1"} not in ours["ruleSets"]
    assert {a["code"][:6] for a in theirs["areas"]} == {CODE}


@pytest.fixture
def seen(both: Both) -> Iterator[dict[str, dict[str, Any]]]:
    site = create_api(ApiSettings(), both.store)
    for area in (HERE, CODE):
        create_account(both.store, f"of {area}", PASSWORD, [Role.DISTRICT_CASEWORKER], [area])

    async def ask(area: str) -> Any:
        async with stranger(site) as client:
            body = {"login": f"of {area}", "password": PASSWORD}
            assert (await client.post("/signin", json=body)).status_code == 200
            reply = (await client.post("/graphql", json={"query": LISTS})).json()
            assert "errors" not in reply, reply
            return reply["data"]

    yield {area: awaited(ask(area)) for area in (HERE, CODE)}
    with both.store.read(OURS) as session:
        rows = [a for a in bulk.scan(session, "Account") if a["login"].startswith("of ")]
    assert len(rows) == 2


def test_every_district_has_its_own_clocks(both: Both):
    clock_round(both.store)

    for access in (OURS, THEIRS):
        items = [one for label in CLOCKED for one in _own(both.store, access, label)]
        assert any(one.get("clock") for one in items)
        steps = _own(both.store, access, "Step")
        assert {row["district"] for row in steps} <= {access.areas[0]}


def test_loaded_again_nothing_changes_and_a_change_is_taken_in(both: Both):
    again = load_district(both.store, both.folder)

    assert sum(again.new.values()) == 0
    assert again.rules == ()
    assert [(one.source, one.resent) for one in again.files] == [
        ("own_org", True), ("own_catalogue", True),
    ]  # fmt: skip


def test_rules_on_record_are_not_overwritten_under_the_same_version(both: Both):
    path = both.folder / "rules/risk.2023-01-01.yml"
    text = path.read_text()
    path.write_text(text.replace("yellow: 3000", "yellow: 3100"))

    with pytest.raises(SourceError, match="with other contents"):
        load_district(both.store, both.folder)

    path.write_text(text)


def test_a_table_is_not_changed_under_items_that_run_on_it(both: Both):
    """Its name may be changed while nothing runs; a lead of that version holds it as it is."""
    table = files("graph_schema.flows").joinpath("lead.yml").read_text("utf-8")
    there = both.folder / "flows" / "lead.2023-06-01.yml"
    there.parent.mkdir(exist_ok=True)
    there.write_text(table, encoding="utf-8")
    load_district(both.store, both.folder)
    there.write_text(table.replace("zh: 线索", "zh: 发现线索", 1), encoding="utf-8")
    load_district(both.store, both.folder)
    with both.store.write(THEIRS, Action.FILE_LOADED) as session:
        running = {"id": "running", "state": "NEW", "flow_version": "2023-06-01"}
        bulk.upsert_nodes(session, "Lead", [running])
    there.write_text(table, encoding="utf-8")

    with pytest.raises(SourceError, match="1 NEW") as refused:
        load_district(both.store, both.folder)

    assert "later day" in str(refused.value)
    there.unlink()


def test_a_command_asks_which_of_several_districts_it_is_for(both: Both):
    assert codes(both.store) == [HERE, CODE]
    assert chosen(both.store, CODE) == CODE
    with pytest.raises(SettingsError, match="WULIAN_DISTRICT"):
        chosen(both.store, None)
    with pytest.raises(NotFound):
        chosen(both.store, "990115")


def test_a_town_s_distances_are_those_of_its_district(both: Both):
    whole, town = (
        take(both.store, THEIRS),
        take(both.store, replace(THEIRS, areas=(f"{CODE}105",))),
    )

    assert middle(whole) == middle(town) == pytest.approx(30.7)


def _own(store: Store, access: Access, label: str) -> list[dict[str, Any]]:
    with store.read(access) as session:
        return list(bulk.scan_own(session, label))


def test_files_of_a_district_that_nobody_told_of_are_refused(both: Both, tmp_path: Path):
    told = {"code": "990199", "name": "无", "as_of": "2023-12-31", "zone": "Asia/Shanghai"}
    (tmp_path / "district.json").write_text(json.dumps(told))
    (tmp_path / "own_org.csv").write_bytes((both.folder / "own_org.csv").read_bytes())

    with pytest.raises(SourceError, match="wulian load district"):
        load_directory(both.store, Access.system(Purpose.MONITORING, ("990199",)), tmp_path)
