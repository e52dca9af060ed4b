"""A district of the store as a folder again: for review, another installation, a partner.

Rules, parameters, catalogue and shapes only: nothing of a person is in these files, nor a
contact of the catalogue.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from api.districts.judging import canonical
from graph_schema.access import Access
from graph_schema.errors import NotEmpty, NotFound, Rejected
from graph_schema.store import bulk
from graph_schema.store.session import ReadSession, Store
from graph_schema.vocabulary import Purpose
from loaders import district as folder_of
from loaders.world.write import Sheet, yuan
from matching.eligibility.rules import PROGRAM

PARTS = ("about", "parameters", "rules", "catalogue", "forms", "flows")
# Where the rules that come with the program stand: written as they are, comments and all.
SHIPPED: Mapping[str, tuple[str, str]] = {
    "risk": ("matching.risk", "parameters.yml"),
    "eligibility": ("matching.eligibility", "rules.yml"),
    "warning": ("matching.warning", "triggers.yml"),
    "visits": ("matching.warning", "visits.yml"),
    "linking": ("matching.linking", "policy.yml"),
}
Row = Mapping[str, Any]


def write_district(
    store: Store, code: str, to: Path, parts: tuple[str, ...] = PARTS
) -> list[str]:
    """Write a district into a new or empty folder; returns the names of the files.

    parts: of PARTS. The folder is one that `load_district` takes. Raises NotEmpty, NotFound for
    a district the store does not hold, and Rejected for a part that is none.
    """
    if unknown := set(parts) - set(PARTS):
        raise Rejected(["UNKNOWN_CODE"], part=", ".join(sorted(unknown)), known=PARTS)
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise NotEmpty(why="the folder is not empty", folder=str(to))
    access = Access.system(Purpose.STATISTICS, (code,))
    with store.read(access) as session:
        about = next((d for d in bulk.scan(session, "District") if d["code"] == code), None)
        if about is None:
            raise NotFound(district=code)
        to.mkdir(parents=True, exist_ok=True)
        for part in PARTS:
            if part in parts:
                WRITERS[part](session, about, to)
    return sorted(str(path.relative_to(to)) for path in to.rglob("*") if path.is_file())


def _about(session: ReadSession, about: Row, to: Path) -> None:
    """Write district.yml, areas.csv and the shapes."""
    code = str(about["code"])
    areas = {a["code"]: a for a in bulk.scan(session, "Area") if code.startswith(a["code"][:6])}
    former = {
        one["name"]: {"now": one["now"], "since": date.fromisoformat(one["since"])}
        for one in json.loads(about.get("former_towns") or "[]")
    }
    told = {
        "code": code,
        "name": about["name"],
        "city": areas[code[:4]]["name"],
        "zone": about["zone"],
        "code_system": areas[code].get("code_system"),
        **{name: about.get(name) for name in ("label_high", "colour_high", "confirm_at_town")},
        "former_towns": former or None,
        "today": about.get("today"),
        "demo": about.get("demo") or None,
    }
    _yaml(to / folder_of.ABOUT, {name: v for name, v in told.items() if v is not None})
    with (to / folder_of.AREAS).open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(["code", "name", "lon", "lat"])
        inside = [a for a in areas.values() if len(a["code"]) > len(code)]
        for area in sorted(inside, key=lambda a: (len(a["code"]), a["code"])):
            spot = ["" if area.get(d) is None else area[d] for d in ("lon", "lat")]
            sheet.writerow([area["code"], area["name"], *spot])
    for name, key in ((folder_of.OUTLINE, "outline"), (folder_of.TOWNS, "towns")):
        if about.get(key):
            (to / name).write_text(about[key], encoding="utf-8")


def _parameters(session: ReadSession, _: Row, to: Path) -> None:
    rows = [
        {
            "code": row["code"],
            "value": json.loads(row["value"]),
            "unit": row.get("unit") or "",
            "from": row["valid_from"],
            "to": row.get("valid_to"),
            "basis": row.get("basis") or "",
            "verified_by": row.get("verified_by") or "",
        }
        for row in _params(session)
        if not row["code"].startswith(("form.", "flow."))
    ]
    _yaml(to / folder_of.PARAMETERS, rows)


def _documents(kind: str) -> Callable[[ReadSession, Row, Path], None]:
    def write(session: ReadSession, _: Row, to: Path) -> None:
        for row in _params(session):
            if row["code"].startswith(f"{kind}."):
                name = f"{row['code'].removeprefix(f'{kind}.')}.{row['valid_from']}.yml"
                _yaml(to / f"{kind}s" / name, json.loads(row["value"]))

    return write


def _params(session: ReadSession) -> list[Row]:
    rows = bulk.scan_own(session, "Param")
    return sorted(rows, key=lambda row: (row["code"], row["valid_from"]))


def _rules(session: ReadSession, _: Row, to: Path) -> None:
    """Write every version the district has of its own; where it has none, the program's."""
    found = defaultdict(list)
    for row in bulk.scan_own(session, "RuleSet"):
        if row.get("source") != PROGRAM:
            found[row["code"]].append(row)
    for code, (package, name) in SHIPPED.items():
        shipped = files(package).joinpath(name).read_text("utf-8")
        default = canonical(yaml.safe_load(shipped))
        rows = found[code] or [{"body": default, "valid_from": date(2000, 1, 1)}]
        for row in rows:
            path = to / "rules" / f"{code}.{row['valid_from']}.yml"
            if row["body"] == default:
                path.parent.mkdir(exist_ok=True)
                path.write_text(shipped, encoding="utf-8")
            else:
                _yaml(path, json.loads(row["body"]))


