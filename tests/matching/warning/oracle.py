"""The triggers once more, one household at a time, straight from the domain, 2.3.

Plain Python over plain rows; shares nothing with matching/warning, not even its thresholds. Who
may no longer have an award is told to it: that is what tests of eligibility are about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.matching.risk.plain import Household, Row, local
from tests.matching.warning.plain import Around, Said, Seen

OPEN = ("RAISED", "ACKED", "VERIFIED", "ACTION_LINKED")
EVENTS = {"W02": 365, "W05": 365, "W06": 365, "W12": 90, "W14": 90}
BASELINE = ("W01", "W02", "W03", "W04", "W05", "W06", "W09", "W10", "W11", "W13", "W23", "W24")
BY_ITSELF = ("W03", "W16", "W18")
FOREVER = timedelta(days=10**6)


@dataclass
class Told:
    """What one household's alerts become."""

    holds: dict[str, tuple[str, float | None, float, str]] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    worse: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)  # ids of alerts


def judge(house: Household, as_of: date, around: Around) -> Told:
    return _Judge(house, as_of, around).told()


class _Judge(Seen):
    def told(self) -> Told:
        found = Told()
        for code in [f"W{i:02d}" for i in range(1, 25)]:
            every = list(getattr(self, f"_{code.lower()}")())
            news = [one for one in every if self._counts(code, one)]
            mine = [a for a in self.house.of("alerts") if a["code"] == code]
            if code in EVENTS:
                known = {a.get("fact") for a in mine if a["state"] not in OPEN}
                news = [one for one in news if one[5]["id"] not in known]
            self._alert(code, news, mine, found)
            if code in BY_ITSELF and not every:
                ours = [a for a in mine if a["state"] in OPEN and a.get("source") == "warning"]
                found.over |= {a["id"] for a in ours}
        return found

    def _alert(self, code: str, news: list[Said], mine: list[Row], found: Told) -> None:
        if not news:
            return
        top = min(news, key=lambda s: (s[0], self._back(s[3]), s[4], s[5]["id"]))
        rank, value, threshold = top[:3]
        shown = None if value is None else float(value)
        found.holds[code] = (f"P{rank}", shown, float(threshold), top[5]["id"])
        standing = [int(a["priority"][1]) for a in mine if a["state"] in OPEN]
        lately = [a for a in mine if a["state"] not in OPEN]
        lately = [a for a in lately if (self.as_of - self._ended(a)).days < 30]
        last = max(lately, key=lambda a: (self._ended(a), a["id"]), default=None)
        if standing and rank < min(standing):
            found.worse.add(code)
        elif not standing and last and rank >= int(last["priority"][1]):
            found.silent.add(code)
        elif not standing:
            found.raised.add(code)

    def _ended(self, alert: Row) -> date:
        known = (alert.get("state_since"), alert.get("verified_at"), alert["raised_at"])
        return max(local(one) for one in known if one is not None)

    def _back(self, day: date | None) -> timedelta:
        return FOREVER if day is None else self.as_of - day

    def _counts(self, code: str, said: Said) -> bool:
        rank, _, _, day, _, row = said
        if code in EVENTS and (day is None or not 0 <= (self.as_of - day).days < EVENTS[code]):
            return False
        if code in BASELINE and rank != 1 and row.get("batch"):
            batch = next(b for b in self.around.batches if b["id"] == row["batch"])
            others = [b for b in self.around.batches if b["dataset"] == batch["dataset"]]
            if batch is min(others, key=lambda b: b["loaded_at"]):
                came = batch["as_of"] or self.as_of
                return day is not None and (came - day).days <= 30
        return True


def add_rows(houses: list[Household], tables: Mapping[str, list[Any]]) -> None:
    """Sort what only warnings look at under the households."""
    by_id = {house.row["id"]: house for house in houses}
    for name in ("tickets", "reports", "verdicts"):
        for row in tables[name]:
            by_id[row["household_id"]].tables[name].append(row)
