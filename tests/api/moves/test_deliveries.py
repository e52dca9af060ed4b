"""A department hands in a file: a preview, two people's yes, all of it or nothing, and back."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.actions.deliveries import take_back, take_in
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.clock import system_clock
from graph_schema.errors import StoreUnavailable
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role
from loaders import incoming
from tests.api.moves.office import CASEWORKER, STEWARD, Office, persons
from tests.contract.parties import DISTRICT, STAFF, caller
from tests.loaders.ground import ACCESS, facts, load_samples, nodes


@pytest.mark.feature("F33")
def test_a_file_is_previewed_agreed_to_by_a_second_person_and_taken_in_by_the_worker(
    office: Office, lines: list[str], tmp_path: Path
):
    before, people = facts(office.store, tmp_path / "before"), persons(office.store)
    id = office.matched(lines)
    preview = office.batch(id)
    nothing_yet = facts(office.store, tmp_path / "preview")
    alone = office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    approved = office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)
    office.work()
    done = office.batch(id)

    assert (preview["state"], preview["retired"]) == ("MATCHED", 0)
    assert preview["quality"] == {
        "mapped": 1.0, "validIds": 1.0, "conflicts": 0, "queued": 0, "errors": []
    }  # fmt: skip
    assert [c["field"] for c in preview["mapping"]][:3] == ["name", "id_no", "cert_no"]
    assert all(column["present"] for column in preview["mapping"])
    assert nothing_yet == before
    assert alone["violations"] == ["NOBODY_AGREED"]
    assert (approved["state"], done["state"]) == ("APPROVED", "APPLIED")
    assert done["appliedAt"] is not None
    assert len(nodes(office.store, "DisabilityCard")) == len(lines) - 1

    again = office.do(Role.DEPARTMENT, "rollBackImport", id)
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    back = office.do(Role.DEPARTMENT, "rollBackImport", id)
    not_yet = office.batch(id)["state"], len(nodes(office.store, "DisabilityCard"))
    office.work()

    assert again["violations"] == ["NOBODY_AGREED"]  # the first yes was to taking it in
    assert (back["state"], not_yet) == ("ROLLING_BACK", ("ROLLING_BACK", len(lines) - 1))
    assert office.batch(id)["state"] == "ROLLED_BACK"
    assert nodes(office.store, "DisabilityCard") == []
    assert persons(office.store) == people  # what was evaluated meanwhile aside


@pytest.mark.feature("F33")
def test_a_full_list_that_ends_many_needs_the_district_steward(
    office: Office, lines: list[str]
):
    load_samples(office.store, "cl_disability")
    id = office.matched(lines[:-1], snapshot="FULL")
    preview = office.batch(id)
    query = "query($id: ID!) { importEnding(id: $id) { number } }"
    ending = office.asking.ask(caller(STEWARD), query, id=id)["importEnding"]
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    refused = office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)
    office.do(STEWARD, "confirmImport", id, preview_seen=True)
    office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)
    office.work()

    assert (preview["snapshot"], preview["retired"]) == ("FULL", 1)
    assert [home["number"] for home in ending] == ["H00000003"]
    assert refused["violations"] == ["RETIRES_MANY"]
    assert office.batch(id)["state"] == "APPLIED"
    ended = [c for c in nodes(office.store, "DisabilityCard") if c.get("valid_to")]
    assert len(ended) == 1


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(office: Office, lines):
    wrong = [lines[0].replace("残疾类别", "类别代码"), *lines[1:]]

    told = office.batch(office.matched(wrong))

    assert told["state"] == "REFUSED"
    assert "类别代码" in told["refused"]
    assert "template" in told["refused"]


def test_only_the_file_that_was_announced_is_taken_and_it_waits_encrypted(
    office: Office, lines: list[str]
):
    id = office.announced(lines)

    other = office.sent(id, lines[:-1])
    absent = office.sent("nothing", lines)
    right = office.sent(id, lines)

    assert (other.status_code, other.json()["errors"][0]["extensions"]["violations"]) == (
        422, ["FILE_DIFFERS"],
    )  # fmt: skip
    assert (absent.status_code, right.status_code) == (404, 202)
    kept = (incoming.folder(office.store) / id).read_bytes()
    assert lines[1].split(",")[1].encode() not in kept
    office.work()
    assert office.batch(id)["state"] == "MATCHED"
    assert office.sent(id, lines).status_code == 422  # looked through already


def test_another_departments_dataset_is_not_ones_own(office: Office, lines: list[str]):
    (of,) = [d["id"] for d in nodes(office.store, "Dataset") if d["code"] == "yb_medical"]

    told = office.do(
        Role.DEPARTMENT, "uploadImport", dataset=of, file_name="a.csv", file_hash="0" * 64,
        size=1,
    )  # fmt: skip

    assert told["violations"] == ["DATASET_OF_ANOTHER_DEPARTMENT"]


@pytest.mark.feature("F106")
def test_the_sharing_catalogue_tells_terms_last_delivery_and_quality_of_every_dataset(
    office: Office, lines: list[str]
):
    torn = lines[-1].replace(lines[-1].split(",")[1], "990115197404180063")
    id = office.matched([*lines[:-1], torn])
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)
    office.work()

    told = office.asking.ask(
        caller(Role.MANAGER),
        """{ datasets { code owner purpose fields frequency sharing lastDelivery nextDue
             deliveries rows quality { validIds errors { code lines } } } }""",
    )["datasets"]

    by_code = {one["code"]: one for one in told}
    assert {"JY", "YB", "ZJ", "WJ", "CL", "CSH"} <= {one["owner"] for one in told}
    cards = by_code["cl_disability"]
    assert (cards["frequency"], cards["sharing"]) == ("MONTHLY", "CONDITIONAL")
    assert (cards["lastDelivery"], cards["nextDue"]) == ("2023-12-31", "2024-01-31")
    assert (cards["deliveries"], cards["rows"]) == (1, 3)
    assert "id_no" in cards["fields"]
    assert cards["quality"]["validIds"] == 0.6667
    assert [e["code"] for e in cards["quality"]["errors"]] == ["X06"]
    assert by_code["yb_medical"]["lastDelivery"] is None


@pytest.mark.feature("F33")
def test_a_file_goes_back_to_its_department_with_what_is_wrong_in_each_row(
    office: Office, lines: list[str]
):
    torn = lines[-1].replace(lines[-1].split(",")[1], "990115197404180063")
    id = office.matched([*lines[:-1], torn])

    back = office.fetched(id)
    clean = office.fetched(office.matched([*lines, ""], as_of="2023-12-30"))

    rows = back.content.decode("utf-8-sig").splitlines()
    assert rows[0] == f"{lines[0]},问题说明"
    assert rows[1:-1] == [f"{line}," for line in lines[1:-1]]
    assert rows[-1] == f"{torn},身份证号：证件号或代码校验不通过；候选 1 人"
    assert (back.status_code, clean.status_code) == (200, 404)


class Falls:
    """The store's clock, which falls silent once, at a given look at it."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self) -> datetime:
        self.left -= 1
        if self.left == 0:
            raise StoreUnavailable(why="fell")
        return system_clock()


