"""The synthetic district: the same bytes twice, people who cannot exist, truths that hold."""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from loaders.identifiers import fault_of, is_credit_code
from loaders.source import names
from loaders.world.generate import generate

AS_OF = date(2023, 12, 31)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate(folder, seed=3, count=150, area="510115", as_of=AS_OF)
    return folder


@pytest.fixture(scope="module")
def truth(world: Path) -> dict:
    return json.loads((world / "truth.json").read_text())


def sums(folder: Path) -> dict[str, str]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())
    }


def rows(world: Path, name: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    with (world / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_bytes_in_another_process(world: Path, tmp_path: Path):
    code = (
        "from loaders.world.generate import generate; from pathlib import Path;"
        "from datetime import date; import sys;"
        "generate(Path(sys.argv[1]), seed=3, count=150, area='510115', as_of=date(2023,12,31))"
    )
    other = os.environ | {"PYTHONHASHSEED": "7"}  # noqa: TID251 - of the other process

    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=other)

    assert sums(tmp_path) == sums(world)


def test_another_seed_gives_another_district(world: Path, tmp_path: Path):
    generate(tmp_path, seed=4, count=150, area="510115", as_of=AS_OF)

    assert sums(tmp_path) != sums(world)


def test_every_file_a_source_knows_is_there(world: Path):
    assert len(list(world.iterdir())) == len(names()) + 2  # and district.json, truth.json


def test_nobody_in_the_files_can_exist(world: Path):
    people = rows(world, "YB_医疗费用与参保.csv", "gb18030")
    sound = [r["身份证号"] for r in people if fault_of(r["身份证号"], AS_OF) is None]
    phones = [r["电话"] for r in rows(world, "own_household.csv")]

    assert sound
    assert {number[:6] for number in sound} == {"990115"}
    assert all(re.fullmatch(r"1[0-2]\d{9}", phone) for phone in phones)
    assert all(is_credit_code(r["统一社会信用代码"]) for r in rows(world, "own_org.csv"))


def test_every_planted_defect_stands_where_the_truth_says(world: Path, truth: dict):
    wrong = [d for d in truth["dirt"] if d["code"] == "X06" and d["file"].startswith("YB")]
    lines = rows(world, "YB_医疗费用与参保.csv", "gb18030")

    for planted in wrong:
        number = lines[planted["line"] - 2]["身份证号"]
        assert fault_of(number, AS_OF) == "X06"


def test_truths_fit_each_other(truth: dict):
    levels = truth["levels"]
    district = truth["coverage"]["510115"]

    assert len(levels) == truth["households"] == district["households"]
    assert district["cov_1"] == pytest.approx(
        1 - len(truth["isolated"]) / len(levels), abs=1e-6
    )
    assert sum(r["households"] for c, r in truth["coverage"].items() if len(c) == 9) == len(
        levels
    )
    assert {levels[h][0] for h in truth["planted"]["no_guardian"]} == {"L4_HIGH"}
    assert set(truth["planted"]) >= {"eligible_not_receiving", "relapsed", "no_guardian"}


@pytest.mark.parametrize(("seed", "count"), [(168, 137), (478, 137), (509, 137), (1, 100)])
def test_no_district_is_too_small_for_a_truth(tmp_path: Path, seed: int, count: int):
    generate(tmp_path, seed=seed, count=count, area="510115", as_of=AS_OF)
    truth = json.loads((tmp_path / "truth.json").read_text())

    assert all(cluster["needs"] for cluster in truth["clusters"])
    assert len(truth["single_point"]["needs"]) >= 3
    assert all(truth["planted"].values())


def test_every_truth_that_alerts_find_is_among_the_open_alerts(world: Path, truth: dict):
    planted, told = truth["planted"], {tuple(alert) for alert in truth["alerts"]}
    expected = {
        *((number, "W08", "P1") for number in planted["no_guardian"]),
        *((number, "W15", "P2") for number in planted["relapsed"]),
        *((number, "W17", "P2") for number in planted["should_exit"] + planted["dead"]),
        *((number, "W24", "P3") for number in planted["renamed"]),
    }
    columns = ("户编号", "预警代码", "级别")
    ledger = {tuple(r[c] for c in columns) for r in rows(world, "own_alert.csv")}

    assert ledger
    assert told == expected | ledger
    assert len(told) == len(truth["alerts"])


def test_nobody_is_met_after_a_death_was_found(world: Path, truth: dict):
    for number in truth["planted"]["dead"]:
        mine = [r for r in rows(world, "own_visit.csv") if r["户编号"] == number]
        (found,) = (r for r in mine if r["结果"] == "已去世")

        assert all(r["完成日期"] < found["完成日期"] for r in mine if r is not found)


def test_no_item_gives_more_places_than_it_has(world: Path):
    for row in rows(world, "own_catalogue.csv"):
        assert not row["容量"] or int(row["已用"]) <= int(row["容量"])


@pytest.mark.parametrize(("seed", "count"), [(771, 1300), (5, 400)])
def test_no_item_has_more_promised_than_it_has_places(tmp_path: Path, seed: int, count: int):
    generate(tmp_path, seed=seed, count=count, area="510115", as_of=AS_OF)
    states = ("ACCEPTED", "IN_SERVICE", "ON_HOLD", "PROPOSED")
    links = rows(tmp_path, "own_link.csv")
    taken = Counter(row["资源编码"] for row in links if row["状态"] in states)

    for row in rows(tmp_path, "own_catalogue.csv"):
        assert not row["容量"] or taken[row["资源编码"]] <= int(row["容量"]), row["资源编码"]
