"""The base ledger 对象台账: a row a member; households, persons, awards, causes."""

from datetime import date

from graph_schema.ids import new_id
from loaders.draft import Draft
from loaders.intake import Intake
from loaders.people import Entry, KnownPerson
from loaders.place import VILLAGE, place_of
from loaders.row import Finding, Reject, Row

GROUPS = {
    "低保": "G01", "特困": "G02", "特殊群体儿童": "G03", "特殊困难老人": "G04",
    "残疾人": "G05",
    "流浪乞讨人员": "G06", "低收入": "G07", "高龄老人": "G08", "精简退职": "G09",
    "其他困难": "G10",
}  # fmt: skip
CAUSES = {
    "因病": "C01", "因残": "C02", "因学": "C03", "意外事故": "C05", "失业": "C06",
    "缺劳动力": "C07",
    "照护负担": "C09", "家庭变故": "C10", "精神障碍": "C13", "住房困难": "C15", "其他": "C99",
}  # fmt: skip
LEFT = "低保（已退出）"
MEMBER = "家庭成员"  # lives in the household, holds no group


def take(row: Row, into: Intake) -> None:
    """Take one member: the person, the household it belongs to, what it receives."""
    number, groups, cause = row.take("hh_no"), _groups(row), _cause(row)
    place = place_of(row, into)
    home = into.known.households.get(number)
    entry = Entry(home, homeless="G06" in groups)
    person = into.person(row, "身份证号", area=place, entry=entry)
    if person.household not in (None, home):
        raise Reject("X19", "CONFLICT", "户编号")
    relation = row.take("relation")
    into.agrees(row, "身份证号", person.id, (groups, relation, row.take("amount_month")))
    home = into.known.households.setdefault(number, new_id())
    person.household, person.area, person.groups = home, place, frozenset(groups)
    _household(row, into, home, person, place)
    if cause is not None:
        into.draft.tie(
            ("CAUSED_BY", "Household", "Cause"), home, into.known.causes[cause], primary=True
        )
    into.draft.node(
        "Person", person.id, id=person.id, groups=sorted(groups), live_area=place,
        primary_group=min(groups, default=None), source=into.draft.source,
        hukou_area=None if "G06" in groups or len(place) < len(VILLAGE) else place,
    )  # fmt: skip
    into.draft.tie(
        ("MEMBER_OF", "Person", "Household"), person.id, home,
        relation=relation, head=relation == "户主",
    )  # fmt: skip
    if _award(row, into.draft, person, home, groups) and person.deceased:
        into.warn("W17", person, "P2")  # X25: listed as paid, though dead
    into.draft.stands_for(row.sheet, row.line, "Person", person.id)
    row.done(waived=("head_name", "insured", "bank", "account"))


def _groups(row: Row) -> set[str]:
    words = str(row.take("group")).split("、")
    unknown = [w for w in words if w not in GROUPS and w not in {LEFT, MEMBER}]
    if unknown:
        raise Reject("X27", "ROW", "对象类别")
    return {GROUPS[w] for w in words if w in GROUPS}


def _cause(row: Row) -> str | None:
    """Read the cause; one that is not in the list is a finding, and not known."""
    told = row.take("cause")
    if told is not None and told not in CAUSES:
        row.findings.append(Finding("X27", "CELL", "致困原因"))
    return CAUSES.get(told)


def _household(row: Row, into: Intake, home: str, person: KnownPerson, place: str) -> None:
    """Draft the household: what all its members hold, also those this file does not name."""
    members = into.known.members[home]
    members[person.id] = person
    held = sorted(set[str]().union(*(one.groups for one in members.values())))
    into.draft.node(
        "Household", home, id=home, hh_no=row.take("hh_no"), groups=held, size=len(members),
        primary_group=held[0] if held else None, monitored=True, source=into.draft.source,
    )  # fmt: skip
    into.settle(home, place)


def _award(row: Row, draft: Draft, person: KnownPerson, home: str, groups: set[str]) -> bool:
    """Draft what the row says is paid: 低保 to the household, 特困 and 高龄 to the person.

    Returns whether anything is being paid.
    """
    amount, since = row.take("amount_month"), row.take("since")
    checked: date | None = row.take("checked_on")
    left = LEFT in str(row.values["group"])
    if not amount and not left:
        return False
    if "G02" in groups:
        holder, label, policy = person.id, "Person", "E05"
    elif "G01" in groups or left:
        holder, label, policy = home, "Household", "E01"
    else:
        holder, label, policy = person.id, "Person", "E10"
    award = f"{holder[:24]}{policy}".ljust(32, "0").lower()
    draft.node(
        "Award", award, id=award, policy=policy, amount_month=amount, source=draft.source,
        from_=since, to=checked if left else None,
    )  # fmt: skip
    draft.tie(("RECEIVES", label, "Award"), holder, award)
    return not left
