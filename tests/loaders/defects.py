"""Rows and files with one defect each, for the table of defects X01 to X32."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from loaders.world.identity import id_number

LIN = id_number(date(1950, 1, 1), 1)  # 林有福 of the samples, H00000001
XIAOYU = id_number(date(2014, 9, 8), 4)  # 陈小雨, at primary school, H00000002
FATHER = id_number(date(1985, 3, 15), 3)  # 陈志远
HERE = {"镇街": "万春镇", "村社区": "永和社区居委会"}
WIDE = LIN.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
SWAPPED = LIN[:4] + LIN[5] + LIN[4] + LIN[6:]
DAYS = ("2023-1-5", "2023/01/05", "2023.1.5", "20230105", "二〇二三年一月", "44931")
Cells = dict[str, str]
Found = tuple[int, str, str, str]  # line, code, kind, column
Make = Callable[[Path], Path]


def care(**more: str) -> Cells:
    return {"姓名": "林有福", "身份证号": LIN, "失能评估等级": "半护理"} | more


def bill(**more: str) -> Cells:
    base = {"姓名": "林有福", "身份证号": LIN, "个人自付": "10.00", "结算日期": "2023-08-01"}
    return base | more


def home(**more: str) -> Cells:
    return {"申请人/户主姓名": "林有福", "身份证号": LIN} | more


def pupil(**more: str) -> Cells:
    base = {
        "学生姓名": "陈小雨",
        "身份证件号": XIAOYU,
        "学段": "小学",
        "更新日期": "2023-12-01",
    }
    return base | more


def gift(**more: str) -> Cells:
    return {"受助人姓名": "林有福", "身份证号": LIN, "救助日期": "2023-09-28"} | more


def member(name: str, number: str, household: str = "H00000002", **more: str) -> Cells:
    base = {"户编号": household, "成员姓名": name, "身份证号": number, "对象类别": "低保"}
    return base | HERE | more


@dataclass(frozen=True)
class Case:
    """A file of a source, what is found in it, how many of its rows are not taken."""

    code: str
    source: str
    file: tuple[Cells, ...] | Make
    found: tuple[Found, ...]
    rejected: int = 0


def row(code: str, source: str, cells: Cells, kind: str, column: str = "") -> Case:
    """One row with one finding."""
    rejected = kind in {"ROW", "CONFLICT", "QUEUE"}
    return Case(code, source, (cells,), ((2, code, kind, column),), int(rejected))


def clean(code: str, source: str, *cells: Cells) -> Case:
    """Rows that are taken as they are."""
    return Case(code, source, cells, ())


def raw(*lines: bytes) -> Make:
    """A file of employment, byte for byte."""

    def make(folder: Path) -> Path:
        path = folder / f"raw{len(list(folder.iterdir()))}.csv"
        path.write_bytes(b"\n".join(("姓名,身份证号,就业状态".encode(), *lines)) + b"\n")
        return path

    return make


def worker(name: str, status: str = "就业") -> bytes:
    return f"{name},{LIN},{status}".encode()


def torn(code: str, line: int, *lines: bytes) -> Case:
    """Lines of which one is torn."""
    return Case(code, "rs_employment", raw(*lines), ((line, code, "ROW", ""),), 1)


def book(fill: Callable[[Any, Any], None]) -> Make:
    """A workbook; fill: what is written into it and its first sheet."""

    def make(folder: Path) -> Path:
        path = folder / f"book{len(list(folder.iterdir()))}.xlsx"
        with xlsxwriter.Workbook(str(path)) as made:
            fill(made, made.add_worksheet("一季度"))
        return path

    return make


def _formula(made: Any, page: Any) -> None:
    page.write_row(0, 0, ["姓名", "身份证号", "单位", "就业状态"])
    page.write_row(1, 0, ["林有福", LIN])
    page.write_formula(1, 2, '=CONCATENATE("示范","公司")', None, "示范公司")
    page.write_string(1, 3, "就业")


def _department(made: Any, page: Any) -> None:
    """A title, names on two lines, a merged number, subtotals, a note, a hidden sheet."""
    page.merge_range(0, 0, 0, 7, "温江区困难群众对象台账")
    page.write_row(1, 0, ["户编号", "成员信息", "", "", "对象类别", "镇街", "村社区", "备查"])
    page.write_row(2, 0, ["", "成员姓名", "身份证号", "与户主关系"])
    page.write(1, 7, "核查日期")
    page.merge_range(3, 0, 4, 0, "H00000002")
    page.write_row(3, 1, ["陈志远", FATHER, "户主", "低保", *HERE.values()])
    page.write_row(4, 1, ["陈小雨", XIAOYU, "女儿", "低保、特殊群体儿童", *HERE.values()])
    page.write_row(5, 0, ["小 计", "", "2"])
    page.write_row(6, 0, ["注：本表为示范数据"])
    hidden = made.add_worksheet("旧表")
    hidden.hide()
