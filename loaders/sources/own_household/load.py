"""Monitored households 监测户分工: means, place, stewards, consent."""

from datetime import date

from loaders.intake import Intake
from loaders.row import Finding, Row

STEWARDED_BY = ("STEWARDED_BY", "Household", "Actor")


def take(row: Row, into: Intake) -> None:
    """Take one household's entry; stewards must be on the staff list."""
    home = into.household(row.take("hh_no"), "户编号")
    since = row.take("monitored_from")
    into.draft.node(
        "Household", home, id=home, address=row.take("address"), phone=row.take("phone"),
        lon=row.take("lon"), lat=row.take("lat"), income_month=row.take("income_month"),
        assets_money=row.take("assets_money"), housing_grade=row.take("housing_grade"),
        monitored=True, monitored_from=since, source=into.draft.source,
    )  # fmt: skip
    into.draft.stands_for(row.sheet, row.line, "Household", home)
    for tier, header in (("T1", "区级管家"), ("T2", "镇级管家"), ("T3", "村级管家")):
        number = row.take(f"steward_{tier.lower()}")
        if number in into.known.actors:
            _in_charge(into, home, tier, (into.known.actors[number][0], since))
        elif number:
            row.findings.append(Finding("X27", "CELL", header))
    _consent(row, into, home)
    row.done()


def _in_charge(into: Intake, home: str, tier: str, told: tuple[str, date | None]) -> None:
    """Let somebody be in charge of a tier; who was before them is not any more, from that day.

    told: who, and since when the household is monitored.
    """
    (who, since), held = told, into.known.stewards[home]
    before = held.get(tier)
    if before is None:
        into.draft.tie(STEWARDED_BY, home, who, tier=tier, from_=since)
    elif before != who:
        into.draft.tie(STEWARDED_BY, home, before, tier=tier, to=into.as_of)
        into.draft.tie(STEWARDED_BY, home, who, tier=tier, from_=into.as_of)
    held[tier] = who


def _consent(row: Row, into: Intake, home: str) -> None:
    purposes = row.take("purposes")
    given, ends = row.take("consent_from"), row.take("consent_to")
    if not purposes:
        return
    consent = into.fields.blind_index("consent", f"{home} {given}")[:32]
    if consent in into.known.ended_consents:
        row.findings.append(Finding("X34", "CELL", "授权用途"))
        return
    into.draft.node(
        "Consent", consent, id=consent, state="GRANTED", purposes=purposes, method="paper",
        notice_version="1", from_=given, to=ends, source=into.draft.source,
    )  # fmt: skip
    into.draft.tie(("COVERS", "Consent", "Household"), consent, home)
