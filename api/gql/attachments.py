"""附件: files that hang on what people do; the bytes go by PUT and GET /attachments/{id}."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.actions import attaching
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from graph_schema.errors import WulianError

PROCESS = Annotated[
    str,
    strawberry.argument(description=f"What it hangs on: {', '.join(attaching.HOLDERS)}."),
]
HOLDER = Annotated[strawberry.ID, strawberry.argument(description="Id of that.")]


@strawberry.type(description="附件 A photo, recording or paper that hangs on something.")
class Attachment:
    id: strawberry.ID = strawberry.field(description="Its id; GET /attachments/{id} shows it.")
    kind: str = strawberry.field(description="PHOTO, AUDIO or PDF.")
    media: str | None = strawberry.field(description="Media type, told by its content.")
    size: int = strawberry.field(description="Bytes.")
    sha256: str = strawberry.field(description="SHA-256 of its bytes, hex.")
    taken_at: datetime | None = strawberry.field(description="When it was taken.")
    place: str | None = strawberry.field(description="Where: longitude,latitude, WGS-84.")
    by: str = strawberry.field(description="Who hung it there, by id.")
    at: datetime = strawberry.field(description="When it was handed in.")


@strawberry.type(description="An attachment after a deed.")
class AttachmentDone:
    id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(description="ANNOUNCED, KEPT or REMOVED.")


AttachmentResult = Annotated[AttachmentDone | Failure, strawberry.union("AttachmentResult")]


@strawberry.input(description="A file that is to come.")
class AttachFileInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    process: str = strawberry.field(description=f"One of {', '.join(attaching.HOLDERS)}.")
    holder: strawberry.ID = strawberry.field(description="Id of what it hangs on.")
    kind: str = strawberry.field(description="PHOTO, AUDIO or PDF.")
    sha256: str = strawberry.field(description="SHA-256 of its bytes, hex.")
    size: int = strawberry.field(description="Its bytes: photos 10 MB, others 20 MB at most.")
    taken_at: datetime | None = strawberry.field(default=None, description="When it was taken.")
    lon: float | None = strawberry.field(default=None, description="Where, WGS-84 degrees.")
    lat: float | None = strawberry.field(default=None, description="Where, WGS-84 degrees.")


@strawberry.type
class AttachmentQuery:
    @strawberry.field(description="附件: the files that hang on something in reach.")
    async def attachments(
        self, info: Info, process: PROCESS, holder: HOLDER
    ) -> list[Attachment]:
        context, access = info.context, policies.reading(info.context.caller)
        rows = await context.call(attaching.listed, context.store, access, process, str(holder))
        return [_told(row) for row in rows]


@strawberry.type
class AttachmentMutation:
    @strawberry.mutation(description="添加附件: say which file is to come; then PUT its bytes.")
    async def attach_file(self, info: Info, input: AttachFileInput) -> AttachmentResult:
        place = None if input.lon is None or input.lat is None else (input.lon, input.lat)
        file = attaching.File(
            operation=input.operation_id,
            process=input.process,
            holder=str(input.holder),
            kind=input.kind,
            sha256=input.sha256,
            size=input.size,
            taken_at=input.taken_at,
            place=place,
        )
        context = info.context

        def do() -> dict[str, Any]:
            access = policies.moving(context.caller, "collection")
            return dict(attaching.announce(context.store, access, file))

        try:
            done = await context.call(do)
        except WulianError as error:
            return failure(error)
        return AttachmentDone(id=strawberry.ID(done["id"]), state=done["state"])

    @strawberry.mutation(description="移除附件: take away a file the caller hung there.")
    async def remove_attachment(
        self,
        info: Info,
        operation_id: Annotated[
            str, strawberry.argument(description="Made by the client; safe to send twice.")
        ],
        id: Annotated[strawberry.ID, strawberry.argument(description="The attachment.")],
    ) -> AttachmentResult:
        context = info.context

        def do() -> None:
            access = policies.moving(context.caller, "collection")
            attaching.remove(context.store, access, operation_id, str(id))

        try:
            await context.call(do)
        except WulianError as error:
            return failure(error)
        return AttachmentDone(id=id, state="REMOVED")


def _told(row: dict[str, Any]) -> Attachment:
    taken = row.pop("taken_at")
    at = datetime.fromisoformat(row.pop("at"))
    when = datetime.fromisoformat(taken) if taken else None
    return Attachment(at=at, taken_at=when, **row)
