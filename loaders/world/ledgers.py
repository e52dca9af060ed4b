"""What each file says of the district: rows of departments and of our own ledgers."""

from datetime import date, timedelta

from numpy.random import Generator

from loaders.world.dirt import Dirt
from loaders.world.households import House, Member
from loaders.world.identity import phone
from loaders.world.parties import Parties
from loaders.world.places import shares
from loaders.world.services import Served
from loaders.world.truth import STANDARD, age_of
from loaders.world.write import Sheet, yuan

CATEGORY = {
    "G01": "低保",
    "G02": "特困",
    "G03": "特殊群体儿童",
    "G04": "特殊困难老人",
    "G05": "残疾人",
    "G06": "流浪乞讨人员",
    "G07": "低收入",
    "G08": "高龄老人",
    "G09": "精简退职",
    "G10": "其他困难",
}
CAUSES = {
    "C01": "因病",
    "C02": "因残",
    "C03": "因学",
    "C05": "意外事故",
    "C06": "失业",
    "C07": "缺劳动力",
    "C09": "照护负担",
    "C10": "家庭变故",
    "C13": "精神障碍",
    "C15": "住房困难",
    "C99": "其他",
}


def parties_files(sheets: dict[str, Sheet], around: Parties) -> None:
    """Write organisations, staff and catalogue; the catalogue last, when places are taken."""
    for body in around.bodies:
        sheets["own_org"].row(
            credit_code=body.code,
            name=body.name,
            party=body.party,
            kind=body.kind,
            service_types=body.services,
            groups=body.groups,
            capacity=body.capacity or None,
            lon=body.lon,
            lat=body.lat,
            rating=body.rating,
            verified_on=body.verified,
            status="ACTIVE",
        )
    for one in around.staff:
        sheets["own_staff"].row(
            staff_no=one.number,
            name=one.name,
            phone=one.phone,
            party=one.party,
            roles=one.role,
            tier=one.tier,
            areas=one.areas,
            organisation=one.body,
            skills=one.skills,
            languages="zh",
            weekly_hours_max=one.hours,
            clearance_minors=one.minors,
            lon=one.lon,
            lat=one.lat,
            status="ACTIVE",
        )
    for offer in around.offers:
        item = offer.item
        sheets["own_catalogue"].row(
            code=item.code,
            type=item.type,
            title=item.title,
            category=item.category,
            needs=item.needs,
            groups=item.groups,
            service_types=item.service_types,
            areas=offer.prefixes,
            age_min=item.age[0],
            age_max=item.age[1],
            rule=item.rule,
            benefit=item.benefit,
            how_to_apply=item.how_to_apply,
            documents=item.documents,
            unit=item.unit,
            price=yuan(item.price),
            capacity=offer.capacity,
            used=offer.used,
            needs_volunteer=item.needs_volunteer,
            skills=item.skills,
            providers=[b.code for b in offer.providers],
            status="ACTIVE" if offer.active else "INACTIVE",
            verified_on=offer.verified,
        )


def household_files(
    sheets: dict[str, Sheet], rng: Generator, served: Served, as_of: date
) -> None:
    """Write a household into our own ledgers."""
    house = served.house
    purposes = ["U1", "U2", "U3", "U4"] if house.consent else ["U1", "U2"]
    road = shares()["roads"][int(rng.integers(0, len(shares()["roads"])))]
    sheets["own_household"].row(
        hh_no=house.number,
        address=f"{served.village.town_name}{served.village.name}{road}{rng.integers(400)}号",
        phone=phone(rng),
        lon=house.lon,
        lat=house.lat,
        income_month=yuan(house.income),
        assets_money=yuan(house.assets),
        housing_grade=house.grade,
        monitored_from=house.since,
        steward_t1=served.stewards["T1"].number,
        steward_t2=served.stewards["T2"].number,
        steward_t3=served.stewards["T3"].number,
        purposes=purposes,
        consent_from=house.since,
        consent_to=as_of + timedelta(days=200),
    )
    for need in house.needs:
        sheets["own_need"].row(
            need_no=need.number,
            hh_no=house.number,
            code=need.code,
            severity=need.severity,
            since=need.since,
            source="走访",
            state="OPEN",
            goal="",
        )
    for alert in house.alerts:
        sheets["own_alert"].row(
            alert_no=alert.number,
            hh_no=house.number,
            code=alert.code,
            priority=alert.priority,
            raised_on=alert.raised,
            verified_on=alert.verified,
            state="VERIFIED" if alert.verified else "RAISED",
        )
    for link in served.links:
        sheets["own_link"].row(
            link_no=link.number,
            hh_no=house.number,
            need_no=link.need.number if link.need else "",
            item=link.item,
            provider=link.provider,
            worker=link.worker,
            state=link.state,
            proposed_on=link.proposed,
            accepted_on=link.accepted,
            first_contact_on=link.first,
            last_contact_on=link.last,
            ended_on=link.ended,
            reason=link.reason,
        )
    for visit in served.visits:
        sheets["own_visit"].row(
            visit_no=visit.number,
            hh_no=house.number,
            staff_no=visit.staff,
            tier=visit.tier,
            due=visit.due,
            done_on=visit.done,
            mode=MODES[visit.mode],
            result="正常",
        )


