"""Every defect a department's file may have, and what becomes of it (domain reference 5.3).

One table, CASES, a row or more a defect, each judged against the samples' district:

X01 width, invisible   X02 bytes               X03 private use        X04 lost digits
X05 form of a number   X06 wrong number        X07 masked             X08 a parent's number
X09 other name         X10 no number           X11 form of a date     X12 impossible date
X13 form of money      X14 out of range        X15 yes and no         X16 titles, totals, merged
X17 missing column     X18 twice in a file     X19 two households     X20 twins
X21 variants           X22 lives elsewhere     X23 abolished town     X24 no village
X25 dead, still paid   X26 a year's amount     X27 unknown word       X28 sent again
X29 a part only        X30 formula             X31 beyond limits      X32 torn rows

X17 and X31 refuse the whole file: test_refused.py has every form. X20: test_identity.py too.
X16, X18, X21, X22, X24, X25, X28, X29 have tests of their own below, as they leave more than
findings.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from graph_schema.errors import SourceError
from graph_schema.store.session import Store
from loaders.issues import safe
from loaders.report import Report
from loaders.rollback import roll_back
from loaders.run import load_file
from loaders.world.dirt import mask, scientific, wrong_check_digit
from loaders.world.identity import id_number
from tests.loaders.defects import (
    DAYS,
    FATHER,
    LIN,
    SWAPPED,
    WIDE,
    Case,
    Found,
    _department,
    _formula,
    bill,
    book,
    care,
    clean,
    gift,
    home,
    member,
    pupil,
    row,
    torn,
    worker,
)
from tests.loaders.ground import (
    ACCESS,
    AS_OF,
    facts,
    graph,
    load,
    load_samples,
    nodes,
    prepared,
    written,
)

CASES = (
    row("X01", "wj_health", care(身份证号=WIDE), "REPAIR", "身份证号"),
    row("X01", "wj_health", care(家庭医生="示范\u200b医生"), "REPAIR", "家庭医生"),
    clean("X01", "wj_health", care(姓名="\u3000林有福\u00a0")),
    torn("X02", 3, worker("林有福"), worker("林有福", "失业")[:-1] + b"\xff"),
    clean("X03", "wj_health", care(签约机构="䶮𠮷卫生服务中心")),
    row("X03", "wj_health", care(家庭医生="王\ue000"), "CELL", "家庭医生"),
    row("X03", "wj_health", care(家庭医生="王\u202e"), "CELL", "家庭医生"),
    row("X04", "wj_health", care(身份证号=scientific(LIN)), "ROW", "身份证号"),
    row("X05", "wj_health", care(身份证号=f"{LIN[:6]} {LIN[6:]}′"), "REPAIR", "身份证号"),
    row("X05", "wj_health", care(身份证号=LIN[:6] + LIN[8:17]), "REPAIR", "身份证号"),
    row("X06", "wj_health", care(身份证号=wrong_check_digit(LIN)), "ROW", "身份证号"),
    row("X06", "wj_health", care(身份证号=SWAPPED), "ROW", "身份证号"),
    row("X06", "wj_health", care(身份证号=id_number(date(1900, 1, 1), 1)), "ROW", "身份证号"),
    row("X07", "wj_health", care(身份证号=mask(LIN)), "QUEUE", "身份证号"),
    row("X08", "jy_students", pupil(身份证件号=FATHER), "CONFLICT", "身份证件号"),
    row("X08", "mz_ledger", member("陈小雨", FATHER), "CONFLICT", "身份证号"),
    row("X09", "wj_health", care(姓名="林某"), "CONFLICT", "身份证号"),
    row("X10", "csh_charity", gift(身份证号=""), "QUEUE", "身份证号"),
    *(
        row("X11", "yb_medical", bill(结算日期=told), "REPAIR", "结算日期")
        for told in DAYS
    ),
    *(
        row("X12", "wj_health", care(末次随访日期=told), "CELL", "末次随访日期")
        for told in ("23-1-5", "1900-01-00", "2023-02-31")
    ),
    row("X12", "csh_charity", gift(出生日期="2031-01-01"), "CELL", "出生日期"),
    row("X12", "zj_housing", home(合同起="2023-05-01", 合同止="2023-04-30"), "CELL", "合同止"),
    *(
        row("X13", "yb_medical", bill(医疗总费用=told), "REPAIR", "医疗总费用")
        for told in ('"1,234.50"', "1234.5元", "0.12万元")
    ),
    *(clean("X13", "yb_medical", bill(医疗总费用=told)) for told in ("-", "无", "/", "")),
    *(
        row("X14", "yb_medical", bill(医疗总费用=told), "CELL", "医疗总费用")
        for told in ("-5", "10000000.01", "约五百")
    ),
    *(
        row("X15", "wj_health", care(慢病标识=told), "REPAIR", "慢病标识")
        for told in ("√", "×", "1", "0", "Y", "N", "有", "无")
    ),
    row("X15", "wj_health", care(慢病标识="大概"), "CELL", "慢病标识"),
    row("X19", "mz_ledger", member("林有福", LIN), "CONFLICT", "户编号"),
    row("X23", "mz_ledger", member("陈志远", FATHER, 镇街="踏水镇"), "QUEUE", "镇街"),
    Case("X26", "zj_housing", (home(月租金="537.00"),), ()),
    row("X27", "csh_charity", gift(救助类型="衣被"), "CELL", "救助类型"),
    row("X27", "mz_ledger", member("陈志远", FATHER, 对象类别="富户"), "ROW", "对象类别"),
    Case("X30", "rs_employment", book(_formula), ((2, "X30", "CELL", "单位"),)),
    torn("X32", 2, worker("林有福") + b",more", worker("林有福")),
    torn("X32", 2, worker('"林有福'), worker("林有福")),
    torn("X32", 2, worker("林\0有福"), worker("林有福")),
)  # fmt: skip
APART = {"X16", "X17", "X18", "X20", "X21", "X22", "X24", "X25", "X28", "X29", "X31"}


@pytest.fixture
def district(embedded_store: Store) -> Store:
    """The samples' base ledger, loaded."""
    load_samples(prepared(embedded_store), "mz_ledger")
    return embedded_store


