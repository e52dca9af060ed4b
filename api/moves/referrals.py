"""Referrals to mental-health services: a consent of their own, and a status alone comes back.

Domain 7.2 (U5) and 1.13 (F97). Which services these are stands in vocabulary/services.yml.
"""

from api.actions.moving import Moving
from api.moves import consents, everywhere, links
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Purpose, ServiceType, entries

SEPARATE = {
    code: Purpose(entry.about["consent"])
    for code, entry in entries(ServiceType).items()
    if "consent" in entry.about
}
SAID = ("note", "visits", "goods", "hours", "cost")


def separate_purposes(item: Row) -> list[Purpose]:
    """Name the purposes that an item's services need a consent of their own for."""
    return sorted({SEPARATE[one] for one in item.get("service_types") or () if one in SEPARATE})


@links.names.guard
def separate_consent(m: Moving) -> None:
    """Some services rest on a consent of their own, beside that to matching."""
    for purpose in separate_purposes(links.item_of(m)):
        everywhere.need_consent(m, m.house, purpose)


@links.names.guard
def status_only(m: Moving) -> None:
    """Of a referral nothing comes back but its status: no note, no hours, no output."""
    if separate_purposes(links.item_of(m)):
        told = [name for name in SAID if name in m.told]
        m.require(not told, "STATUS_ONLY", fields=told)


@consents.names.effect
def referrals_cancelled(m: Moving) -> None:
    """What rested on a consent of its own ends with it, unless another carries it."""
    gone = set(m.item.get("purposes") or ()) & set(SEPARATE.values())
    gone -= {one for one in gone if everywhere.consented(m, m.house, Purpose(one))}
    for link in m.graph.after("Household", m.house, "HAS_LINK", "Link") if gone else ():
        items = m.graph.after("Link", link["id"], "TO_ITEM", "CatalogueItem")
        if any(gone & set(separate_purposes(item)) for item in items):
            everywhere.end_link(m, link)
