"""Visits 走访记录: done visits move the household's last contact."""

from loaders.intake import Intake
from loaders.known import instant
from loaders.row import Reject, Row

MODES = {"入户": "HOME", "电话": "CALL", "桌面核查": "DESK", "个案会议": "CONFERENCE"}
DECEASED = "已去世"  # nobody was met; the death itself is for a human to confirm
CONTACT = frozenset({"HOME", "CALL"})


def take(row: Row, into: Intake) -> None:
    """Take one visit; only a visit to the home or a call is a contact."""
    home = into.household(row.take("hh_no"), "户编号")
    staff = row.take("staff_no")
    if staff not in into.known.actors:
        raise Reject("X27", "ROW", "人员编号")
    done, mode, number = (
        instant(row.take("done_on")),
        MODES.get(row.take("mode")),
        row.take("visit_no"),
    )
    state = "DECEASED" if row.take("result") == DECEASED else "DONE" if done else "PLANNED"
    visit = into.keyed(
        row, "Visit", into.known.visits, number, visit_no=number, tier=row.take("tier"),
        state=state, mode=mode, due=row.take("due"), done_at=done,
    )  # fmt: skip
    into.draft.tie(("VISITS", "Visit", "Household"), visit, home)
    into.draft.tie(("BY", "Visit", "Actor"), visit, into.known.actors[staff][0])
    before = into.known.contacts.get(home)
    met = state == "DONE" and mode in CONTACT
    if met and done is not None and (before is None or done > before):
        into.known.contacts[home] = done
        into.draft.node("Household", home, id=home, last_contact_at=done)
    row.done()
