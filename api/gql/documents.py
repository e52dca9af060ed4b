"""证件识别: a photo that was attached is read; nothing is kept, a person confirms it all."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import strawberry

from api.actions import attaching
from api.auth import policies
from api.context import Info
from api.documents import engine, reading
from api.errors import Failure, failure
from graph_schema.errors import Rejected, WulianError

ZONE = ZoneInfo("Asia/Shanghai")


@strawberry.type(description="A field of a paper as it was read.")
class DocumentField:
    name: str = strawberry.field(description="name, sex, birth, id_no …, as forms name them.")
    value: str = strawberry.field(
        description="What was read: codes and days as forms take them."
    )
    confidence: float = strawberry.field(description="How sure, 0 to 1.")
    low: bool = strawberry.field(description="To be looked at twice.")
    why: str | None = strawberry.field(
        description="Why it is low: CHECK_DIGIT, DIFFERS_FROM_NUMBER, NO_DAY, NOT_A_NAME."
    )


@strawberry.type(description="证件 What stands on a paper; to be confirmed by a person.")
class DocumentRead:
    kind: str = strawberry.field(description="Kind of paper.")
    fields: list[DocumentField] = strawberry.field(description="In the paper's order.")


DocumentResult = Annotated[DocumentRead | Failure, strawberry.union("DocumentResult")]


@strawberry.type
class DocumentQuery:
    @strawberry.field(description="证件识别: read a paper from a photo; nothing is kept.")
    async def read_document(
        self,
        info: Info,
        attachment: Annotated[strawberry.ID, strawberry.argument(description="The photo.")],
        kind: Annotated[
            str, strawberry.argument(description=f"One of {', '.join(reading.papers())}.")
        ],
    ) -> DocumentResult:
        context = info.context

        def do() -> list[reading.Read]:
            access = policies.moving(context.caller, "collection")
            if kind not in reading.papers():
                raise Rejected(["DOCUMENT_UNKNOWN"], known=list(reading.papers()))
            row, content = attaching.shown(context.store, access, str(attachment))
            if row["type"] != "PHOTO":
                raise Rejected(["FILE_TYPE"], expected="PHOTO")
            today = context.store.clock().astimezone(ZONE).date()
            return reading.fields_of(kind, engine.lines_of(content), today)

        try:
            found = await context.call(do)
        except WulianError as error:
            return failure(error)
        return DocumentRead(kind=kind, fields=[_told(one) for one in found])


def _told(one: reading.Read) -> DocumentField:
    facts: dict[str, Any] = {
        "name": one.name,
        "value": one.value,
        "confidence": round(one.confidence, 3),
        "low": one.low,
        "why": one.why,
    }
    return DocumentField(**facts)