MODES = {"HOME": "入户", "CALL": "电话", "DESK": "桌面核查", "CONFERENCE": "个案会议"}


def department_files(dirt: Dirt, rng: Generator, served: Served, as_of: date) -> None:
    """Write what the departments hold of a household; facts never go beyond its need ledger."""
    house = served.house
    severity = {n.code: n.severity for n in house.needs}
    _ledger(dirt, served, as_of)
    bills = _split(rng, house.medical)
    for member in house.members:
        age = age_of(member.birth, as_of)
        who: dict[str, object] = {"name": member.name, "id_no": member.id_no}
        if member.grade:
            _disability(dirt, member, who, severity, as_of)
        if 6 <= age < 18 and ("G03" in member.groups or "G01" in house.groups):
            _school(dirt, house, member, who, severity, age, as_of)
        if member is house.members[0]:
            for n, bill in enumerate(bills):
                settled = as_of - timedelta(days=40 + 12 * n)
                dirt.row(
                    "yb_medical",
                    "",
                    who
                    | {
                        "ins_type": "居民",
                        "ins_state": "正常参保",
                        "hospital": "温江区人民医院",
                        "admitted_on": settled - timedelta(days=9),
                        "discharged_on": settled - timedelta(days=2),
                        "total": yuan(bill * 3),
                        "pooled": yuan(bill * 2),
                        "serious": "0.00",
                        "aid": "0.00",
                        "self_pay": yuan(bill),
                        "settled_on": settled,
                        "special": "否",
                    },
                )
            _head(dirt, rng, served, who, severity, age, as_of)


def _ledger(dirt: Dirt, served: Served, as_of: date) -> None:
    house = served.house
    for member in house.members:
        held = "、".join(CATEGORY[g] for g in member.groups) or "家庭成员"
        award = ""
        if (
            member.relation == "户主"
            and "G01" in house.groups
            and "eligible_not_receiving" not in house.plants
        ):
            award = yuan(max(0, round((STANDARD - house.per_head) * len(house.members))))
        elif "G02" in member.groups:
            award = yuan(118300)
        elif "G08" in member.groups:
            award = yuan(5000 if age_of(member.birth, as_of) < 90 else 15000)
        if house.left_aid and member.relation == "户主":
            held, award = "低保（已退出）", ""
        dirt.row(
            "mz_ledger",
            "",
            {
                "hh_no": house.number,
                "head_name": house.members[0].name,
                "name": member.name,
                "relation": member.relation,
                "id_no": member.id_no,
                "group": held,
                "insured": str(len(house.members)),
                "amount_month": award,
                "since": house.since,
                "cause": CAUSES[house.cause] if member.relation == "户主" else "",
                "town": served.village.town_name,
                "village": served.village.name,
                "checked_on": house.left_aid or as_of - timedelta(days=31),
            },
        )


