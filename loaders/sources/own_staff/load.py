"""Named people 人员名录: stewards, social workers, volunteers; whom they work for, where."""

import json
from collections.abc import Sequence

from graph_schema.ids import new_id
from loaders.intake import Intake
from loaders.row import Finding, Row

WEEK = "一二三四五六日"
DAYS = {f"周{day}": [k] for k, day in enumerate(WEEK)}
DAYS |= {f"周{WEEK[a]}至周{WEEK[b]}": list(range(a, b + 1)) for b in range(7) for a in range(b)}
DAYS |= {"工作日": [0, 1, 2, 3, 4], "周末": [5, 6], "每天": [0, 1, 2, 3, 4, 5, 6]}
HALVES = {"上午": [0], "下午": [1], "全天": [0, 1], "": [0, 1]}  # 下午 lasts until midnight
WORDS = {
    day + half: [2 * k + h for k in days for h in halves]
    for day, days in DAYS.items()
    for half, halves in HALVES.items()
}


def half_days(row: Row) -> str | None:
    """Take the half-days somebody offers: JSON list of 0 (Monday before noon) to 13."""
    told: Sequence[str] = row.take("availability") or ()
    if any(word not in WORDS for word in told):
        row.findings.append(Finding("X27", "CELL", "空闲时段"))
        return None
    return json.dumps(sorted({k for word in told for k in WORDS[word]})) if told else None


def take(row: Row, into: Intake) -> None:
    """Take one person who stands by households."""
    number, party, tier = row.take("staff_no"), row.take("party"), row.take("tier")
    held = into.known.actors
    actor = held[number][0] if number in held else new_id()
    held[number] = (actor, party)
    into.draft.node(
        "Actor", actor, id=actor, staff_no=number, name=row.take("name"), party=party,
        tier=tier, phone=row.take("phone"), roles=row.take("roles"), skills=row.take("skills"),
        languages=row.take("languages"), certificate=row.take("certificate"),
        availability=half_days(row), weekly_hours_max=row.take("weekly_hours_max"),
        capacity_units=row.take("capacity_units"), lon=row.take("lon"), lat=row.take("lat"),
        clearance_minors=row.take("clearance_minors"), status=row.take("status"),
        source=into.draft.source,
    )  # fmt: skip
    into.draft.stands_for(row.sheet, row.line, "Actor", actor)
    for code in row.take("areas") or ():
        if code in into.known.areas:
            into.draft.tie(
                ("COVERS", "Actor", "Area"), actor, into.known.areas[code], tier=tier
            )
        else:
            row.findings.append(Finding("X27", "CELL", "负责区划"))
    body = row.take("organisation")
    if body in into.known.organisations:
        into.draft.tie(
            ("WORKS_FOR", "Actor", "Organisation"), actor, into.known.organisations[body][0]
        )
    row.done()
