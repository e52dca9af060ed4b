"""Consents: what a household agreed to; without one nothing is passed on."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of, states_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import Purpose

if TYPE_CHECKING:
    from api.gql.households import Household

ConsentSort = enum_of(
    "ConsentSort",
    "What a list of consents is ordered by.",
    {"SINCE": ("from", "First day."), "STATE": ("state", "State.")},
)


@strawberry.type(description="授权 What a household agreed to, for whom and how long.")
class Consent(Node):
    state: str | None = strawberry.field(description=states_of("consent"))
    purposes: list[Purpose] | None = strawberry.field(description="Purposes agreed to.")
    fields: list[str] | None = strawberry.field(description="Fields it is limited to.")
    receivers: list[str] | None = strawberry.field(description="Bodies it is limited to.")
    notice_version: str | None = strawberry.field(description="The notice that was read out.")
    method: str | None = strawberry.field(description="On paper, by phone, in person.")
    signer: str | None = strawberry.field(description="Who signed, masked by role.")
    since: date | None = strawberry.field(description="First day.")
    until: date | None = strawberry.field(description="Last day, null until withdrawn.")
    household: Annotated["Household", strawberry.lazy("api.gql.households")] | None = (
        strawberry.field(description="The household that agreed.")
    )


CONSENTS = Subject(
    name="consents",
    label="Consent",
    node=Consent,
    access=policies.reading,
    page="consents_page",
    by_ids="consents_by_ids",
    sorts=ConsentSort,
    codes={"purposes": Purpose},
    filters={
        "area": AREA,
        "state": Filter(type=str, says="Only in this state of the flow."),
        "purpose": Filter(type=Purpose, says="Only those that cover this purpose."),
    },
    below={"household": Below(of="households", key="household_id")},
)


@strawberry.type
class ConsentQuery:
    consents: Connection[Consent] = listed(CONSENTS, "Consents of households in reach.")
    consent: Consent = single(CONSENTS, "One consent in reach.")
