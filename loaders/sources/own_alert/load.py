"""Warnings 预警台账."""

from loaders.intake import Intake
from loaders.known import instant
from loaders.row import Row


def take(row: Row, into: Intake) -> None:
    """Take one warning with its value against the threshold."""
    home = into.household(row.take("hh_no"), "户编号")
    number = row.take("alert_no")
    alert = into.keyed(
        row, "Alert", into.known.alerts, number, alert_no=number, code=row.take("code"),
        priority=row.take("priority"), value=row.take("value"), threshold=row.take("threshold"),
        raised_at=instant(row.take("raised_on")), verified_at=instant(row.take("verified_on")),
        state=row.take("state"),
    )  # fmt: skip
    into.draft.tie(("HAS_ALERT", "Household", "Alert"), home, alert)
    row.done()
