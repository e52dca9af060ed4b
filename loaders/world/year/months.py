"""What the departments and our own ledgers tell month by month; only what is new."""

import calendar
import json
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from loaders.world.departments import CATEGORY, certificate
from loaders.world.households import Member, age_of
from loaders.world.ledgers import MODES
from loaders.world.services import Served
from loaders.world.write import Sheet, yuan
from loaders.world.year.bodies import Leaving
from loaders.world.year.crew import SECOND, Crew
from loaders.world.year.days import Days, habits

DUE = {"L4_HIGH": 1, "L3_MED": 1, "L2_LOW": 3, "L1_NORM": 12}  # a visit every so many months
CARE = 3  # a committee's contacts are told so often, in months
GRADES = ("3", "4")
DELIVERY = "delivery.json"  # {full: sources whose list of the day is whole, agreed: by whom}


def deliveries(first: date, last: date) -> list[date]:
    """Name the days on which files come: the last of every month, and the last of all."""
    found, day = [], first
    while day <= last:
        end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        found.append(min(end, last))
        day = end + timedelta(days=1)
    return found


class Months:
    """The files of every delivery in the making; a folder a day, `YYYY-MM-DD`."""

    def __init__(self, folder: Path, days: list[date]) -> None:
        self.days = days
        self._folder, self._open = folder, ExitStack()
        self._sheets: dict[tuple[date, str], Sheet] = {}

    def sheet(self, day: date, source: str) -> Sheet:
        """Open the file of a source in a day's delivery; it begins with its first row."""
        if (found := self._sheets.get((day, source))) is None:
            place = self._folder / day.isoformat()
            place.mkdir(parents=True, exist_ok=True)
            found = self._open.enter_context(Sheet(place, source, wide=True))
            self._sheets[day, source] = found
        return found

    def full(self, day: date, source: str) -> bool:
        """Whether a source hands in its whole list on a day."""
        return day.month in habits()["full_lists"].get(source, ())

    def close(self) -> None:
        """Finish every file, and say which are whole lists and who agreed to what they end."""
        self._open.close()
        lists: dict[date, list[str]] = {}
        for day, source in sorted(self._sheets):
            if self.full(day, source):
                lists.setdefault(day, []).append(source)
        for day, sources in lists.items():
            told = {"full": sources, "agreed": SECOND}
            path = self._folder / day.isoformat() / DELIVERY
            path.write_text(json.dumps(told) + "\n", encoding="utf-8")


def tell(months: Months, days: Days, served: Served) -> None:
    """Write what the year's files say of a household."""
    care = next((x for x in served.links if x.need is None and x.state == "IN_SERVICE"), None)
    place = int(served.house.number[1:])
    for number, day in enumerate(months.days):
        if (place + number) % DUE[served.level] == 0:
            _visit(months, days, served, day)
        if care is not None and (place + number) % CARE == 0:
            months.sheet(day, "own_link").row(
                link_no=care.number, hh_no=served.house.number, provider=care.provider,
                state=care.state, proposed_on=care.proposed, accepted_on=care.accepted,
                first_contact_on=care.first, last_contact_on=_within(days, day),
            )  # fmt: skip
        _departments(months, days, served, day)
    _certificates(months, days, served)


def _certificates(months: Months, days: Days, served: Served) -> None:
    """Write certificates that are new; in some months all that hold, and one in a hundred less.

    Nobody is certified twice, and who is left out of a full list is in none after.
    """
    about, house = habits()["departments"], served.house
    first = days.first - timedelta(days=1)
    held = {
        one.id_no: _who(one) | certificate(house, one, first)
        for one in house.members
        if one.grade
    }
    head = house.members[0]
    for day in months.days:
        fresh = not head.grade and head.id_no not in held and days.chance(about["disabled"])
        if fresh:
            held[head.id_no] = _who(head) | _certified(days, head, _within(days, day))
        if months.full(day, "cl_disability"):
            held = {id: row for id, row in held.items() if not days.chance(about["withdrawn"])}
            rows = list(held.values())
        else:
            rows = [held[head.id_no]] if fresh else []
        for row in rows:
            months.sheet(day, "cl_disability").row(**row)


