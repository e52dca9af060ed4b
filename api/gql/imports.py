"""Files that came in, what was wrong in them, and who may be one person."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import SLICED
from api.gql.codes import enum_of, states_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.gql.sharing import (
    ImportQuality,
    MappedColumn,
    SharingQuery,
    mapping_of,
    quality_of,
    retired_of,
)
from api.plan import MOST_IDS, SUBJECTS, Below, Filter, Subject, read_ids, selection
from loaders.incoming import ending

if TYPE_CHECKING:
    from api.gql.households import Household
    from api.gql.persons import Person

BatchSort = enum_of(
    "ImportBatchSort",
    "What a list of files is ordered by.",
    {
        "LOADED": ("created_at", "When it came in."),
        "SOURCE": ("dataset", "Code of its source."),
        "AS_OF": ("as_of", "The day it is of."),
    },
)
IssueSort = enum_of(
    "ImportIssueSort",
    "What a list of findings is ordered by.",
    {"LINE": ("line", "Line of the file."), "CODE": ("code", "Code of the finding.")},
)
PairSort = enum_of(
    "IdentityPairSort",
    "What a list of doubtful pairs is ordered by.",
    {"SCORE": ("score", "How alike they are."), "STATE": ("state", "State.")},
)


@strawberry.type(
    description="导入批次 One file that was loaded; its four counts add up to its rows."
)
class ImportBatch(Node):
    file_name: str | None = strawberry.field(description="Name of the file.")
    source: str | None = strawberry.field(description="Code of the source.")
    encoding: str | None = strawberry.field(description="Encoding that was found.")
    format: str | None = strawberry.field(description="csv or xlsx.")
    state: str | None = strawberry.field(description=states_of("import"))
    as_of: date | None = strawberry.field(description="The day the file is of.")
    counts: str | None = strawberry.field(
        description="JSON: rows loaded, merged, unchanged, rejected; before: what would become."
    )
    loaded_at: datetime | None = strawberry.field(description="When it came in.")
    snapshot: str | None = strawberry.field(
        description="FULL: it is the whole list, what it does not hold ends. PARTIAL."
    )
    applied_at: datetime | None = strawberry.field(description="When its rows were in.")
    refused: str | None = strawberry.field(description="Why it was refused, and what to do.")
    version: int | None = strawberry.field(description="What a move must have seen.")
    retired: int | None = strawberry.field(
        description="Facts that end: a full list does not hold them any more."
    )
    quality: ImportQuality | None = strawberry.field(description="How good the file is.")
    mapping: list[MappedColumn] = strawberry.field(
        description="Which field each column of the template feeds."
    )


@strawberry.type(
    description="导入问题 What was wrong on a line; the value itself is never shown."
)
class ImportIssue(Node):
    sheet: str | None = strawberry.field(description="Sheet of a workbook.")
    line: int | None = strawberry.field(description="Line of the file.")
    column: str | None = strawberry.field(description="Column.")
    code: str | None = strawberry.field(description="Code of the finding, X01 and on.")
    kind: str | None = strawberry.field(description="ROW, CELL, REPAIR, CONFLICT or QUEUE.")
    reason: str | None = strawberry.field(description="What is wrong and what to do.")
    state: str | None = strawberry.field(description="OPEN until somebody has dealt with it.")
    batch: ImportBatch | None = strawberry.field(description="The file.")


@strawberry.type(description="疑似同一人 Two records that may be one person: a human decides.")
class IdentityPair(Node):
    score: float | None = strawberry.field(description="How alike, 0 to 1.")
    reasons: list[str] = strawberry.field(description="Marks in which they agree.")
    state: str | None = strawberry.field(description="OPEN, SAME or DIFFERENT.")
    decided_by: str | None = strawberry.field(description="Who decided.")
    left: Annotated["Person", strawberry.lazy("api.gql.persons")] | None = strawberry.field(
        description="One record; null where it is a row of a file that waits."
    )
    waiting: ImportIssue | None = strawberry.field(
        description="The row that waits, if it is one."
    )
    right: Annotated["Person", strawberry.lazy("api.gql.persons")] | None = strawberry.field(
        description="The person it may be."
    )


def _reasons(given: str | None) -> list[str]:
    return [str(one) for one in json.loads(given)] if given else []


BATCHES = Subject(
    name="batches",
    label="ImportBatch",
    node=ImportBatch,
    access=policies.importing,
    page="batches_page",
    by_ids="batches_by_ids",
    sorts=BatchSort,
    filters={
        "source": Filter(type=str, says="Only of this source, e.g. mz_ledger."),
        "state": Filter(type=str, says="Only in this state of the flow."),
    },
    derived={
        "retired": ("counts", retired_of),
        "quality": ("counts", quality_of),
        "mapping": ("counts", mapping_of),
    },
)
ISSUES = Subject(
    name="issues",
    label="ImportIssue",
    node=ImportIssue,
    access=policies.importing,
    page="issues_page",
    by_ids="issues_by_ids",
    sorts=IssueSort,
    filters={
        "batch": Filter(type=strawberry.ID, says="Only of this file: its id."),
        "code": Filter(type=str, says="Only of this code, e.g. X10."),
        "kind": Filter(type=str, says="Only ROW, CELL, REPAIR, CONFLICT or QUEUE."),
        "state": Filter(type=str, says="Only OPEN, or what became of it."),
    },
    below={"batch": Below(of="batches", key="batch_id")},
)
PAIRS = Subject(
    name="pairs",
    label="IdentityPair",
    node=IdentityPair,
    access=policies.reading,
    page="pairs_page",
    by_ids="pairs_by_ids",
    sorts=PairSort,
    filters={
        "area": AREA,
        "state": Filter(type=str, says="Only OPEN, SAME or DIFFERENT."),
    },
    below={
        "left": Below(of="persons", key="left_id"),
        "waiting": Below(of="issues", key="left_id"),
        "right": Below(of="persons", key="right_id"),
    },
    derived={"reasons": ("reasons", _reasons)},
)


@strawberry.type
class ImportQuery(SharingQuery):
    import_batches: Connection[ImportBatch] = listed(BATCHES, "Files that came in.")

    import_batch: ImportBatch = single(BATCHES, "One file.")

    @strawberry.field(
        description="到期预览: households of which this full list ends something.",
        directives=[SLICED],
    )
    async def import_ending(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The file.")],
        first: Annotated[int, strawberry.argument(description="At most 100.")] = 50,
    ) -> list[Annotated["Household", strawberry.lazy("api.gql.households")]]:
        context, size = info.context, info.context.page(first)
        access = policies.reading(context.caller)
        homes = await context.call(ending, context.store, str(id))
        wanted = selection(info.selected_fields).get(info.field_name, {})
        found = await context.reading(
            access, read_ids, SUBJECTS["households"], homes[:MOST_IDS], wanted
        )
        return found[:size]

    import_issues: Connection[ImportIssue] = listed(ISSUES, "What was wrong in files.")
    import_issue: ImportIssue = single(ISSUES, "One finding.")
    identity_pairs: Connection[IdentityPair] = listed(
        PAIRS, "Records in reach that may be one person."
    )
    identity_pair: IdentityPair = single(PAIRS, "One doubtful pair in reach.")
