"""Housing 住房保障与危房: kind, grade, rent; what a household pays for it."""

from loaders.intake import Intake
from loaders.row import Row


def take(row: Row, into: Intake) -> None:
    """Take one household's housing, by its applicant."""
    person = into.person(row, "身份证号")
    rent, subsidy = row.take("rent_month"), row.take("subsidy_month")
    grade, kind = row.take("grade"), row.take("kind")
    began = row.take("contract_from")
    into.fact(
        row, "Housing", person, "housing", address=row.take("address"), area=row.take("area"),
        kind=kind, grade=grade, support=row.take("support"), rent_month=rent,
        subsidy_month=subsidy, contract_from=began, contract_to=row.take("contract_to"),
        house_count=row.take("house_count"), period_from=began,
    )  # fmt: skip
    if person.household is not None:
        into.draft.node(
            "Household", person.household, id=person.household, housing_ownership=kind,
            housing_cost_month=None if rent is None else max(0, rent - (subsidy or 0)),
        )  # fmt: skip
    row.done(waived=("heads",))
