"""Health 健康与计生特殊家庭: care level, chronic illness, mental follow-up."""

from loaders.intake import Intake
from loaders.row import Row


def take(row: Row, into: Intake) -> None:
    """Take one person's state of health."""
    person = into.person(row, "身份证号")
    care, updated = row.take("self_care"), row.take("updated_on")
    holds = into.dated(
        row, "HealthStatus", person, updated, severe_mental=row.take("severe_mental"),
        last_follow_up=row.take("last_follow_up"), self_care=care, chronic=row.take("chronic"),
        pregnant=row.take("pregnant"), doctor=row.take("doctor"), station=row.take("station"),
        family_planning_special=row.take("family_planning_special"),
        period_from=updated, period_to=updated,
    )  # fmt: skip
    if holds and care is not None:
        into.draft.node("Person", person.id, id=person.id, self_care=care)
    row.done()
