"""Lists over HTTP, whole: POST /graphql/rows with a query of one list, as lines.

The body is that of /graphql; `extensions` holds the reason, or the permit of two people. What
is accepted chooses the form: application/x-ndjson or text/csv. That somebody took it is on
record before the first line leaves, and each page's look before that page does. Who hangs up
ends it: no further page is read.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.auth.accounts import SYSTEM
from api.auth.sessions import Caller
from api.endpoint import question_of
from api.errors import status_of
from api.execution import plain
from api.http import JSON, answer, language_of, told, waits
from api.limits import Refused, judged
from api.routes import signed_in
from api.state import State
from api.taking.documents import ListDocument
from api.taking.leave import Leave, leave_of
from api.taking.lines import CSV, NDJSON, CommaLines, JsonLines, Writes
from api.taking.reading import Edge, Failed, Taking
from graph_schema.audit import Action
from graph_schema.errors import WulianError
from graph_schema.ids import new_id
from graph_schema.store.session import Store

LOG = structlog.get_logger("api")


async def take(request: Request) -> Response:
    """Begin to hand out a list; what is refused is refused before the first line."""
    accepted = request.headers.get("accept", "")
    media = next((one for one in (NDJSON, CSV) if one in accepted), None)
    if media is None:
        return told("NOT_ACCEPTABLE", 406)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        return told("UNSUPPORTED_MEDIA_TYPE", 415)
    state: State = request.app.state.wulian
    try:
        _, look_up = signed_in(request, state)
        caller = await look_up()  # before anything of a stranger's is read
        question = await question_of(request, state)
        leave = await state.call(leave_of, state.store, caller, question.extensions)
        taken = Taking(
            state=state, asked=ListDocument.of(judged(question.text, state.settings), question),
            question=question, leave=leave, look_up=look_up, language=language_of(request),
        )  # fmt: skip
        rows = await taken.count()
        pages = taken.pages()
        first = await anext(pages)
        id = new_id()
        mark = await state.call(_put_on_record, state.store, caller, leave, id, rows)
    except Failed as failed:
        return answer({"errors": failed.body["errors"]}, 403)
    except Refused as refused:
        return answer({"errors": [plain(e, "BAD_REQUEST") for e in refused.errors]}, 400)
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    form = JsonLines() if media == NDJSON else CommaLines(taken.asked.columns())
    kind = "ndjson" if media == NDJSON else "csv"
    name = f'attachment; filename="{leave.listed.name if leave.listed else "rows"}-{id}.{kind}"'
    heads = {
        "cache-control": "no-store", "x-content-type-options": "nosniff",
        "content-disposition": name,
    }  # fmt: skip
    lines = _lines(form, mark, first, pages)
    return StreamingResponse(lines, 200, heads, media_type=media)


async def _lines(
    form: Writes, mark: dict[str, str], first: list[Edge], rest: Any
) -> AsyncIterator[bytes]:
    rows = len(first)
    yield form.begin(mark) + form.rows(first)
    async with aclosing(rest):
        try:
            async for edges in rest:
                rows += len(edges)
                yield form.rows(edges)
        except Failed as failed:
            code = failed.body["errors"][0]["extensions"]["code"]
            yield form.end({"error": code})
            return
        except WulianError as error:
            yield form.end({"error": error.code})
            return
    yield form.end({"rows": rows})


def _put_on_record(
    store: Store, caller: Caller, leave: Leave, id: str, rows: int
) -> dict[str, str]:
    """Say that a list is taken; gives the mark of its first line: who, as what, when, which."""
    assert leave.listed is not None  # noqa: S101 - it was counted
    access, name = leave.listed.access(caller), leave.listed.name
    with store.write(access, Action.EXPORTED) as session:
        session.transact(
            lambda tx: tx.record.note(
                subjects=[leave.permit or id], fields=[name],
                after={"rows": rows, "permit": leave.permit, "reason": leave.reason},
            )
        )  # fmt: skip
    with store.read(SYSTEM) as reader:
        found = reader.run("exports_login", account=caller.account)
    when = store.clock().astimezone(UTC)
    return {
        "by": found[0]["login"] if found else caller.account, "role": str(caller.role),
        "at": f"{when:%Y-%m-%d %H:%M:%S}Z", "id": leave.permit or id,
    }  # fmt: skip
