"""Needs 需求台账."""

from loaders.intake import Intake
from loaders.known import instant
from loaders.row import Reject, Row


def take(row: Row, into: Intake) -> None:
    """Take one need; severity is 1 to 4."""
    home = into.household(row.take("hh_no"), "户编号")
    number, code, severity = row.take("need_no"), row.take("code"), row.take("severity")
    if severity not in range(1, 5):
        raise Reject("X27", "ROW", "严重程度")
    need = into.keyed(
        row, "Need", into.known.needs, number, need_no=number, code=code, severity=severity,
        state=row.take("state"), since=instant(row.take("since")), evidence=row.take("source"),
        goal=row.take("goal"), episode=1,
    )  # fmt: skip
    into.draft.tie(("HAS_NEED", "Household", "Need"), home, need)
    row.done()
