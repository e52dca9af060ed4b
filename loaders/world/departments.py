"""What each department's file says of a household; facts never go beyond its need ledger."""

from datetime import date, timedelta

from numpy.random import Generator

from loaders.world.dirt import Dirt
from loaders.world.households import House, Member, age_of
from loaders.world.places import shares
from loaders.world.services import Served
from loaders.world.truth import STANDARD
from loaders.world.write import yuan

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


def department_files(dirt: Dirt, rng: Generator, served: Served, as_of: date) -> None:
    """Write what the departments hold of a household."""
    house = served.house
    severity = {n.code: n.severity for n in house.needs}
    _ledger(dirt, served, as_of)
    bills = _split(rng, house.medical)
    for member in house.members:
        age = age_of(member.birth, as_of)
        who: dict[str, object] = {"name": member.name, "id_no": member.id_no}
        if member.grade:
            dirt.row("cl_disability", "", who | certificate(house, member, as_of))
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
            if "renamed" in house.plants:
                _renamed(dirt, who)


def _renamed(dirt: Dirt, who: dict[str, object]) -> None:
    """Let the employment register know the person by a former name."""
    former = str(who["name"])[0] + "某某"
    dirt.conflict("rs_employment", "", who | {"name": former, "status": "灵活就业"})


def _ledger(dirt: Dirt, served: Served, as_of: date) -> None:
    house = served.house
    for member in house.members:
        held = "、".join(CATEGORY[g] for g in member.groups) or "家庭成员"
        award = ""
        if member.relation == "户主" and house.award is not None:
            award = yuan(house.award)
        elif (
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
            held = "、".join([*(CATEGORY[g] for g in member.groups), "低保（已退出）"])
            award = ""
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


def certificate(house: House, member: Member, as_of: date) -> dict[str, object]:
    """Give what the certificate of a disabled member says; as_of: the district's first day."""
    kinds = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
    training = any(need.code == "N04" and need.severity >= 2 for need in house.needs)
    return {
        "cert_no": f"{member.id_no}{kinds.index(member.disability) + 1}{member.grade}",
        "type": member.disability,
        "grade": str(member.grade),
        "issued_on": as_of - timedelta(days=900),
        "expires_on": as_of + timedelta(days=2700),
        "rehab_need": "康复训练" if training else "",
        "work_status": "未就业",
        "two_allowances": "是" if member.grade <= 2 else "否",
    }


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
