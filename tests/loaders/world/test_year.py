"""A year that is told: the same bytes twice, moves that roles may cause, nobody's name."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from api.actions.registry import EVENTS
from api.auth.policies import REGISTRARS
from graph_schema import flows
from graph_schema.flows.fields import known
from graph_schema.vocabulary import Role
from loaders.directory import ORDER, find
from loaders.reading import open_file
from loaders.source import source
from loaders.world.generate import generate
from loaders.world.year.journal import ANY, MADE, REGISTER, Act, acts
from loaders.world.year.months import DELIVERY

AS_OF = date(2023, 12, 31)
DAYS = 60


def told(folder: Path, events: int = DAYS, seed: int = 3) -> Path:
    generate(folder, seed=seed, count=300, area="510115", as_of=AS_OF, events=events)
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def journal(world: Path) -> list[Act]:
    months = sorted(path.parent for path in world.glob("year/*/journal.jsonl"))
    return [act for month in months for act in acts(month)]


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_tells_the_same_year_to_the_byte(world: Path, tmp_path: Path):
    again, other = told(tmp_path / "again"), told(tmp_path / "other", seed=4)

    assert sums(again) == sums(world)
    assert sums(other) != sums(world)


def test_the_district_is_the_same_whether_a_year_is_told_or_not(world: Path, tmp_path: Path):
    without = sums(told(tmp_path, events=0))

    assert without == {name: sum_ for name, sum_ in sums(world).items() if "year/" not in name}


def test_acts_stand_in_order_and_what_they_name_was_made_before(journal: list[Act]):
    made: dict[str, str] = {}
    for act in journal:
        names = [one for one in (act.of, *act.told.values()) if isinstance(one, str)]
        for name in (one.removeprefix(MADE) for one in names if one.startswith(MADE)):
            assert name in made, act
        if act.of is None:
            made[str(act.n)] = act.flow

    assert [act.at for act in journal] == sorted(act.at for act in journal)
    assert date(2024, 1, 1) <= journal[0].at.date() <= journal[-1].at.date()


def test_every_act_is_a_move_that_its_role_may_cause_and_is_told_what_it_asks_for(
    journal: list[Act],
):
    for act in journal:
        if act.flow == REGISTER:
            assert act.event in EVENTS, act
            assert Role(act.role) in REGISTRARS, act
            continue
        flow = flows.load(act.flow)
        rows = [row for row in flow.transitions if row.event == act.event]
        must = {asked.field.name for asked in rows[0].fields if asked.required}
        assert Role(act.role) in flow.roles_of(act.event), act
        assert must <= act.told.keys() <= set(known()), act
        assert (act.of is None) == (rows[0].source is None), act
        assert act.reason or not rows[0].reason, act


def test_the_journal_holds_numbers_and_nobody_s_name(world: Path, journal: list[Act]):
    rows = [
        line.cells for line in open_file(find(world, "mz_ledger"), source("mz_ledger")).lines
    ]
    people = {row["身份证号"] for row in rows} | {row["成员姓名"] for row in rows}
    text = "".join(path.read_text("utf-8") for path in world.glob("year/*/journal.jsonl"))

    assert len(people) > 200
    assert {one for one in people if len(one) > 2 and one in text} == set()
    assert {a.of[0] for a in journal if a.of} <= {MADE, ANY, "L", "N", "A", "H", "F"}


def test_much_of_what_a_district_lives_through_happens(journal: list[Act]):
    moves = {f"{act.flow}.{act.event}" for act in journal}

    assert {
        "link.accept", "link.decline", "link.complete", "link.confirm", "link.fail",
        "consent.withdraw", "visit.finish", "need.open", "project.award", "project.terminate",
        "register.death", "register.move",
    } <= moves  # fmt: skip


def test_every_file_of_the_year_is_one_that_is_handed_in(world: Path):
    days = [path for path in (world / "year").iterdir() if len(path.name) == 10]
    files = {path.stem for day in days for path in day.iterdir() if path.name != DELIVERY}

    assert len(days) == 3
    assert files <= {Path(source(name).file).stem for name in ORDER}
    assert {"own_staff", "own_household", "own_visit"} <= files


def test_a_whole_list_holds_all_certificates_but_a_few(world: Path):
    day = world / "year" / "2024-02-29"
    told = json.loads((day / DELIVERY).read_text("utf-8"))
    at_first, then = (
        {row.cells["残疾人证号"] for row in open_file(find(folder, name), source(name)).lines}
        for folder, name in ((world, "cl_disability"), (day, "cl_disability"))
    )

    assert told["full"] == ["cl_disability"]
    assert len(then) == len(
        list(open_file(find(day, told["full"][0]), source(told["full"][0])).lines)
    )
    assert 0.9 * len(at_first) < len(at_first & then) <= len(at_first)


def test_a_line_that_is_no_act_is_named(tmp_path: Path):
    (tmp_path / "journal.jsonl").write_text(json.dumps({"n": 1}) + "\n", "utf-8")

    with pytest.raises(Exception, match="line=1"):
        list(acts(tmp_path))
