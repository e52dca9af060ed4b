"""The resource catalogue 资源目录: items, and the bodies that offer them."""

import json

from loaders.intake import Intake
from loaders.known import instant
from loaders.row import Finding, Row


def take(row: Row, into: Intake) -> None:
    """Take one item; a provider nobody knows is an issue of the cell."""
    code, rule, used = row.take("code"), row.take("rule"), row.take("used")
    if used is None and code not in into.known.items:
        used = 0  # of an item that is there, the places taken stay as they are
    item = into.keyed(
        row, "CatalogueItem", into.known.items, code, code=code, type=row.take("type"),
        title=row.take("title"), category=row.take("category"), needs=row.take("needs"),
        groups=row.take("groups"), service_types=row.take("service_types"),
        areas=row.take("areas"), age_min=row.take("age_min"), age_max=row.take("age_max"),
        conditions=None if rule is None else json.dumps(rule), benefit=row.take("benefit"),
        how_to_apply=row.take("how_to_apply"), unit=row.take("unit"), price=row.take("price"),
        documents=json.dumps(row.take("documents"), ensure_ascii=False),
        capacity=row.take("capacity"), used=used, skills=row.take("skills"),
        needs_volunteer=row.take("needs_volunteer") or False, status=row.take("status"),
        verified_at=instant(row.take("verified_on")),
    )  # fmt: skip
    for body in row.take("providers") or ():
        if body in into.known.organisations:
            into.draft.tie(
                ("OFFERS", "Organisation", "CatalogueItem"),
                into.known.organisations[body][0],
                item,
            )
        else:
            row.findings.append(Finding("X27", "CELL", "提供方"))
    row.done()
