"""Many rows at once, for loaders and jobs: in batches, each transaction with its own entry.

2,000 rows a statement, 20,000 a transaction. What is there already is compared first, so the
same rows again change nothing, and what a change replaces is kept as a Version (history.py).
For system access only: no area binds these statements.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from graph_schema.errors import Forbidden, NotFound, Rejected
from graph_schema.fields import Fields
from graph_schema.shape import LABELS, RELATIONSHIPS
from graph_schema.store.batches import batches, chunks
from graph_schema.store.history import KEPT_BY_STORE
from graph_schema.store.keeping import district_of, keep, keep_ties
from graph_schema.store.rows import MAX_ROWS, Row, node, opened
from graph_schema.store.session import ReadSession, Transaction, WriteSession
from graph_schema.store.values import coerced
from graph_schema.vocabulary import Role

IN_TRANSACTION = 20_000  # rows
PART = 10_000  # ids that one statement gives
HEX, BEYOND = 16**4, "\U0010ffff"  # beginnings of ids by four digits; after every id there is
QUIET = KEPT_BY_STORE | {"batch"}  # alone they are no change
Edge = tuple[str, str, Row]  # from, to, properties


def upsert_nodes(
    session: WriteSession,
    label: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    on: date | None = None,
    kept: bool = True,
) -> tuple[int, int]:
    """Create nodes, or set what differs on those that are there; returns (created, changed).

    rows: `id` and properties of the shape; None removes a property, one not named stays. A
    changed node's version goes up. A row that differs in nothing but its batch changes nothing.
    on: since when the new values hold; today, if not told. kept: what they replace is kept.
    Raises Rejected for a property the shape does not know, or of another type.
    """
    created = changed = 0
    for chunk in chunks(rows, IN_TRANSACTION):
        one = session.transact(put_nodes, label, chunk, on, kept=kept)
        created, changed = created + one[0], changed + one[1]
    return created, changed


def put_nodes(
    tx: Transaction,
    label: str,
    rows: Sequence[Mapping[str, Any]],
    on: date | None,
    *,
    kept: bool,
) -> list[int]:
    """Do as `upsert_nodes` inside a transaction that is open already; kept: as there."""
    created = changed = 0
    for batch in batches(_merged(rows)):
        there = _found(tx.shaped, label, [row["id"] for row in batch], tx.fields)
        fresh = [row for row in batch if row["id"] not in there]
        other = [row for row in batch if row["id"] in there and _differs(label, row, there)]
        places = {"LABEL": label}
        if fresh:
            made = [_sealed(label, row, tx.fields) for row in fresh]
            tx.shaped(
                "bulk_born", places, rows=made, by=tx.access.actor, district=district_of(tx)
            )
        if other:
            sent = [_sealed(label, row, tx.fields, keep_none=True) for row in other]
            tx.shaped("bulk_change", places, rows=sent, by=tx.access.actor)
            if kept:
                keep(tx, label, [(there[row["id"]], row) for row in other], on)
        tx.record.note(subjects=[row["id"] for row in (*fresh, *other)], fields=[label])
        created, changed = created + len(fresh), changed + len(other)
    return [created, changed]


def _merged(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Put rows with the same id together, later ones over earlier ones."""
    found: dict[str, Row] = {}
    for row in rows:
        if not isinstance(row.get("id"), str) or not row["id"]:
            raise Rejected(["MISSING"], where="id")
        found.setdefault(row["id"], {}).update(row)
    return list(found.values())


def _found(
    run: Callable[..., list[Row]], label: str, ids: list[str], fields: Fields
) -> dict[str, Row]:
    """Read the nodes with these ids, in the clear."""
    return {
        row["props"]["id"]: _clear(label, row["props"], fields)
        for row in run("bulk_find", {"LABEL": label}, ids=ids)
    }


def _clear(label: str, props: Mapping[str, Any], fields: Fields) -> Row:
    subject = props.get("id")
    return {name: opened(label, name, subject, value, fields) for name, value in props.items()}


