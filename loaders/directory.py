"""A whole district from one folder: what stands before, then every file in its order."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from graph_schema.access import Access
from graph_schema.errors import SourceError
from graph_schema.store.session import Store
from loaders.district import ABOUT, read_district
from loaders.ground import load_ground
from loaders.known import Known
from loaders.reading import open_file
from loaders.report import Report
from loaders.run import load_file
from loaders.source import source

# Whom a row names must be there before it: bodies, people, items, households, then the rest.
ORDER = (
    "own_org", "own_staff", "own_catalogue", "mz_ledger", "own_household", "zj_housing",
    "yb_medical", "wj_health", "cl_disability", "jy_students", "rs_employment", "csh_charity",
    "own_need", "own_project", "own_link", "own_visit", "own_alert",
)  # fmt: skip


def load_directory(
    store: Store,
    access: Access,
    folder: Path,
    *,
    rejects: Path | None = None,
    told: Callable[[str, Report | None], None] = lambda name, report: None,
) -> list[Report]:
    """Load every file of a district's folder. told: before (None) and after each file.

    Every file is opened before the first is loaded. Raises SourceError when district.json, a
    header or a later row cannot be taken; files already loaded stay, and loading the folder
    again goes on from there.
    """
    district = district_of(folder)
    paths = {name: path for name in ORDER if (path := find(folder, name)) is not None}
    if not paths:
        raise SourceError(
            folder=folder.name, why="no file of any source", do="wulian load list names them"
        )
    for name, path in paths.items():
        next(open_file(path, source(name)).lines, None)
    load_ground(store, access, district)
    reports: list[Report] = []
    known: Known | None = None
    for name, path in paths.items():
        told(name, None)
        day = date.fromisoformat(district["as_of"])
        with store.read(access) as session:
            known = known.reading(session) if known else Known(session, day)
        report = load_file(store, access, name, path, as_of=day, rejects=rejects, known=known)
        told(name, report)
        reports.append(report)
    return reports


def find(folder: Path, name: str) -> Path | None:
    """Find a source's file in a folder, as a workbook or as CSV; None when it is not there."""
    stem = Path(source(name).file).stem
    return next((p for s in (".xlsx", ".csv") if (p := folder / f"{stem}{s}").is_file()), None)


def district_of(folder: Path) -> dict[str, Any]:
    """Read which district a folder's files are of, and of which day (`as_of`, ISO text).

    district.json says both; else district.yml says the district, and its `today` the day.
    Raises SourceError with what to do when neither can be read.
    """
    path = folder / "district.json"
    if not path.exists() and (folder / ABOUT).exists():
        own = read_district(folder)
        if own.today is None:
            _refuse(folder, f"missing, and {ABOUT} has no `today`")
        return {"code": own.code, "as_of": own.today.isoformat()}
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        date.fromisoformat(told["as_of"])
        if not re.fullmatch(r"[0-9]{6}", told["code"]):
            _refuse(folder, "code: six digits in quotes are expected")
    except (OSError, ValueError, KeyError, TypeError) as exc:
        why = "missing or not readable" if folder.is_dir() else "no such folder"
        _refuse(folder, why, exc)
    return told


def _refuse(folder: Path, why: str, because: Exception | None = None) -> NoReturn:
    raise SourceError(
        folder=folder.name, file="district.json", why=why, do="name a district's folder"
    ) from because