@pytest.mark.feature("F33")
@pytest.mark.parametrize("at", [9, 15, 21])
def test_a_file_whose_taking_in_fails_half_way_leaves_nothing(
    office: Office, lines: list[str], at: int
):
    people = persons(office.store)
    id = office.matched(lines)
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)

    access = Access.system(Purpose.MONITORING, (DISTRICT,))
    falling = Store(office.store.connection, clock=Falls(at))

    with pytest.raises(StoreUnavailable):
        take_in(falling, access, id)

    assert nodes(office.store, "DisabilityCard") == []
    assert persons(office.store) == people
    assert office.batch(id)["state"] == "REFUSED"
    assert "STORE_UNAVAILABLE" in office.batch(id)["refused"]


@pytest.mark.parametrize("at", [3, 6])
def test_a_taking_back_that_fails_is_not_said_to_be_done_and_is_done_when_asked_again(
    office: Office, lines: list[str], at: int
):
    people = persons(office.store)
    id = office.matched(lines)
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)
    office.work()
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    office.do(Role.DEPARTMENT, "rollBackImport", id)
    falling = Store(office.store.connection, clock=Falls(at))

    with pytest.raises(StoreUnavailable):
        take_back(falling, Access.system(Purpose.MONITORING, (DISTRICT,)), id)
    broken_off = office.batch(id)["state"]
    again = office.do(Role.DEPARTMENT, "rollBackImport", id)
    office.work()

    assert broken_off == again["state"] == "ROLLING_BACK"
    assert office.batch(id)["state"] == "ROLLED_BACK"
    assert nodes(office.store, "DisabilityCard") == []
    assert persons(office.store) == people


