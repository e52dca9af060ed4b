"""The rules E01 to E25 once more, one household at a time, straight from the domain, 2.6.

Plain Python in three values: True, False, None for unknown. Shares nothing with
matching/eligibility, not even its thresholds.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.matching.risk.plain import Household, Known, Row, local, months_back

L, PDI, PDI_RURAL = 91000, 5_700_000, 3_300_000
WORK = ("就业", "在职", "已就业", "灵活就业", "EMPLOYED", "退休", "在校", "学生")
EVENTS = ("FIRE", "ACCIDENT", "DISASTER", "EARNER_DIED")
Three = bool | None


def every(*parts: Three) -> Three:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def some(*parts: Three) -> Three:
    if any(part is True for part in parts):
        return True
    return None if any(part is None for part in parts) else False


def no(part: Three) -> Three:
    return None if part is None else not part


class Judge(Known):
    """Answers of one household: `of_household` by policy, `of_person` by policy and person."""

    def __init__(self, house: Household, as_of: date, people: dict[str, Row]) -> None:
        super().__init__(house, as_of, L)
        self.people = people
        self.listed = any(p for p in house.of("persons"))
        self.lives = bool(self.members) or not self.listed

    def of_household(self) -> dict[str, Three]:
        codes = ("E01", "E03", "E04", "E06", "E07", "E17", "E18", "E19", "E20", "E25")
        return {c: getattr(self, f"_{c.lower()}")() if self.lives else False for c in codes}

    def of_person(self, person: Row) -> dict[str, Three]:
        codes = ("E02", "E05", "E08", "E09", "E10", "E11", "E12", "E13", "E14", "E15", "E16")
        codes += ("E21", "E22", "E23", "E24")
        alive = any(p["id"] == person["id"] for p in self.members)
        return {c: getattr(self, f"_{c.lower()}")(person) if alive else False for c in codes}

    # ── money ───────────────────────────────────────────────────────────────────────────────

    def _income_below(self, twelfths: int) -> Three:
        """Whether income a head is below so many twelfths of L."""
        if self.income is None or self.size is None:
            return None
        return bool(self.income * 12 < twelfths * L * self.size)

    def _assets_within(self, times: int) -> Three:
        assets = self.row.get("assets_money")
        if assets is None or self.size is None:
            return None
        return bool(assets <= times * L * self.size)

    def _rigid(self) -> tuple[int, int] | None:
        rigid = self.row.get("rigid_12m")
        return None if rigid is None or self.income is None else (rigid, self.income * 12)

    def _holds(self, *policies: str) -> bool:
        return bool(self._active(policies))

    def _has(self, person: Row, *policies: str) -> bool:
        return any(a["holder_id"] == person["id"] for a in self._active(policies))

    # ── households ──────────────────────────────────────────────────────────────────────────

    def _e01(self) -> Three:
        return every(
            self._local(), self._income_below(12), self._assets_within(24),
            not self._holds("E05"),
        )  # fmt: skip

    def _e03(self) -> Three:
        covered = some(self._holds("E01"), self._e01() if self.lives else False)
        return every(
            no(self._income_below(12)), self._income_below(18), self._assets_within(36),
            no(covered), not self._holds("E05"),
        )  # fmt: skip

    def _e04(self) -> Three:
        covered = some(self._holds("E01", "E03", "E05"), self._e01(), self._e03())
        poor: Three = None
        if self.income is not None and self.size is not None:
            year, size = self.income * 12, self.size
            poor = self._here(year < PDI_RURAL * size, year < PDI * size)
        rigid = self._rigid()
        heavy = None if rigid is None else rigid[0] * 10 >= rigid[1] * 6
        return every(no(covered), poor, self._assets_within(36), heavy)

    def _e06(self) -> Three:
        return every(self._event(), self._tagged("NO_FOOD", "NO_SHELTER", "NO_MEDICINE"))

    def _event(self) -> bool:
        for alert in self.house.of("alerts"):
            if alert["code"] == "W12" and alert["state"] in ("VERIFIED", "ACTION_LINKED"):
                return True
        days = [(self.as_of - local(r["at"])).days for r in self._reports(EVENTS)]
        return any(0 <= back < 90 for back in days)

    def _reports(self, codes: Iterable[str]) -> list[Row]:
        return [r for r in self.house.of("reports") if set(codes) & set(r["codes"])]

    def _tagged(self, *tags: str) -> bool:
        live = [n for n in self.house.of("needs") if n["state"] in ("OPEN", "PARTLY_MET")]
        return any(set(tags) & set(n["tags"]) for n in live)

    def _e07(self) -> Three:
        rigid = self._rigid()
        return every(None if rigid is None else rigid[0] > rigid[1], self._income_below(18))

    def _low(self) -> Three:
        return some(self._holds("E01", "E03"), self._e01(), self._e03())

    def _e17(self) -> Three:
        count = self.row.get("house_count")
        return every(self._low(), some(None if count is None else count < 1, self._small()))

    def _small(self) -> Three:
        facts = [f for f in self.house.of("housing") if f.get("area") is not None]
        if not facts or self.size is None:
            return None
        last = max(facts, key=lambda f: (f.get("period_from") or date(1970, 1, 1), f["id"]))
        return round(last["area"] * 100) < 1300 * self.size

    def _rural(self) -> Three:
        village = self.row.get("village")
        return None if village is None else int(village[6:9]) >= 100

    def _here(self, rural: bool, urban: bool) -> Three:
        """What holds where the household lives: one line in rural towns, one elsewhere."""
        place = self._rural()
        return some(every(place, rural), every(no(place), urban))

    def _e18(self) -> Three:
        count = self.row.get("house_count")
        grade = self.row.get("housing_grade")
        groups = [g[:3] for g in self.row.get("groups") or ()]
        return every(
            self._rural(),
            None if grade is None else grade in ("C", "D"),
            self._holds("E01", "E03", "E05") or bool({"G02", "G05", "G07"} & set(groups)),
            None if count is None else count <= 1,
        )

    def _e19(self) -> Three:
        states = [self._work(p) for p in self.members if self._able(p)]
        if any(state is not None and state not in WORK for state in states):
            return True
        return None if None in states else False

    def _able(self, person: Row) -> bool:
        years, name = self.age[person["id"]], person["id"]
        grown = years is not None and 18 <= years < 60
        return grown and self.grade[name] not in (1, 2) and self.care[name] in (None, "自理")

    def _work(self, person: Row) -> Any:
        fact = self._newest("employment", person["id"], lambda f: f.get("status"))
        return fact["status"] if fact else person.get("work_status")

    def _e20(self) -> Three:
        return bool(self._reports(("DISASTER",)))

    def _e25(self) -> Three:
        return self._holds("E01", "E02", "E03", "E05")

    def _local(self) -> Three:
        known = any(p.get("hukou_area") for p in self.members)
        return self.registered_here() if known else None

    # ── persons ─────────────────────────────────────────────────────────────────────────────

    def _kind(self, person: Row) -> str | None:
        if any(c["person_id"] == person["id"] for c in self.house.of("disability_cards")):
            card = self._newest("disability_cards", person["id"], self._valid)
            return card["type"] if card else None
        return person.get("disability_type")

    def _old(self, person: Row, at_least: int) -> Three:
        years = self.age[person["id"]]
        return None if years is None else years >= at_least

    def _graded(self, person: Row, at_most: int) -> bool:
        return (self.grade[person["id"]] or 9) <= at_most

    def _severe(self, person: Row) -> bool:
        mind = self._kind(person) in ("智力", "精神")
        return self._graded(person, 2) or (mind and self._graded(person, 3))

    def _ill(self, person: Row) -> Three:
        bills = self.house.of("medical_bills")
        mine = [b for b in bills if b["person_id"] == person["id"] and b.get("listed_disease")]
        return True if mine else None

    def _frail(self, person: Row) -> Three:
        care = self.care[person["id"]]
        return None if care is None else care != "自理"

    def _e02(self, person: Row) -> Three:
        edge = some(self._holds("E03"), self.of_household()["E03"])
        return every(edge, some(self._severe(person), self._ill(person)))

    def _e05(self, person: Row) -> Three:
        kind = self._kind(person)
        unable = some(
            self._old(person, 60), no(self._old(person, 16)),
            kind in ("智力", "精神") and self._graded(person, 3),
            kind == "肢体" and self._graded(person, 2),
            kind == "视力" and self._graded(person, 1),
        )  # fmt: skip
        others = [p for p in self.members if p["id"] != person["id"] and self._able(p)]
        return every(
            unable,
            every(self._income_below(12), self._assets_within(24)),
            False if others else None,
        )

    def _e08(self, person: Row) -> Three:
        return (
            self._graded(person, 4)
            and self._holds("E01")
            and not self._has(person, "E05", "E12", "E13")
            and not self._injured(person)
        )

    def _injured(self, person: Row) -> bool:
        """Whether the newest work fact that says anything of it says care is paid."""
        facts = [f for f in self.house.of("employment") if f["person_id"] == person["id"]]
        facts = [f for f in facts if f.get("injury_care") is not None]
        last = max(
            facts,
            key=lambda f: (f.get("period_from") or date(1970, 1, 1), f["id"]),
            default=None,
        )
        return last is not None and last["injury_care"]

    def _e09(self, person: Row) -> Three:
        return every(self._severe(person), self._frail(person), not self._has(person, "E05"))

    def _e10(self, person: Row) -> Three:
        area = person.get("hukou_area")
        return every(None if area is None else area[:6] == "510115", self._old(person, 80))

    def _e11(self, person: Row) -> Three:
        needy = some(self._frail(person), self._old(person, 80))
        return every(self._old(person, 60), self._low(), needy)

    def _parents(self, person: Row) -> list[Row]:
        kin = [k for k in self.house.of("kin") if k["person_id"] == person["id"]]
        return [k for k in kin if k["type"] in ("父亲", "母亲")]

    def _dead(self, kin: Row) -> bool:
        return kin["deceased"] is not None and kin["deceased"] <= self.as_of

    def _with_head(self, person: Row, *, fit: bool) -> bool:
        heads = [p for p in self.members if p.get("head") and self._old(p, 18)]
        if fit:
            heads = [p for p in heads if self.grade[p["id"]] not in (1, 2)]
        return person.get("relation") == "子女" and bool(heads)

    def _e12(self, person: Row) -> Three:
        parents = self._parents(person)
        alive = any(not self._dead(k) for k in parents) or self._with_head(person, fit=False)
        dead = sum(self._dead(k) for k in parents) >= 2
        return every(no(self._old(person, 18)), False if alive else dead or None)

    def _e13(self, person: Row) -> Three:
        minor, without = no(self._old(person, 18)), not self._has(person, "E12")
        return every(minor, self._unable(person), without)

    def _unable(self, person: Row) -> Three:
        parents = self._parents(person)
        unable = [k for k in parents if self._dead(k) or self._severe_kin(k)]
        dead = [k for k in parents if self._dead(k)]
        here = {p["id"] for p in self.members}
        able = any(k["kin_id"] in here for k in parents if k not in unable)
        if able or self._with_head(person, fit=True) or len(dead) >= 2:
            return False
        return True if len(unable) >= 2 else None

    def _severe_kin(self, kin: Row) -> bool:
        other = self.people.get(kin["kin_id"])
        return other is not None and other["grade"] in (1, 2)

    def _e14(self, person: Row) -> Three:
        status = person.get("guardian_status")
        hard = some(
            self._holds("E01", "E03", "E05"), self._graded(person, 4), self._ill(person),
            None if status is None else status == "NONE",
        )  # fmt: skip
        return every(no(self._old(person, 18)), hard)

    def _e15(self, person: Row) -> Three:
        start = months_back(self.as_of, 12)
        paid = sum(
            b.get("self_pay") or 0
            for b in self.house.of("medical_bills")
            if b["person_id"] == person["id"] and start < b["settled_on"] <= self.as_of
        )
        answers = self.of_household()
        return some(
            every(self._holds("E01", "E05"), paid > 0),
            every(
                some(self._holds("E03"), answers["E03"]),
                self._here(paid * 10 > PDI_RURAL, paid * 10 > PDI),
            ),
            every(
                some(self._holds("E04"), answers["E04"]),
                self._here(paid * 4 > PDI_RURAL, paid * 4 > PDI),
            ),
        )

    def _e16(self, person: Row) -> Three:
        hard = self._holds("E01", "E03", "E05", "E12", "E13") or self._graded(person, 4)
        return every(self._at_school(person), hard)

    def _at_school(self, person: Row) -> Three:
        fact, years = self._newest("schooling", person["id"]), self.age[person["id"]]
        if fact:
            return not fact.get("dropout")
        return False if years is not None and not 3 <= years <= 25 else None

    def _e21(self, person: Row) -> Three:
        return "G06" in person["groups"]

    def _e22(self, person: Row) -> Three:
        return "G09" in person["groups"]

    def _e23(self, person: Row) -> Three:
        bills = self.house.of("medical_bills")
        insured = any(b["person_id"] == person["id"] and b["ins_type"] for b in bills)
        return every(insured or None, self._frail(person))

    def _e24(self, person: Row) -> Three:
        live = [n for n in self.house.of("needs") if n["state"] in ("OPEN", "PARTLY_MET")]
        case = any(n["code"] == "N09" for n in live)
        return every(case, some(self._holds("E01", "E05"), self._income_below(24)))
