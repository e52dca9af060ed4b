"""Whole households from a chooser, at the edges of every trigger; see risk/houses.py."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.matching.risk.houses import L, Rows, district

Choose = Callable[[Sequence[Any]], Any]
CODES = tuple(f"W{i:02d}" for i in range(1, 25))
STATES = ("RAISED", "ACKED", "VERIFIED", "ACTION_LINKED", "FALSE_ALARM", "RESOLVED")
BATCHES = (None, "first", "second")
REPORTS = (
    "HOMELESS",
    "EVICTION",
    "FIRE",
    "DISASTER",
    "EARNER_DIED",
    "CARER_LEFT",
    "ABUSE",
    "DEBT",
    "other",
)
FACTS = ("disability_cards", "health", "schooling", "employment", "medical_bills", "housing")


def homes(choose: Choose, as_of: date, count: int) -> Rows:
    """Rows of `count` households with everything a trigger looks at, sorted by id."""
    tables = district(choose, as_of, count)
    tables["batches"] = [
        _batch("first", as_of - timedelta(days=40), 1),
        _batch("second", as_of, 2),
        _batch("other", None, 1) | {"dataset": "mz"},
    ]
    tables["workdays"] = [
        {"date": as_of - timedelta(days=n), "working": choose((True, False))}
        for n in range(0, 21, 3)
    ]
    tables["params"].append({"code": "house_cap", "value": "1", "valid_from": date(2017, 1, 1)})
    tables["organisations"] = [{"id": "body", "status": "ACTIVE"}]
    tables["organisations"] += [{"id": "other", "status": choose((None, "STOPPED"))}]
    for name in FACTS:
        for row in tables[name]:
            row["batch"] = choose(BATCHES)
    for home in tables["households"]:
        _home(choose, as_of, home, tables)
    for link in tables["links"]:
        link["project_state"] = choose((None, "RUNNING", "TERMINATED"))
        link["state_since"] = _instant(choose, as_of)
    for award in tables["awards"]:
        award["next_review"] = choose((None, *_days(as_of, (0, 30, 31))))
    for visit in tables["visits"]:
        if visit["state"] == "DONE":
            visit["state"] = choose(("DONE", "DECEASED"))
    for person in tables["persons"]:
        _person(choose, as_of, person, tables)
    for rows in tables.values():
        rows.sort(key=lambda row: str(row.get("id", "")))
    return tables


def _batch(name: str, as_of: date | None, hour: int) -> dict[str, Any]:
    at = datetime(2023, 1, 1, hour, tzinfo=UTC)
    return {"id": name, "dataset": "rs", "state": "APPROVED", "as_of": as_of, "loaded_at": at}


def _home(choose: Choose, as_of: date, home: dict[str, Any], into: Rows) -> None:
    name, income = home["id"], home["income_month"] or 0
    sixty = -(-income * 12 * 60 // 100)
    home["rigid_12m"] = choose((None, 0, max(0, sixty - 1), sixty))
    home["batch"] = choose(BATCHES)
    home["house_count"] = choose((None, 0, 1, 2))
    home["groups"] = choose(((), ("G01",), ("G05",), ("G07a",)))
    for i in range(choose((0, 1, 2, 4))):
        when = choose((0, 89, 90, 91))
        into["tickets"].append(
            {"id": f"{name}t{i}", "household_id": name, "at": _at(as_of, when)}
        )
    for i in range(choose((0, 0, 1, 2))):
        codes = (choose(REPORTS),)
        into["reports"].append(
            {"id": f"{name}r{i}", "household_id": name, "codes": codes}
            | {"at": _instant(choose, as_of)}
        )
    for i in range(choose((0, 0, 1, 2))):
        since = as_of - timedelta(days=choose((0, 9, 13, 14, 15, 20)))
        into["verdicts"].append(
            {"id": f"{name}v{i}", "household_id": name, "subject_id": name}
            | {"policy": choose(("E01", "E10", "E16")), "since": since}
            | {"result": choose(("ELIGIBLE", "ELIGIBLE", "NONE"))}
            | {"receiving": choose((True, False, False))}
        )
    into["alerts"] = [row for row in into["alerts"] if row["household_id"] != name]
    for i in range(choose((0, 1, 3))):
        into["alerts"].append(
            {
                "id": f"{name}a{i}",
                "household_id": name,
                "code": choose(CODES),
                "priority": choose(("P1", "P2", "P3")),
                "state": choose(STATES),
                "raised_at": _at(as_of, choose((31, 60))),
                "state_since": choose((None, _at(as_of, 0), _at(as_of, 29), _at(as_of, 30))),
                "verified_at": choose((None, _at(as_of, 29))),
                "fact": choose((None, f"{name}p0b0", f"{name}r0", f"{name}p0d0")),
                "source": choose((None, "warning")),
                "suppressed": choose((None, 2)),
                "suppressed_on": choose((None, as_of, as_of - timedelta(days=1))),
            }
        )


def _person(choose: Choose, as_of: date, person: dict[str, Any], into: Rows) -> None:
    name, home = person["id"], person["household_id"]
    person["batch"] = choose(BATCHES)
    if choose((False, False, True)):
        person["birth"] = as_of - timedelta(days=choose((0, 27, 28)))
    who = {"person_id": name, "household_id": home}
    for i in range(choose((0, 0, 0, 2, 3))):
        start = choose((None, *_days(as_of, (0, 31, 200)), *_half_year(as_of)))
        into["employment"].append(
            who
            | {"id": f"{name}x{i}", "period_from": start, "batch": choose(BATCHES)}
            | {"base_month": choose((None, 0, 400000, 700000, 1000000))}
            | {"status": choose(("就业", "失业"))}
            | {"unemployed_since": choose((None, None, as_of - timedelta(days=31)))}
        )
    if choose((False, False, True)):
        came = as_of - timedelta(days=choose((29, 30, 40, 400)))
        into["medical_bills"].append(
            who
            | {"id": f"{name}y", "admitted_on": came, "batch": choose(BATCHES)}
            | {"discharged_on": choose((None, came + timedelta(days=30), as_of))}
            | {"settled_on": choose(_days(as_of, (0, 364, 365)))}
            | {"listed_disease": choose((None, True, False))}
            | {"self_pay": choose((None, 999_999, 1_000_000, 6 * L - 1, 6 * L))}
        )
    if choose((False, False, True)):
        into["health"].append(
            who
            | {"id": f"{name}z", "pregnant": choose((None, True, False))}
            | {"period_from": as_of, "batch": choose(BATCHES)}
        )


def _half_year(as_of: date) -> list[date]:
    edge = date(as_of.year - (as_of.month <= 6), (as_of.month + 5) % 12 + 1, 28)
    return [edge - timedelta(days=1), edge, edge + timedelta(days=1)]


def _days(as_of: date, back: Sequence[int]) -> list[date]:
    return [as_of - timedelta(days=n) for n in back]


def _at(as_of: date, back: int) -> datetime:
    """The first minute of a local day (UTC+8)."""
    day = as_of - timedelta(days=back)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


def _instant(choose: Choose, as_of: date) -> datetime:
    return _at(as_of, choose((0, 1, 29, 89, 90, 91)))