def _catalogue(session: ReadSession, _: Row, to: Path) -> None:
    """Write the catalogue as own_catalogue has it, without the places that are taken."""
    bodies = {row["id"]: row["credit_code"] for row in bulk.scan(session, "Organisation")}
    offered: defaultdict[str, list[str]] = defaultdict(list)
    ties = bulk.scan_relationships(session, "OFFERS", "Organisation", "CatalogueItem")
    for tie in ties:
        offered[tie["to"]].append(bodies[tie["from"]])
    with Sheet(to, "own_catalogue") as sheet:
        items = bulk.scan_own(session, "CatalogueItem")
        for item in sorted(items, key=lambda row: str(row["code"])):
            sheet.row(**_item(item), providers=sorted(offered[item["id"]]))


SAME = (
    *("code", "type", "title", "category", "needs", "groups", "service_types", "areas"),
    *("age_min", "age_max", "benefit", "how_to_apply", "unit", "capacity", "skills", "status"),
)


def _item(item: Row) -> dict[str, Any]:
    confirmed: datetime | None = item.get("verified_at")
    return {
        **{name: item.get(name) for name in SAME},
        "rule": json.loads(item.get("conditions") or "null"),
        "documents": json.loads(item.get("documents") or "[]"),
        "price": yuan(item.get("price")),
        "needs_volunteer": bool(item.get("needs_volunteer")),
        "verified_on": confirmed and confirmed.date(),
    }


WRITERS: Mapping[str, Callable[[ReadSession, Row, Path], None]] = {
    "about": _about,
    "parameters": _parameters,
    "rules": _rules,
    "catalogue": _catalogue,
    "forms": _documents("form"),
    "flows": _documents("flow"),
}


def _yaml(path: Path, data: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    text = "".join(_dumped(data))
    path.write_text(text, encoding="utf-8")


def _dumped(data: Any) -> Iterator[str]:
    """Write a row a line in a long list, so that two versions compare line by line."""
    if isinstance(data, list):
        for row in data:
            yield "- " + yaml.safe_dump(
                row, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000
            )
    else:
        yield yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
