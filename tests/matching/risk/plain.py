"""What the oracle knows of one household: its rows, its people, the needs its facts state.

Plain Python over plain rows, straight from the domain, 2.1 and 2.2; see oracle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")
WORK = ("就业", "在职", "已就业", "EMPLOYED")


@dataclass
class Household:
    """One household and everything that hangs on it, as plain rows."""

    row: Row
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def of(self, name: str) -> list[Row]:
        return self.tables.get(name, [])


OWN = ("persons", "needs", "alerts", "awards", "links", "visits", "consents", "causes")
FACTS = ("disability_cards", "health", "schooling", "employment", "medical_bills", "housing")


def households(tables: Mapping[str, Iterable[Row]]) -> list[Household]:
    """Sort all rows under their household, once."""
    found = {row["id"]: Household(row) for row in tables["households"]}
    home_of = {p["id"]: p["household_id"] for p in tables["persons"]}
    for name in OWN + FACTS:
        for row in tables[name]:
            home = home_of.get(row.get("person_id"), row["household_id"])
            if home in found:
                found[home].tables[name].append(row)
    for name in ("cares_for", "guardian_of"):
        for row in tables[name]:
            home = home_of.get(row["to_id"])
            if home in found:
                found[home].tables[name].append(row)
    hospice = [item for item in tables["items"] if "SV08" in item.get("service_types", ())]
    for one in found.values():
        one.tables["hospice"] = hospice
    return list(found.values())


class Known:
    def __init__(self, house: Household, as_of: date, standard: int | None) -> None:
        self.house, self.row, self.as_of, self.standard = house, house.row, as_of, standard
        self.members = [p for p in house.of("persons") if not gone(p, as_of)]
        self.size = self.row.get("size") or len(self.members) or None
        self.income = self.row.get("income_month")
        self.carers = {tie["to_id"] for tie in house.of("cares_for")}
        self.care = {p["id"]: self._care(p) for p in self.members}
        self.grade = {p["id"]: self._grade(p) for p in self.members}
        self.age = {p["id"]: age(p.get("birth"), as_of) for p in self.members}
        self.rows: set[tuple[str, int, str | None]] = set()

    # ── people ──────────────────────────────────────────────────────────────────────────────

    def _newest(self, name: str, person: str, keep: Any = None) -> Row | None:
        rows = [f for f in self.house.of(name) if f["person_id"] == person]
        rows = [f for f in rows if keep is None or keep(f)]
        return max(
            rows, key=lambda f: (f.get("period_from") or date.min, f["id"]), default=None
        )

    def _care(self, person: Row) -> str | None:
        fact = self._newest("health", person["id"], lambda f: f.get("self_care"))
        return fact["self_care"] if fact else person.get("self_care")

    def _valid(self, card: Row) -> bool:
        begun = card.get("issued_on") is None or card["issued_on"] <= self.as_of
        return begun and (card.get("expires_on") is None or card["expires_on"] >= self.as_of)

    def _grade(self, person: Row) -> int | None:
        if any(f["person_id"] == person["id"] for f in self.house.of("disability_cards")):
            card = self._newest("disability_cards", person["id"], self._valid)
            return card["grade"] if card else None
        return person.get("disability_grade")

    def _dependent(self, person: str) -> bool:
        return self.grade[person] in (1, 2) or self.care[person] in ("半护理", "全护理")

    def _unguarded(self) -> list[str]:
        found = []
        adults = [p for p, years in self.age.items() if years is not None and years >= 18]
        for person in self.members:
            years, status = self.age[person["id"]], person.get("guardian_status")
            if years is None or years >= 18 or (years >= 16 and person.get("self_supporting")):
                continue
            guards = [
                t["from_id"] for t in self.house.of("guardian_of") if t["to_id"] == person["id"]
            ]
            named = [g for g in guards if self._may_guard(g)]
            if status == "NONE" or (status is None and not named and not adults):
                found.append(person["id"])
        return found

    def _may_guard(self, guardian: str) -> bool:
        for person in self.house.of("persons"):
            if person["id"] == guardian:
                years = age(person.get("birth"), self.as_of)
                return not gone(person, self.as_of) and (years is None or years >= 18)
        return True

    def _alone(self) -> list[str]:
        old = [p for p, years in self.age.items() if years is not None and years >= 70]
        return old if self.size == 1 else []

    # ── aid ─────────────────────────────────────────────────────────────────────────────────

    def _active(self, policies: Iterable[str]) -> list[Row]:
        return [
            a
            for a in self.house.of("awards")
            if a["policy"] in policies
            and (a.get("from_") is None or a["from_"] <= self.as_of)
            and (a.get("to") is None or a["to"] >= self.as_of)
        ]

    def _left_aid(self) -> Row | None:
        aid = ("E01", "E02", "E03", "E05")
        if self._active(aid):
            return None
        ended = [a for a in self.house.of("awards") if a["policy"] in aid and a.get("to")]
        ended = [a for a in ended if a["to"] < self.as_of]
        return max(ended, key=lambda a: (a["to"], a["id"]), default=None)

    def _bills(self) -> tuple[int | None, str]:
        start = months_back(self.as_of, 12)
        living = {p["id"] for p in self.members}
        bills = [
            b
            for b in self.house.of("medical_bills")
            if b["person_id"] in living
            and b.get("self_pay") is not None
            and start < b["settled_on"] <= self.as_of
        ]
        if not bills:
            return self.row.get("medical_12m"), self.row["id"]
        last = max(bills, key=lambda b: (b["settled_on"], b["id"]))
        return sum(b["self_pay"] for b in bills), last["id"]

    # ── derived needs ───────────────────────────────────────────────────────────────────────

    def _stated(self) -> dict[str, int]:  # noqa: C901 - one rule after the other
        found: dict[str, int] = {}

        def state(code: str, severity: int) -> None:
            found[code] = max(severity, found.get(code, 0))

        for person in self.members:
            name = person["id"]
            card = self._newest("disability_cards", name, self._valid)
            if card and (card.get("rehab_need") or "").strip():
                state("N04", 2)
            health = self._newest("health", name, lambda f: f.get("self_care"))
            if health and health["self_care"] == "半护理":
                state("N04", 2)
            if health and health["self_care"] == "全护理":
                state("N04", 3 if name in self.carers else 4)
            health = self._newest("health", name)
            if health and health.get("severe_mental"):
                last = health.get("last_follow_up")
                state("N01", 3 if last and (self.as_of - last).days > 90 else 2)
            school = self._newest("schooling", name)
            if school and (school.get("absence_days_30") or 0) >= 7:
                state("N08", 3)
            if school and school.get("dropout"):
                state("N08", 4)
            work = self._newest("employment", name)
            if work and self._looks_for_work(work):
                state("N07", 2 if self._somebody_earns() else 3)
        paid, _ = self._bills()
        if paid and self.income is not None and paid * 100 >= self.income * 12 * 80:
            state("N06", 3)
        if (
            self._poor(100)
            and self.registered_here()
            and not self._active(("E01", "E02", "E05"))
        ):
            state("N05", 3 if self._poor(50) else 2)
        if self._unguarded():
            state("N03", 3)
        left = self._left_aid()
        if left and left["to"] >= months_back(self.as_of, 24):
            state("N10", 2)
        return found

    def _looks_for_work(self, work: Row) -> bool:
        since, wish = work.get("unemployed_since"), (work.get("wants_job") or "").strip()
        return (
            work.get("status") not in WORK
            and since is not None
            and since <= months_back(self.as_of, 1)
            and wish not in ("", "无", "否", "/", "-")
        )

    def _somebody_earns(self) -> bool:
        for person in self.members:
            work = self._newest("employment", person["id"])
            if (work.get("status") if work else person.get("work_status")) in WORK:
                return True
        return False

    def _poor(self, percent: int) -> bool:
        if None in (self.income, self.size, self.standard):
            return False
        return self.income * 100 < self.standard * percent * self.size

    def registered_here(self) -> bool:
        known = [p for p in self.members if p.get("hukou_area")]
        heads = [p for p in known if p.get("head")]
        if heads:
            return bool(heads[-1]["hukou_area"].startswith("510115"))
        return any(p["hukou_area"].startswith("510115") for p in known)


def period(fact: Row) -> tuple[date, str]:
    return fact.get("period_from") or date(1970, 1, 1), fact["id"]


def gone(person: Row, as_of: date) -> bool:
    return person.get("deceased") is not None and person["deceased"] <= as_of


def age(birth: date | None, as_of: date) -> int | None:
    if birth is None or birth > as_of:
        return None
    return as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day))


def local(instant: datetime) -> date:
    return instant.astimezone(ZONE).date()


def months_back(day: date, months: int) -> date:
    year, month = day.year, day.month - months
    while month < 1:
        year, month = year - 1, month + 12
    for last in (31, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError
