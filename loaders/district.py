"""A district's folder: what a domain expert writes, read whole before anything is loaded.

`district.yml`, `areas.csv` and `parameters.yml` must be there; `outline.geojson`,
`towns.geojson`, `rules/CODE.YYYY-MM-DD.yml`, `flows/*.yml` and `forms/*.yml` may be. A bad file
is refused by file, line and reason. The page about it: docs/another-district.md.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from graph_schema.errors import SourceError
from graph_schema.rulefile import BadRuleFile, RuleFile

ABOUT, AREAS, PARAMETERS = "district.yml", "areas.csv", "parameters.yml"
OUTLINE, TOWNS = "outline.geojson", "towns.geojson"
_MUST = frozenset({"code", "name", "city", "zone"})
_MAY = frozenset(
    {"code_system", "label_high", "colour_high", "confirm_at_town", "former_towns"}
    | {"today", "demo"}
)
_COLUMNS = ["code", "name", "lon", "lat"]
_ROW = {"code", "value", "unit", "from", "to", "basis", "verified_by"}
_DATED = re.compile(r"^(?P<code>[a-z][a-z_]*)\.(?P<since>\d{4}-\d{2}-\d{2})\.yml$")
TOWN, VILLAGE = 9, 12  # digits of a code


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town (nine digits) or a village (twelve). lon, lat: degrees, WGS-84; None unknown."""

    code: str
    name: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A file of rules in force from a day on. code: which rules; name: of the file."""

    code: str
    since: date
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """What a folder says of a district. today: of one that stands still, as a sample does.

    former: towns of the past by name, each with `now` (a town's name) and `since`. parameters:
    rows as written, values as plain data. outline, towns: GeoJSON as given. rules, flows,
    forms: in order of their names; nobody has judged what stands in them yet.
    """

    code: str
    name: str
    city: str
    zone: str
    code_system: str = ""
    label_high: str | None = None
    colour_high: str | None = None
    confirm_at_town: bool | None = None
    today: date | None = None
    demo: bool = False
    former: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    parameters: tuple[Mapping[str, Any], ...] = ()
    outline: str | None = None
    towns: str | None = None
    rules: tuple[Dated, ...] = ()
    flows: tuple[Dated, ...] = ()
    forms: tuple[Dated, ...] = ()


def sample() -> Path:
    """Give the folder of the sample district, which comes with the program."""
    return Path(str(files("loaders") / "sample"))


@cache
def sample_code() -> str:
    """Give the code of the sample district."""
    return read_district(sample()).code


def read_district(folder: Path) -> District:
    """Read a district's folder. Raises SourceError with file, line, reason and what to do."""
    if not folder.is_dir():
        raise SourceError(
            folder=str(folder), why="no such folder", do="name a district's folder"
        )
    try:
        about = _about(RuleFile.read(ABOUT, _text(folder, ABOUT)))
        places = tuple(_places(folder, about["code"]))
        parameters = tuple(_parameters(RuleFile.read(PARAMETERS, _text(folder, PARAMETERS))))
    except BadRuleFile as error:
        raise SourceError(folder=folder.name, why=str(error)) from error
    names = {place.name for place in places if len(place.code) == TOWN}
    for old, told in about.get("former_towns", {}).items():
        if told["now"] not in names:
            _refuse(ABOUT, None, f"former_towns.{old}: no town {told['now']} in {AREAS}")
    return District(
        former=about.pop("former_towns", {}),
        **about,
        places=places,
        parameters=parameters,
        outline=_shapes(folder, OUTLINE),
        towns=_shapes(folder, TOWNS),
        rules=tuple(_dated(folder / "rules")),
        flows=tuple(_dated(folder / "flows")),
        forms=tuple(_dated(folder / "forms")),
    )


def _refuse(name: str, line: int | None, why: str, do: str | None = None) -> NoReturn:
    facts = {"file": name, "line": line, "why": why, "do": do}
    raise SourceError(**{key: value for key, value in facts.items() if value is not None})


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        _refuse(name, None, "missing", "write it; wulian load district-out gives a beginning")
    except (OSError, UnicodeDecodeError):
        _refuse(name, None, "cannot be read as UTF-8 text")


def _about(file: RuleFile) -> dict[str, Any]:
    told = dict(file.record("", file.data, set(_MUST), set(_MAY)))
    for name in ("name", "city", "zone", "code_system", "label_high", "colour_high"):
        if not isinstance(told.get(name, ""), str):
            file.refuse(name, "text is expected")
    if not re.fullmatch(r"\d{6}", str(told["code"])) or isinstance(told["code"], int):
        file.refuse("code", "six digits in quotes are expected")
    try:
        ZoneInfo(told["zone"])
    except (OSError, ValueError, KeyError):
        file.refuse("zone", "no such time zone; Asia/Shanghai is one")
    if not isinstance(told.get("today"), date | None):
        file.refuse("today", "a date is expected, as 2024-01-31")
    for name in ("confirm_at_town", "demo"):
        if not isinstance(told.get(name, False), bool):
            file.refuse(name, "true or false is expected")
    for old, now in file.record("former_towns", told.get("former_towns", {}), set(),
                                set(told.get("former_towns") or ())).items():  # fmt: skip
        place = f"former_towns.{old}"
        if not isinstance(file.record(place, now, {"now", "since"}, set())["since"], date):
            file.refuse(f"{place}.since", "a date is expected")
    return told


def _places(folder: Path, district: str) -> Iterator[Place]:
    """Read the towns and villages; a town stands before its villages."""
    rows = csv.reader(_text(folder, AREAS).splitlines())
    if next(rows, None) != _COLUMNS:
        _refuse(AREAS, 1, f"the header is not {','.join(_COLUMNS)}")
    codes: set[str] = set()
    names: set[tuple[str, str]] = set()
    for cells in rows:
        line = rows.line_num
        if len(cells) != len(_COLUMNS):
            _refuse(AREAS, line, f"{len(cells)} cells where {len(_COLUMNS)} belong")
        code, name = cells[0].strip(), cells[1].strip()
        whole = code.isdigit() and len(code) in (TOWN, VILLAGE) and code.startswith(district)
        if not whole:
            _refuse(AREAS, line, f"{code}: not a town (9) or village (12 digits) of {district}")
        if len(code) == VILLAGE and code[:TOWN] not in codes:
            _refuse(AREAS, line, f"{code}: its town {code[:TOWN]} does not stand above it")
        parent = code[:TOWN] if len(code) == VILLAGE else district
        if code in codes or not name or (parent, name) in names:
            _refuse(AREAS, line, f"{code}: code or name is missing, or was there before")
        codes.add(code)
        names.add((parent, name))
        yield Place(code=code, name=name, **_spot(cells, line))
    if not any(len(code) == VILLAGE for code in codes):
        _refuse(AREAS, None, "no village")


def _spot(cells: Sequence[str], line: int) -> dict[str, float | None]:
    """Read where a place is: both degrees or neither."""
    told = [cell.strip() for cell in cells[2:]]
    if told == ["", ""]:
        return {"lon": None, "lat": None}
    try:
        lon, lat = map(float, told)
    except ValueError:
        _refuse(AREAS, line, "lon and lat: two numbers, or both empty")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        _refuse(AREAS, line, "lon and lat: not degrees of longitude and latitude")
    return {"lon": lon, "lat": lat}


def _parameters(file: RuleFile) -> Iterator[Mapping[str, Any]]:
    """Check the dated parameters: nothing holds twice on one day. line: where each stands."""
    if not isinstance(file.data, list):
        file.refuse("", "a list of parameters is expected")
    ends: dict[str, date | None] = {}
    ordered = sorted(enumerate(file.data), key=lambda one: _since(file, *one))
    for number, row in ordered:
        place, code = f"[{number}]", row["code"]
        since, until = row["from"], row["to"]
        if not isinstance(code, str) or not isinstance(until, date | None):
            file.refuse(place, "code is text, `to` a date or null")
        if until is not None and until <= since:
            file.refuse(place, f"{code}: ends before it begins")
        before = ends.get(code, since)
        if before is None or since < before:
            file.refuse(place, f"{code}: another value holds on {since}")
        ends[code] = until
        yield {**row, "line": file.line(place)}


def _since(file: RuleFile, number: int, row: Any) -> date:
    since = file.record(f"[{number}]", row, set(_ROW), set())["from"]
    if not isinstance(since, date):
        file.refuse(f"[{number}]", "`from` is a date, as 2024-01-01")
    return since


def _shapes(folder: Path, name: str) -> str | None:
    """Read GeoJSON as it is, where there is one; it must say that it is WGS-84."""
    if not (folder / name).is_file():
        return None
    text = _text(folder, name)
    try:
        told = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(file=name, why="not a GeoJSON FeatureCollection") from error
    if not told:
        _refuse(name, None, "no feature in it")
    if not re.search("wgs.?84|cgcs2000", text, re.IGNORECASE):
        _refuse(name, None, "does not say its coordinates are WGS-84", 'add "crs": "WGS-84"')
    return text


def _dated(folder: Path) -> Iterator[Dated]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        told = _DATED.match(path.name)
        name = f"{folder.name}/{path.name}"
        if told is None:
            _refuse(name, None, "not named like CODE.2024-01-01.yml: what, and from which day")
        try:
            since = date.fromisoformat(told["since"])
        except ValueError:
            _refuse(name, None, "no such day in its name")
        text = _text(folder, path.name)
        yield Dated(code=told["code"], since=since, name=name, text=text)