def file_of(case: Case, folder: Path) -> Path:
    return (
        written(folder, case.source, *case.file)
        if isinstance(case.file, tuple)
        else case.file(folder)
    )


def findings(report: Report) -> tuple[Found, ...]:
    return tuple(
        (i.line, i.finding.code, i.finding.kind, i.finding.column) for i in report.issues
    )


def test_every_defect_has_its_place_in_the_table():
    assert {case.code for case in CASES} | APART == {f"X{n:02}" for n in range(1, 33)}


def test_every_defect_of_the_table_is_found_where_it_is_and_nothing_else(
    district: Store, tmp_path: Path
):
    told = {}
    for place, case in enumerate(CASES):
        path = file_of(case, tmp_path)
        report = load_file(district, ACCESS, case.source, path, as_of=AS_OF, dry=True)
        counts = report.counts()
        assert counts.pop("rows") == sum(counts.values()), case
        if (findings(report), report.rejected) != (case.found, case.rejected):
            told[place, case.code] = (findings(report), report.rejected, case.found)

    assert told == {}


def test_what_is_repaired_says_what_was_meant_and_what_is_an_issue_says_nothing(
    district: Store, tmp_path: Path
):
    rows = (
        bill(医疗总费用="0.12万元", 结算日期="44931"),
        bill(医疗总费用="约五百", 结算日期="2023-02-01", 统筹支付="-"),
    )

    load(district, "yb_medical", written(tmp_path, "yb_medical", *rows))

    bills = sorted(nodes(district, "MedicalBill"), key=lambda one: one["settled_on"])
    assert [one.get("total") for one in bills] == [120_000, None]
    assert bills[0]["settled_on"] == date(2023, 1, 5)
    assert "pooled" not in bills[1]


def test_x16_titles_two_lines_of_names_merged_cells_totals_and_notes(
    district: Store, tmp_path: Path
):
    report = load(district, "mz_ledger", book(_department)(tmp_path))

    assert report.rows == 2
    assert findings(report) == ()
    assert report.apart == ["一季度 6", "一季度 7"]
    assert report.unread == ["旧表 (hidden)"]


def test_x18_the_later_of_two_rows_holds_and_the_other_is_history(
    district: Store, tmp_path: Path
):
    before = facts(district, tmp_path / "before")
    rows = (
        care(失能评估等级="全护理", 更新日期="2023-10-01"),
        care(失能评估等级="半护理", 更新日期="2023-11-01"),
        care(失能评估等级="自理", 更新日期="2023-09-01"),
    )
    report = load(district, "wj_health", written(tmp_path, "wj_health", *rows))

    (fact,) = nodes(district, "HealthStatus")
    history = [one for one in nodes(district, "Version") if one["of_id"] == fact["id"]]
    history.sort(key=lambda one: one["valid_from"])
    assert fact["self_care"] == "半护理"
    assert [json.loads(one["props"])["self_care"] for one in history] == ["自理", "全护理"]
    assert {one["valid_to"] for one in history} == {date(2023, 11, 1)}
    (lin,) = [p for p in nodes(district, "Person") if p["id_no"] == LIN]
    assert lin["self_care"] == "半护理"

    again = load(district, "wj_health", written(tmp_path, "wj_health", *rows, {}))
    assert (again.unchanged, again.rejected) == (3, 0)
    roll_back(district, ACCESS, report.batch)
    assert facts(district, tmp_path / "after") == before


def test_x18_without_dates_two_things_said_of_one_person_wait(district: Store, tmp_path: Path):
    same = {"姓名": "林有福", "身份证号": LIN, "就业状态": "就业"}
    rows = (same, same, same | {"就业状态": "失业"})

    report = load(district, "rs_employment", written(tmp_path, "rs_employment", *rows))

    assert (report.loaded, report.unchanged, report.rejected) == (1, 1, 1)
    assert findings(report) == ((4, "X18", "CONFLICT", ""),)
    assert [one["status"] for one in nodes(district, "Employment")] == ["就业"]