OWN_WORDS = {"姓名": "残疾人姓名", "残疾类别": "类别代码", "身份证号": "公民身份号码"}


@pytest.mark.feature("F33")
def test_columns_named_by_hand_are_what_the_file_is_read_by(office: Office, lines: list[str]):
    own = lines[0]
    for ours, theirs in OWN_WORDS.items():
        own = own.replace(ours, theirs)
    written = [own, *lines[1:]]
    id = office.announced(written, by_hand=True)
    assert office.sent(id, written).status_code == 202
    office.work()
    waits = office.batch(id)
    columns = {OWN_WORDS.get(h, h): h for h in lines[0].split(",")}
    twice = columns | {"类别代码": "残疾人证号"}

    def named(template: str, told: Any) -> dict[str, Any]:
        said = {} if told is None else {"columns": json.dumps(told, ensure_ascii=False)}
        return office.do(Role.DEPARTMENT, "mapImport", id, template=template, **said)

    refused = [
        named("hand", told)["violations"]
        for told in (None, ["姓名"], {"残疾人姓名": "名字"}, twice)
    ]
    mapped = named("hand", columns)
    office.work()
    matched = office.batch(id)
    office.do(CASEWORKER, "confirmImport", id, preview_seen=True)
    office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)
    office.work()

    assert set(own.split(",")) != set(lines[0].split(","))
    assert waits["state"] == "PROFILED"
    assert refused == [
        ["COLUMNS_ARE_NAMED_BY_HAND_OR_TEMPLATE"], ["COLUMNS_NO_OBJECT_OF_HEADINGS"],
        ["COLUMNS_DO_NOT_FIT"], ["COLUMNS_DO_NOT_FIT"],
    ]  # fmt: skip
    assert (mapped["state"], matched["state"]) == ("MAPPED", "MATCHED")
    assert all(column["present"] for column in matched["mapping"])
    assert office.batch(id)["state"] == "APPLIED"
    assert len(nodes(office.store, "DisabilityCard")) == len(lines) - 1
    (batch,) = [b for b in nodes(office.store, "ImportBatch") if b["id"] == id]
    assert batch["template"] == "hand"


def test_a_file_of_other_columns_than_were_named_is_refused(office: Office, lines: list[str]):
    id = office.announced(lines, by_hand=True)
    office.sent(id, lines)
    office.work()
    columns = {f"我的{h}": h for h in lines[0].split(",")}
    office.do(Role.DEPARTMENT, "mapImport", id, template="hand", columns=json.dumps(columns))
    office.work()

    told = office.batch(id)

    assert told["state"] == "REFUSED"


def test_a_full_list_that_would_end_more_than_its_preview_said_is_refused(
    office: Office, lines: list[str]
):
    id = office.matched(lines[:-1], snapshot="FULL")
    load_samples(office.store, "cl_disability")  # meanwhile
    office.do(STEWARD, "confirmImport", id, preview_seen=True)
    office.do(Role.DEPARTMENT, "approveImport", id, preview_seen=True)

    office.work()

    told = office.batch(id)
    assert (told["state"], told["retired"]) == ("REFUSED", 0)
    assert "MORE_ENDS_THAN_PREVIEWED" in told["refused"]
    assert all(c.get("valid_to") is None for c in nodes(office.store, "DisabilityCard"))
    (job,) = [j for j in nodes(office.store, "Job") if j["kind"] == "import_apply"]
    assert (job["state"], job["error"]) == ("FAILED", "REJECTED")


def test_another_departments_delivery_does_not_exist(office: Office, lines: list[str]):
    id = office.announced(lines)
    other = [{"id": STAFF[Role.DEPARTMENT], "department": "YB"}]
    with office.store.write(ACCESS, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Actor", other)

    assert (office.sent(id, lines).status_code, office.fetched(id).status_code) == (404, 404)
    assert not incoming.files_of(office.store, id)
