"""Whole households from a chooser, at the edges of every eligibility rule."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.matching.risk.houses import L, Rows
from tests.matching.warning.homes import homes

Choose = Callable[[Sequence[Any]], Any]
PDI, PDI_RURAL = 5_700_000, 3_300_000
PARAMS = {
    "L": L, "PDI": PDI, "PDI_rural": PDI_RURAL, "r_rigid": "0.60",
    "asset_cap": 24, "asset_cap_edge": 36,
    "k_edge": "1.5", "k_ts": "1.5", "k_legal": 2, "house_cap": 1, "house_area_min": 1300,
    "med_threshold_edge": "0.10", "med_threshold_ill": "0.25", "ts_months": 2,
    "med_ratio_tkdb": "0.70", "med_ratio_edge": "0.60", "ts_urgent": 182000,
    "dis_living": 12000, "dis_care_1": 12000, "elder_80": 5000, "elder_90": 15000,
    "elder_100": 30000, "elder_care": 10000, "orphan_home": 140000, "k_tk": "1.3",
    "MW": 233000, "care_full": "0.33", "care_half": "0.17", "care_self": "0.05",
}  # fmt: skip


def district(choose: Choose, as_of: date, count: int) -> Rows:
    """Rows of `count` households with all that rules ask about, sorted by id."""
    tables = homes(choose, as_of, count)
    tables["params"] = [
        {"code": code, "value": f'"{value}"' if isinstance(value, str) else str(value)}
        | {"valid_from": date(2017, 1, 1)}
        for code, value in PARAMS.items()
    ]
    for home in tables["households"]:
        _home(choose, home)
    for person in list(tables["persons"]):
        _person(choose, as_of, person, tables)
    for card in tables["disability_cards"]:
        card["type"] = choose(("肢体", "智力", "视力", "听力"))
    for bill in tables["medical_bills"]:
        bill["ins_type"] = choose((None, "居民"))
        if choose((False, False, True)):
            edge = choose([line // part for line in (PDI, PDI_RURAL) for part in (10, 4)])
            bill["self_pay"] = edge + choose((0, 1))
    for fact in tables["housing"]:
        fact["area"] = choose((None, 12.99, 13.0, 26.0, 25.99))
    _works(choose, tables)
    for award in tables["awards"]:
        award["policy"] = choose(("E01", "E01", "E03", "E04", "E05", "E02", "E12", "E13"))
    for need in tables["needs"]:
        need["code"] = choose((need["code"], "N09"))
    for alert in tables["alerts"]:
        alert["code"] = choose((alert["code"], "W12"))
    return tables


def _works(choose: Choose, into: Rows) -> None:
    for fact in into["employment"]:
        fact["injury_care"] = choose((None, False, True))


def _home(choose: Choose, home: dict[str, Any]) -> None:
    size, income = home.get("size") or 1, home["income_month"] or 0
    home["village"] = choose((None, "510115001001", "510115101001"))
    home["house_count"] = choose((None, 0, 1, 2))
    assets = [times * L * size + d for times in (24, 36) for d in (0, 1)]
    home["assets_money"] = choose((None, 0, *assets))
    if choose((False, True)):
        home["rigid_12m"] = income * 12 + choose((0, 1))


def _person(choose: Choose, as_of: date, person: dict[str, Any], into: Rows) -> None:
    name = person["id"]
    person["relation"] = choose((None, "户主", "子女"))
    person["groups"] = choose(((), (), ("G06",), ("G09",)))
    person["disability_type"] = choose((None, "肢体", "精神"))
    person["work_status"] = choose((None, "就业", "失业", "退休"))
    for n in range(choose((0, 0, 1, 2))):
        parent = choose([p["id"] for p in into["persons"]] + [f"out{n}"])
        dead = choose((None, as_of, as_of + timedelta(days=1)))
        row = {"person_id": name, "kin_id": parent, "type": choose(("父亲", "母亲", "姐"))}
        into["kin"].append(row | {"deceased": dead})
    if choose((False, False, True)):
        need = {"id": f"{name}q", "household_id": person["household_id"], "code": "N05"}
        need |= {"severity": 1, "state": "OPEN", "tags": choose((("NO_MEDICINE",), ()))}
        into["needs"].append(need | {"since": datetime(2023, 1, 1, tzinfo=UTC)})
