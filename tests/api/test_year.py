"""A district lives: files, acts and clocks day by day; at a month's end nothing is broken."""

import json
from collections import Counter
from datetime import date, datetime, time
from fcntl import LOCK_EX
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.year import living
from api.year.acting import Acting
from api.year.cast import Cast
from api.year.cli import IN_USE, LOCK
from api.year.living import Life, Month, Plan
from api.year.settling import settle
from graph_schema.access import Access
from graph_schema.errors import WulianError
from graph_schema.store import bulk
from graph_schema.store.invariants import breaches
from graph_schema.store.locks import locked
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders.directory import load_directory
from loaders.world.generate import generate
from loaders.world.year.journal import REGISTER, Act
from tests.commands import wulian
from tests.examples import NIGHT

AS_OF, AREA = date(2023, 12, 31), "510115"
ACCESS = Access.system(Purpose.MONITORING, (AREA,))
EXPECTED = {  # why a person is refused who did not know what a clock or another did before
    "NOT_FROM_THIS_STATE", "NO_CAPACITY", "NO_CONSENT", "SUPPRESSED", "SENT_BACK_ALREADY",
    "COOLING_DOWN", "NEED_NOT_OPEN", "SERVED_ALREADY", "NOT_OFFERED_BY_THIS_BODY", "ABSENT",
    "ITEM_NOT_ACTIVE", "PROVIDER_ALONE", "ALREADY_OPEN", "CASE_OPEN_ALREADY",
    "NOT_FOUND", "WRONG_ROLE", "NOT_ACTIVE", "NOT_A_MEMBER", "NOBODY_STAYS",
    "LIVES_THERE", "BEFORE_IT_BEGAN",
}  # fmt: skip


def settled(store: Store, folder: Path, households: int, days: int) -> Store:
    """A district that was loaded and evaluated on the day before its year begins."""
    generate(folder, seed=5, count=households, area=AREA, as_of=AS_OF, events=days)
    settle(store, folder)
    return store


def lived(store: Store, folder: Path, until: date | None = None) -> list[Month]:
    return list(Life(store, Plan(folder=folder, until=until)).months())


def shown(months: list[Month]) -> list[str]:
    return [f"{month.month} {fault}" for month in months for fault in month.faults]


def refused(months: list[Month]) -> set[str]:
    return {why.split()[-1] for month in months for why in month.refused}


@pytest.mark.timeout(900)
def test_two_months_are_lived_and_nothing_is_broken(store: Store, tmp_path: Path):
    settled(store, tmp_path, households=100, days=36)

    months = lived(store, tmp_path)

    done = sum((month.acts for month in months), Counter[str]())
    assert shown(months) == []
    assert [month.month for month in months] == ["2024-01", "2024-02"]
    assert json.loads(json.dumps(months[0].to_json()))["acts"] == dict(months[0].acts)
    assert refused(months) <= EXPECTED
    assert done["DONE"] > 0.7 * done.total() > 30
    assert all(month.fired and month.rows and month.evaluated for month in months)


