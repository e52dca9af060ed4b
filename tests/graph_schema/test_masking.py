"""What of a field a caller sees: one table, few exceptions, nothing undeclared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.access import Access
from graph_schema.errors import Forbidden
from graph_schema.masking import (
    EXCEPTIONS,
    GUARDED,
    MASKS,
    NEVER,
    TABLE,
    Shown,
    mask_address,
    mask_id_no,
    mask_name,
    mask_phone,
    may_compare,
    policy,
    show,
)
from graph_schema.shape import LABELS, FieldClass
from graph_schema.vocabulary import Purpose, Role


def access(role: Role, *, reason: str | None = None) -> Access:
    opened = Access(actor="a", role=role, purpose=Purpose.MONITORING, areas=("510115",))
    return opened.revealing(reason) if reason else opened


FIELDS = [(label.name, prop) for label in LABELS.values() for prop in label.props.values()]


def test_every_role_has_a_row_and_every_row_every_class():
    assert set(TABLE) == set(Role)
    assert all(len(row) == len(FieldClass) for row in TABLE.values())


@pytest.mark.parametrize("role", Role)
def test_what_is_undeclared_is_hidden_from_everybody(role: Role):
    assert policy("Household", "blood_group", access(role)) is Shown.HIDDEN
    assert policy("Dossier", "name", access(role)) is Shown.HIDDEN
    assert show("Household", "blood_group", "A", access(role)) is None


@pytest.mark.parametrize(
    "role", [Role.MANAGER, Role.ADMINISTRATOR, Role.PUBLISHER, Role.EVALUATOR]
)
def test_managers_and_administrators_see_no_personal_field(role: Role):
    """Also with a reveal: what is hidden from a role stays hidden."""
    for label, prop in FIELDS:
        if prop.field_class is not FieldClass.NONE:
            assert policy(label, prop.name, access(role, reason="audit")) is Shown.HIDDEN


def test_restricted_facts_are_for_the_district_steward_only():
    seeing = {
        role
        for role in Role
        for label, prop in FIELDS
        if prop.field_class is FieldClass.RESTRICTED
        and policy(label, prop.name, access(role)) is not Shown.HIDDEN
    }

    assert seeing == {Role.DISTRICT_STEWARD, Role.SYSTEM}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_no_role_sees_a_full_id_number_without_a_reveal(role: Role):
    for label, prop in GUARDED:
        assert policy(label, prop, access(role)) is not Shown.CLEAR


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_hashes_are_shown_to_nobody(role: Role):
    for label, prop in FIELDS:
        if prop.name in NEVER:
            assert policy(label, prop.name, access(role, reason="curious")) is Shown.HIDDEN


def test_a_reveal_needs_a_reason_and_opens_what_was_masked():
    caseworker = access(Role.DISTRICT_CASEWORKER)

    with pytest.raises(Forbidden):
        Access(
            actor="a", role=caseworker.role, purpose=caseworker.purpose, areas=(), reveal=True
        )

    assert show("Person", "id_no", "990115195001010019", caseworker) == "990115********0019"
    opened = caseworker.revealing("payment returned")
    assert show("Person", "id_no", "990115195001010019", opened) == "990115195001010019"


def test_a_household_never_sees_its_colour_or_score():
    for role in (Role.RESIDENT, Role.GUARDIAN):
        for prop in ("level", "computed_level", "score", "urgent"):
            assert policy("Household", prop, access(role)) is Shown.HIDDEN


def test_a_volunteer_knows_the_task_and_not_the_person():
    volunteer = access(Role.VOLUNTEER)

    assert show("Person", "name", "王小明", volunteer) == "王**"
    assert show("Task", "meeting_place", "柳城社区服务站", volunteer) == "柳城社区服务站"
    for label, prop in (("Household", "level"), ("Person", "id_no"), ("Need", "code")):
        assert policy(label, prop, volunteer) is Shown.HIDDEN


def test_a_steward_can_call_and_find_the_household():
    steward = access(Role.VILLAGE_STEWARD)

    assert policy("Household", "phone", steward) is Shown.CLEAR
    assert policy("Household", "address", steward) is Shown.CLEAR
    assert policy("Household", "income_month", steward) is Shown.CLEAR
    assert policy("HealthStatus", "severe_mental", steward) is Shown.HIDDEN


def test_only_what_is_clear_may_be_filtered_or_sorted_by():
    volunteer = access(Role.VOLUNTEER)

    assert not may_compare("Person", "name", volunteer)
    assert may_compare("Task", "state", volunteer)


def test_every_exception_names_a_declared_field():
    for label, prop in [*EXCEPTIONS, *GUARDED]:
        assert prop in LABELS[label].props


def test_every_encrypted_field_that_is_masked_has_a_mask_that_fits():
    """A phone without a mask of its own would come out as three stars: safe, and useless."""
    assert {"name", "id_no", "phone", "address", "cert_no", "contact_phone"} <= set(MASKS)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "王明", "王*"),
        (mask_name, "欧阳娜娜", "欧阳**"),
        (mask_name, "李", "李*"),
        (mask_id_no, "510115198001011234", "510115********1234"),
        (mask_id_no, "12345", "*"),
        (mask_phone, "13800005678", "138****5678"),
        (mask_phone, "12345", "****"),
        (mask_address, "温江区柳城街道文庙社区前进路8号2栋", "温江区柳城街道文庙社区***"),
        (mask_address, "万春镇幸福村3组12号", "万春镇幸福村***"),
    ],
)
def test_masks_keep_what_the_domain_says(mask, value: str, shown: str):
    assert mask(value) == shown


@given(st.from_regex(r"\A[0-9]{17}[0-9X]\Z"))
def test_the_birthday_in_an_id_number_is_never_shown(number: str):
    assert mask_id_no(number)[6:14] == "********"


def test_a_masked_number_is_not_shown_at_all():
    assert show("Household", "size", 4, access(Role.VOLUNTEER)) is None
    assert show("Household", "size", None, access(Role.VILLAGE_STEWARD)) is None


def test_an_access_without_digits_for_areas_is_refused():
    with pytest.raises(ValueError, match="digits"):
        Access.system(Purpose.MONITORING, ("510115%",))
