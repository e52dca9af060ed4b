"""Rows without a usable number: one certain person, a newcomer of the ledger, or the queue."""

import json
from datetime import date
from pathlib import Path

import pytest

from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from loaders.report import Report
from loaders.rollback import roll_back
from loaders.world.identity import id_number
from tests.loaders.ground import ACCESS, graph, load, load_samples, nodes, prepared, written

LIN = id_number(date(1950, 1, 1), 1)  # 林有福 of the samples, H00000001
BORN = date(2023, 6, 1)
HERE = {"镇街": "万春镇", "村社区": "永和社区居委会"}


@pytest.fixture
def district(embedded_store: Store) -> Store:
    """The samples' base ledger, loaded."""
    load_samples(prepared(embedded_store), "mz_ledger")
    return embedded_store


def member(name: str, household: str = "H00000002", **more: str) -> dict[str, str]:
    row = {"户编号": household, "成员姓名": name, "与户主关系": "其他", "对象类别": "低保"}
    return row | HERE | more


def gift(name: str, **more: str) -> dict[str, str]:
    return {
        "受助人姓名": name,
        "救助日期": "2023-09-28",
        "所属镇街": "万春镇",
        "救助项目": "慰问",
    } | more


def told(report: Report) -> list[tuple[int, str, str, int]]:
    """Line, code, kind and number of candidates of every finding."""
    return [
        (i.line, i.finding.code, i.finding.kind, len(i.finding.candidates))
        for i in report.issues
    ]


def named(store: Store, name: str) -> list[dict]:
    return [p for p in nodes(store, "Person") if p["name"] == name]


def test_the_ledger_brings_newborn_and_homeless_people_without_a_number_once(
    district: Store, tmp_path: Path
):
    rows = (
        member("陈小宝", 出生日期=BORN.isoformat(), 性别="男"),
        member("无名氏", "H00000009", 对象类别="流浪乞讨人员"),
        member("陈小二", 出生日期="2020-01-01", 性别="男"),
    )
    first = load(district, "mz_ledger", written(tmp_path, "mz_ledger", *rows))

    assert told(first) == [(4, "X10", "QUEUE", 0)]
    for name in ("陈小宝", "无名氏"):
        (person,) = named(district, name)
        assert (person["identity_unknown"], person["id_type"]) == (True, "无证")
    homes = {h["hh_no"]: h for h in nodes(district, "Household")}
    assert homes["H00000002"]["size"] == 4
    assert homes["H00000002"]["groups"] == ["G01", "G03"]

    before = graph(district, tmp_path / "before")
    again = load(district, "mz_ledger", written(tmp_path, "mz_ledger", *rows, {}))

    assert (again.unchanged, again.rejected) == (2, 1)
    assert len(nodes(district, "ImportIssue")) == 1
    assert graph(district, tmp_path / "after") == before


def test_a_newborn_that_gets_its_number_stays_the_same_person(district: Store, tmp_path: Path):
    without = member("陈小宝", 出生日期=BORN.isoformat(), 性别="男")
    load(district, "mz_ledger", written(tmp_path, "mz_ledger", without))
    (before,) = named(district, "陈小宝")

    with_number = member("陈小宝", 身份证号=id_number(BORN, 11))
    report = load(district, "mz_ledger", written(tmp_path, "mz_ledger", with_number))

    (after,) = named(district, "陈小宝")
    assert report.merged == 1
    assert after["id"] == before["id"]
    assert (after["id_no"], after["identity_unknown"]) == (id_number(BORN, 11), False)

    roll_back(district, ACCESS, report.batch)

    (back,) = named(district, "陈小宝")
    assert (back.get("id_no"), back["identity_unknown"]) == (None, True)


def test_a_number_whose_bearer_may_be_known_without_it_asks_a_human(
    district: Store, tmp_path: Path
):
    homeless = member("无名氏", "H00000009", 对象类别="流浪乞讨人员")
    load(district, "mz_ledger", written(tmp_path, "mz_ledger", homeless))
    (known,) = named(district, "无名氏")
    number = id_number(date(1960, 5, 5), 7)
    row = {"姓名": "无名氏", "身份证号": number, "就业状态": "失业"}

    report = load(district, "rs_employment", written(tmp_path, "rs_employment", row))

    assert report.loaded == 1
    (pair,) = nodes(district, "IdentityPair")
    assert pair["right"] == known["id"]
    assert pair["left"] in {p["id"] for p in named(district, "无名氏")} - {known["id"]}


