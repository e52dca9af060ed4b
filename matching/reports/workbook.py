"""A report as an XLSX file: who took it and when, text that no program takes for a formula."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import xlsxwriter

from graph_schema.errors import TooLarge

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from matching.reports.engine import Told

HEADS = (
    *("指标", "区划", "名称", "群体", "颜色", "月份", "分项"),
    *("数值", "单位", "分子", "分母", "层级"),
)
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
MOST = 1_000  # rows without a higher approval: domain reference A16
HIDDEN = "<5"


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    A cell of a workbook is text anyhow; copied out as CSV it would not be. Full-width signs and
    blanks before one count too. Source: OWASP, CSV Injection.
    """
    looked = unicodedata.normalize("NFKC", text)
    risky = looked.startswith(RISKY) or looked.lstrip().startswith(RISKY)
    return f"'{text}" if risky else text


def write(told: Told, path: Path, who: str, when: datetime) -> int:
    """Write a published report; gives the number of rows.

    Raises TooLarge above MOST rows, and ValueError for a report that was not published: what
    leaves the house has its small cells hidden.
    """
    if not told.published:
        raise ValueError("only a published report leaves the house")
    if len(told.numbers) > MOST:
        raise TooLarge(rows=len(told.numbers), most=MOST)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "in_memory": True}) as book:
        sheet = book.add_worksheet(told.report.name[:31])
        bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0.0000"})
        sheet.write_string(0, 0, harmless(f"{told.report.zh} · {told.as_of.isoformat()}"), bold)
        sheet.write_string(1, 0, harmless(f"{who} · {when.isoformat(timespec='seconds')}"))
        for column, head in enumerate(HEADS):
            sheet.write_string(2, column, head, bold)
        for row, cells in enumerate(_rows(told), 3):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, column, harmless(value))
                elif value is not None:
                    sheet.write_number(row, column, value, share)
    return len(told.numbers)


def _rows(told: Told) -> list[list[Any]]:
    about = {m.name: m for m in told.report.measures}
    return [
        [
            about[one.measure].zh,
            one.cell.area,
            told.areas[one.cell.area],
            one.cell.group or "",
            one.cell.level or "",
            one.cell.month or "",
            one.cell.part or "",
            HIDDEN if one.hidden else one.value,
            about[one.measure].unit,
            HIDDEN if one.hidden else one.numerator,
            HIDDEN if one.hidden else one.denominator,
            one.cell.tier or "",
        ]
        for one in told.numbers
    ]