def _differs(label: str, row: Mapping[str, Any], there: Mapping[str, Row]) -> bool:
    known, stored = LABELS[label].props, there[row["id"]]
    for name, value in row.items():
        if name in QUIET:
            continue
        if name not in known:
            raise Rejected(["UNKNOWN_PROPERTY"], where=f"{label}.{name}")
        if coerced(known[name], value, f"{label}.{name}") != stored.get(name):
            return True
    return False


def _sealed(
    label: str, row: Mapping[str, Any], fields: Fields, *, keep_none: bool = False
) -> Row:
    stored = node(label, row, fields)
    return {name: value for name, value in stored.items() if keep_none or value is not None}


def upsert_relationships(
    session: WriteSession,
    kind: str,
    from_label: str,
    to_label: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    key: Sequence[str] = (),
) -> tuple[int, int]:
    """Tie nodes, or set what differs on the ties that are there; returns (created, changed).

    rows: `from`, `to` (ids) and, for properties of the same names, `props`; other keys are
    properties. key: properties that tell ties between the same two nodes apart.
    Raises NotFound when an end is not there: then nothing of its transaction is kept.
    """
    created = changed = 0
    ends = (kind, from_label, to_label)
    for chunk in chunks(rows, IN_TRANSACTION):
        one = session.transact(put_relationships, ends, chunk, key)
        created, changed = created + one[0], changed + one[1]
    return created, changed


def _edge(kind: str, row: Mapping[str, Any]) -> Edge:
    """Split a row into ends and properties; dates named `from` and `to` come in `props`."""
    props = {name: value for name, value in row.items() if name not in {"from", "to", "props"}}
    known = RELATIONSHIPS[kind].props
    stored = {}
    for name, value in {**props, **row.get("props", {})}.items():
        if name not in known:
            raise Rejected(["UNKNOWN_PROPERTY"], where=f"{kind}.{name}")
        typed = coerced(known[name], value, f"{kind}.{name}")
        if typed is not None:
            stored[name] = typed
    return str(row["from"]), str(row["to"]), stored


def put_relationships(
    tx: Transaction,
    ends: tuple[str, str, str],
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str] = (),
) -> list[int]:
    """Do as `upsert_relationships` inside a transaction that is open already.

    ends: type, label of the tails, label of the heads.
    """
    created = changed = 0
    for batch in batches([_edge(ends[0], row) for row in rows]):
        there = _edges_of(tx.shaped, ends, batch)
        before = {pair: [dict(one) for one in some] for pair, some in there.items()}
        fresh, redone = _compared(batch, there, tuple(key))
        if redone:
            file = next((props.get("batch") for _, _, props in batch), None)
            keep_ties(tx, ends[0], [(pair, before[pair]) for pair in redone], file)
            _delete_edges(tx, ends, redone)
        again = [(tail, head, props) for tail, head in redone for props in there[tail, head]]
        _create_edges(tx, ends, [*_recorded(tx, ends, fresh), *again])
        created, changed = created + len(fresh), changed + len(redone)
    return [created, changed]


def _compared(
    batch: Sequence[Edge], there: dict[tuple[str, str], list[Row]], key: tuple[str, ...]
) -> tuple[list[Edge], list[tuple[str, str]]]:
    """Tell new ties from pairs whose ties must be written again; updates `there`."""
    fresh: dict[tuple[Any, ...], Edge] = {}
    redone: dict[tuple[str, str], None] = {}
    for tail, head, props in batch:
        mark = tuple(props.get(name) for name in key)
        same = [
            old
            for old in there[tail, head]
            if tuple(old.get(name) for name in key) == mark and not _over(old, props)
        ]
        if not same:
            fresh[tail, head, mark] = (tail, head, props)
        elif any(
            same[0].get(name) != value for name, value in props.items() if name != "batch"
        ):
            same[0].update(props)
            redone[tail, head] = None
    return list(fresh.values()), list(redone)


