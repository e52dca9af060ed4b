"""Which households fit an item, from an export alone: yes, no, or None where it is not known.

The rules E01–E12 as the domain's 2.6 has them, in Kleene's logic, one household at a time;
the other rules are not judged here.
"""

import json
from collections.abc import Callable
from typing import Any

from tests.matching.independent.export import Export, Row
from tests.matching.risk.plain import Household, Known

Answer = bool | None
MENTAL = ("智力", "精神")
PARENTS = ("父亲", "母亲", "父", "母")


def both(*parts: Answer) -> Answer:
    return False if False in parts else None if None in parts else True


def either(*parts: Answer) -> Answer:
    return True if True in parts else None if None in parts else False


def no(part: Answer) -> Answer:
    return None if part is None else not part


def below(left: float | None, right: float | None) -> Answer:
    return None if left is None or right is None else left < right


class Fitting:
    """One household against items. house: its rows, as tests.matching.risk.plain sorts them."""

    def __init__(self, export: Export, house: Household) -> None:
        self.known = Known(house, export.today, export.param("L"))
        self.house, self.export = house, export
        self.people = {p["id"]: p for p in self.known.members}
        self.standard = self.known.standard
        self.y = self._per_head("income_month")
        self.assets = self._per_head("assets_money")

    def fits(self, item: Row) -> Answer:
        """The worst of target group, age of a living member, and the item's own rule."""
        groups = set(item.get("groups") or ())
        mine = {g for held in self.house.row.get("groups") or () for g in (held, held[:3])}
        told = json.loads(item["conditions"]) if item.get("conditions") else None
        own = True if told is None else self.rule(told)
        return both(not groups or bool(groups & mine), self._aged(item), own)

    def judges(self, item: Row) -> bool:
        """Whether the item has no rule of its own, or one that is judged here."""
        told = json.loads(item["conditions"]) if item.get("conditions") else None
        return told is None or hasattr(self, f"_{told.lower()}")

    def rule(self, code: str) -> Answer:
        judged: Callable[[], Answer] | None = getattr(self, f"_{code.lower()}", None)
        return None if judged is None else judged()

    def _aged(self, item: Row) -> Answer:
        low, high = item.get("age_min") or 0, item.get("age_max") or 999
        if (low, high) == (0, 999):
            return True
        ages = (self.known.age[p] for p in self.people)
        return either(*(None if a is None else low <= a <= high for a in ages))

    def _per_head(self, column: str) -> float | None:
        value, heads = self.house.row.get(column), self.known.size
        return None if value is None or not heads else value / heads

    def _local(self) -> Answer:
        known = any(p.get("hukou_area") for p in self.people.values())
        return self.known.registered_here() if known else None

    def _holds(self, *policies: str, person: str | None = None) -> bool:
        active = self.known._active(policies)
        return any(person is None or a["holder_id"] == person for a in active)

    def _within(self, months: int) -> Answer:
        cap = None if self.standard is None else months * self.standard
        return no(below(cap, self.assets))

    def _any(self, asked: Callable[[str], Answer]) -> Answer:
        return either(*(asked(p) for p in self.people))

    def _grade(self, person: str) -> int:
        return self.known.grade[person] or 9

    def _severe(self, person: str) -> bool:
        grade = self._grade(person)
        return grade <= 2 or (grade <= 3 and self._kind(person) in MENTAL)

    def _kind(self, person: str) -> Any:
        if any(f["person_id"] == person for f in self.house.of("disability_cards")):
            card = self.known._newest("disability_cards", person, self.known._valid)
            return card and card.get("type")
        return self.people[person].get("disability_type")

    def _cared(self, person: str) -> Answer:
        care = self.known.care[person]
        return None if care is None else care in ("半护理", "全护理")

    def _aged_from(self, person: str, years: int) -> Answer:
        return no(below(self.known.age[person], years))

    def _supported(self, person: str) -> bool:
        return any(
            other != person
            and years is not None
            and 18 <= years < 60
            and self._grade(other) > 2
            and not self._cared(other)
            for other, years in self.known.age.items()
        )

    def _e01(self) -> Answer:
        poor = below(self.y, self.standard)
        return both(self._local(), poor, self._within(24), not self._holds("E05"))

    def _e02(self) -> Answer:
        edge = either(self._holds("E03"), self._e03())

        def asked(person: str) -> Answer:
            bills = (b for b in self.house.of("medical_bills") if b["person_id"] == person)
            listed = True if any(b.get("listed_disease") for b in bills) else None
            return both(edge, either(self._severe(person), listed))

        return self._any(asked)

    def _e03(self) -> Answer:
        edge = None if self.standard is None else 1.5 * self.standard
        return both(
            no(below(self.y, self.standard)),
            below(self.y, edge),
            self._within(36),
            no(either(self._holds("E01"), self._e01())),
            not self._holds("E05"),
        )

    def _e04(self) -> Answer:
        income, rigid = (self.house.row.get(name) for name in ("income_month", "rigid_12m"))
        floor = float(self.export.param("r_rigid"))
        covered = either(self._holds("E01", "E03", "E05"), self._e01(), self._e03())
        share = None if income is None else no(below(rigid, floor * 12 * income))
        village = self.house.row.get("village")
        rural = None if village is None else int(village[6:9]) >= 100
        lines = [(rural, "PDI_rural"), (no(rural), "PDI")]
        poor = either(
            *(both(there, below(self.y, self.export.param(p) / 12)) for there, p in lines)
        )
        return both(no(covered), poor, self._within(36), share)

    def _e05(self) -> Answer:
        limits = {"智力": 3, "精神": 3, "肢体": 2, "视力": 1}

        def asked(person: str) -> Answer:
            age = self.known.age[person]
            by_age = None if age is None else age >= 60 or age < 16
            unable = self._grade(person) <= limits.get(self._kind(person) or "", 0)
            helped = True if self._supported(person) else None
            poor = both(below(self.y, self.standard), self._within(24))
            return both(either(by_age, unable), poor, no(helped))

        return self._any(asked)

    def _e08(self) -> Answer:
        return self._any(
            lambda p: both(
                self._grade(p) <= 4,
                self._holds("E01"),
                not self._holds("E05", "E12", "E13", person=p),
            )
        )

    def _e09(self) -> Answer:
        return self._any(
            lambda p: both(self._severe(p), self._cared(p), not self._holds("E05", person=p))
        )

    def _e10(self) -> Answer:
        def local(person: str) -> Answer:
            area = self.people[person].get("hukou_area")
            return None if area is None else area.startswith(self.export.district)

        return self._any(lambda p: both(local(p), self._aged_from(p, 80)))

    def _e11(self) -> Answer:
        low = either(self._holds("E01", "E03"), self._e01(), self._e03())
        return self._any(
            lambda p: both(
                self._aged_from(p, 60),
                low,
                either(self._cared(p), self._aged_from(p, 80)),
            )
        )

    def _e12(self) -> Answer:
        return self._any(lambda p: both(below(self.known.age[p], 18), self._orphaned(p)))

    def _orphaned(self, person: str) -> Answer:
        gone = [
            self.export.nodes["Person"][to].get("deceased") is not None
            for to, tie in self.export.out["KIN"][person]
            if tie.get("type") in PARENTS
        ]
        return False if False in gone else True if len(gone) >= 2 else None