def _certified(days: Days, head: Member, on: date) -> dict[str, object]:
    grade = GRADES[int(days.rng.integers(0, len(GRADES)))]
    return {
        "cert_no": f"{head.id_no}4{grade}", "type": "肢体", "grade": grade, "issued_on": on,
        "expires_on": on + timedelta(days=3650), "work_status": "未就业",
        "two_allowances": "否",
    }  # fmt: skip


def _who(member: Member) -> dict[str, object]:
    return {"name": member.name, "id_no": member.id_no}


def _within(days: Days, day: date) -> date:
    """Draw a day of the month that a delivery ends."""
    return max(days.first, day - timedelta(days=int(days.rng.integers(0, min(27, day.day)))))


def _visit(months: Months, days: Days, served: Served, day: date) -> None:
    done = _within(days, day)
    months.sheet(day, "own_visit").row(
        visit_no=f"T{served.house.number[1:]}-{day:%y%m}", hh_no=served.house.number,
        staff_no=served.stewards["T3"].number, tier="T3", due=done, done_on=done,
        mode=MODES["HOME" if days.chance(70) else "CALL"], result="正常",
    )  # fmt: skip


def _departments(months: Months, days: Days, served: Served, day: date) -> None:
    about, house, on = habits()["departments"], served.house, _within(days, day)
    head = house.members[0]
    who: dict[str, Any] = _who(head)
    if days.chance(about["bill"]):
        bill = int(days.rng.integers(500, 9000)) * 100
        months.sheet(day, "yb_medical").row(
            **who, ins_type="居民", ins_state="正常参保", hospital="温江区人民医院",
            admitted_on=on - timedelta(days=9), discharged_on=on - timedelta(days=2),
            total=yuan(bill * 3), pooled=yuan(bill * 2), serious="0.00", aid="0.00",
            self_pay=yuan(bill), settled_on=on, special="否",
        )  # fmt: skip
    if 18 <= age_of(head.birth, day) < 60 and days.chance(about["job"]):
        lost = days.chance(60)
        months.sheet(day, "rs_employment").row(
            **who, status="失业" if lost else "灵活就业", base_month="" if lost else "4200.00",
            unemployed_since=on if lost else "", wants_job="有" if lost else "",
        )  # fmt: skip
    if days.chance(about["gift"]):
        months.sheet(day, "csh_charity").row(
            **who, item="节日慰问", kind="物资", amount="1", unit="份", given_on=on,
            donor="爱心企业", agency="温江区慈善会（示范）", town=served.village.town_name,
        )  # fmt: skip
    if "G01" in house.groups and days.chance(about["left_aid"] * 5):
        _left_aid(months, served, head, day)


def _left_aid(months: Months, served: Served, head: Member, day: date) -> None:
    house = served.house
    held = "、".join([*(CATEGORY[g] for g in head.groups), "低保（已退出）"])
    months.sheet(day, "mz_ledger").row(
        hh_no=house.number, head_name=head.name, name=head.name, relation=head.relation,
        id_no=head.id_no, group=held, insured=str(len(house.members)), since=house.since,
        town=served.village.town_name, village=served.village.name, checked_on=day,
    )  # fmt: skip


def comings_and_goings(months: Months, crew: Crew, found: Leaving, first: date) -> None:
    """Write who joins on the first day, and who leaves with whom takes over, each month."""
    for one in crew.people:
        months.sheet(first, "own_staff").row(
            staff_no=one.number, name=one.name, phone=one.phone, party=one.party,
            roles=one.role, areas=one.areas, organisation=one.body, lon=one.lon, lat=one.lat,
            status="ACTIVE",
        )  # fmt: skip
    by_month = {day.isoformat()[:7]: day for day in months.days}
    by_number = {s.number: s for group in found.people for s in group}
    for number, month in sorted(found.stewards.items()):
        one, day = by_number[number], by_month[month]
        months.sheet(day, "own_staff").row(
            staff_no=one.number, name=one.name, party=one.party, status="LEFT"
        )
        for place, home in enumerate(found.homes.get(number, ())):
            heir = found.heirs[number][place % len(found.heirs[number])]
            months.sheet(day, "own_household").row(hh_no=home, steward_t3=heir.number)
    for _, (month, body) in sorted(found.bodies.items()):
        months.sheet(by_month[month], "own_org").row(
            credit_code=body.code, name=body.name, party=body.party, status="INACTIVE"
        )