def test_four_marks_that_name_one_person_are_that_person(district: Store, tmp_path: Path):
    rows = [
        gift("林有福", 出生日期="1950-01-01", 性别="男"),
        gift("林有福"),
        gift("林有福", 出生日期="1950-01-01", 性别="女"),
        gift("过路人", 出生日期="1970-01-01", 性别="男"),
    ]
    report = load(district, "csh_charity", written(tmp_path, "csh_charity", *rows))

    assert report.loaded == 1
    assert told(report) == [
        (3, "X10", "QUEUE", 1), (4, "X10", "QUEUE", 0), (5, "X10", "QUEUE", 0),
    ]  # fmt: skip
    with district.read(ACCESS) as session:
        (tie,) = bulk.scan_relationships(session, "HAS_FACT", "Person", "CharityAid")
    assert tie["from"] == named(district, "林有福")[0]["id"]


def test_twins_without_a_number_wait_for_a_human(district: Store, tmp_path: Path):
    twin = member("林有福", "H00000001", 身份证号=id_number(date(1950, 1, 1), 3))
    load(district, "mz_ledger", written(tmp_path, "mz_ledger", twin))

    marks = {"出生日期": "1950-01-01", "性别": "男"}
    report = load(
        district, "csh_charity", written(tmp_path, "csh_charity", gift("林有福", **marks))
    )
    ledger = member("双胞胎", 出生日期=BORN.isoformat(), 性别="女")
    both = load(district, "mz_ledger", written(tmp_path, "mz_ledger", ledger, ledger))

    assert len(named(district, "林有福")) == 2
    assert told(report) == [(2, "X20", "QUEUE", 2)]
    assert (both.loaded, told(both)) == (1, [(3, "X20", "QUEUE", 1)])


def test_a_masked_number_waits_with_those_it_may_show(district: Store, tmp_path: Path):
    other = id_number(date(1961, 2, 3), 5)
    namesake = member("林有福", "H00000001", 身份证号=other)
    load(district, "mz_ledger", written(tmp_path, "mz_ledger", namesake))
    row = {
        "姓名": "林有福",
        "身份证号": f"{LIN[:4]}**********{LIN[-4:]}",
        "失能评估等级": "自理",
    }

    first = load(district, "wj_health", written(tmp_path, "wj_health", row))

    assert told(first) == [(2, "X07", "QUEUE", 1)]
    (pair,), (issue,) = nodes(district, "IdentityPair"), nodes(district, "ImportIssue")
    (lin,) = [p for p in named(district, "林有福") if p["id_no"] == LIN]
    assert (pair["left"], pair["right"]) == (issue["id"], lin["id"])
    assert json.loads(pair["reasons"]) == ["NAME", "DIGITS"]
    assert issue["reason"].endswith("候选 1 人")
    assert nodes(district, "HealthStatus") == []

    with district.write(ACCESS, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "IdentityPair", [{"id": pair["id"], "state": "DIFFERENT"}])
    load(district, "wj_health", written(tmp_path, "wj_health", row, {}))

    assert [p["state"] for p in nodes(district, "IdentityPair")] == ["DIFFERENT"]
    assert len(nodes(district, "ImportIssue")) == 1


def test_a_slip_in_a_number_shows_whom_name_and_birth_name(district: Store, tmp_path: Path):
    slip = LIN[:-1] + "0"
    rows = [{"姓名": n, "身份证号": slip, "就业状态": "就业"} for n in ("林有福", "陈志远")]

    report = load(district, "rs_employment", written(tmp_path, "rs_employment", *rows))

    assert told(report) == [(2, "X06", "ROW", 1), (3, "X06", "ROW", 0)]
    assert len(nodes(district, "IdentityPair")) == 1

    roll_back(district, ACCESS, report.batch)

    assert nodes(district, "IdentityPair") == nodes(district, "ImportIssue") == []


def test_a_person_named_in_two_households_stays_in_the_first(district: Store, tmp_path: Path):
    before = graph(district, tmp_path / "before")
    row = member("林有福", "H00000002", 身份证号=LIN)

    report = load(district, "mz_ledger", written(tmp_path, "mz_ledger", row))

    assert told(report) == [(2, "X19", "CONFLICT", 0)]
    assert graph(district, tmp_path / "after") == before


def test_a_birth_in_the_future_is_no_birth(district: Store, tmp_path: Path):
    row = gift("林有福", 出生日期="2030-01-01", 性别="男", 身份证号=LIN)

    report = load(district, "csh_charity", written(tmp_path, "csh_charity", row))

    assert report.loaded == 1
    assert told(report) == [(2, "X12", "CELL", 0)]
