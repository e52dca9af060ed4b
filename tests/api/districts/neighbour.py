"""A second district as files: named like the sample's towns and villages, by its own codes.

Its households, staff and items carry the very numbers of the sample's, its people the same ID
numbers: whatever is looked up without its district finds the wrong one. Its own are L, one risk
rule set and one clock.
"""

import csv
import json
import shutil
from datetime import date
from pathlib import Path

import yaml

from loaders.directory import ORDER
from loaders.district import sample
from loaders.source import source
from tests.loaders.ground import SOURCES

HERE, CODE, NAME = "510115", "510199", "示范邻区"
STANDARD = 86_000  # L in fen a person and month
RISK = Path(__file__).parents[3] / "matching/risk/parameters.yml"


def neighbour(folder: Path) -> Path:
    """Write the folder of the second district: what an expert writes, and its files."""
    shutil.copytree(sample(), folder)
    _replaced(folder / "areas.csv", {HERE: CODE})
    about = yaml.safe_load((folder / "district.yml").read_text())
    about |= {"code": CODE, "name": NAME, "today": date(2023, 12, 31)}
    _dumped(folder / "district.yml", about)
    rows = yaml.safe_load((folder / "parameters.yml").read_text())
    for row in rows:
        if row["code"] == "L" and row["from"].isoformat() == "2023-01-01":
            row["value"] = STANDARD
    day = rows[0]["from"]
    rows.append({
        "code": "clock.report", "value": {"else": "72h"}, "unit": "", "from": day, "to": None,
        "basis": "", "verified_by": "",
    })  # fmt: skip
    _dumped(folder / "parameters.yml", rows)
    (folder / "rules").mkdir()
    text = RISK.read_text().replace('version: "2023.1"', 'version: "邻区 1"')
    text = text.replace("yellow: 3500", "yellow: 3000")
    (folder / "rules/risk.2023-01-01.yml").write_text(text)
    for name in ORDER:
        told = source(name)
        text = (SOURCES / name / "sample.csv").read_text(encoding=_encoding(name))
        path = folder / f"{Path(told.file).stem}.csv"
        path.write_text(text.replace(HERE, CODE), encoding=_encoding(name), newline="")
    return folder


def without_rules(folder: Path) -> Path:
    shutil.rmtree(folder / "rules")
    return folder


def lines(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def _encoding(name: str) -> str:
    raw = (SOURCES / name / "sample.csv").read_bytes()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _replaced(path: Path, words: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in words.items():
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def _dumped(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
