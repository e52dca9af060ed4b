"""The file of a permit: made anew each time it is fetched, marked with who and when.

A first line says who took it, in which role, when, by which permit; a workbook has it in the
foot of every page too. Text is never a formula. Nothing stays on the server's disk.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from strawberry.utils.str_converters import to_camel_case

from api.auth.sessions import Caller
from api.exports.permits import READY, SYSTEM, Format, Permit, permit
from api.exports.rows import columns, rows
from api.plan import SUBJECTS
from graph_schema.audit import Action
from graph_schema.errors import Forbidden, NotFound, TooLarge
from graph_schema.store.session import Store
from matching.reports.workbook import harmless

MEDIA = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is handed out. count: rows in it."""

    name: str
    media: str
    content: bytes
    count: int


def make(store: Store, caller: Caller, id: str) -> File:
    """Make the file of a permit for whoever asked for it.

    Raises NotFound for another's permit, or one that is over; Forbidden while nobody agreed;
    TooLarge when the list has grown past what was agreed to.
    """
    found = permit(store, id)
    if found.asked_by != caller.account or store.clock() >= found.until:
        raise NotFound(id=id)
    if found.state != READY:
        raise Forbidden(permit=id, state=found.state)
    wanted = found.wanted
    access = SUBJECTS[wanted.subject].access(caller)
    access = replace(access, reason=f"{wanted.reason} {id}")
    heads = columns(wanted.subject, access, sensitive=wanted.sensitive)
    table: list[list[Any]] = []
    for page in rows(store, access, wanted.subject, wanted.area, heads):
        table += [[_cell(row.get(head)) for head in heads] for row in page]
        if len(table) > found.most:
            raise TooLarge(rows=len(table), most=found.most, way_out="ask again")
    with store.write(access, Action.EXPORTED) as session:
        session.transact(
            lambda tx: tx.record.note(
                subjects=[id], fields=heads, after={"rows": len(table), "permit": id}
            )
        )
    mark = _mark(store, caller, found)
    names = [to_camel_case(head) for head in heads]
    write = _csv if wanted.format is Format.CSV else _xlsx
    return File(
        name=f"{wanted.subject}-{id}.{wanted.format.lower()}", media=MEDIA[wanted.format],
        content=write(mark, names, table), count=len(table),
    )  # fmt: skip


def _mark(store: Store, caller: Caller, found: Permit) -> str:
    """Say who takes it, as what, when, by which permit."""
    with store.read(SYSTEM) as session:
        told = session.run("exports_login", account=caller.account)
    login = told[0]["login"] if told else caller.account
    when = store.clock().astimezone(UTC)
    return f"{login} · {caller.role} · {when:%Y-%m-%d %H:%M:%S}Z · {found.id}"


def _cell(value: Any) -> Any:
    """Give a value as a cell: text, number or nothing."""
    match value:
        case None | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case _:
            return ",".join(sorted(map(str, value)))


def _csv(mark: str, heads: Sequence[str], table: Sequence[Sequence[Any]]) -> bytes:
    """Write UTF-8 with a mark of its byte order, as spreadsheets expect."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in _lines(mark, heads, table):
        writer.writerow(row)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(mark: str, heads: Sequence[str], table: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"author": mark, "comments": mark})
        sheet = book.add_worksheet()
        sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P")
        for at, row in enumerate(_lines(mark, heads, table)):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif isinstance(value, bool):
                    sheet.write_boolean(at, column, value)
                elif value is not None:
                    sheet.write_number(at, column, value)
    return out.getvalue()


def _lines(
    mark: str, heads: Sequence[str], table: Sequence[Sequence[Any]]
) -> Iterator[list[Any]]:
    yield [harmless(mark)]
    yield list(heads)
    for row in table:
        yield [harmless(one) if isinstance(one, str) else one for one in row]
