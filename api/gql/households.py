"""Households in reach, with needs, warnings and links: one statement a level."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.scalars import PageInfo
from graph_schema.errors import NotFound
from graph_schema.vocabulary import AlertCode, Level, NeedCode, Party, Priority


@strawberry.type(description="One thing a household lacks.")
class Need:
    id: strawberry.ID = strawberry.field(description="Its id.")
    code: NeedCode | None = strawberry.field(description="N01 to N13.")
    severity: int | None = strawberry.field(description="1 mild to 4 critical.")
    state: str | None = strawberry.field(description="State of the need's flow.")
    since: datetime | None = strawberry.field(description="Open since.")
    evidence: str | None = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A warning about a household.")
class Alert:
    id: strawberry.ID = strawberry.field(description="Its id.")
    code: AlertCode | None = strawberry.field(description="W01 to W24.")
    priority: Priority | None = strawberry.field(description="P1 to P3.")
    state: str | None = strawberry.field(description="State of the alert's flow.")
    raised_at: datetime | None = strawberry.field(description="Raised at.")


@strawberry.type(description="A link of a household.")
class HouseholdLink:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    state: str | None = strawberry.field(description="State of the link's flow.")
    kind: str | None = strawberry.field(description="NEED or CARE.")
    parties: list[Party] = strawberry.field(description="Parties it lights.")
    last_contact_at: datetime | None = strawberry.field(description="Last contact.")


@strawberry.type(description="A monitored household, as the caller's role may see it.")
class Household:
    id: strawberry.ID = strawberry.field(description="Its id.")
    number: str | None = strawberry.field(description="Number in the ledger.")
    head_name: str | None = strawberry.field(description="Its head, masked by role.")
    village: str | None = strawberry.field(description="Village or community.")
    size: int | None = strawberry.field(description="Members.")
    level: Level | None = strawberry.field(description="Colour.")
    score: int | None = strawberry.field(description="Risk score in hundredths.")
    urgent: bool = strawberry.field(description="Crisis clock runs.")
    groups: list[str] = strawberry.field(description="9+1 group codes.")
    completeness: int | None = strawberry.field(description="Filled fields, per cent.")
    last_contact_at: datetime | None = strawberry.field(description="Last contact.")
    needs: list[Need] = strawberry.field(description="Its needs.")
    alerts: list[Alert] = strawberry.field(description="Its warnings.")
    links: list[HouseholdLink] = strawberry.field(description="Its links.")


@strawberry.type(description="A household and its place.")
class HouseholdEdge:
    cursor: str = strawberry.field(description="Sealed place.")
    node: Household = strawberry.field(description="The household.")


@strawberry.type(description="A page of households, by number.")
class HouseholdConnection:
    edges: list[HouseholdEdge] = strawberry.field(description="The rows.")
    page_info: PageInfo = strawberry.field(description="Whether more follow.")


@strawberry.type(description="A catalogue item 资源.")
class Resource:
    id: strawberry.ID = strawberry.field(description="Its id.")
    code: str = strawberry.field(description="AP-001 …")
    title: str = strawberry.field(description="Title.")
    type: str = strawberry.field(description="AP, WP, CS or PC.")
    needs: list[NeedCode] = strawberry.field(description="Needs it answers, primary first.")
    capacity: int | None = strawberry.field(description="Places; null is unlimited.")
    used: int = strawberry.field(description="Places taken.")
    verified_at: datetime | None = strawberry.field(description="Capacity confirmed at.")
    status: str | None = strawberry.field(description="ACTIVE or not.")


@strawberry.type(description="A resource and its place.")
class ResourceEdge:
    cursor: str = strawberry.field(description="Sealed place.")
    node: Resource = strawberry.field(description="The resource.")


@strawberry.type(description="A page of resources, by code.")
class ResourceConnection:
    edges: list[ResourceEdge] = strawberry.field(description="The rows.")
    page_info: PageInfo = strawberry.field(description="Whether more follow.")


@strawberry.type
class HouseholdQuery:
    @strawberry.field(description="Households of the caller's areas, by number.")
    async def households(
        self,
        info: Info,
        first: int = 50,
        after: str | None = None,
        area: str | None = None,
        level: Level | None = None,
    ) -> HouseholdConnection:
        context = info.context
        access = policies.reading(context.caller)
        size = context.page(first)
        rows = await context.rows(
            access, "households_page", area=area or "", level=str(level) if level else None,
            above=context.cursors.open("households", after), page=size + 1,
        )  # fmt: skip
        nodes = await _filled(info, rows[:size])
        edges = [
            HouseholdEdge(cursor=context.cursors.seal("households", row["key"]), node=node)
            for row, node in zip(rows, nodes, strict=False)
        ]
        last = edges[-1].cursor if edges else None
        return HouseholdConnection(
            edges=edges, page_info=PageInfo(has_next_page=len(rows) > size, end_cursor=last)
        )

    @strawberry.field(description="One household in reach.")
    async def household(self, info: Info, id: strawberry.ID) -> Household:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "households_one", id=str(id))
        if not rows:
            raise NotFound(household=str(id))
        return (await _filled(info, rows))[0]

    @strawberry.field(description="The catalogue, by code; one need only if asked.")
    async def resources(
        self,
        info: Info,
        first: int = 50,
        after: str | None = None,
        need: NeedCode | None = None,
    ) -> ResourceConnection:
        context = info.context
        size = context.page(first)
        rows = await context.rows(
            policies.plain(context.caller), "resources_page", need=str(need) if need else None,
            above=context.cursors.open("resources", after), page=size + 1,
        )  # fmt: skip
        edges = [
            ResourceEdge(
                cursor=context.cursors.seal("resources", row["key"]),
                node=Resource(
                    id=strawberry.ID(row["id"]), code=row["code"], title=row["title"],
                    type=row["type"], needs=[NeedCode(n) for n in row["needs"] or ()],
                    capacity=row["capacity"], used=row["used"] or 0,
                    verified_at=row["verified_at"], status=row["status"],
                ),
            )
            for row in rows[:size]
        ]  # fmt: skip
        last = edges[-1].cursor if edges else None
        return ResourceConnection(
            edges=edges, page_info=PageInfo(has_next_page=len(rows) > size, end_cursor=last)
        )


async def _filled(info: Info, rows: list[dict[str, Any]]) -> list[Household]:
    """Fill the levels below that were asked for: one statement each for all households."""
    access = policies.reading(info.context.caller)
    asked = _asked(info)
    ids = [row["id"] for row in rows]
    below: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name in ("needs", "alerts", "links"):
        below[name] = defaultdict(list)
        if name in asked and ids:
            for row in await info.context.rows(access, f"households_{name}", ids=ids):
                below[name][row["household_id"]].append(row)
    return [
        Household(
            id=strawberry.ID(row["id"]),
            number=row["number"],
            head_name=row["head_name"],
            village=row["village"],
            size=row["size"],
            level=Level(row["level"]) if row["level"] else None,
            score=row["score"],
            urgent=bool(row["urgent"]),
            groups=list(row["groups"] or ()),
            completeness=row["completeness"],
            last_contact_at=row["last_contact_at"],
            needs=[_need(r) for r in below["needs"][row["id"]]],
            alerts=[_alert(r) for r in below["alerts"][row["id"]]],
            links=[_link(r) for r in below["links"][row["id"]]],
        )
        for row in rows
    ]


def _asked(info: Info) -> set[str]:
    """Name every field selected anywhere below this one."""
    found: set[str] = set()

    def walk(selections: Any) -> None:
        for one in selections:
            found.add(getattr(one, "name", ""))
            walk(getattr(one, "selections", ()))

    walk(info.selected_fields)
    return found


def _need(row: dict[str, Any]) -> Need:
    return Need(
        id=strawberry.ID(row["id"]), code=NeedCode(row["code"]) if row["code"] else None,
        severity=row["severity"], state=row["state"], since=row["since"],
        evidence=row["evidence"],
    )  # fmt: skip


def _alert(row: dict[str, Any]) -> Alert:
    return Alert(
        id=strawberry.ID(row["id"]), code=AlertCode(row["code"]) if row["code"] else None,
        priority=Priority(row["priority"]) if row["priority"] else None, state=row["state"],
        raised_at=row["raised_at"],
    )  # fmt: skip


def _link(row: dict[str, Any]) -> HouseholdLink:
    return HouseholdLink(
        id=strawberry.ID(row["id"]), version=row["version"], state=row["state"],
        kind=row["kind"], parties=[Party(p) for p in row["parties"] or ()],
        last_contact_at=row["last_contact_at"],
    )  # fmt: skip
