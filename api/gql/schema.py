"""The schema put together."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from api.gql.actors import ActorQuery
from api.gql.agencies import AgencyQuery
from api.gql.alerts import AlertQuery
from api.gql.answers import AnswerMutation, AnswerQuery
from api.gql.areas import AreaQuery
from api.gql.attachments import AttachmentMutation, AttachmentQuery
from api.gql.awards import AwardQuery
from api.gql.behind import BehindQuery
from api.gql.binding import BindingMutation, BindingQuery
from api.gql.brands import BrandQuery
from api.gql.cards import CardMutation, CardQuery
from api.gql.casework import CaseworkQuery
from api.gql.collections import CollectionQuery
from api.gql.colours import ColourMutation, ColourQuery
from api.gql.consents import ConsentQuery
from api.gql.coverage import CoverageQuery
from api.gql.data_requests import DataRequestQuery
from api.gql.decisions import DecisionQuery
from api.gql.documents import DocumentQuery
from api.gql.evaluations import EvaluationQuery
from api.gql.exports import ExportMutation, ExportQuery
from api.gql.feedback import FeedbackQuery
from api.gql.help import HelpQuery
from api.gql.history import HistoryQuery
from api.gql.households import HouseholdQuery
from api.gql.imports import ImportQuery
from api.gql.jobs import JobMutation, JobQuery
from api.gql.joinings import JoiningQuery
from api.gql.links import LinkQuery
from api.gql.messages import MessageMutation, MessageQuery
from api.gql.mine import MineQuery
from api.gql.moves import LinkMutation, MoveMutation
from api.gql.needs import NeedQuery
from api.gql.nodes import NodeQuery
from api.gql.orders import OrderQuery
from api.gql.organisations import OrganisationQuery
from api.gql.people import PeopleQuery
from api.gql.persons import PersonQuery
from api.gql.plans import PlanQuery
from api.gql.points import PointQuery
from api.gql.portraits import PortraitMutation, PortraitQuery
from api.gql.preferences import PreferencesMutation, PreferencesQuery
from api.gql.privacy import PrivacyMutation, PrivacyQuery
from api.gql.privacy_records import PrivacyRecordQuery
from api.gql.processes import ProcessQuery
from api.gql.projects import ProjectQuery
from api.gql.registry import RegistryMutation, RegistryQuery
from api.gql.reports import ReportQuery
from api.gql.resources import ResourceQuery
from api.gql.reveals import RevealMutation
from api.gql.saved_queries import SavedQueriesMutation, SavedQueriesQuery
from api.gql.stations import StationQuery
from api.gql.stewards import StewardQuery
from api.gql.tasks import TaskQuery
from api.gql.waves import WaveMutation, WaveQuery
from api.gql.worklist import WorkListQuery


@strawberry.type(description="What can be asked; everything is within the caller's areas.")
class Query(
    PeopleQuery,
    PreferencesQuery,
    SavedQueriesQuery,
    PrivacyQuery,
    ExportQuery,
    PrivacyRecordQuery,
    NodeQuery,
    AreaQuery,
    HouseholdQuery,
    HistoryQuery,
    RegistryQuery,
    PersonQuery,
    NeedQuery,
    AlertQuery,
    EvaluationQuery,
    ColourQuery,
    CollectionQuery,
    ConsentQuery,
    MessageQuery,
    CaseworkQuery,
    PortraitQuery,
    BrandQuery,
    AgencyQuery,
    DecisionQuery,
    MineQuery,
    DataRequestQuery,
    BindingQuery,
    HelpQuery,
    StationQuery,
    CardQuery,
    FeedbackQuery,
    JoiningQuery,
    AttachmentQuery,
    DocumentQuery,
    AwardQuery,
    LinkQuery,
    WorkListQuery,
    ResourceQuery,
    OrganisationQuery,
    ActorQuery,
    ProjectQuery,
    OrderQuery,
    TaskQuery,
    WaveQuery,
    PlanQuery,
    AnswerQuery,
    JobQuery,
    CoverageQuery,
    ImportQuery,
    ProcessQuery,
    ReportQuery,
    BehindQuery,
    PointQuery,
    StewardQuery,
):
    """Put together from the subjects."""


@strawberry.type(description="What can be done; safe to send twice with one operation id.")
class Mutation(
    LinkMutation,
    JobMutation,
    PreferencesMutation,
    SavedQueriesMutation,
    PrivacyMutation,
    ExportMutation,
    WaveMutation,
    BindingMutation,
    AnswerMutation,
    RegistryMutation,
    ColourMutation,
    PortraitMutation,
    AttachmentMutation,
    CardMutation,
    RevealMutation,
    MessageMutation,
    MoveMutation,  # type: ignore[misc]  # made from the tables
):
    """Put together from the subjects."""


@strawberry.type(
    description="What can be followed: answered now, then whenever the answer is another one."
)
class Subscription(WorkListQuery, AlertQuery, JobQuery):
    """The same fields as of a query: same rules, same reach, same limits."""


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    config=StrawberryConfig(disable_field_suggestions=True),
)


def printed() -> str:
    """Print the schema in SDL, in stable order."""
    return schema.as_str() + "\n"
