"""What a full list ends: a thing this source told of and does not hold any more (X29).

A row that could not be read may be about anybody it names: nothing of theirs ends.
"""

from collections.abc import Iterable, Iterator, Set
from datetime import date
from typing import Any

from graph_schema.errors import SourceError
from graph_schema.shape import LABELS
from graph_schema.store import bulk
from graph_schema.store.session import ReadSession
from graph_schema.text import fold_name
from loaders.draft import Draft
from loaders.known import Known
from loaders.source import Source, Whole

Holder = tuple[str, str]  # label, id


def whole_of(source: Source, file: str) -> Whole:
    """Give what a full list of a source ends. Raises SourceError where no list is whole."""
    if source.whole is None:
        raise SourceError(
            file=file, source=source.name, why="this source is never the whole list",
            do="hand it in as a partial file",
        )  # fmt: skip
    return source.whole


def retire(
    session: ReadSession,
    source: Source,
    into: tuple[Draft, Known],
    batches: Set[str],
    unread: Set[str],
) -> tuple[dict[str, str | None], int]:
    """Draft the end of what the file does not hold.

    Returns what ends with the household it is about, by our ids, and how many were spared.

    batches: those of this source that are in. unread: folded cells of the rows that were
    rejected; what belongs to somebody named there is spared.
    """
    draft, known = into
    whole = whole_of(source, draft.source)
    columns = ["id", "batch", whole.by, *([source.key] if source.key else [])]
    found = [
        row
        for row in bulk.scan_own(session, whole.retires, columns)
        if row["batch"] in batches
        and row["id"] not in draft.nodes[whole.retires]
        and (row[whole.by] is None if whole.value is None else row[whole.by] != whole.value)
    ]
    holders = dict(_holders(session, whole.retires)) if found else {}
    names, spared = _Names(known), 0
    ended: dict[str, str | None] = {}
    for row in found:
        holder = holders.get(row["id"])
        if unread & {*names.of(holder), fold_name(str(row.get(source.key or "") or ""))}:
            spared += 1
            continue
        _end(draft, whole, row["id"], known.as_of)
        names.clear(draft, whole, holder)
        ended[row["id"]] = names.home(holder)
    return ended, spared


def revive(draft: Draft, whole: Whole, there: dict[str, dict[str, Any]]) -> None:
    """Take the end away of what a full list had ended and this file holds again.

    there: nodes of the label that ends, by id, as the graph has them.
    """
    for id, node in draft.nodes[whole.retires].items():
        if there.get(id, {}).get("retired_by") and node.get("retired_by") is None:
            node["retired_by"] = None
            node.setdefault(whole.by, None)


def _end(draft: Draft, whole: Whole, id: str, day: date) -> None:
    end: object = day if whole.value is None else whole.value
    draft.nodes[whole.retires][id] = {"id": id, whole.by: end, "retired_by": draft.batch}


def _holders(session: ReadSession, label: str) -> Iterator[tuple[str, Holder]]:
    """Tell who each node of a label is about."""
    if not LABELS[label].fact and label != "Award":
        return
    kind = "HAS_FACT" if LABELS[label].fact else "RECEIVES"
    for who in ("Person", "Household"):
        for tie in bulk.scan_relationships(session, kind, who, label):
            yield tie["to"], (who, tie["from"])


class _Names:
    """What rows may call a holder, and what was copied to it."""

    def __init__(self, known: Known) -> None:
        self._people = {person.id: person for person in known.people}
        self._numbers = {id: number for number, id in known.households.items()}

    def of(self, holder: Holder | None) -> Iterable[str]:
        """Name a holder as rows do, folded."""
        label, id = holder or ("", "")
        if label == "Person" and id in self._people:
            return [self._people[id].name_fold]
        return [fold_name(self._numbers[id])] if id in self._numbers else []

    def clear(self, draft: Draft, whole: Whole, holder: Holder | None) -> None:
        """Draft that what was copied to the holder is not known any more."""
        for label, props in whole.clears.items():
            id = self._same(label, holder)
            if id is None or any(draft.nodes[label].get(id, {}).get(p) for p in props):
                continue
            draft.nodes[label].setdefault(id, {"id": id}).update(dict.fromkeys(props))

    def home(self, holder: Holder | None) -> str | None:
        """Name the household of a holder."""
        return self._same("Household", holder)

    def _same(self, label: str, holder: Holder | None) -> str | None:
        if holder is None or holder[0] == label:
            return holder and holder[1]
        person = self._people.get(holder[1])
        return person.household if person else None
