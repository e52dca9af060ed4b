"""Work 就业失业: status, contribution base, since when without work, wish for a job."""

from loaders.intake import Intake
from loaders.row import Row


def take(row: Row, into: Intake) -> None:
    """Take one person's work."""
    person = into.person(row, "身份证号")
    status, since = row.take("status"), row.take("unemployed_since")
    into.fact(
        row, "Employment", person, "work", status=status, employer=row.take("employer"),
        base_month=row.take("base_month"), unemployed_since=since,
        wants_job=row.take("wants_job"), training=row.take("training"),
        injury_care=row.take("injury_care"), period_from=since,
    )  # fmt: skip
    into.draft.node("Person", person.id, id=person.id, work_status=status)
    row.done()
