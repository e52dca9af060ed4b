"""What each trigger sees in one household, in plain Python straight from the domain, 2.3."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.matching.risk.plain import Household, Known, Row, gone, local, months_back

WORK = ("就业", "在职", "已就业", "灵活就业", "EMPLOYED")

Said = tuple[int, Fraction | None, Fraction, date | None, int, Row]  # rank … day, order, row


@dataclass(frozen=True)
class Around:
    """What is known beyond the household."""

    standard: int | None
    batches: list[Row]
    workdays: dict[date, bool]
    bodies: dict[str, str | None]
    people: dict[str, Row]
    refused: set[tuple[str, str]]  # (policy, holder) whose conditions are false


class Seen(Known):
    """One method a trigger: what holds, as rank, value, threshold, day, order and fact."""

    def __init__(self, house: Household, as_of: date, around: Around) -> None:
        super().__init__(house, as_of, around.standard)
        self.around = around

    # ── money and work ──────────────────────────────────────────────────────────────────────

    def _w01(self) -> Iterator[Said]:
        paid, fact = self._bills()
        if not paid or self.income is None:
            return
        bill = next((b for b in self.house.of("medical_bills") if b["id"] == fact), None)
        year, row = self.income * 12, bill or self.row
        for rank, share in ((1, 80), (2, 40), (3, 20)):
            if paid * 100 >= year * share:
                value = Fraction(paid, year) if year else None
                day = bill["settled_on"] if bill else None
                yield rank, value, Fraction(share, 100), day, 0 if bill else 1, row
                return

    def _living(self, table: str) -> list[Row]:
        alive = {p["id"] for p in self.members}
        return [f for f in self.house.of(table) if f["person_id"] in alive]

    def _w02(self) -> Iterator[Said]:
        for bill in self._living("medical_bills"):
            paid, day = bill.get("self_pay") or 0, bill["settled_on"]
            if day > self.as_of:
                continue
            if paid >= 1_000_000:
                yield 2, Fraction(paid), Fraction(1_000_000), day, 0, bill
            if self.standard and self.size and paid >= 6 * self.standard * self.size:
                value = Fraction(paid, self.standard * self.size)
                yield 2, value, Fraction(6), day, 1, bill

    def _pay(self, fact: Row) -> int | None:
        if fact.get("base_month") is None:
            return 0 if fact.get("unemployed_since") else None
        return int(fact["base_month"])

    def _w03(self) -> Iterator[Said]:
        usual, now, shown = 0, 0, []
        for person in self.members:
            facts = [f for f in self.house.of("employment") if f["person_id"] == person["id"]]
            facts = [f for f in facts if f.get("period_from") and self._pay(f) is not None]
            facts = [f for f in facts if f["period_from"] <= self.as_of]
            if not facts:
                continue
            last = max(facts, key=lambda f: (f["period_from"], f["id"]))
            start = months_back(last["period_from"], 6)
            before = [f for f in facts if start <= f["period_from"] < last["period_from"]]
            if before:
                usual += sum(self._pay(f) or 0 for f in before) // len(before)
                now += self._pay(last) or 0
                shown.append((last["period_from"], last["person_id"], last))
        if usual and now < usual:
            drop = Fraction(usual - now, usual)
            day, _, row = max(shown, key=lambda one: one[:2])
            for rank, share in ((2, Fraction(6, 10)), (3, Fraction(3, 10))):
                if drop >= share:
                    yield rank, drop, share, day, 0, row
                    return

    def _w04(self) -> Iterator[Said]:
        for person in self.members:
            work = self._newest("employment", person["id"])
            earns = (work.get("status") if work else person.get("work_status")) in WORK
            if earns:
                return
        for person in self.members:
            work, years = self._newest("employment", person["id"]), self.age[person["id"]]
            since = work.get("unemployed_since") if work else None
            if years is None or years < 18 or work is None or since is None:
                continue
            months = 0
            while since <= months_back(self.as_of, months + 1):
                months += 1
            if months >= 1:
                yield 2, Fraction(months), Fraction(1), since, 0, work

    def _w11(self) -> Iterator[Said]:
        rigid = self.row.get("rigid_12m")
        if rigid and self.income is not None and rigid * 100 >= self.income * 12 * 60:
            value = Fraction(rigid, self.income * 12) if self.income else None
            yield 2, value, Fraction(6, 10), None, 0, self.row

    def _w15(self) -> Iterator[Said]:
        left = self._left_aid()
        if not left or left["to"] < months_back(self.as_of, 24):
            return
        if None in (self.income, self.size, self.standard):
            return
        value = Fraction(self.income, self.standard * self.size)
        if value < Fraction(12, 10):
            yield 2, value, Fraction(12, 10), left["to"], 0, left

    # ── people and houses ───────────────────────────────────────────────────────────────────

    def _w05(self) -> Iterator[Said]:
        for person in self.members:
            card = self._newest("disability_cards", person["id"], self._valid)
            if card is None:
                continue
            others = [
                c["grade"]
                for c in self.house.of("disability_cards")
                if c["person_id"] == person["id"] and c is not card
                and not (c.get("issued_on") and card.get("issued_on")
                         and c["issued_on"] >= card["issued_on"])
            ]  # fmt: skip
            if card["grade"] < min(others, default=9):
                limit = 2 if card["grade"] <= 2 else 4
                rank = 2 if card["grade"] <= 2 else 3
                yield rank, Fraction(card["grade"]), Fraction(limit), card["issued_on"], 0, card

    def _w06(self) -> Iterator[Said]:
        for bill in self._living("medical_bills"):
            if bill.get("listed_disease") and bill["settled_on"] <= self.as_of:
                yield 2, Fraction(1), Fraction(1), bill["settled_on"], 0, bill
            came, went = bill.get("admitted_on"), bill.get("discharged_on")
            if came is None or came > self.as_of:
                continue
            until = min(went or bill["settled_on"], self.as_of)
            days = (until - came).days
            if days >= 30:
                yield 2, Fraction(days), Fraction(30), until, 1, bill

    def _w07(self) -> Iterator[Said]:
        if self.size != 1 or not self._alone():
            return
        known = [self.row.get("monitored_from"), self._contact()]
        since = max((day for day in known if day), default=None)
        if since is None:
            return
        days = (self.as_of - since).days
        aged = any((years or 0) >= 80 for years in self.age.values())
        person = next(p for p in self.members if p["id"] == min(self._alone()))
        limit = 15 if days >= 15 else 5 if aged else 7
        if days >= limit:
            rank = 1 if days >= 15 else 2
            yield rank, Fraction(days), Fraction(limit), since, int(aged), person

    def _contact(self) -> date | None:
        days = [local(self.row["last_contact_at"])] if self.row.get("last_contact_at") else []
        visits = [v for v in self.house.of("visits") if v["mode"] in ("HOME", "CALL")]
        days += [local(v["done_at"]) for v in visits if v.get("done_at")]
        links = [k for k in self.house.of("links") if k.get("last_contact_at")]
        days += [local(k["last_contact_at"]) for k in links]
        stored = days[:1] if self.row.get("last_contact_at") else []
        return max([*stored, *(d for d in days if d <= self.as_of)], default=None)

    def _w08(self) -> Iterator[Said]:
        for name in self._unguarded():
            person = next(p for p in self.members if p["id"] == name)
            yield 1, Fraction(1), Fraction(1), None, 0, person

    def _w09(self) -> Iterator[Said]:
        for person in self.members:
            fact = self._newest("schooling", person["id"])
            if fact and fact.get("dropout"):
                yield 1, Fraction(1), Fraction(1), fact.get("period_from"), 0, fact
            if fact and (fact.get("absence_days_30") or 0) >= 7:
                days = Fraction(fact["absence_days_30"])
                yield 2, days, Fraction(7), fact.get("period_from"), 1, fact

    def _reports(self, *codes: str) -> Iterator[tuple[date, Row]]:
        for report in self.house.of("reports"):
            day = local(report["at"])
            if day <= self.as_of and set(codes) & set(report["codes"]):
                yield day, report

    def _tagged(self, *tags: str) -> Iterator[Row]:
        for need in self.house.of("needs"):
            if need["state"] in ("OPEN", "PARTLY_MET") and set(tags) & set(need["tags"]):
                yield need

    def _w10(self) -> Iterator[Said]:
        one = Fraction(1)
        for day, report in self._reports("HOMELESS"):
            yield 1, one, one, day, 0, report
        for need in self._tagged("NO_SHELTER"):
            yield 1, one, one, None, 1, need
        for day, report in self._reports("EVICTION"):
            yield 2, one, one, day, 2, report
        fact = self._house_fact()
        if self.row.get("housing_grade") in ("C", "D"):
            yield 2, one, one, None, 3, self.row
        elif not self.row.get("housing_grade") and fact and fact["grade"] in ("C", "D"):
            yield 2, one, one, fact.get("period_from"), 4, fact

    def _house_fact(self) -> Row | None:
        graded = [f for f in self.house.of("housing") if f.get("grade")]
        return max(
            graded,
            key=lambda f: (f.get("period_from") or date(1970, 1, 1), f["id"]),
            default=None,
        )

    def _w12(self) -> Iterator[Said]:
        one = Fraction(1)
        for day, report in self._reports("EARNER_DIED"):
            yield 1, one, one, day, 0, report
        for day, report in self._reports("FIRE", "ACCIDENT", "DISASTER"):
            yield 2, one, one, day, 1, report
        for person in self.house.of("persons"):
            work = self._newest("employment", person["id"])
            earned = (work.get("status") if work else person.get("work_status")) in WORK
            if earned and gone(person, self.as_of):
                yield 1, one, one, person["deceased"], 2, person

    def _w13(self) -> Iterator[Said]:
        for person in self.members:
            fact = self._newest("health", person["id"])
            last = fact.get("last_follow_up") if fact and fact.get("severe_mental") else None
            if last and (self.as_of - last).days >= 90:
                days = Fraction((self.as_of - last).days)
                yield 2, days, Fraction(90), fact.get("period_from"), 0, fact

    def _w14(self) -> Iterator[Said]:
        ties, one = self.house.of("cares_for"), Fraction(1)
        carers = {t["from_id"]: self.around.people.get(t["from_id"]) for t in ties}
        dead = {n: p for n, p in carers.items() if p and gone(p, self.as_of)}
        kept = {t["to_id"] for t in ties if t["from_id"] not in dead}
        alone = self.size == 1 and any(
            self.care[p["id"]] == "全护理" and p["id"] not in kept for p in self.members
        )
        for tie in ties:
            if tie["from_id"] in dead and tie["to_id"] in self.age:
                row = dead[tie["from_id"]]
                yield 1 if alone else 2, one, one, row["deceased"], 0, row
        for day, report in self._reports("CARER_DIED", "CARER_ILL", "CARER_LEFT"):
            yield 1 if alone else 2, one, one, day, 1, report

    def _w23(self) -> Iterator[Said]:
        groups = self.row.get("groups") or ()
        poor = self._poor(150) or any(g[:3] in ("G01", "G02", "G07") for g in groups)
        if not poor:
            return
        one = Fraction(1)
        for person in self.members:
            fact = self._newest("health", person["id"])
            if fact and fact.get("pregnant"):
                yield 3, one, one, fact.get("period_from"), 0, fact
            birth = person.get("birth")
            if birth and 0 <= (self.as_of - birth).days < 28:
                yield 3, one, one, birth, 1, person

    # ── awards, services, reports ───────────────────────────────────────────────────────────

    def _running(self) -> list[Row]:
        every = {a["policy"] for a in self.house.of("awards")}
        return self._active(every)

    def _w16(self) -> Iterator[Said]:
        for award in self._running():
            due = award.get("next_review")
            if due and (self.as_of - due).days > 30:
                days = Fraction((self.as_of - due).days)
                yield 3, days, Fraction(30), due, 0, award

    def _w17(self) -> Iterator[Said]:
        for award in self._running():
            holder, policy = award["holder_id"], award["policy"]
            if policy not in ("E01", "E03", "E05"):
                continue
            person = next((p for p in self.house.of("persons") if p["id"] == holder), None)
            dead = gone(person, self.as_of) if person else self._deserted()
            homes = self.house.row.get("house_count") or 0  # one is allowed
            if dead or homes > 1 or (policy, holder) in self.around.refused:
                yield 2, Fraction(1), Fraction(1), None, 0, award

    def _deserted(self) -> bool:
        if self.house.of("persons") and not self.members:
            return True
        meeting = [v for v in self.house.of("visits") if v["mode"] in ("HOME", "CALL")]
        visits = [v for v in meeting if v.get("done_at")]
        visits = [v for v in visits if local(v["done_at"]) <= self.as_of]
        last = max(visits, key=lambda v: (local(v["done_at"]), v["id"]), default=None)
        return self.size == 1 and last is not None and last["state"] == "DECEASED"

    def _w18(self) -> Iterator[Said]:
        for verdict in self.house.of("verdicts"):
            if verdict["result"] != "ELIGIBLE" or verdict["receiving"]:
                continue
            if verdict["policy"] == "E16":
                continue
            days, day = 0, verdict["since"]
            while day < self.as_of:
                day += timedelta(days=1)
                days += self.around.workdays.get(day, day.weekday() < 5)
            if days >= 10:
                yield 3, Fraction(days), Fraction(10), verdict["since"], 0, verdict

    def _w19(self) -> Iterator[Said]:
        needs = {n["id"]: n["state"] for n in self.house.of("needs")}
        for link in self.house.of("links"):
            if link["state"] not in ("ACCEPTED", "IN_SERVICE", "ON_HOLD"):
                continue
            body = self.around.bodies.get(link.get("provider_id") or "")
            waits = needs.get(link.get("need_id") or "") in ("OPEN", "PARTLY_MET")
            ended = link["project_state"] == "TERMINATED" and waits
            if (body is not None and body != "ACTIVE") or ended:
                yield 2, Fraction(1), Fraction(1), local(link["state_since"]), 0, link

    def _w20(self) -> Iterator[Said]:
        fresh = [
            t for t in self.house.of("tickets") if 0 <= (self.as_of - local(t["at"])).days < 90
        ]
        if len(fresh) >= 3:
            last = max(fresh, key=lambda t: (local(t["at"]), t["id"]))
            yield 3, Fraction(len(fresh)), Fraction(3), local(last["at"]), 0, last

    def _w21(self) -> Iterator[Said]:
        yield from self._said(1, ("VIOLENCE", "ABUSE", "NEGLECT"), ("VIOLENCE", "ABUSE"))

    def _w22(self) -> Iterator[Said]:
        yield from self._said(3, ("DEBT", "FRAUD"), ("DEBT", "FRAUD"))

    def _said(self, rank: int, codes: tuple[str, ...], tags: tuple[str, ...]) -> Iterator[Said]:
        for day, report in self._reports(*codes):
            yield rank, Fraction(1), Fraction(1), day, 0, report
        for need in self._tagged(*tags):
            yield rank, Fraction(1), Fraction(1), None, 1, need

    def _w24(self) -> Iterator[Said]:
        one = Fraction(1)
        for person in self.members:
            card = self._newest("disability_cards", person["id"], self._valid)
            stated = person.get("disability_grade")
            if card and stated and card["grade"] != stated:
                yield 3, one, one, card.get("period_from"), 0, card
            health = self._newest("health", person["id"], lambda f: f.get("self_care"))
            care = person.get("self_care")
            if health and care and health["self_care"] != care:
                yield 3, one, one, health.get("period_from"), 1, health
        fact, stated = self._house_fact(), self.row.get("housing_grade")
        if fact and stated and fact["grade"] != stated:
            yield 3, one, one, fact.get("period_from"), 2, fact
