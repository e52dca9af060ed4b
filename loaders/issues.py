"""What was wrong with a file: for the department as a CSV, for the graph as nodes.

The reason is told in Chinese and English by code; values of cells stand only in the original
row, which is encrypted in the graph and owner-only on disk.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph_schema.ids import new_id
from loaders.people import Candidate
from loaders.row import Finding
from loaders.source import Source

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "X01": ("全角或不可见字符，已规范", "full-width or invisible characters, repaired"),
        "X02": ("含无法解码的字节", "bytes that are no character"),
        "X03": ("含控制字符或私用字符", "control or private-use characters"),
        "X04": ("证件号被当作数字，位数丢失", "ID number stored as a number, digits are lost"),
        "X05": ("证件号格式不规范，已规范", "form of the ID number, repaired"),
        "X06": ("证件号或代码校验不通过", "check digit or date of the number is wrong"),
        "X07": ("证件号被遮盖，待人工核对", "masked ID number, a person decides"),
        "X08": ("疑似冒用监护人或家人的证件号", "a parent's or relative's ID number"),
        "X09": ("同一证件号姓名不一致", "same ID number, other name"),
        "X10": ("缺少证件号，待人工核对", "no ID number, a person decides"),
        "X11": ("日期写法不规范，已规范", "form of the date, repaired"),
        "X12": ("日期不存在或不可能", "impossible date"),
        "X13": ("金额写法不规范，已规范", "form of the amount, repaired"),
        "X14": ("金额或数字不可读或超出范围", "number unreadable or out of range"),
        "X15": ("是否值写法不规范", "form of yes or no"),
        "X17": ("缺少必填项", "required value is missing"),
        "X18": ("同一人在本文件中重复且内容不一致", "same person twice, not the same values"),
        "X19": (
            "同一人出现在两户，待人工核对",
            "same person in two households, a person decides",
        ),
        "X20": ("同名同生日，待人工核对", "several people of the same marks, a person decides"),
        "X23": ("镇街已撤并或不在区内", "abolished or unknown town"),
        "X24": ("找不到对应的户或村社区", "household or village not found"),
        "X26": ("按年填报，已折算为月", "amount of a year, told a month"),
        "X27": ("代码或类别不在清单中", "code or category not in the list"),
        "X30": ("单元格为公式，请改为数值", "formula cell, write its value"),
        "X32": ("列数不符，或有多余引号、空字符", "wrong number of fields, stray quote or NUL"),
        "X33": ("该机构由其他区县维护，此处不改", "another district keeps this body"),
        "X34": ("平台上已有更新的办理状态，文件中的未采用", "moved on here since; not taken"),
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


def reason(finding: Finding) -> tuple[str, str]:
    """Tell a defect in Chinese and English, how many people may be meant, which byte it is."""
    zh, en = REASONS[finding.code]
    if told := len(finding.candidates):
        return f"{zh}；候选 {told} 人", f"{en}; candidates: {told}"
    if (byte := finding.byte) is not None:
        return f"{zh}；第 {byte} 字节", f"{en}; byte {byte} of the file"
    return zh, en


def write_csv(folder: Path, known: Source, issues: Sequence[Issue]) -> Path | None:
    """Write the reject file, UTF-8, owner-only; formulas are neutralised. Returns its path.

    Without issues there is none, and none of an earlier run stays.
    """
    path = folder / f"{known.name}_问题说明.csv"
    if not issues:
        path.unlink(missing_ok=True)
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for one in issues:
            zh, en = reason(one.finding)
            original = json.dumps(dict(one.cells), ensure_ascii=False)
            cells = [one.file, one.sheet, one.line, one.finding.column, one.finding.code]
            writer.writerow(
                [safe(str(c)) for c in (*cells, one.finding.kind, zh, en, original)]
            )
    return path


def safe(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


@dataclass(slots=True)
class Waiting:
    """What waits for a human, as nodes: new issues and pairs; ids of all issues of the file."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)


def waiting(
    issues: Sequence[Issue], there: Iterable[Mapping[str, Any]], pairs: set[tuple[str, str]]
) -> Waiting:
    """Make the nodes of what waits; repairs stay in the file only.

    there: issues the graph holds; the same row with the same finding waits once. pairs: left
    and right of what was proposed before; a decision is never asked for again.
    """
    held: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in there:
        held[row["code"], row["column"] or "", row["original"]].append(row["id"])
    told = Waiting()
    for one in issues:
        if one.finding.kind == "REPAIR":
            continue
        original = json.dumps(dict(one.cells), ensure_ascii=False)
        same = held[one.finding.code, one.finding.column, original]
        if same:
            issue = same.pop()
        else:
            issue = new_id()
            told.issues.append(_node(issue, one, original))
        told.ids.append(issue)
        for right in one.finding.candidates:
            if (issue, right.id) not in pairs:
                told.pairs.append(pair_of(issue, right))
    return told


def _node(issue: str, one: Issue, original: str) -> dict[str, Any]:
    return {
        "id": issue, "sheet": one.sheet, "line": one.line, "column": one.finding.column,
        "code": one.finding.code, "kind": one.finding.kind,
        "reason": reason(one.finding)[0], "original": original, "state": "OPEN",
    }  # fmt: skip


def pair_of(left: str, right: Candidate) -> dict[str, Any]:
    """Make the node that asks a human whether two are the same. left: an issue or a person."""
    return {
        "id": new_id(), "left": left, "right": right.id, "score": right.score,
        "reasons": json.dumps(right.reasons), "state": "OPEN",
    }  # fmt: skip
