"""A list as a file: marked; short and plain by oneself, else with a second person."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.exports.rows import LISTS, columns
from api.gql.exports import ExportList
from api.plan import SUBJECTS
from api.settings import ApiSettings
from graph_schema.access import Access
from graph_schema.queries import statements
from graph_schema.shape import FieldClass
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role
from tests.api.callers import Person, as_, known
from tests.commands import wulian
from tests.worlds import HERE, RECENT, SYSTEM, two_villages
from tests.writing import put

pytestmark = pytest.mark.fact("A16")
ASK = """mutation($input: RequestExportInput!) { done: requestExport(input: $input) {
  ... on Export { id state rows own } ... on Failure { code violations } } }"""
DECIDE = """mutation($input: DecideExportInput!) { done: decideExport(input: $input) {
  ... on Export { id state own } ... on Failure { code violations } } }"""


class Clock:
    """A clock in the test's hand."""

    def __init__(self) -> None:
        self.now = RECENT

    def __call__(self) -> Any:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path, clock: Clock) -> Starlette:
    two_villages(embedded_store)
    people = [{"id": "ph1", "name": "=王小明", "phone": "13900000001", "self_care": "自理"}]
    put(embedded_store, SYSTEM, {"Person": people}.items(), [])
    return create_api(ApiSettings(keys=tmp_path), Store(embedded_store.connection, clock))


async def asked(person: Person, **told: Any) -> dict[str, Any]:
    said = {"list": "PERSONS", "format": "CSV", "reason": "AUTHORITY"} | told
    said.setdefault("operationId", str(sorted(said.items())))
    return (await person.data(ASK, input=said))["done"]


async def decided(person: Person, id: str, *, agree: bool) -> dict[str, Any]:
    said = {"operationId": f"{person.login} {id} {agree}", "id": id, "agree": agree}
    return (await person.data(DECIDE, input=said))["done"]


def request(site: Starlette, who: str, **told: Any) -> dict[str, Any]:
    return as_(site, who, lambda person: asked(person, **told))


def decide(site: Starlette, who: str, id: str, *, agree: bool) -> dict[str, Any]:
    return as_(site, who, lambda person: decided(person, id, agree=agree))


def fetch(site: Starlette, who: str, id: str) -> Any:
    return as_(site, who, lambda person: person.client.get(f"/exports/{id}"))


def table(content: bytes) -> tuple[str, list[dict[str, str]]]:
    """The mark of a CSV file and its rows by heading."""
    mark, heads, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return mark[0], [dict(zip(heads, row, strict=True)) for row in rows]


def events(site: Starlette, action: str) -> list[dict[str, Any]]:
    with site.state.wulian.store.read(SYSTEM) as session:
        return [e for e in bulk.scan(session, "AuditEvent") if e["action"] == action]


def test_a_short_list_is_ready_marked_with_who_and_when_and_on_record(site: Starlette):
    permit = request(site, "coordinator")
    reply = fetch(site, "coordinator", permit["id"])
    mark, rows = table(reply.content)

    assert (permit["state"], permit["rows"], permit["own"]) == ("READY", 3, True)
    assert mark == f"coordinator · R10 · {RECENT:%Y-%m-%d %H:%M:%S}Z · {permit['id']}"
    assert reply.headers["cache-control"] == "no-store"
    assert {row["id"] for row in rows} == {"ph1", "ph2", "ph3"}
    assert {row["name"] for row in rows} == {"'=王小明", "王小明"}
    (entry,) = events(site, "EXPORTED")
    assert entry["reason"] == f"AUTHORITY {permit['id']}"
    assert any({"ph1", "ph2"} <= set(e["subjects"]) for e in events(site, "LOOKED"))


def test_sensitive_columns_stay_off_and_guarded_numbers_masked_even_with_them(site: Starlette):
    plain = request(site, "coordinator")
    _, rows = table(fetch(site, "coordinator", plain["id"]).content)
    full = request(site, "coordinator", sensitive=True, format="XLSX")
    early = fetch(site, "coordinator", full["id"])
    own = decide(site, "coordinator", full["id"], agree=True)
    agreed = decide(site, "steward", full["id"], agree=True)
    reply = fetch(site, "coordinator", full["id"])

    sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    (mark, *_), heads, *lines = sheet.iter_rows(values_only=True)
    ours = next(dict(zip(heads, line, strict=True)) for line in lines if line[0] == "ph1")
    assert not {"idNo", "selfCare", "groups"} & set(rows[0])
    assert (full["state"], early.status_code) == ("ASKED", 403)
    assert (own["code"], agreed["state"]) == ("FORBIDDEN", "READY")
    assert mark.startswith("coordinator · R10 · ")
    assert mark in sheet.oddFooter.left.text
    assert (ours["selfCare"], ours["idNo"]) == ("自理", "990115********0019")


