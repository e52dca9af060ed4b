"""Medical costs 医疗费用与参保: bills; a diagnosis is never stored."""

from datetime import timedelta

from loaders.intake import Intake
from loaders.row import Row

YEAR = timedelta(days=365)


def take(row: Row, into: Intake) -> None:
    """Take one bill."""
    person = into.person(row, "身份证号")
    settled, own = row.take("settled_on"), row.take("self_pay")
    bill = into.fact(
        row, "MedicalBill", person, f"{settled} {row.take('total')} {own}",
        ins_type=row.take("ins_type"), total=row.take("total"), pooled=row.take("pooled"),
        serious=row.take("serious"), aid=row.take("aid"), self_pay=own, settled_on=settled,
        admitted_on=row.take("admitted_on"), discharged_on=row.take("discharged_on"),
        special=row.take("special"), period_from=settled, period_to=settled,
    )  # fmt: skip
    if settled is not None and own is not None:
        into.known.bills[bill] = (person.id, settled, own)
    row.done(waived=("ins_state", "hospital", "diagnosis"))


def finish(into: Intake) -> None:
    """Add up what each household paid itself in the twelve months before the day, in fen."""
    homes = {p.id: p.household for p in into.known.people if p.household}
    paid: dict[str, int] = {}
    for person, settled, own in into.known.bills.values():
        home = homes.get(person)
        if home is not None and into.as_of - YEAR < settled <= into.as_of:
            paid[home] = paid.get(home, 0) + own
    for home, total in paid.items():
        into.draft.node("Household", home, id=home, medical_12m=total)
