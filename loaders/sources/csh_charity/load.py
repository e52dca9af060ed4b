"""Charity aid 慈善救助与项目: what was given to whom; the ID number may be missing."""

from loaders.intake import Intake
from loaders.row import Row


def take(row: Row, into: Intake) -> None:
    """Take one gift."""
    person = into.person(row, "身份证号", area=into.known.towns.get(row.take("town")))
    given, item, kind = row.take("given_on"), row.take("item"), row.take("kind")
    amount = row.take("amount")
    into.fact(
        row, "CharityAid", person, f"{given} {item} {amount}", item=item, kind=kind,
        quantity=None if kind == "资金" else amount, unit=row.take("unit"), given_on=given,
        amount=round(amount * 100) if kind == "资金" and amount is not None else None,
        donor=row.take("donor"), agency=row.take("agency"), period_from=given, period_to=given,
    )  # fmt: skip
    row.done(waived=("phone", "note"))
