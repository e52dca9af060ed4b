"""Tags and what they lead to, kept in the graph: need → tag → alert → package, by town.

Follows the evaluations in force; what is there already is not written again. A tag that does
not hold any more ends; its ties stay, as they were true while it held.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.keeping import day_of
from graph_schema.vocabulary import Level, Package, TagCode, entries
from matching.portrait.tags import Tag, tags_of
from matching.risk.documents import derived_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph_schema.access import Access
    from graph_schema.store.session import ReadSession, Store, WriteSession

UNANSWERED = frozenset({"RAISED", "ACKED", "VERIFIED"})
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a town holds. evaluations: household → (level, rows, version, day).

    held: ids of tags in force. alerts: id → (household, code, state, package code held).
    changes, raises: ties that are there.
    """

    evaluations: Mapping[str, tuple[str, str, str, str]]
    held: frozenset[str]
    alerts: Mapping[str, tuple[str, str, str, str | None]]
    changes: frozenset[Pair]
    raises: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class Portraits:
    """What to write for a town: tags that begin and end, ties that are missing.

    calls: alert → package code.
    """

    begun: list[Tag]
    ended: list[str]
    changes: list[Pair]
    raises: list[Pair]
    calls: dict[str, str]

    def __bool__(self) -> bool:
        return any((self.begun, self.ended, self.changes, self.raises, self.calls))


def portraits(standing: Standing) -> Portraits:
    """Compare what the evaluations say with what a town holds."""
    wanted = [
        tag
        for home, (_, rows, version, on) in standing.evaluations.items()
        for tag in tags_of(home, json.loads(rows), version, on)
    ]
    known = {code: frozenset(entry.about["alerts"]) for code, entry in entries(TagCode).items()}
    by_home: dict[str, list[tuple[str, str]]] = {}
    for id, (home, code, *_) in standing.alerts.items():
        by_home.setdefault(home, []).append((id, code))
    changes = {(need, tag.id) for tag in wanted for need in tag.needs}
    raises = {
        (tag.id, alert)
        for tag in wanted
        for alert, code in by_home.get(tag.household, ())
        if code in known[tag.code]
    }
    ids = {tag.id for tag in wanted}
    return Portraits(
        begun=[tag for tag in wanted if tag.id not in standing.held],
        ended=sorted(standing.held - ids),
        changes=sorted(changes - standing.changes),
        raises=sorted(raises - standing.raises),
        calls=_calls(standing),
    )


def _calls(standing: Standing) -> dict[str, str]:
    """Name the package of its household's colour for each alert that nothing answers yet."""
    packages = {level: entry.about["package"] for level, entry in entries(Level).items()}
    found = {}
    for id, (home, _, state, held) in standing.alerts.items():
        level = standing.evaluations.get(home, ("",))[0]
        if state in UNANSWERED and level in packages and held != packages[level]:
            found[id] = str(packages[level])
    return found


def refresh(store: Store, access: Access) -> dict[str, int]:
    """Bring the tags of the access's areas up to date; returns what was written, by kind.

    access: the program's own.
    """
    done = {"tags": 0, "ended": 0, "ties": 0}
    with store.read(access) as session:
        places = [row["code"] for row in session.run("portrait_places")]
    for place in places:
        with store.read(access) as session:
            found = portraits(_standing(session, place))
        if found:
            with store.write(access, Action.EVALUATED) as session:
                _write(session, found)
        done["tags"] += len(found.begun)
        done["ended"] += len(found.ended)
        done["ties"] += len(found.changes) + len(found.raises) + len(found.calls)
    return done


def _standing(session: ReadSession, place: str) -> Standing:
    def rows(name: str) -> list[list[Any]]:
        return [row for one in session.run(name, place=place) for row in one["rows"]]

    return Standing(
        evaluations={home: tuple(rest) for home, *rest in rows("portrait_evaluations")},
        held=frozenset(id for (id,) in rows("portrait_held")),
        alerts={id: tuple(rest) for id, *rest in rows("portrait_alerts")},
        changes=frozenset((need, tag) for need, tag in rows("portrait_changes")),
        raises=frozenset((tag, alert) for tag, alert in rows("portrait_raises")),
    )


def _write(session: WriteSession, found: Portraits) -> None:
    today = _day(session.transact(lambda tx: day_of(tx).isoformat()))
    bulk.upsert_nodes(session, "Tag", [_node(tag) for tag in found.begun])
    ended = [{"id": id, "to": today, "valid_to": today} for id in found.ended]
    bulk.upsert_nodes(session, "Tag", ended)
    ties = [(tag.household, tag.id) for tag in found.begun]
    for kind, ends, pairs in (
        ("HAS_TAG", ("Household", "Tag"), ties),
        ("CHANGES", ("Need", "Tag"), found.changes),
        ("RAISES", ("Tag", "Alert"), found.raises),
    ):
        bulk.upsert_relationships(session, kind, *ends, _ends(pairs))
    if found.calls:
        named = packages(session)
        session.transact(_uncall, sorted(found.calls))
        pairs = [(alert, named[code]) for alert, code in sorted(found.calls.items())]
        bulk.upsert_relationships(session, "CALLS_FOR", "Alert", "Package", _ends(pairs))


def packages(session: WriteSession) -> dict[str, str]:
    """Name the nodes of the packages by code; those the graph lacks are made."""
    rows = session.transact(lambda tx: [dict(row) for row in tx.run("portrait_packages")])
    known = {row["code"]: row["id"] for row in rows}
    fresh = [
        {"id": derived_id("package", code), "code": code, "name": entry.zh_hans,
         "service_types": list(entry.about["services"])}
        for code, entry in entries(Package).items()
        if code not in known
    ]  # fmt: skip
    bulk.upsert_nodes(session, "Package", fresh)
    return known | {row["code"]: row["id"] for row in fresh}


def _uncall(tx: Any, alerts: list[str]) -> None:
    tx.run("portrait_uncall", ids=alerts)


def _ends(pairs: Iterable[Pair]) -> list[dict[str, str]]:
    return [{"from": tail, "to": head} for tail, head in pairs]


def _node(tag: Tag) -> dict[str, Any]:
    told = {n: v for n, v in asdict(tag).items() if n not in {"household", "needs", "since"}}
    return {"id": tag.id, **told, "from": _day(tag.since), "to": None, "valid_to": None}


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])