def _disability(
    dirt: Dirt, member: Member, who: dict[str, object], severity: dict[str, int], as_of: date
) -> None:
    code = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重").index(member.disability) + 1
    dirt.row(
        "cl_disability",
        "",
        who
        | {
            "cert_no": f"{member.id_no}{code}{member.grade}",
            "type": member.disability,
            "grade": str(member.grade),
            "issued_on": as_of - timedelta(days=900),
            "expires_on": as_of + timedelta(days=2700),
            "rehab_need": "康复训练" if severity.get("N04", 0) >= 2 else "",
            "work_status": "未就业",
            "two_allowances": "是" if member.grade <= 2 else "否",
        },
    )


def _school(  # noqa: PLR0913 - one row, all it is made of
    dirt: Dirt,
    house: House,
    member: Member,
    who: dict[str, object],
    severity: dict[str, int],
    age: int,
    as_of: date,
) -> None:
    stage = "小学" if age < 12 else "初中" if age < 15 else "高中"
    dirt.row(
        "jy_students",
        "",
        who
        | {
            "sex": "男" if member.sex == 1 else "女",
            "student_no": f"G{member.id_no[6:17]}",
            "school": f"温江示范{stage}",
            "stage": stage,
            "grade_class": "一班",
            "aid_item": "困难学生资助" if "G01" in house.groups else "",
            "aid_amount": "1000.00",
            "boarding": "否",
            "absence_days_30": "8" if severity.get("N08", 0) >= 3 else "0",
            "dropout": "否",
            "guardian": "无" if member.unguarded else house.members[0].name,
            "hukou": "成都市温江区",
            "updated_on": as_of - timedelta(days=35),
        },
    )


def _head(  # noqa: PLR0913 - four rows, all they are made of
    dirt: Dirt,
    rng: Generator,
    served: Served,
    who: dict[str, object],
    severity: dict[str, int],
    age: int,
    as_of: date,
) -> None:
    """Health, housing, work and charity rows of the head of a household."""
    house, past = served.house, as_of - timedelta(days=45)
    if age >= 60 or severity.get("N01", 0) >= 2:
        dirt.row(
            "wj_health",
            "",
            who
            | {
                "severe_mental": "是"
                if severity.get("N01", 0) >= 2 and rng.random() < 0.3
                else "否",
                "last_follow_up": past,
                "self_care": house.members[0].care,
                "chronic": "是" if age >= 70 else "否",
                "pregnant": "否",
                "family_planning_special": "否",
                "doctor": "家庭医生",
                "station": f"{served.village.town_name}卫生服务中心",
                "updated_on": past,
            },
        )
    if house.tenure != "自有" or house.grade in "CD":
        dirt.row(
            "zj_housing",
            served.village.town_name,
            who
            | {
                "heads": str(len(house.members)),
                "address": f"{served.village.name}",
                "area": "62.5",
                "kind": house.tenure,
                "grade": house.grade,
                "support": "补贴" if house.rent else "",
                "rent_month": yuan(house.rent),
                "subsidy_month": "0.00",
                "contract_from": past,
                "contract_to": as_of + timedelta(days=320),
                "house_count": "1",
            },
        )
    if 18 <= age < 60:
        jobless = severity.get("N07", 0) >= 3
        dirt.row(
            "rs_employment",
            "",
            who
            | {
                "status": "失业" if jobless else "灵活就业",
                "employer": "",
                "base_month": "" if jobless else "4200.00",
                "unemployed_since": as_of - timedelta(days=120) if jobless else "",
                "wants_job": "有" if jobless else "",
                "training": "",
            },
        )
    if rng.random() < 0.12:
        dirt.row(
            "csh_charity",
            "",
            who
            | {
                "item": "节日慰问",
                "kind": "物资",
                "amount": "1",
                "unit": "份",
                "given_on": past,
                "donor": "爱心企业",
                "agency": "温江区慈善会（示范）",
                "town": served.village.town_name,
            },
        )


def _split(rng: Generator, medical: int) -> list[int]:
    """Split a year's own payments into bills below the line of a single large bill."""
    most = shares()["medical"]["bill_below"]
    found = []
    while medical > 0:
        part = min(medical, most, max(10000, int(medical * rng.uniform(0.3, 1.0)) // 100 * 100))
        found.append(part)
        medical -= part
    return found