def test_no_column_of_a_file_is_restricted_and_none_is_undeclared():
    """The class of every column, for every role that may take a list."""
    assert {str(one.value) for one in ExportList} == set(LISTS)
    for name in LISTS:
        slots = statements()[SUBJECTS[name].by_ids].returns
        for role in (Role.TOWN_STEWARD, Role.DISTRICT_STEWARD):
            access = Access(actor="a", role=role, purpose=Purpose.MONITORING, areas=("510115",))
            for sensitive in (False, True):
                found = columns(name, access, sensitive=sensitive)
                classes = {slots[c].prop.field_class for c in found if slots[c].prop}
                bare = {c for c in found if slots[c].prop is None}
                assert FieldClass.RESTRICTED not in classes
                assert sensitive or not classes & {FieldClass.SENSITIVE, FieldClass.ENCRYPTED}
                assert all(c == "id" or c.endswith("_id") for c in bare)
                assert len(found) > 2


def test_above_a_thousand_rows_another_person_agrees(site: Starlette, embedded_store: Store):
    needs = [{"id": f"n{n:04}", "code": "N04", "state": "OPEN", "severity": 1, "since": RECENT}
             for n in range(998)]  # fmt: skip
    ties = [{"from": "h1", "to": need["id"]} for need in needs]
    put(
        embedded_store,
        SYSTEM,
        {"Need": needs}.items(),
        [("HAS_NEED", "Household", "Need", ties)],
    )
    long = request(site, "coordinator", list="NEEDS")
    short = request(site, "coordinator", list="NEEDS", area=HERE[:6] + "106")
    refused = request(site, "coordinator", list="NEEDS", operationId="again")
    no = decide(site, "auditor", refused["id"], agree=False)
    yes = decide(site, "auditor", long["id"], agree=True)

    assert (long["state"], long["rows"]) == ("ASKED", 1001)
    assert (short["state"], short["rows"]) == ("READY", 1)
    assert (no["state"], yes["state"]) == ("REFUSED", "READY")
    assert fetch(site, "coordinator", refused["id"]).status_code == 403
    _, rows = table(fetch(site, "coordinator", long["id"]).content)
    assert len({row["id"] for row in rows}) == 1001


def test_a_permit_is_for_who_asked_for_a_day_and_for_his_areas(site: Starlette, clock: Clock):
    permit = request(site, "town")
    _, rows = table(fetch(site, "town", permit["id"]).content)
    abroad = request(site, "town", area="510115106")
    refused = {who: as_(site, who, refuses) for who in ("village", "manager", "volunteer")}

    assert {row["id"] for row in rows} == {"ph1", "ph2"}
    assert abroad["violations"] == ["AREA_UNKNOWN"]
    assert set(refused.values()) == {"FORBIDDEN"}
    assert fetch(site, "coordinator", permit["id"]).status_code == 404
    assert fetch(site, "town", "absent").status_code == 404
    clock.now += timedelta(days=1)
    assert fetch(site, "town", permit["id"]).status_code == 401  # the session is over as well
    site.state.signed.clear()
    assert fetch(site, "town", permit["id"]).status_code == 404


async def refuses(person: Person) -> str:
    return (await asked(person))["code"]


def test_the_command_keeps_to_the_same_rules(
    site: Starlette, embedded_store: Store, tmp_path: Path
):
    for who in ("coordinator", "steward", "volunteer"):
        known(site, who)
    told = ("--login", "coordinator", "--reason", "AUTHORITY")
    file, more = tmp_path / "people.csv", tmp_path / "more.xlsx"

    said = wulian(embedded_store, "export", "persons", str(file), *told)
    wulian(embedded_store, "export", "persons", str(more), *told, "--sensitive", expect=2)
    waiting = as_(site, "steward", lambda p: p.data("{ exports { id state own } }"))["exports"]
    permit = next(one["id"] for one in waiting if one["state"] == "ASKED")
    decide(site, "steward", permit, agree=True)
    wulian(embedded_store, "export", "persons", str(more), *told, "--permit", permit)
    wulian(embedded_store, "export", "persons", str(tmp_path / "x.csv"), "--login", "volunteer",
           "--reason", "CHECK", expect=1)  # fmt: skip

    assert said == "3 rows\n"
    assert table(file.read_bytes())[0].startswith("coordinator · R10 · ")
    assert file.stat().st_mode & 0o777 == 0o600
    assert more.stat().st_size > 1000
    assert not (tmp_path / "x.csv").exists()
