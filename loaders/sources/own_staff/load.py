"""Named people 人员名录: stewards, social workers, volunteers; whom they work for, where."""

from graph_schema.ids import new_id
from loaders.intake import Intake
from loaders.row import Finding, Row


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
        availability=row.take("availability"), weekly_hours_max=row.take("weekly_hours_max"),
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
