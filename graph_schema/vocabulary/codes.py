"""The closed codes of the domain: a member's name says what it is, its value is the code.

Codes never change their meaning; a retired one gets an end date where it is used. What is said
about a code stands in the YAML file of its kind. Source: domain reference, part 1.
"""

from enum import StrEnum


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


class ServiceType(StrEnum):
    """服务类型."""

    CASH = "SV01"
    GOODS = "SV02"
    RESOURCE_LINKING = "SV03"
    COUNSELLING = "SV04"
    CRISIS = "SV05"
    PROTECTION = "SV06"
    PSYCHOLOGICAL_AID = "SV07"
    HOSPICE = "SV08"
    INCLUSION = "SV09"
    COMFORT = "SV10"
    SUPPORT = "SV11"
    BASIC_HELP = "SV12"
    INFORMATION = "SV13"
    CHILD_DAY_CARE = "SV14"
    ELDER_DAY_CARE = "SV15"
    HOME_CARE = "SV16"
    INSTITUTIONAL_CARE = "SV17"
    VOCATIONAL_TRAINING = "SV18"
    JOB_PLACEMENT = "SV19"
    ABILITY = "SV20"
    ASSET_BUILDING = "SV21"
    MENTAL_REHABILITATION = "SV22"
    LEGAL_AID = "SV23"
    EDUCATION_AID = "SV24"
    VISITING = "SV25"
    HOUSING_REPAIR = "SV26"
    DELIVERY = "SV27"
    POLICY_AGENCY = "SV28"
    OTHER = "SV99"


class Method(StrEnum):
    """How a service is given: 个案, 小组, 社区."""

    CASE = "M1"
    GROUP = "M2"
    COMMUNITY = "M3"


class Department(StrEnum):
    """部门: those that share data, and those that only coordinate."""

    CIVIL_AFFAIRS = "MZ"
    EDUCATION = "JY"
    HEALTH_INSURANCE = "YB"
    HOUSING = "ZJ"
    HEALTH = "WJ"
    DISABLED_FEDERATION = "CL"
    CHARITY = "CSH"
    HUMAN_RESOURCES = "RS"
    POLICE = "GA"
    JUSTICE = "SF"
    EMERGENCY = "YJ"
    UNIONS = "GH"
    WOMEN = "FL"
    YOUTH_LEAGUE = "TW"
    VETERANS = "TYJR"
    AGRICULTURE = "NY"
    TAX = "TAX"
    REAL_ESTATE = "BDC"
    VEHICLES = "CGS"


class LeadChannel(StrEnum):
    """How somebody in need was found."""

    VILLAGE_VISIT = "VILLAGE_VISIT"
    SW_SURVEY = "SW_SURVEY"
    PLATFORM_DATA = "PLATFORM_DATA"
    SW_DAILY = "SW_DAILY"
    REFERRAL_OFFICE = "REFERRAL_OFFICE"
    DATA_PUSH = "DATA_PUSH"
    SELF_RECRUIT = "SELF_RECRUIT"
    HOTLINE = "HOTLINE"
    AGENT_BODY = "AGENT_BODY"
    RULE_ALERT = "RULE_ALERT"
    NEIGHBOUR = "NEIGHBOUR"


class VisitMode(StrEnum):
    """走访方式."""

    HOME = "HOME"
    CALL = "CALL"
    DESK = "DESK"
    CONFERENCE = "CONFERENCE"


class BrandCode(StrEnum):
    """品牌: the Weiguang 微光 family; each is a template of projects."""

    STORE_ROOM = "STORE_ROOM"
    GROWTH_PLUS_ONE = "GROWTH_PLUS_ONE"
    ONE_FOUR_N = "ONE_FOUR_N"
    SAIL = "SAIL"


class FocusArea(StrEnum):
    """Partners' focus areas, tags on needs and projects."""

    PSYCHOLOGICAL_INTERVENTION = "PSYCHOLOGICAL_INTERVENTION"
    MENTAL_REHABILITATION = "MENTAL_REHABILITATION"
    INCLUSION = "INCLUSION"
    ABILITY = "ABILITY"


class TagCode(StrEnum):
    """画像标签: what a household is like, as its facts and needs say."""

    LOW_INCOME = "LOW_INCOME"
    MEDICAL_BURDEN = "MEDICAL_BURDEN"
    LIVES_ALONE = "LIVES_ALONE"
    NO_CARER = "NO_CARER"
    SINGLE_CARER = "SINGLE_CARER"
    MANY_CAUSES = "MANY_CAUSES"
    UNSAFE_HOUSE = "UNSAFE_HOUSE"
    NO_SUPPORT = "NO_SUPPORT"
    LEFT_AID = "LEFT_AID"
    HOUSING_COST = "HOUSING_COST"
    CRISIS = "CRISIS"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    SCHOOLING = "SCHOOLING"
    OUT_OF_WORK = "OUT_OF_WORK"
    LEGAL_TROUBLE = "LEGAL_TROUBLE"


class RevealReason(StrEnum):
    """显示理由: why somebody had a guarded number shown in full; it goes on record."""

    CHECK = "CHECK"
    PAYMENT = "PAYMENT"
    AUTHORITY = "AUTHORITY"
    CORRECTION = "CORRECTION"
    EMERGENCY = "EMERGENCY"


class Package(StrEnum):
    """默认服务包, one a colour."""

    HIGH = "P-HIGH"
    MEDIUM = "P-MED"
    LOW = "P-LOW"
    NORMAL = "P-NORM"
