"""Students in difficulty 在校困难学生: schooling, and whether a guardian is there."""

from loaders.intake import Intake
from loaders.row import Row

NOBODY = "无"


def take(row: Row, into: Intake) -> None:
    """Take one student; a guardian named 无 is on record as missing."""
    person = into.person(row, "身份证件号")
    updated = row.take("updated_on")
    into.fact(
        row, "Schooling", person, "schooling", student_no=row.take("student_no"),
        school=row.take("school"), stage=row.take("stage"), grade_class=row.take("grade_class"),
        aid_item=row.take("aid_item"), aid_amount=row.take("aid_amount"),
        boarding=row.take("boarding"), absence_days_30=row.take("absence_days_30"),
        dropout=row.take("dropout"), period_from=updated, period_to=updated,
    )  # fmt: skip
    guardian = row.take("guardian")
    if guardian is not None:
        into.draft.node(
            "Person", person.id, id=person.id,
            guardian_status="NONE" if guardian == NOBODY else "EFFECTIVE",
        )  # fmt: skip
    row.done(waived=("guardian_phone", "hukou"))
