"""The catalogue: what can be given, to whom, by whom; open to every signed-in role."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.codes import enum_of
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import GroupCode, ItemType, NeedCode, Party, entries

if TYPE_CHECKING:
    from api.gql.organisations import Organisation

ResourceSort = enum_of(
    "ResourceSort",
    "What the catalogue is ordered by.",
    {
        "CODE": ("code", "Catalogue code."),
        "TITLE": ("title", "Title."),
        "USED": ("used", "Places taken."),
        "VERIFIED": ("verified_at", "When its places were confirmed; never comes first."),
    },
)


@strawberry.type(
    description="资源 A catalogue item: a policy, a service or a care that can be given."
)
class Resource(Node):
    code: str = strawberry.field(description="Catalogue code, e.g. AP-001.")
    title: str = strawberry.field(description="Title.")
    type: str = strawberry.field(description="AP, WP, CS or PC: see ItemType.")
    category: str | None = strawberry.field(description="Category of its type, e.g. 医疗.")
    issuer: str | None = strawberry.field(description="Who answers for it.")
    service_types: list[str] | None = strawberry.field(
        description="Kinds of service, SV codes."
    )
    groups: list[str] | None = strawberry.field(description="Groups it is for; none is all.")
    needs: list[NeedCode] = strawberry.field(description="Needs it answers, primary first.")
    areas: list[str] | None = strawberry.field(description="Area codes it serves.")
    benefit: str | None = strawberry.field(description="What one gets.")
    how_to_apply: str | None = strawberry.field(description="How one gets it.")
    capacity: int | None = strawberry.field(description="Places; null is without limit.")
    used: int = strawberry.field(description="Places taken.")
    unit: str | None = strawberry.field(description="What one place is: person, hour, bed.")
    needs_volunteer: bool | None = strawberry.field(description="A volunteer carries it out.")
    verified_at: datetime | None = strawberry.field(description="Places confirmed at.")
    status: str | None = strawberry.field(description="ACTIVE, or why not.")
    provider: Annotated["Organisation", strawberry.lazy("api.gql.organisations")] | None = (
        strawberry.field(description="The body that offers it.")
    )


RESOURCES = Subject(
    name="resources",
    label="CatalogueItem",
    node=Resource,
    access=policies.plain,
    page="resources_page",
    by_ids="resources_by_ids",
    sorts=ResourceSort,
    codes={"needs": NeedCode},
    filters={
        "need": Filter(type=NeedCode, says="Only what answers this need."),
        "type": Filter(type=ItemType, says="Only of this kind."),
        "group": Filter(type=GroupCode, says="Only what names this group."),
        "status": Filter(type=str, says="Only in this status, e.g. ACTIVE."),
        "category": Filter(type=str, says="Only of this category."),
        "text": Filter(type=str, says="Only those whose title has this in it."),
        "free": Filter(type=bool, says="Only with free places, or only full ones."),
    },
    below={"provider": Below(of="organisations", key="provider_id")},
)


@strawberry.type(description="A branch below a type or a party, and how much hangs on it.")
class Twig:
    name: str | None = strawberry.field(description="Category, or kind of body.")
    count: int = strawberry.field(description="Items, or bodies.")


@strawberry.type(description="A branch of the catalogue or of the providers.")
class Branch:
    code: str = strawberry.field(description="Type of items, or party.")
    name: str = strawberry.field(description="Its name.")
    count: int = strawberry.field(description="All that hang on it.")
    below: list[Twig] = strawberry.field(description="Its branches, by name.")


def _tree(
    kind: type[ItemType] | type[Party], rows: list[dict[str, Any]], names: tuple[str, str, str]
) -> list[Branch]:
    """Group counts by code, then by name. names: columns of code, of name, of the count."""
    code, name, count = names
    return [
        Branch(
            code=one,
            name=entry.zh_hans,
            count=sum(row[count] for row in rows if row[code] == one),
            below=[Twig(name=r[name], count=r[count]) for r in rows if r[code] == one],
        )
        for one, entry in entries(kind).items()
    ]


@strawberry.type
class ResourceQuery:
    resources: Connection[Resource] = listed(RESOURCES, "The catalogue, by code.")
    resource: Resource = single(RESOURCES, "One catalogue item.")

    @strawberry.field(description="资源目录树: items by type and category, with counts.")
    async def catalogue_tree(self, info: Info) -> list[Branch]:
        rows = await info.context.rows(
            policies.plain(info.context.caller), "resources_branches"
        )
        return _tree(ItemType, rows, ("type", "category", "items"))

    @strawberry.field(description="提供方树: bodies by party and kind, with counts.")
    async def provider_tree(self, info: Info) -> list[Branch]:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "organisations_branches")
        return _tree(Party, rows, ("party", "kind", "bodies"))