@pytest.mark.timeout(900)
def test_a_year_that_was_stopped_goes_on_where_it_was(
    embedded_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settled(embedded_store, tmp_path, households=100, days=31)
    life = Life(embedded_store, Plan(folder=tmp_path), _stopping(date(2024, 1, 20)))
    with pytest.raises(KeyboardInterrupt):
        list(life.months())

    again = Life(embedded_store, Plan(folder=tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(living, "evaluate_households", _stopped)  # the month's files are in
        with pytest.raises(KeyboardInterrupt):
            list(again.months())

    months = list(Life(embedded_store, Plan(folder=tmp_path)).months())

    with embedded_store.read(ACCESS) as session:
        begun = [row["op_id"] for row in bulk.scan(session, "Operation", ["id", "op_id"])]
        today = [row["today"] for row in bulk.scan(session, "District", ["id", "today"])]
    acts = [one for one in begun if one and " act " in one]
    assert again.begun == date(2024, 1, 20)
    assert shown(months) == []
    assert len(acts) == len(set(acts)) > 0
    assert today == [date(2024, 1, 31)]


def _stopped(*_: object) -> None:
    raise KeyboardInterrupt


def _stopping(on: date):
    def told(day: date, what: str) -> None:
        if day == on and what == "clocks":
            raise KeyboardInterrupt

    return told


@pytest.mark.timeout(600)
def test_changes_of_households_are_lived_as_the_register_makes_them(
    embedded_store: Store, tmp_path: Path
):
    settled(embedded_store, tmp_path, households=100, days=1)
    before = _sizes(embedded_store)
    large = next(number for number, size in before.items() if size > 3)
    small = next(number for number, size in before.items() if size < 3)
    acts = [
        _register(1, "birth", large, {"name": "新生儿", "sex": "1"}),
        _register(2, "split", large, {"persons": [f"{large}/2"], "number": "F1"}),
        _register(3, "head", large, {"person": f"{large}/1"}),
        _register(4, "merge", "F1", {"into": large}),
        _register(5, "move", small, {"area": _another_village(embedded_store, small)}),
        _register(6, "death", large, {"person": f"{large}/0"}),
        _register(7, "death", small, {"person": f"{small}/3"}),
    ]

    first, again = (
        [acting.do(act) for act in acts]
        for acting in (
            Acting(
                embedded_store, Cast(embedded_store, AREA), "more", ZoneInfo("Asia/Shanghai")
            )
            for _ in range(2)
        )
    )

    after = _sizes(embedded_store)
    with embedded_store.read(ACCESS) as session:
        broken = [str(one) for one in breaches(session, {AREA: AS_OF})]
    assert first == again == ["DONE"] * 6 + ["ABSENT"]
    assert Cast(embedded_store, AREA).made("more act 5") is not None  # known after a stop too
    assert after == before  # one was born, one died, and who left came back
    assert broken == []


def _register(n: int, event: str, of: str, told: dict[str, object]) -> Act:
    at, who = datetime.combine(AS_OF, time(9, n)), "S100000"  # of the district
    return Act(n=n, at=at, who=who, role="R12", flow=REGISTER, event=event, of=of, told=told)


def _sizes(store: Store) -> dict[str, int]:
    """Living members of each household today, by its number; one without any is left out."""
    with store.read(ACCESS) as session:
        numbers = {
            r["id"]: r["hh_no"] for r in bulk.scan(session, "Household", ["id", "hh_no"])
        }
        dead = {
            r["id"] for r in bulk.scan(session, "Person", ["id", "deceased"]) if r["deceased"]
        }
        ties = list(bulk.scan_relationships(session, "MEMBER_OF", "Person", "Household"))
    here = [t for t in ties if t["props"].get("to") is None and t["from"] not in dead]
    return dict(sorted(Counter(str(numbers[tie["to"]]) for tie in here).items()))


def _another_village(store: Store, number: str) -> str:
    """A village of the town that a household lives in, and not its own."""
    with store.read(ACCESS) as session:
        codes = {r["id"]: r["code"] for r in bulk.scan(session, "Area", ["id", "code"])}
        homes = {r["hh_no"]: r["id"] for r in bulk.scan(session, "Household", ["id", "hh_no"])}
        ties = list(bulk.scan_relationships(session, "LIVES_IN", "Household", "Area"))
    here = next(codes[tie["to"]] for tie in ties if tie["from"] == homes[number])
    near = (code for code in codes.values() if code[:9] == here[:9] and len(code) == 12)
    return min(code for code in near if code != here)


def test_a_folder_without_a_year_and_a_district_of_another_day_are_refused(
    embedded_store: Store, tmp_path: Path
):
    generate(tmp_path, seed=5, count=100, area=AREA, as_of=AS_OF)
    load_directory(embedded_store, ACCESS, tmp_path)
    with pytest.raises(WulianError, match="no year is told in it"):
        Life(embedded_store, Plan(folder=tmp_path))

    generate(tmp_path, seed=5, count=100, area=AREA, as_of=AS_OF, events=3)
    with pytest.raises(WulianError, match="LOADED_LATER"):
        Life(embedded_store, Plan(folder=tmp_path))

    other = tmp_path / "other"
    generate(other, seed=5, count=100, area=AREA, as_of=date(2024, 3, 1), events=3)
    with pytest.raises(WulianError, match="NOT_THE_DAY_BEFORE"):
        Life(embedded_store, Plan(folder=other))


def test_two_do_not_live_through_one_folder_at_once(embedded_store: Store, tmp_path: Path):
    generate(tmp_path, seed=5, count=100, area=AREA, as_of=AS_OF, events=3)

    with locked(tmp_path / LOCK, LOCK_EX):
        wulian(embedded_store, "api", "live", str(tmp_path), expect=IN_USE)

    with embedded_store.read(ACCESS) as session:
        assert list(bulk.scan(session, "District")) == []


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.skipif(not NIGHT, reason="hours; make test-slow")
def test_three_thousand_households_live_through_a_year(embedded_store: Store, tmp_path: Path):
    settled(embedded_store, tmp_path, households=3000, days=365)

    months = lived(embedded_store, tmp_path)

    assert shown(months) == []
    assert refused(months) <= EXPECTED
    assert len(months) == 12
