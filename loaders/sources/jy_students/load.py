"""Students in difficulty 在校困难学生: schooling, and whether a guardian is there."""

from loaders.identifiers import birth_of, fault_of
from loaders.intake import Intake
from loaders.row import Reject, Row

NOBODY = "无"
OLDEST = {
    "学前": 8,
    "小学": 18,
    "初中": 21,
    "高中": 25,
    "中职": 30,
}  # older: not a pupil's number


def take(row: Row, into: Intake) -> None:
    """Take one student; a guardian named 无 is on record as missing."""
    _own_number(row, into)
    person = into.person(row, "身份证件号")
    updated = row.take("updated_on")
    holds = into.dated(
        row, "Schooling", person, updated, student_no=row.take("student_no"),
        school=row.take("school"), stage=row.take("stage"), grade_class=row.take("grade_class"),
        aid_item=row.take("aid_item"), aid_amount=row.take("aid_amount"),
        boarding=row.take("boarding"), absence_days_30=row.take("absence_days_30"),
        dropout=row.take("dropout"), period_from=updated, period_to=updated,
    )  # fmt: skip
    guardian = row.take("guardian")
    if holds and guardian is not None:
        into.draft.node(
            "Person", person.id, id=person.id,
            guardian_status="NONE" if guardian == NOBODY else "EFFECTIVE",
        )  # fmt: skip
    row.done(waived=("guardian_phone", "hukou"))


def _own_number(row: Row, into: Intake) -> None:
    """Tell a parent's number from a pupil's by age. Raises Reject X08."""
    number, oldest = row.values["id_no"] or "", OLDEST.get(row.values["stage"])
    born = None if fault_of(number, into.as_of) else birth_of(number)
    if born and oldest and into.as_of.year - born.year > oldest:
        raise Reject("X08", "CONFLICT", "身份证件号")
