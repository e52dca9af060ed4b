"""A district's folder: what is wrong in it is named by file, line and reason."""

import csv
import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from graph_schema.errors import SourceError
from loaders.district import read_district, sample
from loaders.world.places import villages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample(), tmp_path / "district"))


def test_the_sample_is_a_district_in_the_form_every_district_has():
    told = read_district(sample())

    assert (told.code, told.name) == ("510115", "温江区")
    assert {p.code: (p.lon, p.lat) for p in told.places if len(p.code) == 12} == {
        v.code: (v.lon, v.lat) for v in villages("510115")
    }
    assert json.loads(told.outline or "")["features"]


def test_the_sample_s_names_are_those_that_were_published():
    text = files("loaders.world").joinpath("areas", "510115_wenjiang_villages.csv").read_text()
    published = {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}

    told = {p.code: p.name for p in read_district(sample()).places if len(p.code) == 12}
    assert told == published


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("district.yml", 'code: "510115"', "code: 510115", "district.yml line 2: code: six"),
        ("district.yml", "zone: Asia/Shanghai", "zone: Mars", "line 5: zone: no such"),
        ("district.yml", "city: 成都市\n", "", "city missing"),
        ("district.yml", "city: 成都市", "city: 成都市\nmayor: 某", "line 5: mayor: unknown"),
        ("district.yml", "now: 金马街道", "now: 火星街道", "no town 火星街道 in areas.csv"),
        ("areas.csv", "code,name,lon,lat", "code,name", "line=1"),
        ("areas.csv", "510115002,公平街道", "510116002,公平街道", "line=3"),
        ("areas.csv", "510115001001,", "510115099001,", "does not stand above it"),
        ("areas.csv", "510115002,公平街道", "510115001,公平街道", "was there before"),
        ("areas.csv", "103.873314", "east", "two numbers"),
        ("areas.csv", "103.873314", "1873.3", "not degrees"),
        ("parameters.yml", "to: 2018-01-01", "to: 2024-01-01",
         "another value holds on 2023-01-01"),
        ("parameters.yml", "unit: fen a person and month, from: 2017-11-01",
         "units: fen, from: 2017-11-01", "unit missing"),
        ("parameters.yml", "from: 2017-11-01, to", "from: 2018-02-01, to",
         "ends before it begins"),
        ("outline.geojson", "WGS-84", "GCJ-02", "does not say its coordinates are WGS-84"),
        ("towns.geojson", '"features"', '"feature"', "not a GeoJSON"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_file_line_and_reason(
    folder: Path, name: str, old: str, new: str, why: str
):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(SourceError) as refused:
        read_district(folder)

    told = str(refused.value)
    assert why in told
    assert name in told or "district.yml" in told


@pytest.mark.parametrize("name", ["district.yml", "areas.csv", "parameters.yml"])
def test_what_must_be_there_is_named(folder: Path, name: str):
    (folder / name).unlink()

    with pytest.raises(SourceError, match=f"file={name}, why=missing"):
        read_district(folder)


def test_a_dated_file_says_in_its_name_what_it_is_and_from_which_day(folder: Path):
    (folder / "rules").mkdir()
    (folder / "rules/risk.2024-02-30.yml").write_text("version: x\n")

    with pytest.raises(SourceError, match="no such day"):
        read_district(folder)

    (folder / "rules/risk.2024-02-30.yml").rename(folder / "rules/risk.yml")
    with pytest.raises(SourceError, match=r"CODE\.2024-01-01\.yml"):
        read_district(folder)


def test_an_outline_is_not_needed(folder: Path):
    for name in ("outline.geojson", "towns.geojson"):
        (folder / name).unlink()

    assert read_district(folder).outline is None
