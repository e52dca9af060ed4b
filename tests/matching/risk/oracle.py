"""The risk rules once more, one household at a time, straight from the domain, 2.1 and 2.2.

Plain Python over plain rows; shares nothing with matching/risk, not even its parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tests.matching.risk.plain import Household, Known, Row, local, months_back, period

NEEDS = {  # base points, floors at s1 to s4, interval in days at s1 to s4
    "N01": (32, "BBYO", (90, 30, 14, 3)),
    "N02": (20, "GBYY", (180, 60, 30, 14)),
    "N03": (60, "YOOO", (7, 1, 1, 1)),
    "N04": (30, "BBYY", (90, 30, 14, 7)),
    "N05": (30, "BBYO", (90, 45, 14, 1)),
    "N06": (30, "BBYY", (90, 45, 14, 7)),
    "N07": (16, "GBBY", (180, 60, 30, 30)),
    "N08": (16, "GBBY", (180, 60, 30, 14)),
    "N09": (16, "GBBY", (180, 60, 30, 14)),
    "N10": (8, "GBBB", (180, 90, 60, 30)),
    "N11": (8, "GBBB", (180, 90, 45, 30)),
    "N12": (12, "GBBY", (180, 90, 60, 30)),
    "N13": (8, "GBBY", (180, 90, 60, 30)),
}
LEVELS = {"L1_NORM": 1, "L2_LOW": 2, "L3_MED": 3, "L4_HIGH": 4}
FIVE = ("COM", "ORG", "SW", "VOL", "CHA")


@dataclass
class Answer:
    score: int
    need: int
    portrait: int
    event: int
    protect: int
    computed: int
    level: int
    urgent: bool
    unknown: bool
    completeness: int
    derived: dict[str, int]  # need code → severity, needs that open
    rows: set[tuple[str, int, str | None]]  # rule, points, fact id


def judge(house: Household, as_of: date, standard: int | None) -> Answer:
    return _Judge(house, as_of, standard).answer()


class _Judge(Known):
    def answer(self) -> Answer:
        stated = self._stated()
        stored = {
            n["code"]: n for n in self.house.of("needs") if n["state"] in ("OPEN", "PARTLY_MET")
        }
        severity = {code: n["severity"] for code, n in stored.items()}
        for code, stated_severity in stated.items():
            severity[code] = max(stated_severity, severity.get(code, 0))
        worth = [NEEDS[c][0] * (30, 55, 80, 100)[s - 1] for c, s in severity.items()]
        need = max(worth, default=0)
        need = min(6000, need + (sum(worth) - need) // 4)
        portrait = min(4000, self._portrait())
        event = min(3000, self._events())
        covered = sum(self._covered(c, s, stored.get(c)) for c, s in severity.items())
        protect = 1000 * covered // len(severity) if severity else 0
        score = min(100_00, max(0, need + portrait + event - protect))
        by_score = 1 + (score >= 1500) + (score >= 3500) + (score >= 6000)
        floors = ["GBYO".index(NEEDS[c][1][s - 1]) + 1 for c, s in severity.items()]
        urgent, hard = self._hard(stored)
        level = max([by_score, *floors, *hard])
        unknown = self._silent(level)
        computed = min(4, level + 1) if unknown else level
        least = max([*hard, computed if unknown else 0], default=0)
        return Answer(
            score=score, need=need, portrait=portrait, event=event, protect=protect,
            computed=computed, level=self._told(computed, score, least),
            urgent=urgent or severity.get("N03", 0) >= 3, unknown=unknown,
            completeness=self._completeness(bool(severity)),
            derived={c: s for c, s in stated.items() if c not in stored},
            rows=self.rows,
        )  # fmt: skip

    def _row(self, rule: str, points: int, fact: str | None) -> int:
        self.rows.add((rule, points, fact))
        return points

    def _portrait(self) -> int:  # noqa: C901, PLR0912 - one row after the other
        home, total = self.row["id"], 0
        for percent, points in ((100, 1200), (150, 800), (200, 400)):
            if self._poor(percent):
                total += self._row("P01", points, home)
                break
        paid, bill = self._bills()
        if paid and self.income is not None:
            for percent, points in ((40, 1000), (20, 600)):
                if paid * 100 >= self.income * 12 * percent:
                    total += self._row("P02", points, bill)
                    break
        if self._alone():
            total += self._row("P03", 800, min(self._alone()))
        helpless = [p for p in self.age if self._dependent(p)]
        without = [p for p in helpless if p not in self.carers]
        if without:
            total += self._row("P04", 800, min(without))
        able = [
            p
            for p, a in self.age.items()
            if a is not None and 18 <= a <= 59 and p not in helpless
        ]
        load = [
            p
            for p, a in self.age.items()
            if p in helpless or (a is not None and (a < 16 or a > 70))
        ]
        if len(able) == 1 and len(load) >= 2:
            total += self._row("P05", 600, able[0])
        if len({c["code"] for c in self.house.of("causes")}) >= 3:
            total += self._row("P06", 600, home)
        grade, source = self._house_grade()
        if grade in ("C", "D"):
            total += self._row("P07", 800, source)
        if not any(
            link["state"] in ("ACCEPTED", "IN_SERVICE", "ON_HOLD")
            and (link.get("provider_party") in FIVE or link.get("worker_party") in FIVE)
            for link in self.house.of("links")
        ):
            total += self._row("P08", 600, home)
        left = self._left_aid()
        if left and left["to"] > months_back(self.as_of, 12):
            total += self._row("P09", 400, left["id"])
        cost, source = self._housing_cost()
        if cost and self.income is not None and cost * 100 >= self.income * 30:
            total += self._row("P10", 300, source)
        return total

    def _housing_facts(self, column: str) -> list[Row]:
        facts = [f for f in self.house.of("housing") if f.get(column) is not None]
        return sorted(facts, key=period)

    def _house_grade(self) -> tuple[str | None, str]:
        facts = self._housing_facts("grade")
        if self.row.get("housing_grade") or not facts:
            return self.row.get("housing_grade"), self.row["id"]
        return facts[-1]["grade"], facts[-1]["id"]

    def _housing_cost(self) -> tuple[int | None, str]:
        facts = self._housing_facts("rent_month")
        if self.row.get("housing_cost_month") is not None or not facts:
            return self.row.get("housing_cost_month"), self.row["id"]
        return max(0, facts[-1]["rent_month"] - (facts[-1].get("subsidy_month") or 0)), facts[
            -1
        ]["id"]

    def _open_alerts(self) -> list[Row]:
        return [
            a for a in self.house.of("alerts") if a["state"] not in ("FALSE_ALARM", "RESOLVED")
        ]

    def _events(self) -> int:
        total = 0
        for alert in self._open_alerts():
            if local(alert["raised_at"]) > self.as_of:
                continue
            points = {"P1": 2500, "P2": 1200, "P3": 500}[alert["priority"]]
            if alert.get("verified_at"):
                points //= 2 ** ((self.as_of - local(alert["verified_at"])).days // 90)
            total += self._row(alert["code"], points, alert["id"])
        return total

    def _covered(self, code: str, severity: int, need: Row | None) -> bool:
        for link in self.house.of("links"):
            if need is None or link.get("need_id") != need["id"]:
                continue
            if link["state"] != "IN_SERVICE" or not self._basis(link):
                continue
            last = link.get("last_contact_at")
            if last and 0 <= (self.as_of - local(last)).days <= NEEDS[code][2][severity - 1]:
                return True
        return False

    def _basis(self, link: Row) -> bool:
        if link.get("provider_party") in ("COM", "GOV"):
            return any(
                c["state"] in ("GRANTED", "EXPIRED", "SUPERSEDED", "WITHDRAWN")
                and {"U1", "U2"} & set(c["purposes"])
                and (c.get("from_") is None or c["from_"] <= self.as_of)
                for c in self.house.of("consents")
            )
        body = link.get("provider_label") == "Organisation"
        for c in self.house.of("consents"):
            inside = (c.get("from_") is None or c["from_"] <= self.as_of) and (
                c.get("to") is None or c["to"] >= self.as_of
            )
            if c["state"] != "GRANTED" or not inside:
                continue
            if not body and "U3" in c["purposes"]:
                return True
            if body and "U4" in c["purposes"]:
                receivers = c.get("receivers") or ()
                if not receivers or link.get("provider_id") in receivers:
                    return True
        return False

    # ── colour ──────────────────────────────────────────────────────────────────────────────

    def _hard(self, stored: Mapping[str, Row]) -> tuple[bool, list[int]]:
        tags = {tag for n in stored.values() for tag in n.get("tags", ())}
        crisis = set(stored["N03"].get("tags", ())) if "N03" in stored else set()
        alone_full = [
            p
            for p, c in self.care.items()
            if c == "全护理" and self.size == 1 and p not in self.carers
        ]
        urgent = bool(
            self._unguarded()
            or any(a["code"] == "W21" for a in self._open_alerts())
            or crisis & {"VIOLENCE", "ABUSE", "SUICIDE", "SELF_HARM"}
            or tags & {"NO_FOOD", "NO_SHELTER", "NO_MEDICINE"}
            or alone_full
        )
        hospice = {i["id"] for i in self.house.of("hospice")}
        planned = any(
            link.get("item_id") in hospice
            and link["state"] in ("ACCEPTED", "IN_SERVICE", "ON_HOLD")
            for link in self.house.of("links")
        )
        dying = any("END_OF_LIFE" in p.get("disease_flags", ()) for p in self.members)
        kept = {a["holder_id"] for a in self._active(("E05",))}
        scattered = self.row.get("housing_type") not in ("机构", "集中供养") and any(
            self.care[p["id"]] == "全护理" and p["id"] in kept for p in self.members
        )
        yellow = (dying and not planned) or scattered or self._missed() >= 3
        return urgent, [4] * urgent + [3] * bool(yellow)

    def _missed(self) -> int:
        missed = 0
        for visit in sorted(self.house.of("visits"), key=lambda v: (v["due"], v["id"])):
            count = visit.get("not_home_count") or 0
            if visit["due"] > self.as_of:
                continue
            if visit["state"] == "NOT_HOME":
                missed += max(1, count)
            elif visit["state"] == "CLOSED" and count:
                missed += count
            elif visit.get("done_at"):
                missed = 0
        return missed

    def _silent(self, level: int) -> bool:
        if not self._alone() and not any(g in (1, 2) for g in self.grade.values()):
            return False
        seen = [v for v in self.house.of("visits") if v["mode"] in ("HOME", "CALL")]
        instants = [v.get("done_at") for v in seen]
        instants += [link.get("last_contact_at") for link in self.house.of("links")]
        days = [local(i) for i in (*instants, self.row.get("last_contact_at")) if i]
        if self.row.get("monitored_from"):
            days.append(self.row["monitored_from"])
        return bool(days) and (self.as_of - max(days)).days > 2 * (365, 90, 30, 7)[level - 1]

    def _told(self, computed: int, score: int, least: int) -> int:
        """What a steward set decides while it holds; then it is as if it had not been set."""
        shown = LEVELS.get(self.row.get("level"), 0)
        since = self.row.get("level_since") and local(self.row["level_since"])
        rank, until = self.row.get("level_override"), self.row.get("level_override_until")
        if rank is None or until is None:
            return self._shown(shown, since, computed, score)
        rank, over = LEVELS[rank], LEVELS.get(self.row.get("level_override_over"), 0)
        holds, raises = self.as_of < until, rank > over
        if raises and (holds or (shown == rank and since is not None and since < until)):
            shown = min(shown, max(over, LEVELS.get(self.row.get("computed_level"), 0)))
        own = self._shown(shown, since, computed, score)
        if not holds:
            return own
        return max(own, rank) if raises else min(own, max(rank, least))

    def _shown(self, before: int, since: date | None, computed: int, score: int) -> int:
        if computed >= before or before == 0:
            return computed
        agreed = self.row.get("lowering_agreed_on")
        if since is None or (before == 4 and not (agreed and agreed > since)):
            return before  # orange is left only when the town steward agreed since it began
        visited = any(
            v.get("done_at") and local(v["done_at"]) > since for v in self.house.of("visits")
        )
        grave = any(a["priority"] in ("P1", "P2") for a in self._open_alerts())
        stayed = (self.as_of - since).days >= {4: 30, 3: 60, 2: 0}[before]
        low = score < {4: 5500, 3: 3000, 2: 1000}[before]
        return before - 1 if visited and not grave and stayed and low else before

    def _completeness(self, some_need: bool) -> int:
        family = (
            bool(self.size)
            + any(p.get("head") for p in self.members)
            + (bool(self.members) and all(a is not None for a in self.age.values()))
        )
        money = (self.income is not None) + (self.row.get("assets_money") is not None)
        living = bool(self.row.get("village")) + (self._house_grade()[0] is not None)
        asks = some_need or bool(self.house.of("needs"))
        sixths = (
            family * 2 + money * 3 + living * 3 + 6 * bool(self.house.of("causes")) + 6 * asks
        )
        return sixths * 100 // 30
