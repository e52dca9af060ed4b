"""What of a field a caller is shown: one table of field class by role, and the masks.

Source: domain reference 7.1 and 7.2. Undeclared means hidden: a label or property that the
shape does not know is shown to nobody. Which rows a caller reaches at all is the session's
work; this is about the fields of a row that is in reach.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from graph_schema.access import Access
from graph_schema.shape import LABELS, FieldClass
from graph_schema.vocabulary import Role


class Shown(StrEnum):
    CLEAR = "clear"
    MASKED = "masked"
    HIDDEN = "hidden"


# One row a role, one letter a class in the order N P S S* R: c clear, m masked, - hidden.
# Restricted facts are for the case team and R12 only; R18 sees no personal data at all.
TABLE: Mapping[Role, str] = MappingProxyType(
    {
        Role.RESIDENT: "cccm-",
        Role.GUARDIAN: "cccm-",
        Role.VILLAGE_STEWARD: "cccm-",
        Role.TOWN_INTAKE: "cccm-",
        Role.TOWN_REVIEWER: "cccm-",
        Role.TOWN_STEWARD: "cccm-",
        Role.SOCIAL_WORKER: "cccm-",
        Role.ORGANISATION: "cm-m-",
        Role.VOLUNTEER: "cm---",
        Role.DONOR: "c----",
        Role.DISTRICT_CASEWORKER: "cccm-",
        Role.DISTRICT_APPROVER: "cccm-",
        Role.DISTRICT_STEWARD: "cccmc",
        Role.DEPARTMENT: "cm-m-",
        Role.PUBLISHER: "c----",
        Role.EVALUATOR: "c----",
        Role.MANAGER: "c----",
        Role.AUDITOR: "c----",
        Role.ADMINISTRATOR: "c----",
        Role.SYSTEM: "ccccc",
    }
)

# Where the domain says otherwise for one field; `*` is every role that the table lets through.
EXCEPTIONS: Mapping[tuple[str, str], Mapping[Role, Shown]] = MappingProxyType(
    {
        # a steward calls and visits: address and phone of the households in scope are clear
        **{
            ("Household", prop): MappingProxyType(
                dict.fromkeys(
                    (
                        Role.VILLAGE_STEWARD,
                        Role.TOWN_INTAKE,
                        Role.TOWN_STEWARD,
                        Role.SOCIAL_WORKER,
                        Role.DISTRICT_CASEWORKER,
                        Role.DISTRICT_STEWARD,
                    ),
                    Shown.CLEAR,
                )
            )
            for prop in ("address", "phone", "level_override_reason")
        },
        # households never see their own colour or score
        **{
            ("Household", prop): MappingProxyType(
                dict.fromkeys((Role.RESIDENT, Role.GUARDIAN), Shown.HIDDEN)
            )
            for prop in (
                *("level", "computed_level", "score", "urgent", "primary_group"),
                *("level_override", "level_override_over"),
            )
        },
        # a social worker reads what social workers assessed
        **{
            ("Assessment", prop): MappingProxyType({Role.SOCIAL_WORKER: Shown.CLEAR})
            for prop in ("person", "family", "community")
        },
        # who asks about the own data, and who answers, read what was said
        **{
            ("DataRequest", prop): MappingProxyType(
                dict.fromkeys(
                    (
                        Role.RESIDENT,
                        Role.GUARDIAN,
                        Role.DISTRICT_CASEWORKER,
                        Role.DISTRICT_STEWARD,
                    ),
                    Shown.CLEAR,
                )
            )
            for prop in ("text", "new", "answer")
        },
        # who decides whether somebody may help calls back first
        ("Joining", "phone"): MappingProxyType(
            dict.fromkeys(
                (Role.TOWN_STEWARD, Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD),
                Shown.CLEAR,
            )
        ),
        # an organisation needs to know what is asked of it
        ("Need", "code"): MappingProxyType({Role.ORGANISATION: Shown.CLEAR}),
        ("Need", "severity"): MappingProxyType({Role.ORGANISATION: Shown.CLEAR}),
        # the place and the note of a task are written for the volunteer who does it
        ("Task", "meeting_place"): MappingProxyType({Role.VOLUNTEER: Shown.CLEAR}),
        ("Task", "note"): MappingProxyType({Role.VOLUNTEER: Shown.CLEAR}),
    }
)

# Never clear without a reveal, whatever the role: what can be misused outside.
GUARDED = frozenset(
    {("Person", "id_no"), ("DisabilityCard", "cert_no"), ("Award", "payee_token")}
)
# Working values of the program, shown to nobody.
NEVER = frozenset(
    {
        "id_no_hash", "cert_no_hash", "secret_hash", "totp_secret", "recovery", "token_hash",
        "csrf",
    }
)  # fmt: skip

_ORDER = tuple(FieldClass)
_SHOWN = {"c": Shown.CLEAR, "m": Shown.MASKED, "-": Shown.HIDDEN}


def policy(label: str, prop: str, access: Access) -> Shown:
    """Decide how a property of a row in reach is shown to a caller."""
    known = LABELS.get(label)
    declared = known.props.get(prop) if known else None
    if declared is None:
        return Shown.HIDDEN
    if access.role is Role.SYSTEM:
        return Shown.CLEAR
    if prop in NEVER:
        return Shown.HIDDEN
    usual = _SHOWN[TABLE[access.role][_ORDER.index(declared.field_class)]]
    usual = EXCEPTIONS.get((label, prop), {}).get(access.role, usual)
    if access.reveal and usual is not Shown.HIDDEN:
        return Shown.CLEAR
    if (label, prop) in GUARDED and usual is Shown.CLEAR:
        return Shown.MASKED
    return usual


def may_compare(label: str, prop: str, access: Access) -> bool:
    """Whether a caller may filter, sort or aggregate by it: only by what is clear to him."""
    return policy(label, prop, access) is Shown.CLEAR


# Two-character surnames; a name that begins with one keeps both. The rest keep one.
DOUBLE_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐宇文长孙司徒夏侯轩辕端木南宫独孤",
    )
)


def mask_name(name: str) -> str:
    """Keep the surname: 王小明 → 王**, 欧阳娜娜 → 欧阳**; one star a hidden character."""
    kept = 2 if name[:2] in DOUBLE_SURNAMES else 1
    return name[:kept] + "*" * max(1, len(name) - kept)


def mask_id_no(number: str) -> str:
    """Keep the first six and the last four: 510115********1234."""
    return (
        f"{number[:6]}{'*' * max(0, len(number) - 10)}{number[-4:]}"
        if len(number) > 10
        else "*"
    )


def mask_phone(number: str) -> str:
    """Keep the first three and the last four: 138****5678."""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "****"


def mask_address(address: str) -> str:
    """Keep the address down to village or community."""
    found = re.match(r"^.*?(?:社区|村)", address)
    return f"{found.group() if found else address[:6]}***"


def mask_other(_: str) -> str:
    """Show that there is a value, and nothing of it."""
    return "***"


MASKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "name": mask_name,
        "contact_name": mask_name,
        "id_no": mask_id_no,
        "cert_no": mask_id_no,
        "phone": mask_phone,
        "contact_phone": mask_phone,
        "address": mask_address,
    }
)


def show(label: str, prop: str, value: object, access: Access) -> object:
    """Give a value as the caller may see it: clear, masked (text only), else None."""
    if value is None:
        return None
    match policy(label, prop, access):
        case Shown.CLEAR:
            return value
        case Shown.MASKED:
            return MASKS.get(prop, mask_other)(value) if isinstance(value, str) else None
        case Shown.HIDDEN:
            return None
