"""Organisations 组织名录, by credit code."""

from graph_schema.ids import new_id
from loaders.identifiers import is_credit_code
from loaders.intake import Intake
from loaders.known import instant
from loaders.row import Finding, Reject, Row


def take(row: Row, into: Intake) -> None:
    """Take one body; a credit code with a wrong check character is refused.

    A body is one in the whole store: what another district keeps of it is not changed (X33).
    """
    code, party = row.take("credit_code"), row.take("party")
    if not is_credit_code(code):
        raise Reject("X06", "ROW", "统一社会信用代码")
    held = into.known.organisations
    elsewhere = code in into.known.bodies_elsewhere
    body = held[code][0] if code in held else new_id()
    held[code] = held[code] if elsewhere else (body, party)
    told = {
        "name": row.take("name"), "kind": row.take("kind"), "groups": row.take("groups"),
        "service_types": row.take("service_types"), "capacity": row.take("capacity"),
        "rating": row.take("rating"), "lon": row.take("lon"), "lat": row.take("lat"),
        "status": row.take("status"), "contact_name": row.take("contact_name"),
        "contact_phone": row.take("contact_phone"),
        "verified_at": instant(row.take("verified_on")),
    }  # fmt: skip
    if elsewhere:
        row.findings.append(Finding("X33", "CONFLICT", "统一社会信用代码"))
        into.draft.node("Organisation", body, id=body)
    else:
        into.draft.node(
            "Organisation", body, id=body, credit_code=code, party=party, **told,
            source=into.draft.source,
        )  # fmt: skip
    into.draft.stands_for(row.sheet, row.line, "Organisation", body)
    row.done()