def test_x21_a_name_in_other_characters_is_the_same_and_stays_as_it_was(
    district: Store, tmp_path: Path
):
    row = {"姓名": "陳志遠", "身份证号": FATHER, "就业状态": "就业"}

    report = load(district, "rs_employment", written(tmp_path, "rs_employment", row))

    assert (report.loaded, findings(report)) == (1, ())
    assert "陈志远" in {p["name"] for p in nodes(district, "Person")}


def test_x22_where_a_household_lives_decides_not_where_it_is_registered(
    district: Store, tmp_path: Path
):
    before = {p["id"]: p["live_area"] for p in nodes(district, "Person")}

    load(district, "jy_students", written(tmp_path, "jy_students", pupil(户籍地="德阳市")))

    assert {p["id"]: p["live_area"] for p in nodes(district, "Person")} == before


def test_x23_x24_old_towns_and_free_text_find_their_village_or_the_town(
    district: Store, tmp_path: Path
):
    rows = (
        member(
            "甲", id_number(date(1970, 1, 1), 9), "H00000011", 村社区="万春镇永和社区3组12号"
        ),
        member("乙", id_number(date(1970, 1, 2), 9), "H00000012", 村社区="河边"),
        member("丙", id_number(date(1970, 1, 3), 9), "H00000013", 镇街="永盛镇", 村社区="河边"),
    )

    report = load(district, "mz_ledger", written(tmp_path, "mz_ledger", *rows))

    lives = {p["name"]: p["live_area"] for p in nodes(district, "Person")}
    assert report.loaded == 3
    assert lives["甲"].startswith("510115105")
    assert len(lives["甲"]) == 12
    assert (lives["乙"], lives["丙"]) == ("510115105", "510115005")
    assert findings(report) == (
        (2, "X24", "REPAIR", "村社区"),
        (3, "X24", "CELL", "村社区"),
        (4, "X23", "REPAIR", "镇街"),
        (4, "X24", "CELL", "村社区"),
    )


def test_x25_a_dead_person_still_paid_stays_dead_and_is_a_warning(
    district: Store, tmp_path: Path
):
    (chen,) = [p for p in nodes(district, "Person") if p["id_no"] == FATHER]
    died(district, chen["id"])
    paid = member("陈志远", FATHER, 与户主关系="户主", 月保障金额="1600.00")

    report = load(district, "mz_ledger", written(tmp_path, "mz_ledger", paid))

    (after,) = [p for p in nodes(district, "Person") if p["id_no"] == FATHER]
    assert report.rejected == 0
    assert after["deceased"] == date(2023, 10, 1)
    assert [(a["code"], a["priority"]) for a in nodes(district, "Alert")] == [("W17", "P2")]


def died(store: Store, person: str) -> None:
    from graph_schema.audit import Action
    from graph_schema.store import bulk

    with store.write(ACCESS, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Person", [{"id": person, "deceased": date(2023, 10, 1)}])


def test_x26_an_amount_of_a_year_is_told_a_month(district: Store, tmp_path: Path):
    path = tmp_path / "year.csv"
    path.write_text(
        f"申请人/户主姓名,身份证号,年租金(元)\n林有福,{LIN},6444.00\n", encoding="utf-8"
    )

    report = load(district, "zj_housing", path)

    assert findings(report) == ((2, "X26", "REPAIR", "月租金"),)
    assert [one["rent_month"] for one in nodes(district, "Housing")] == [53_700]


def test_x28_a_file_sent_again_changes_nothing_and_says_so(district: Store, tmp_path: Path):
    path = written(tmp_path, "wj_health", care(), care(身份证号=mask(LIN)))
    load(district, "wj_health", path)
    before = graph(district, tmp_path / "before")

    again = load(district, "wj_health", path)

    assert (again.resent, again.unchanged, again.rejected) == (True, 1, 1)
    assert graph(district, tmp_path / "after") == before


def test_x29_what_a_part_of_a_file_does_not_name_stays(district: Store, tmp_path: Path):
    people = len(nodes(district, "Person"))
    lone = member("林有福", LIN, "H00000001", 对象类别="特困、特殊困难老人")

    load(district, "mz_ledger", written(tmp_path, "mz_ledger", lone))

    assert len(nodes(district, "Person")) == people
    assert {b["snapshot"] for b in nodes(district, "ImportBatch")} == {"PARTIAL"}


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@name", "\ttab"])
def test_x30_text_that_a_spreadsheet_would_run_is_neutralised(text: str):
    assert safe(text) == f"'{text}"


def test_x17_a_missing_column_refuses_the_file_by_its_name(district: Store, tmp_path: Path):
    path = tmp_path / "short.csv"
    path.write_text("姓名,就业状态,单位\n林有福,就业,\n", encoding="utf-8")

    with pytest.raises(SourceError) as told:
        load(district, "rs_employment", path)

    assert told.value.facts["missing"] == "身份证号"
    assert nodes(district, "Employment") == []