def _over(old: Row, props: Row) -> bool:
    """Tell whether a tie has ended, and what is told now begins another."""
    return old.get("to") is not None and "to" not in props


def _edges_of(
    run: Callable[..., list[Row]], ends: tuple[str, str, str], edges: Sequence[Edge]
) -> dict[tuple[str, str], list[Row]]:
    """Read the ties between pairs, from the side where fewer hang on each node."""
    tails, heads = {edge[0] for edge in edges}, {edge[1] for edge in edges}
    back = len(heads) > len(tails)
    ids = sorted(heads if back else tails)
    name = "bulk_find_edges_back" if back else "bulk_find_edges"
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in run(name, _places(ends), ids=ids):
        found[row["tail"], row["head"]].append(row["props"])
    return found


def _recorded(tx: Transaction, ends: tuple[str, str, str], edges: Iterable[Edge]) -> list[Edge]:
    """Note when ties that have a history were first told of."""
    if not RELATIONSHIPS[ends[0]].history:
        return list(edges)
    return [(tail, head, {"recorded_from": tx.now} | props) for tail, head, props in edges]


def _create_edges(tx: Transaction, ends: tuple[str, str, str], edges: Sequence[Edge]) -> None:
    for part in chunks(edges, MAX_ROWS):
        sent = [{"tail": tail, "head": head, "props": props} for tail, head, props in part]
        made = tx.shaped("bulk_create_edges", _places(ends), rows=sent)[0]["made"]
        if made != len(sent):
            raise NotFound(
                what="an end of a relationship", type=ends[0], missing=len(sent) - made
            )
        tx.record.note(subjects={edge[0] for edge in part}, fields=[ends[0]])


def _delete_edges(
    tx: Transaction, ends: tuple[str, str, str], pairs: Iterable[tuple[str, str]]
) -> int:
    gone = 0
    for part in chunks(pairs, MAX_ROWS):
        sent = [{"tail": tail, "head": head} for tail, head in part]
        found = tx.shaped("bulk_delete_edges", _places(ends), rows=sent)
        gone += found[0]["gone"] if found else 0
        tx.record.note(subjects={pair[0] for pair in part}, fields=[ends[0]])
    return gone


def _places(ends: tuple[str, str, str]) -> dict[str, str]:
    return {"TYPE": ends[0], "FROM": ends[1], "TO": ends[2]}


def delete_nodes(session: WriteSession, label: str, ids: Iterable[str]) -> int:
    """Delete nodes with all that ties them; returns how many were there."""

    def work(tx: Transaction, chunk: Sequence[str]) -> int:
        gone = 0
        for part in chunks(chunk, MAX_ROWS):
            gone += len(tx.shaped("bulk_delete", {"LABEL": label}, ids=list(part)))
        tx.record.note(subjects=chunk, fields=[label])
        return gone

    return sum(session.transact(work, chunk) for chunk in chunks(ids, IN_TRANSACTION))


def delete_relationships(
    session: WriteSession,
    kind: str,
    from_label: str,
    to_label: str,
    rows: Iterable[Mapping[str, Any]],
) -> int:
    """Delete every tie of the type between the pairs `from`, `to`; returns how many."""
    ends = (kind, from_label, to_label)
    pairs = [(str(row["from"]), str(row["to"])) for row in rows]
    return sum(
        session.transact(_delete_edges, ends, chunk)
        for chunk in chunks(dict.fromkeys(pairs), IN_TRANSACTION)
    )


