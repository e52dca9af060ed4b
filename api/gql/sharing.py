"""What departments share, and how good it is: the sharing catalogue, a file's quality."""

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.lists import Node
from graph_schema.vocabulary import Purpose
from loaders.report import told
from loaders.source import FREQUENCIES


@strawberry.type(description="An error of a file, with the lines where it stands first.")
class FileError:
    code: str = strawberry.field(description="Code of the finding, X01 and on.")
    kind: str = strawberry.field(description="ROW, CELL, CONFLICT or QUEUE.")
    column: str = strawberry.field(description="Column.")
    count: int = strawberry.field(description="How often.")
    lines: list[int] = strawberry.field(description="Its first lines, at most five.")


@strawberry.type(description="数据质量 How good a file is; no value of a row is told.")
class ImportQuality:
    mapped: float = strawberry.field(description="Columns that are there ÷ the template's.")
    valid_ids: float | None = strawberry.field(
        description="Sound ID numbers ÷ rows with one; null where no row has one."
    )
    conflicts: int = strawberry.field(description="Rows that contradict what is known.")
    queued: int = strawberry.field(description="Rows that a person decides.")
    cells: int = strawberry.field(description="Cells that could not be read.")
    repaired: int = strawberry.field(description="Cells whose form was repaired.")
    errors: list[FileError] = strawberry.field(description="Most frequent first, at most ten.")


@strawberry.type(description="映射 A column of a file and the field it feeds.")
class MappedColumn:
    header: str = strawberry.field(description="Header of the template.")
    field: str = strawberry.field(description="Field it feeds.")
    type: str = strawberry.field(description="How its cells are read.")
    required: bool = strawberry.field(description="Whether a row needs it.")
    present: bool = strawberry.field(description="Whether the file has it.")


@strawberry.type(description="数据集 What is shared: by whom, for what, how often, how good.")
class Dataset(Node):
    code: str = strawberry.field(description="Code of the source.")
    owner: str = strawberry.field(description="Code of the department that owns it.")
    purpose: Purpose | None = strawberry.field(description="What it is shared for.")
    fields: list[str] = strawberry.field(description="Fields it holds.")
    frequency: str | None = strawberry.field(
        description="MONTHLY, QUARTERLY, SEMESTER or ON_CHANGE."
    )
    sharing: str | None = strawberry.field(
        description="共享属性 UNCONDITIONAL, CONDITIONAL or NONE."
    )
    last_delivery: date | None = strawberry.field(
        description="The day the last delivery that is in is of."
    )
    next_due: date | None = strawberry.field(description="When the next one is due.")
    deliveries: int = strawberry.field(description="How many are in.")
    rows: int | None = strawberry.field(description="Rows of the last delivery.")
    quality: ImportQuality | None = strawberry.field(description="Quality of the last one.")


def quality_of(counts: str | None) -> ImportQuality | None:
    """Read the quality a batch keeps; None where it keeps none."""
    found = told(counts).get("quality")
    if found is None:
        return None
    errors = [FileError(**one) for one in found["errors"]]
    return ImportQuality(**found | {"errors": errors})


def mapping_of(counts: str | None) -> list[MappedColumn]:
    """Read which column fed which field."""
    return [MappedColumn(**one) for one in told(counts).get("mapping", ())]


def retired_of(counts: str | None) -> int | None:
    """Read how much a full list ends."""
    found: int | None = told(counts).get("retired")
    return found


def _dataset(rows: list[dict[str, Any]]) -> Dataset:
    """Make a dataset of the rows of its deliveries, the latest first."""
    head, days = rows[0], FREQUENCIES.get(rows[0]["frequency"])
    last: date | None = head["as_of"]
    return Dataset(
        id=strawberry.ID(head["id"]), code=head["code"], owner=head["owner"],
        purpose=Purpose(head["purpose"]) if head["purpose"] else None,
        fields=list(head["fields"] or ()), frequency=head["frequency"],
        sharing=head["sharing"], last_delivery=last,
        next_due=last + timedelta(days=days) if last and days else None,
        deliveries=sum(row["batch"] is not None for row in rows),
        rows=told(head["counts"]).get("rows"), quality=quality_of(head["counts"]),
    )  # fmt: skip


@strawberry.type
class SharingQuery:
    @strawberry.field(
        description="共享目录: every dataset, its terms, its last delivery and its quality."
    )
    async def datasets(self, info: Info) -> list[Dataset]:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "sharing_catalogue")
        return [_dataset(list(some)) for _, some in groupby(rows, itemgetter("code"))]
