"""Certified disability 持证残疾人: certificate, type, grade, wish for rehabilitation."""

from loaders.cells import narrow
from loaders.intake import Intake
from loaders.row import Finding, Row


def take(row: Row, into: Intake) -> None:
    """Take one certificate; its number must begin with the person's own."""
    person = into.person(row, "身份证号")
    number = narrow(str(row.take("cert_no"))).upper()
    if len(number) != 20:
        row.findings.append(Finding("X06", "CELL", "残疾人证号"))
    kind, grade, issued = row.take("type"), row.take("grade"), row.take("issued_on")
    if grade is not None and grade not in range(1, 5):
        row.findings.append(Finding("X27", "CELL", "残疾等级"))
        grade = None
    into.fact(
        row, "DisabilityCard", person, "card", cert_no=number,
        cert_no_hash=into.fields.blind_index("certificate", number), type=kind, grade=grade,
        issued_on=issued, expires_on=row.take("expires_on"), rehab_need=row.take("rehab_need"),
        two_allowances=row.take("two_allowances"), period_from=issued,
    )  # fmt: skip
    into.draft.node(
        "Person", person.id, id=person.id, disability_type=kind, disability_grade=grade
    )
    row.done(waived=("guardian", "guardian_phone", "work_status"))