def create_nodes(tx: Transaction, label: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Create nodes exactly as the rows say; for an import, in a transaction of its own."""
    sent = [_sealed(label, row, tx.fields) for row in rows]
    tx.shaped("bulk_create", {"LABEL": label}, rows=sent)
    tx.record.note(subjects=[row["id"] for row in rows], fields=[label])


def create_relationships(
    tx: Transaction, ends: tuple[str, str, str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Create ties exactly as the rows say, also several between two nodes; for an import."""
    _create_edges(tx, ends, [_edge(ends[0], row) for row in rows])


def scan(
    session: ReadSession | WriteSession, label: str, columns: Sequence[str] | None = None
) -> Iterator[Row]:
    """Yield every node of a label in the clear, by id; with `columns` these only, else all.

    Holds the label's ids in memory, not its nodes.
    """
    return _scan(_reader(session), label, ids_of(session, label), columns)


def scan_own(
    session: ReadSession | WriteSession, label: str, columns: Sequence[str] | None = None
) -> Iterator[Row]:
    """Yield as `scan`, but of a label whose key is unique within a district its own nodes only.

    A loader looks natural keys up here: other districts number their households alike.
    """
    reader = _reader(session)
    district = district_of(reader)
    if LABELS[label].everywhere or district is None:
        return scan(session, label, columns)
    ids = _in_parts(reader, "bulk_ids_own", label, own=district)
    return _scan(reader, label, ids, columns)


def _scan(
    reader: ReadSession, label: str, ids: Iterable[str], columns: Sequence[str] | None
) -> Iterator[Row]:
    for part in chunks(ids, MAX_ROWS):
        found = _found(reader.shaped, label, list(part), reader.fields)
        for one in part:
            if one in found:
                props = found[one]
                yield props if columns is None else {name: props.get(name) for name in columns}


def find(session: ReadSession | WriteSession, label: str, ids: Iterable[str]) -> dict[str, Row]:
    """Read the nodes with these ids that are there, in the clear, by id."""
    reader = _reader(session)
    found: dict[str, Row] = {}
    for part in chunks(ids, MAX_ROWS):
        found |= _found(reader.shaped, label, list(part), reader.fields)
    return found


def scan_relationships(
    session: ReadSession | WriteSession, kind: str, from_label: str, to_label: str
) -> Iterator[Row]:
    """Yield every tie of a type between two labels: `from`, `to` (ids) and `props`."""
    reader, ends = _reader(session), (kind, from_label, to_label)
    tails, heads = (count(reader, from_label), count(reader, to_label))
    if not tails or not heads:
        return
    back = heads < tails
    name = "bulk_find_edges_back" if back else "bulk_find_edges"
    for part in chunks(ids_of(reader, to_label if back else from_label), MAX_ROWS):
        for row in reader.shaped(name, _places(ends), ids=list(part)):
            yield {"from": row["tail"], "to": row["head"], "props": row["props"]}


def count(session: ReadSession | WriteSession, label: str) -> int:
    """Count the nodes of a label."""
    found = _reader(session).shaped("bulk_count", {"LABEL": label})
    return int(found[0]["found"])


def ids_of(session: ReadSession | WriteSession, label: str) -> list[str]:
    """Read the ids of all nodes of a label, sorted; a node without one is found by `check`."""
    return _in_parts(_reader(session), "bulk_ids", label)


def _in_parts(reader: ReadSession, name: str, label: str, **params: Any) -> list[str]:
    """Read ids part by part, sorted: no statement gives many more than PART of them."""
    found: list[str] = []
    for floor, below in pairwise(bounds(count(reader, label))):
        rows = reader.shaped(name, {"LABEL": label}, floor=floor, below=below, **params)
        found += rows[0]["ids"]
    return sorted(found)


def bounds(nodes: int) -> list[str]:
    """Cut the space of ids evenly for so many random ones; ids of another kind fall in too."""
    parts = min(-(-nodes // PART) or 1, HEX)
    return ["", *(f"{HEX * at // parts:04x}" for at in range(1, parts)), BEYOND]


def _reader(session: ReadSession | WriteSession) -> ReadSession:
    if session.access.role is not Role.SYSTEM:
        raise Forbidden(why="bulk reading is the program's own", role=session.access.role.value)
    if isinstance(session, ReadSession):
        return session
    return ReadSession(session.store, session.access)
