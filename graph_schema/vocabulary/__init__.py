"""The closed codes of the domain, and the reader of what is said about them.

A member's name says what it is in English, its value is the stable code. Labels in three
scripts and everything else said about a code stand in the YAML files beside this module;
a code in one and not in the other is refused at import. Source: domain reference, part 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.errors import SettingsError


class Party(StrEnum):
    """五社: the five parties, and government, which is counted apart."""

    COMMUNITY = "COM"
    ORGANISATION = "ORG"
    SOCIAL_WORKER = "SW"
    VOLUNTEER = "VOL"
    CHARITY = "CHA"
    GOVERNMENT = "GOV"


FIVE_PARTIES = (
    Party.COMMUNITY,
    Party.ORGANISATION,
    Party.SOCIAL_WORKER,
    Party.VOLUNTEER,
    Party.CHARITY,
)


class Tier(StrEnum):
    """三级救助管家: tiers of stewards."""

    DISTRICT = "T1"
    TOWN = "T2"
    VILLAGE = "T3"


class Level(StrEnum):
    """四色: risk levels, most urgent first."""

    ORANGE = "L4_HIGH"
    YELLOW = "L3_MED"
    BLUE = "L2_LOW"
    GREEN = "L1_NORM"


class GroupCode(StrEnum):
    """9+1 类群体."""

    MINIMUM_LIVING = "G01"
    EXTREME_HARDSHIP = "G02"
    CHILDREN = "G03"
    ELDERS = "G04"
    DISABLED = "G05"
    HOMELESS = "G06"
    LOW_INCOME = "G07"
    AGED_80 = "G08"
    RETIRED_STAFF = "G09"
    OTHER = "G10"


class NeedCode(StrEnum):
    """12+1 类需求."""

    MENTAL_HEALTH = "N01"
    EMOTIONAL_SUPPORT = "N02"
    CRISIS = "N03"
    CARE = "N04"
    BASIC_LIVING = "N05"
    MEDICAL = "N06"
    EMPLOYMENT = "N07"
    EDUCATION = "N08"
    LEGAL = "N09"
    MONITORING = "N10"
    RESOURCE_LINKING = "N11"
    INCLUSION = "N12"
    OTHER = "N13"


class CauseCode(StrEnum):
    """致困原因."""

    ILLNESS = "C01"
    DISABILITY = "C02"
    SCHOOLING = "C03"
    DISASTER = "C04"
    ACCIDENT = "C05"
    UNEMPLOYMENT = "C06"
    NO_LABOUR = "C07"
    NO_SKILL = "C08"
    CARE_BURDEN = "C09"
    BEREAVEMENT = "C10"
    NO_GUARDIAN = "C11"
    VIOLENCE = "C12"
    MENTAL_DISORDER = "C13"
    DEBT_OR_FRAUD = "C14"
    HOUSING = "C15"
    PRISON_OR_DETOX = "C16"
    LONELINESS = "C17"
    OTHER = "C99"


class Role(StrEnum):
    """Who acts. SYSTEM is the program itself."""

    RESIDENT = "R01"
    GUARDIAN = "R02"
    VILLAGE_STEWARD = "R03"
    TOWN_INTAKE = "R04"
    TOWN_REVIEWER = "R05"
    TOWN_STEWARD = "R06"
    SOCIAL_WORKER = "R07"
    ORGANISATION = "R08"
    VOLUNTEER = "R09"
    DONOR = "R09b"
    DISTRICT_CASEWORKER = "R10"
    DISTRICT_APPROVER = "R11"
    DISTRICT_STEWARD = "R12"
    DEPARTMENT = "R13"
    PUBLISHER = "R14"
    EVALUATOR = "R15"
    MANAGER = "R16"
    AUDITOR = "R17"
    ADMINISTRATOR = "R18"
    SYSTEM = "SYS"


class Purpose(StrEnum):
    """What for. U1 and U2 rest on a duty with notice, U3 to U6 on consent."""

    ELIGIBILITY = "U1"
    MONITORING = "U2"
    MATCHING = "U3"
    SHARING = "U4"
    MENTAL_HEALTH_REFERRAL = "U5"
    PHOTO_OR_STORY = "U6"
    STATISTICS = "U7"
    EMERGENCY = "U8"


class ItemType(StrEnum):
    """资源目录 types."""

    ASSISTANCE_POLICY = "AP"
    WELFARE_POLICY = "WP"
    CHARITY_SERVICE = "CS"
    PROFESSIONAL_CARE = "PC"


class Priority(StrEnum):
    """Of alerts, most urgent first."""

    FIRST = "P1"
    SECOND = "P2"
    THIRD = "P3"


class AlertCode(StrEnum):
    """预警 triggers."""

    MEDICAL_BURDEN = "W01"
    SINGLE_BILL = "W02"
    INCOME_DROP = "W03"
    JOB_LOST = "W04"
    NEW_DISABILITY = "W05"
    NEW_ILLNESS = "W06"
    ALONE_NOT_VISITED = "W07"
    NO_GUARDIAN = "W08"
    SCHOOL_ABSENCE = "W09"
    UNSAFE_HOUSE = "W10"
    RIGID_SPENDING = "W11"
    SUDDEN_EVENT = "W12"
    MENTAL_FOLLOW_UP_MISSED = "W13"
    CARER_LOST = "W14"
    RELAPSE = "W15"
    REVIEW_OVERDUE = "W16"
    SHOULD_EXIT = "W17"
    ELIGIBLE_NOT_RECEIVING = "W18"
    SERVICE_BROKEN = "W19"
    REPEATED_REQUESTS = "W20"
    VIOLENCE = "W21"
    DEBT_OR_FRAUD = "W22"
    NEWBORN = "W23"
    DATA_CONFLICT = "W24"


class LinkRole(StrEnum):
    """What a party is to a link: 专业, 依托, 补充."""

    PROFESSIONAL = "PROFESSIONAL"
    RESOURCE = "RESOURCE"
    SUPPLEMENT = "SUPPLEMENT"


class DeclineCode(StrEnum):
    """Why a link was refused; who refused is kept apart."""

    NO_CAPACITY = "NO_CAPACITY"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    OUT_OF_AREA = "OUT_OF_AREA"
    CANNOT_CONTACT = "CANNOT_CONTACT"
    UNSAFE = "UNSAFE"
    RECIPIENT_REFUSED = "RECIPIENT_REFUSED"
    DUPLICATE = "DUPLICATE"
    WRONG_NEED = "WRONG_NEED"
    OTHER = "OTHER"


class GapClass(StrEnum):
    """缺口: the first broken edge of an unmet need, in the order they are looked at."""

    IN_FLIGHT = "IN_FLIGHT"
    LAPSED = "LAPSED"
    NO_CONSENT = "NO_CONSENT"
    NO_SERVICE = "NO_SERVICE"
    OUT_OF_AREA = "OUT_OF_AREA"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    FULL = "FULL"
    STALE = "STALE"
    NO_STEWARD = "NO_STEWARD"
    NO_VOLUNTEER = "NO_VOLUNTEER"
    NEVER_PROPOSED = "NEVER_PROPOSED"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said about one code. order: position in its file, from 0; about: all else."""

    code: str
    zh_hans: str
    en: str
    zh_hant: str
    order: int
    about: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Name it in zh-Hans, zh-Hant or en; another language falls back to zh-Hans."""
        return {"en": self.en, "zh-Hant": self.zh_hant}.get(language, self.zh_hans)


_FILES: Mapping[type[StrEnum], str] = MappingProxyType(
    {
        Party: "parties",
        Tier: "tiers",
        Level: "levels",
        GroupCode: "groups",
        NeedCode: "needs",
        CauseCode: "causes",
        Role: "roles",
        Purpose: "purposes",
        ItemType: "item_types",
        Priority: "priorities",
        AlertCode: "alerts",
        LinkRole: "link_roles",
        DeclineCode: "declines",
        GapClass: "gaps",
    }
)


@cache
def open_list(name: str) -> tuple[Entry, ...]:
    """Read one YAML list of codes in its order; raises SettingsError naming file and code."""
    file = files(__name__).joinpath(f"{name}.yml")
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as exc:
        raise SettingsError(where=f"{name}.yml", why=str(exc)) from exc
    found = []
    for order, (code, about) in enumerate(told.items()):
        if not isinstance(about, dict) or not {"zh", "en", "hant"} <= about.keys():
            raise SettingsError(where=f"{name}.yml", code=code, expected="zh, en, hant")
        rest = {key: value for key, value in about.items() if key not in {"zh", "en", "hant"}}
        found.append(
            Entry(
                code=code,
                zh_hans=about["zh"],
                en=about["en"],
                zh_hant=about["hant"],
                order=order,
                about=MappingProxyType(rest),
            )
        )
    return tuple(found)


@cache
def entries(kind: type[StrEnum]) -> Mapping[str, Entry]:
    """Say what is known about each code of an enum, in order of its file."""
    found = {entry.code: entry for entry in open_list(_FILES[kind])}
    if found.keys() != set(kind):
        raise SettingsError(
            where=f"{_FILES[kind]}.yml", differs=sorted(found.keys() ^ {str(m) for m in kind})
        )
    return MappingProxyType(found)


def vocabularies() -> tuple[type[StrEnum], ...]:
    """Name every enum that has a file, in the order they are documented."""
    return tuple(_FILES)
