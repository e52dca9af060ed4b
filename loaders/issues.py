"""What was wrong with a file: for the department as a CSV, for the graph as nodes.

The reason is told in Chinese and English by code; values of cells stand only in the original
row, which is encrypted in the graph and owner-only on disk.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph_schema.ids import new_id
from loaders.row import Finding
from loaders.source import Source

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "X01": ("全角或不可见字符，已规范", "full-width or invisible characters, repaired"),
        "X03": ("含控制字符或私用字符", "control or private-use characters"),
        "X04": ("证件号被当作数字，位数丢失", "ID number stored as a number, digits are lost"),
        "X05": ("证件号格式不规范，已规范", "form of the ID number, repaired"),
        "X06": ("证件号或代码校验不通过", "check digit or date of the number is wrong"),
        "X07": ("证件号被遮盖，待人工核对", "masked ID number, a person decides"),
        "X09": ("同一证件号姓名不一致", "same ID number, other name"),
        "X10": ("缺少证件号，待人工核对", "no ID number, a person decides"),
        "X11": ("日期写法不规范，已规范", "form of the date, repaired"),
        "X12": ("日期不存在或不可能", "impossible date"),
        "X13": ("金额写法不规范，已规范", "form of the amount, repaired"),
        "X14": ("金额或数字不可读或超出范围", "number unreadable or out of range"),
        "X15": ("是否值写法不规范", "form of yes or no"),
        "X17": ("缺少必填项", "required value is missing"),
        "X24": ("找不到对应的户或村社区", "household or village not found"),
        "X27": ("代码或类别不在清单中", "code or category not in the list"),
        "X30": ("单元格为公式", "formula cell"),
        "X32": ("列数不符", "wrong number of fields"),
    }
)
HEAD = ("file", "sheet", "line", "column", "code", "kind", "问题说明", "reason", "original")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding at one place of a file, with the untouched row."""

    file: str
    sheet: str
    line: int
    finding: Finding
    cells: Mapping[str, str]


def reason(code: str) -> tuple[str, str]:
    """Tell a defect in Chinese and English."""
    return REASONS.get(code, (code, code))


def write_csv(folder: Path, known: Source, issues: Sequence[Issue]) -> Path:
    """Write the reject file, UTF-8, owner-only; formulas are neutralised. Returns its path."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{known.name}_问题说明.csv"
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for one in issues:
            zh, en = reason(one.finding.code)
            original = json.dumps(dict(one.cells), ensure_ascii=False)
            cells = [one.file, one.sheet, one.line, one.finding.column, one.finding.code]
            writer.writerow(
                [safe(str(c)) for c in (*cells, one.finding.kind, zh, en, original)]
            )
    return path


def safe(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def issue_rows(issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """Make the nodes of what waits for a person; repairs stay in the file only."""
    return [
        {
            "id": new_id(),
            "sheet": one.sheet,
            "line": one.line,
            "column": one.finding.column,
            "code": one.finding.code,
            "kind": one.finding.kind,
            "reason": reason(one.finding.code)[0],
            "original": json.dumps(dict(one.cells), ensure_ascii=False),
            "state": "OPEN",
        }
        for one in issues
        if one.finding.kind != "REPAIR"
    ]
