"""Keeping what a change replaces: Versions, written in the change's own transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph_schema.shape import LABELS, RELATIONSHIPS
from graph_schema.store.batches import batches
from graph_schema.store.days import place_of
from graph_schema.store.history import tie_version, version
from graph_schema.store.rows import Row, node
from graph_schema.store.session import ReadSession, Transaction
from graph_schema.store.values import coerced


def keep(
    tx: Transaction,
    label: str,
    changes: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
    on: date | None = None,
) -> None:
    """Keep what changes of nodes replace. For the program's own.

    changes: each node as it was, in the clear, and the values that are set. on: since when
    these hold; the district's today, if not told.
    """
    if not LABELS[label].history:
        return
    props, day = LABELS[label].props, on or day_of(tx)
    found = []
    for before, row in changes:
        values = {name: coerced(props[name], value, name) for name, value in row.items()}
        if (one := version(label, before, values, tx.now, day)) is not None:
            found.append(one)
    _keep(tx, found)


def keep_ties(
    tx: Transaction,
    kind: str,
    pairs: Iterable[tuple[tuple[str, str], Sequence[Mapping[str, Any]]]],
    batch: str | None = None,
) -> None:
    """Keep what the ties of a kind between two nodes, each (from, to), said before a change."""
    if RELATIONSHIPS[kind].history:
        _keep(tx, [tie_version(kind, *pair, tx.now, batch=batch) for pair in pairs])


def _keep(tx: Transaction, versions: Sequence[Row]) -> None:
    district, places = district_of(tx), {"LABEL": "Version"}
    for part in batches(versions):
        rows = [node("Version", _stated(row), tx.fields) for row in part]
        tx.shaped("bulk_born", places, rows=rows, by=tx.access.actor, district=district)


def _stated(row: Mapping[str, Any]) -> Row:
    return {name: value for name, value in row.items() if value is not None}


def day_of(session: Transaction | ReadSession) -> date:
    """Tell the day it is in the caller's district: the sample runs on its own calendar."""
    return place_of(session.run, session.access.areas).day(session.now)


def district_of(session: Transaction | ReadSession) -> str | None:
    """Give the district that new nodes belong to when their row does not say."""
    areas = session.access.areas
    return areas[0][:6] if areas and len(areas[0]) >= 6 else None


def set_ties(
    tx: Transaction,
    ends: tuple[str, str, str],
    pair: tuple[str, str],
    ties: Sequence[Mapping[str, Any]],
    until: date | None = None,
) -> None:
    """Let the ties of a type between two nodes be these, and keep what they were.

    ends: type, label they leave, label they reach. pair: ids (from, to), locked by the caller.
    ties: properties of each; none: there is no tie any more; until: for they ended that day.
    """
    places = dict(zip(("TYPE", "FROM", "TO"), ends, strict=True))
    known = RELATIONSHIPS[ends[0]]
    found = tx.shaped("bulk_find_edges", places, ids=[pair[0]])
    before = [row["props"] for row in found if row["head"] == pair[1]]
    if before:
        _keep(tx, [tie_version(ends[0], pair, before, tx.now, until=until)])
        sent = [{"tail": pair[0], "head": pair[1]}]
        tx.shaped("bulk_delete_edges", places, rows=sent)
    first = {"recorded_from": tx.now} if known.history else {}
    rows = [
        {"tail": pair[0], "head": pair[1], "props": first | _stated(props)} for props in ties
    ]
    if rows:
        tx.shaped("bulk_create_edges", places, rows=rows)
    tx.record.note(subjects=pair, fields=[ends[0]])
