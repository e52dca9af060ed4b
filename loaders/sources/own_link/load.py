"""Links 链接台账: what ties a household or need to who stands by it."""

from graph_schema.vocabulary import Party, entries
from loaders.intake import Intake
from loaders.known import instant
from loaders.row import Reject, Row

ROLE = {party: entry.about["role"] for party, entry in entries(Party).items()}


def take(row: Row, into: Intake) -> None:
    """Take one link; kind CARE when no need is named. Parties: body and worker, GOV aside."""
    home = into.household(row.take("hh_no"), "户编号")
    label, provider, party = into.provider(row.take("provider"), "提供方")
    worker = into.known.actors.get(row.take("worker") or "")
    number, need, state = row.take("link_no"), row.take("need_no"), row.take("state")
    if need and need not in into.known.needs:
        raise Reject("X24", "QUEUE", "需求编号")
    days = {name: row.take(f"{name}_on") for name in DATES}
    link = into.keyed(
        row, "Link", into.known.links, number, link_no=number, kind="NEED" if need else "CARE",
        state=state, role=ROLE[party], units=1,
        parties=sorted({party, *((worker[1],) if worker else ())} - {"GOV"}),
        state_since=instant(max((d for d in days.values() if d), default=None)),
        proposed_at=instant(days["proposed"]), accepted_at=instant(days["accepted"]),
        first_contact_at=instant(days["first_contact"]), ended_at=instant(days["ended"]),
        last_contact_at=instant(days["last_contact"]), reason_code=row.take("reason"),
    )  # fmt: skip
    into.draft.tie(("HAS_LINK", "Household", "Link"), home, link)
    into.draft.tie(("PROVIDED_BY", "Link", label), link, provider)
    if worker:
        into.draft.tie(("CARRIED_BY", "Link", "Actor"), link, worker[0])
    if need:
        into.draft.tie(("FOR_NEED", "Link", "Need"), link, into.known.needs[need])
    item = row.take("item")
    if item in into.known.items:
        into.draft.tie(("TO_ITEM", "Link", "CatalogueItem"), link, into.known.items[item])
    if home in into.known.consents and party not in {"COM", "GOV"}:
        into.draft.tie(("UNDER", "Link", "Consent"), link, into.known.consents[home])
    row.done(waived=("project",))


DATES = ("proposed", "accepted", "first_contact", "last_contact", "ended")
