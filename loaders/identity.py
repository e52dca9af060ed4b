"""Who is one person: pairs that wait, decided by a human; a merge can be taken back.

SAME: facts, memberships and all else of one record go over to the other; what the graph said is
kept with the pair. DIFFERENT: remembered, never proposed again. Undone: as it was, DIFFERENT.
Source: domain reference 4.3.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from itertools import combinations
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.shape import LABELS, RELATIONSHIPS
from graph_schema.store import bulk
from graph_schema.store.history import typed
from graph_schema.store.repo.registry import clear
from graph_schema.store.rows import Row, node
from graph_schema.store.session import Store, Transaction
from loaders.issues import pair_of
from loaders.known import Known
from loaders.people import Candidate, KnownPerson, Marks, possible

# What the kept record takes over where it says nothing itself.
TAKEN = (
    "id_no", "id_no_hash", "id_type", "sex", "birth", "birth_precision", "ethnicity", "phone",
    "hukou_area", "live_area", "education", "marital", "work_status", "self_care",
    "disability_type", "disability_grade", "guardian_status", "photo_ref",
)  # fmt: skip
EVENTS = ("same", "different", "undo")


def decide(
    store: Store,
    access: Access,
    pair: str,
    event: str,
    *,
    operation: str | None = None,
) -> Row:
    """Decide a pair, or undo a merge: one of EVENTS. Returns id, state and the kept person.

    Raises NotFound (also out of reach), Rejected: DECIDED, NOT_MERGED, LEFT_IS_A_ROW,
    TWO_NUMBERS, TWO_HOUSEHOLDS, CHANGED_SINCE.
    """
    if event not in EVENTS:
        raise Rejected(["EVENT_UNKNOWN"], known=EVENTS)
    with store.write(
        access, Action.IDENTITY_DECIDED, operation=operation, digest=f"{event} {pair}"
    ) as session:
        return session.transact(partial(_decided, pair=pair, event=event))


def _decided(tx: Transaction, *, pair: str, event: str) -> Row:
    if not tx.run("registry_pair_reach", id=pair):
        raise NotFound(id=pair)
    own = tx.for_program()
    own.lock("IdentityPair", pair)
    found = _node(own, "IdentityPair", pair) or {}
    if event == "undo":
        return _undone(own, found)
    if found["state"] != "OPEN":
        raise Rejected(["DECIDED"], pair=pair, state=found["state"])
    told: Row = {"decided_by": tx.access.actor, "decided_at": tx.now}
    kept: str | None = None
    if event == "same":
        kept, before = _merged(own, str(found["left"]), str(found["right"]))
        told["before"] = json.dumps(before, ensure_ascii=False, default=_text)
    state = "SAME" if event == "same" else "DIFFERENT"
    _put(own, "IdentityPair", pair, told | {"state": state})
    return {"id": pair, "state": state, "person": kept}


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _node(tx: Transaction, label: str, id: str) -> Row | None:
    found = tx.shaped("bulk_find", {"LABEL": label}, ids=[id])
    if not found:
        return None
    told = clear(label, found[0]["props"], tx.fields)
    return {name: value for name, value in told.items() if name in LABELS[label].props}


def _put(tx: Transaction, label: str, id: str, told: Mapping[str, Any]) -> None:
    bulk.put_nodes(tx, label, [{"id": id, **told}], None, kept=True)


def _merged(tx: Transaction, left: str, right: str) -> tuple[str, Row]:
    """Let one record go over into the other; returns who is kept, and how it was before."""
    for one in sorted((left, right)):
        if _node(tx, "Person", one) is None:
            raise Rejected(["LEFT_IS_A_ROW" if one == left else "GONE"], person=one)
        tx.shaped("moves_lock", {"LABEL": "Person"}, id=one)
    mine, theirs = _node(tx, "Person", left) or {}, _node(tx, "Person", right) or {}
    if mine.get("id_no") and theirs.get("id_no"):
        raise Rejected(["TWO_NUMBERS"])
    kept, gone = (mine, theirs) if mine.get("id_no") else (theirs, mine)
    keep, lose = str(kept["id"]), str(gone["id"])
    ties, own = _ties(tx, lose), _ties(tx, keep)
    moved = [tie for tie in ties if tie["other"] != keep and not _twice(tie, own)]
    dropped = [t for t in ties if t not in moved and _member_today(t)]
    if any(_member_today(t) for t in moved) and any(_member_today(t) for t in own):
        raise Rejected(["TWO_HOUSEHOLDS"])
    before: Row = {"at": tx.now, "gone": gone, "keep": keep, "ties": ties, "moved": moved}
    tx.shaped("bulk_delete", {"LABEL": "Person"}, ids=[lose])
    tx.record.note(subjects=[lose, keep], fields=["Person"])
    for tie in moved:
        _tie(tx, keep, tie)
    before["changed"] = [
        *_filled(tx, kept, gone),
        *(c for t in dropped for c in _fewer(tx, t["other"])),
        *_repointed(tx, lose, keep),
    ]
    return keep, before


def _ties(tx: Transaction, person: str) -> list[Row]:
    rows = tx.run("registry_ties_of", id=person)
    return sorted(rows, key=lambda r: (r["type"], r["away"], r["other"], str(r["props"])))


def _member_today(tie: Row) -> bool:
    return tie["type"] == "MEMBER_OF" and tie["props"].get("to") is None


def _twice(tie: Row, own: list[Row]) -> bool:
    """Tell whether the kept record is tied there already."""
    quiet = {"batch", "source", "recorded_from"}

    def said(one: Row) -> Row:
        return {n: v for n, v in one["props"].items() if n not in quiet}

    return any(
        (one["type"], one["away"], one["other"]) == (tie["type"], tie["away"], tie["other"])
        and (said(one) == said(tie) or (_member_today(one) and _member_today(tie)))
        for one in own
    )


def _tie(tx: Transaction, person: str, tie: Row) -> None:
    ends = ("Person", tie["label"]) if tie["away"] else (tie["label"], "Person")
    pair = (person, tie["other"]) if tie["away"] else (tie["other"], person)
    places = {"TYPE": tie["type"], "FROM": ends[0], "TO": ends[1]}
    rows = [{"tail": pair[0], "head": pair[1], "props": tie["props"]}]
    tx.shaped("bulk_create_edges", places, rows=rows)


def _filled(tx: Transaction, kept: Row, gone: Row) -> list[Row]:
    """Take over what only the other record says; its name is remembered."""
    told = {n: gone[n] for n in TAKEN if gone.get(n) is not None and kept.get(n) is None}
    for name in ("groups", "disease_flags"):
        both = sorted({*(kept.get(name) or ()), *(gone.get(name) or ())})
        if both != (kept.get(name) or []):
            told[name] = both
    names = {*(kept.get("former_names") or ()), *(gone.get("former_names") or ()), gone["name"]}
    names -= {kept["name"]}
    if sorted(names) != (kept.get("former_names") or []):
        told["former_names"] = sorted(names)
    if told.get("id_no"):
        told["identity_unknown"] = False
    return [_changed(tx, "Person", kept, told)] if told else []


def _fewer(tx: Transaction, home: str) -> Iterator[Row]:
    """Count a member less where one person was two members of a household."""
    before = _node(tx, "Household", home) or {}
    if before.get("size"):
        yield _changed(tx, "Household", before, {"size": before["size"] - 1})


def _repointed(tx: Transaction, lose: str, keep: str) -> list[Row]:
    """Let other pairs that wait be about the kept record."""
    found = []
    for row in tx.run("registry_pairs_of", id=lose):
        ends = {n: keep if row[n] == lose else row[n] for n in ("left", "right")}
        if ends["left"] != ends["right"]:
            before = _node(tx, "IdentityPair", row["id"]) or {}
            found.append(_changed(tx, "IdentityPair", before, ends))
    return found


def _changed(tx: Transaction, label: str, before: Row, told: Mapping[str, Any]) -> Row:
    _put(tx, label, before["id"], told)
    after = _node(tx, label, before["id"]) or {}
    return {"label": label, "before": before, "version": after.get("version")}


def _undone(tx: Transaction, pair: Row) -> Row:
    """Put everything back as it was before the merge. Raises Rejected."""
    if pair["state"] != "SAME" or not pair.get("before"):
        raise Rejected(["NOT_MERGED"], pair=pair["id"], state=pair["state"])
    told = json.loads(pair["before"])
    for one in told["changed"]:
        now = _node(tx, one["label"], one["before"]["id"])
        if now is None or now.get("version") != one["version"]:
            raise Rejected(["CHANGED_SINCE"], label=one["label"], id=one["before"]["id"])
    there = _ties(tx, told["keep"])
    for tie in told["moved"]:
        _untie(tx, told["keep"], tie, there)
    for one in reversed(told["changed"]):
        _restored(tx, one["label"], one["before"])
    gone = typed(LABELS["Person"].props, told["gone"])
    tx.shaped("bulk_create", {"LABEL": "Person"}, rows=[node("Person", gone, tx.fields)])
    for tie in told["ties"]:
        _tie(tx, gone["id"], tie | {"props": typed(_known(tie), tie["props"])})
    _forget(tx, [one["before"]["id"] for one in told["changed"]], told["at"])
    told = {"state": "DIFFERENT", "undone_at": tx.now, "before": None}
    _put(tx, "IdentityPair", pair["id"], told | {"decided_by": tx.access.actor})
    return {"id": pair["id"], "state": "DIFFERENT", "person": gone["id"]}


def _known(tie: Row) -> Mapping[str, Any]:
    return RELATIONSHIPS[tie["type"]].props


def _untie(tx: Transaction, person: str, tie: Row, there: list[Row]) -> None:
    """Take one tie away again; others between the same two nodes stay."""
    same = [
        t
        for t in there
        if (t["type"], t["away"], t["other"]) == (tie["type"], tie["away"], tie["other"])
    ]
    props = typed(_known(tie), tie["props"])
    rest = [t for t in same if t["props"] != props]
    if len(rest) == len(same):
        raise Rejected(["CHANGED_SINCE"], tie=tie["type"], id=tie["other"])
    ends = ("Person", tie["label"]) if tie["away"] else (tie["label"], "Person")
    pair = (person, tie["other"]) if tie["away"] else (tie["other"], person)
    places = {"TYPE": tie["type"], "FROM": ends[0], "TO": ends[1]}
    tx.shaped("bulk_delete_edges", places, rows=[{"tail": pair[0], "head": pair[1]}])
    for one in rest:
        _tie(tx, person, one)


def _restored(tx: Transaction, label: str, before: Row) -> None:
    props = node(label, typed(LABELS[label].props, before), tx.fields)
    told = {name: value for name, value in props.items() if value is not None}
    tx.shaped("registry_restore", {"LABEL": label}, id=before["id"], props=told)


def _forget(tx: Transaction, ids: list[str], at: str) -> None:
    """Drop the Versions that the merge left: what it said was never so; the audit has both."""
    merged = datetime.fromisoformat(at)
    versions = (row["version"] for row in tx.run("registry_versions", ids=ids))
    mine = [v["id"] for v in versions if v.get("recorded_to") == merged]
    if mine:
        tx.shaped("bulk_delete", {"LABEL": "Version"}, ids=mine)


def propose(store: Store, access: Access) -> int:
    """Look through everybody for records that may be one person; returns how many new pairs.

    Two sound numbers are two people (X20); what was ever proposed is not proposed again.
    """
    with store.read(access) as session:
        known = Known(session, store.clock().date())
        asked = {frozenset(pair) for pair in known.pairs}
        found = [
            pair_of(left, right)
            for left, right in _alike(known)
            if frozenset((left, right.id)) not in asked
        ]
    if found:
        with store.write(access, Action.IDENTITY_DECIDED) as session:
            bulk.upsert_nodes(session, "IdentityPair", found)
    return len(found)


def _alike(known: Known) -> Iterator[tuple[str, Candidate]]:
    for name in sorted({person.name_fold for person in known.people}):
        people = sorted(known.people.namesakes(name), key=lambda p: p.id)
        for one, other in combinations(people, 2):
            if not (one.number and other.number):
                yield from _agree(one, other)


def _agree(one: KnownPerson, other: KnownPerson) -> Iterator[tuple[str, Candidate]]:
    marks = Marks(one.name_fold, one.birth, one.sex, one.area)
    for _, reasons in possible([other], marks):
        if "BIRTH" in reasons:
            yield one.id, Candidate(other.id, reasons)
