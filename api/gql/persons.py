"""Persons of households in reach."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import GroupCode

if TYPE_CHECKING:
    from api.gql.households import Household

PersonSort = enum_of(
    "PersonSort",
    "What a list of persons is ordered by.",
    {"BIRTH": ("birth", "Day of birth, the oldest first."), "NAME": ("name", "Name.")},
)


@strawberry.type(description="人 A member of a monitored household, as the caller may see it.")
class Person(Node):
    name: str | None = strawberry.field(description="Name, masked by role.")
    id_no: str | None = strawberry.field(
        description="Identity number: masked for everybody until it is revealed for a reason."
    )
    sex: str | None = strawberry.field(description="1 male, 2 female, 9 not told.")
    birth: date | None = strawberry.field(description="Day of birth.")
    relation: str | None = strawberry.field(description="What it is to the head.")
    head: bool = strawberry.field(description="户主 head of the household.")
    ethnicity: str | None = strawberry.field(description="Ethnic group.")
    education: str | None = strawberry.field(description="Schooling reached.")
    marital: str | None = strawberry.field(description="Marital status.")
    work_status: str | None = strawberry.field(description="Whether and how it works.")
    self_care: str | None = strawberry.field(description="自理, 半护理 or 全护理.")
    disability_type: str | None = strawberry.field(description="Kind of disability, by card.")
    disability_grade: int | None = strawberry.field(description="1 the gravest, to 4.")
    guardian_status: str | None = strawberry.field(
        description="EFFECTIVE, WEAK or NONE, for who needs a guardian."
    )
    groups: list[str] | None = strawberry.field(description="9+1 group codes, G01 to G10.")
    primary_group: str | None = strawberry.field(description="The one it counts in.")
    deceased: date | None = strawberry.field(description="Day of death, null for the living.")
    household: Annotated["Household", strawberry.lazy("api.gql.households")] | None = (
        strawberry.field(description="The household it belongs to.")
    )


PERSONS = Subject(
    name="persons",
    label="Person",
    node=Person,
    access=policies.reading,
    page="persons_page",
    by_ids="persons_by_ids",
    sorts=PersonSort,
    filters={
        "area": AREA,
        "group": Filter(type=GroupCode, says="Only of this group."),
        "sex": Filter(type=str, says="Only 1 male, 2 female or 9 not told."),
        "born_from": Filter(type=date, says="Born on this day or later."),
        "born_to": Filter(type=date, says="Born on this day or before."),
        "alive": Filter(type=bool, says="Only the living, or only the dead."),
    },
    below={"household": Below(of="households", key="household_id")},
)


@strawberry.type
class PersonQuery:
    persons: Connection[Person] = listed(PERSONS, "Members of households in reach.")
    person: Person = single(PERSONS, "One person in reach.")
