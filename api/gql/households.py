"""Households in reach: what is known of them, and everything that hangs on them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import GroupCode, Level, NeedCode, Purpose

if TYPE_CHECKING:
    from api.gql.actors import Actor
    from api.gql.alerts import Alert
    from api.gql.awards import Award
    from api.gql.consents import Consent
    from api.gql.evaluations import Evaluation
    from api.gql.links import Link
    from api.gql.needs import Need
    from api.gql.persons import Person

HouseholdSort = enum_of(
    "HouseholdSort",
    "What a list of households is ordered by.",
    {
        "NUMBER": ("hh_no", "Number in the ledger."),
        "LEVEL": ("level", "Colour, green first."),
        "SCORE": ("score", "Risk score."),
        "COMPLETENESS": ("completeness", "Share of fields that are filled."),
        "LAST_CONTACT": ("last_contact_at", "Last contact; never comes first."),
    },
)


@strawberry.type(description="Where a household is found; each look is on record.")
class Contact:
    address: str | None = strawberry.field(description="Address, masked by role.")
    phone: str | None = strawberry.field(description="Telephone, masked by role.")


@strawberry.type(description="What a household lives on, as files and visits tell it.")
class Means:
    income_month: int | None = strawberry.field(description="Income a month, fen.")
    assets_money: int | None = strawberry.field(description="Money and savings, fen.")
    rigid_12m: int | None = strawberry.field(
        description="刚性支出 spending that cannot be avoided, twelve months, fen."
    )
    medical_12m: int | None = strawberry.field(
        description="Medical bills paid by itself, twelve months, fen."
    )
    housing_cost_month: int | None = strawberry.field(description="Rent or loan, fen a month.")
    housing_type: str | None = strawberry.field(description="Own, rented, public, none.")
    housing_area: float | None = strawberry.field(description="Floor area, square metres.")


@strawberry.type(description="户 A household, as the caller's role may see it.")
class Household(Node):
    version: int = strawberry.field(description="Version; a change must have seen it.")
    number: str | None = strawberry.field(description="户号 number in the ledger.")
    head_name: str | None = strawberry.field(description="Its head, masked by role.")
    village: str | None = strawberry.field(description="Village or community it lives in.")
    area: str | None = strawberry.field(description="Code of that village, twelve digits.")
    size: int | None = strawberry.field(description="Members.")
    level: Level | None = strawberry.field(description="四色 colour in force.")
    level_since: datetime | None = strawberry.field(description="In that colour since.")
    score: int | None = strawberry.field(description="Risk score, hundredths of a point.")
    urgent: bool | None = strawberry.field(
        description="A crisis clock runs: it comes before all others of its colour."
    )
    situation_unknown: bool | None = strawberry.field(
        description="Too little is known to call it green."
    )
    groups: list[str] | None = strawberry.field(description="9+1 group codes, G01 to G10.")
    primary_group: GroupCode | None = strawberry.field(description="The group it counts in.")
    completeness: int | None = strawberry.field(description="Fields filled, per cent.")
    monitored: bool | None = strawberry.field(description="监测中 under monitoring.")
    review_on: date | None = strawberry.field(description="Day of the next review.")
    last_contact_at: datetime | None = strawberry.field(
        description="Last time anybody came or called."
    )
    contact: Contact | None = strawberry.field(description="Address and telephone.")
    means: Means | None = strawberry.field(description="Income, assets, spending, housing.")
    members: list[Annotated["Person", strawberry.lazy("api.gql.persons")]] = strawberry.field(
        description="Its members, the head first."
    )
    needs: list[Annotated["Need", strawberry.lazy("api.gql.needs")]] = strawberry.field(
        description="What it lacks, and what it lacked before."
    )
    alerts: list[Annotated["Alert", strawberry.lazy("api.gql.alerts")]] = strawberry.field(
        description="Warnings about it."
    )
    links: list[Annotated["Link", strawberry.lazy("api.gql.links")]] = strawberry.field(
        description="What it is tied to, in every state."
    )
    stewards: list[Annotated["Actor", strawberry.lazy("api.gql.actors")]] = strawberry.field(
        description="Its stewards, the nearest tier first."
    )
    evaluations: list[Annotated["Evaluation", strawberry.lazy("api.gql.evaluations")]] = (
        strawberry.field(description="Its risk evaluations with reasons, the latest first.")
    )
    consents: list[Annotated["Consent", strawberry.lazy("api.gql.consents")]] = (
        strawberry.field(description="What it agreed to.")
    )
    awards: list[Annotated["Award", strawberry.lazy("api.gql.awards")]] = strawberry.field(
        description="What is paid to it or to a member."
    )


AREA = Filter(type=str, says="Only inside this area: a code of 6, 9 or 12 digits.")
CONTACTS = Subject(
    name="contacts", node=Contact, access=policies.reading, by_ids="households_contact"
)
MEANS = Subject(name="means", node=Means, access=policies.reading, by_ids="households_means")
HOUSEHOLDS = Subject(
    name="households",
    label="Household",
    node=Household,
    access=policies.reading,
    page="households_page",
    by_ids="households_by_ids",
    sorts=HouseholdSort,
    codes={"level": Level, "primary_group": GroupCode},
    filters={
        "area": AREA,
        "level": Filter(type=Level, says="Only of this colour."),
        "group": Filter(type=GroupCode, says="Only of this group."),
        "urgent": Filter(type=bool, says="Only those with, or without, a crisis clock."),
        "monitored": Filter(type=bool, says="Only those under monitoring, or not."),
        "number": Filter(type=str, says="Only the one of this number."),
        "need": Filter(type=NeedCode, says="Only those with this need open."),
        "severity": Filter(type=int, says="Only those with an open need at least so severe."),
        "lowerable": Filter(
            type=bool,
            says="Only orange ones held by nothing but the town steward's word, or the rest.",
        ),
        "agreed": Filter(type=Purpose, says="Only those that agreed to this purpose."),
    },
    below={
        "contact": Below(of="contacts", key="id"),
        "means": Below(of="means", key="id"),
        "members": Below(of="persons", statement="persons_of_households"),
        "needs": Below(of="needs", statement="needs_of_households"),
        "alerts": Below(of="alerts", statement="alerts_of_households"),
        "links": Below(of="links", statement="links_of_households"),
        "stewards": Below(of="actors", statement="actors_of_households"),
        "evaluations": Below(of="evaluations", statement="evaluations_of_households"),
        "consents": Below(of="consents", statement="consents_of_households"),
        "awards": Below(of="awards", statement="awards_of_households"),
    },
)


@strawberry.type
class HouseholdQuery:
    households: Connection[Household] = listed(
        HOUSEHOLDS, "Households of the caller's areas; by number, where no order is asked for."
    )
    household: Household = single(HOUSEHOLDS, "One household in reach.")
