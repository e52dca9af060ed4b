"""The schema put together."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from api.gql.coverage import CoverageQuery
from api.gql.households import HouseholdQuery
from api.gql.links import LinkMutation, LinkQuery
from api.gql.people import PeopleQuery
from api.gql.plans import PlanMutation, PlanQuery
from api.gql.tasks import TaskMutation, TaskQuery


@strawberry.type(description="What can be asked; everything is within the caller's areas.")
class Query(PeopleQuery, CoverageQuery, LinkQuery, HouseholdQuery, TaskQuery, PlanQuery):
    """Put together from the subjects."""


@strawberry.type(description="What can be done; safe to send twice with one operation id.")
class Mutation(LinkMutation, TaskMutation, PlanMutation):
    """Put together from the subjects."""


schema = strawberry.Schema(
    query=Query, mutation=Mutation, config=StrawberryConfig(disable_field_suggestions=True)
)


def printed() -> str:
    """Print the schema in SDL, in stable order."""
    return schema.as_str() + "\n"
