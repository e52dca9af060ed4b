"""Whole households from a chooser: every value sits at or beside an edge of some rule.

`choose` picks one of a sequence: Hypothesis draws with it, a seeded Random fills districts.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from matching.tables import TABLES

Choose = Callable[[Sequence[Any]], Any]
Rows = dict[str, list[dict[str, Any]]]

L = 91000
DAYS = (0, 1, 6, 7, 8, 13, 14, 15, 29, 30, 31, 59, 60, 61, 89, 90, 91, 179, 180, 181, 365, 731)
AGES = (0, 5, 15, 16, 17, 18, 30, 59, 60, 69, 70, 71, 80)
NEEDS = tuple(f"N{i:02d}" for i in range(1, 14))
NEED_STATES = ("OPEN", "OPEN", "OPEN", "PARTLY_MET", "MET", "NOT_CONFIRMED", "REPORTED")
LINK_STATES = ("IN_SERVICE", "IN_SERVICE", "ACCEPTED", "ON_HOLD", "PROPOSED", "COMPLETED")
ALERT_STATES = ("RAISED", "ACKED", "VERIFIED", "ACTION_LINKED", "FALSE_ALARM", "RESOLVED")
PARTIES = ("COM", "ORG", "SW", "VOL", "CHA", "GOV", None)
LEVELS = (None, None, "L1_NORM", "L2_LOW", "L3_MED", "L4_HIGH")
ITEMS = [
    {"id": "hospice", "code": "PC-043", "service_types": ("SV08",)},
    {"id": "meals", "code": "CS-001", "service_types": ("SV27",)},
]


def district(choose: Choose, as_of: date, count: int) -> Rows:
    """Rows of `count` households and all that hangs on them, ids in no special order."""
    tables: Rows = {name: [] for name in TABLES}
    tables["items"] = list(ITEMS)
    tables["params"] = [{"code": "L", "value": str(L), "valid_from": date(2017, 11, 1)}]
    for number in range(count):
        _house(choose, as_of, f"{number * 7919 % 9973:04d}", tables)
    for rows in tables.values():
        rows.sort(key=lambda row: str(row.get("id", "")))
    return tables


def _house(choose: Choose, as_of: date, name: str, into: Rows) -> None:
    size = choose((None, 1, 1, 2, 3))
    heads = size or 1
    income = choose(
        (None, 0, *(L * heads * p // 100 + d for p in (50, 100, 150, 200) for d in (-1, 0, 1)))
    )
    year = (income or 0) * 12
    into["households"].append(
        {
            "id": name,
            "hh_no": name,
            "size": size,
            "income_month": income,
            "assets_money": choose((None, 0)),
            "medical_12m": choose((None, 0, *_around(year, (20, 40, 80)))),
            "housing_cost_month": choose((None, 0, *_around(income or 0, (30,)))),
            "housing_grade": choose((None, "A", "B", "C", "D")),
            "housing_type": choose((None, "机构")),
            "village": choose((None, "510115001001")),
            "level": choose(LEVELS),
            "level_since": _instant(choose, as_of, none=True),
            "computed_level": choose(LEVELS),
            "lowering_agreed_on": _day(choose, as_of, none=True),
            **_override(choose, as_of),
            "monitored_from": _day(choose, as_of, none=True),
            "last_contact_at": _instant(choose, as_of, none=True),
            "score": 0,
        }
    )
    people = [f"{name}p{i}" for i in range(choose((0, 1, 1, 1, 2, 3, 4)))]
    for person in people:
        _person(choose, as_of, name, person, people, into)
    needs = [f"{name}n{i}" for i in range(choose((0, 0, 1, 1, 2, 4)))]
    codes = list(NEEDS)
    for need in needs:
        code = choose(codes)
        codes.remove(code)
        into["needs"].append(
            {
                "id": need,
                "household_id": name,
                "code": code,
                "severity": choose((1, 2, 3, 4)),
                "state": choose(NEED_STATES),
                "tags": choose(((), (), ("VIOLENCE",), ("NO_FOOD",), ("other",))),
                "evidence": choose((None, "seen at a visit")),
                "source": "own_need",
            }
        )
    _standing(choose, as_of, name, people, needs, into)


def _standing(
    choose: Choose, as_of: date, name: str, people: list[str], needs: list[str], into: Rows
) -> None:
    for i in range(choose((0, 0, 1, 2))):
        into["alerts"].append(
            {
                "id": f"{name}a{i}",
                "household_id": name,
                "code": choose(("W21", "W01", "W22", "W05")),
                "priority": choose(("P1", "P2", "P3")),
                "state": choose(ALERT_STATES),
                "raised_at": _instant(choose, as_of),
                "verified_at": _instant(choose, as_of, none=True),
            }
        )
    for i in range(choose((0, 0, 1, 2))):
        holder = choose((name, *people))
        into["awards"].append(
            {
                "id": f"{name}w{i}",
                "holder_id": holder,
                "holder_label": "Household" if holder == name else "Person",
                "household_id": name,
                "policy": choose(("E01", "E01", "E05", "E03", "E10")),
                "from_": choose((None, as_of - timedelta(days=900), as_of + timedelta(days=1))),
                "to": choose((None, *_month_edges(as_of))),
            }
        )
    for i in range(choose((0, 1, 2, 3))):
        need, party = choose((None, *needs)), choose(PARTIES)
        label = "Actor" if party in ("SW", "VOL") else choose(("Organisation", "Actor"))
        into["links"].append(
            {
                "id": f"{name}l{i}",
                "household_id": name,
                "need_id": need,
                "kind": "CARE" if need is None else "NEED",
                "state": choose(LINK_STATES),
                "provider_party": party,
                "provider_label": label if party else None,
                "provider_id": choose(("body", "other")) if party else None,
                "worker_party": choose(PARTIES),
                "item_id": choose((None, "hospice", "meals")),
                "last_contact_at": _instant(choose, as_of, none=True),
            }
        )
    for i in range(choose((0, 1, 2, 4))):
        state = choose(("DONE", "NOT_HOME", "NOT_HOME", "CLOSED", "REVIEWED", "PLANNED"))
        missed = choose((0, 1, 2, 3)) if state in ("NOT_HOME", "CLOSED") else 0
        into["visits"].append(
            {
                "id": f"{name}v{i}",
                "household_id": name,
                "state": state,
                "mode": choose(("HOME", "CALL", "DESK")),
                "due": _day(choose, as_of),
                "done_at": _instant(choose, as_of) if state in ("DONE", "REVIEWED") else None,
                "not_home_count": missed,
            }
        )
    for i in range(choose((0, 1, 2))):
        into["consents"].append(
            {
                "id": f"{name}c{i}",
                "household_id": name,
                "state": choose(("GRANTED", "GRANTED", "WITHDRAWN", "REFUSED")),
                "purposes": choose((("U1", "U2"), ("U3",), ("U1", "U2", "U3", "U4"), ("U4",))),
                "receivers": choose(((), (), ("body",))),
                "from_": choose(
                    (None, as_of, as_of + timedelta(days=1), as_of - timedelta(days=9))
                ),
                "to": choose((None, as_of, as_of - timedelta(days=1))),
            }
        )
    for code in ("C01", "C02", "C03", "C01")[: choose((0, 1, 3, 4))]:
        into["causes"].append({"household_id": name, "code": code})


def _override(choose: Choose, as_of: date) -> dict[str, Any]:
    """A colour that a steward set, mostly none; over another one, until a day."""
    rank, over = choose((None, None, None, *LEVELS[2:])), choose(LEVELS[2:])
    if rank is None or rank == over:
        return {}
    until = as_of + timedelta(days=choose((-40, -1, 0, 1, 29)))
    return {
        "level_override": rank,
        "level_override_over": over,
        "level_override_until": until,
    }


def _person(
    choose: Choose, as_of: date, home: str, name: str, others: list[str], into: Rows
) -> None:
    age = choose((None, *AGES))
    birth = None if age is None else _birthday(as_of, age) + timedelta(days=choose((0, 0, 1)))
    into["persons"].append(
        {
            "id": name,
            "household_id": home,
            "head": choose((True, False)),
            "birth": birth,
            "deceased": choose((None, None, None, as_of, as_of + timedelta(days=1))),
            "self_care": choose((None, None, "自理", "半护理", "全护理")),
            "disability_grade": choose((None, None, 1, 2, 3)),
            "guardian_status": choose((None, None, "EFFECTIVE", "WEAK", "NONE")),
            "self_supporting": choose((None, True, False)),
            "work_status": choose((None, "就业", "失业")),
            "hukou_area": choose((None, "510115001001", "510115001001", "510116000000")),
            "disease_flags": choose(((), (), ("END_OF_LIFE",))),
        }
    )
    if choose((False, False, True)):
        into["cares_for"].append({"from_id": choose((*others, "outside")), "to_id": name})
    if choose((False, False, True)):
        into["guardian_of"].append({"from_id": choose((*others, "outside")), "to_id": name})
    for i in range(choose((0, 0, 0, 1, 2))):
        _facts(choose, as_of, home, name, i, into)


def _facts(choose: Choose, as_of: date, home: str, person: str, i: int, into: Rows) -> None:
    start = _day(choose, as_of, none=True)
    income = into["households"][-1]["income_month"] or 0
    who = {"person_id": person, "household_id": home, "period_from": start}
    match choose(("card", "health", "school", "work", "bill", "house")):
        case "card":
            into["disability_cards"].append(
                {
                    "id": f"{person}d{i}",
                    "grade": choose((1, 2, 3, 4)),
                    "type": "肢体",
                    "rehab_need": choose((None, "", " ", "康复训练")),
                    "issued_on": choose((None, as_of, as_of + timedelta(days=1))),
                    "expires_on": choose((None, as_of, as_of - timedelta(days=1))),
                }
                | who
            )
        case "health":
            into["health"].append(
                {
                    "id": f"{person}h{i}",
                    "self_care": choose((None, "自理", "半护理", "全护理")),
                    "severe_mental": choose((None, True, False)),
                    "last_follow_up": _day(choose, as_of, none=True),
                }
                | who
            )
        case "school":
            into["schooling"].append(
                {
                    "id": f"{person}s{i}",
                    "absence_days_30": choose((None, 0, 6, 7, 8)),
                    "dropout": choose((None, False, True)),
                }
                | who
            )
        case "work":
            into["employment"].append(
                {
                    "id": f"{person}e{i}",
                    "status": choose(("失业", "就业", None)),
                    "unemployed_since": choose((None, *_month_edges(as_of, (1,)))),
                    "wants_job": choose((None, "无", "保洁")),
                }
                | who
            )
        case "bill":
            settled = (as_of, as_of + timedelta(days=1), *_month_edges(as_of))
            into["medical_bills"].append(
                {
                    "id": f"{person}b{i}",
                    "self_pay": choose((None, 0, *_around(income * 12, (20, 40, 80)))),
                    "settled_on": choose(settled),
                }
                | who
            )
        case "house":
            into["housing"].append(
                {
                    "id": f"{person}u{i}",
                    "grade": choose((None, "B", "C", "D")),
                    "rent_month": choose((None, 0, *_around(income, (30,)))),
                    "subsidy_month": choose((None, 0, 100)),
                }
                | who
            )


def _around(whole: int, percents: Sequence[int]) -> list[int]:
    return [max(0, -(-whole * p // 100) + d) for p in percents for d in (-1, 0)]


def _day(choose: Choose, as_of: date, *, none: bool = False) -> date | None:
    days = choose((*((None,) if none else ()), *DAYS))
    return None if days is None else as_of - timedelta(days=days)


def _instant(choose: Choose, as_of: date, *, none: bool = False) -> datetime | None:
    """Some days before, at the first or last minute of a local day (UTC+8)."""
    day = _day(choose, as_of, none=none)
    if day is None:
        return None
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    return start + choose((timedelta(0), timedelta(hours=23, minutes=59)))


def _birthday(as_of: date, age: int) -> date:
    try:
        return as_of.replace(year=as_of.year - age)
    except ValueError:
        return date(as_of.year - age, 3, 1)


def _month_edges(as_of: date, months: Sequence[int] = (12, 24)) -> list[date]:
    edges = []
    for count in months:
        year, month = divmod(as_of.year * 12 + as_of.month - 1 - count, 12)
        last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
        edge = date(year, month + 1, min(as_of.day, last))
        edges += [edge - timedelta(days=1), edge, edge + timedelta(days=1)]
    return [*edges, as_of - timedelta(days=1), as_of]
