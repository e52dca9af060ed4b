"""Cuts of the audit: where each lane goes on after what was past its term; signed, in a row.

A cut keeps, for every lane, the number and hash of the last entry that went: the first one that
stays names that hash as the one before it. Made by graph_schema/store/cutting.py.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from graph_schema.audit import FIRST
from graph_schema.fields import Fields
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession

End = tuple[int, str]  # number and hash of a lane's last entry that went


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One cut. ends: by lane; until: what is older went. faults: why it cannot be trusted."""

    seq: int
    ends: Mapping[str, End]
    until: datetime
    approver: str
    signature: str
    faults: tuple[str, ...] = ()


def cuts(fields: Fields, session: ReadSession) -> list[Cut]:
    """Read all cuts, the oldest first, each looked at: its signature, and that it follows."""
    found: list[Cut] = []
    for row in session.run("audit_cuts"):
        told = row["cut"]
        previous = found[-1].signature if found else FIRST
        faults = []
        if signature(fields, told) != told["signature"]:
            faults.append("a cut was changed")
        if told["seq"] != len(found) + 1 or told["previous"] != previous:
            faults.append("a cut is missing")
        ends = {lane: (int(n), str(h)) for lane, (n, h) in json.loads(told["ends"]).items()}
        found.append(
            Cut(
                seq=told["seq"],
                ends=MappingProxyType(ends),
                until=told["until"],
                approver=told["approver"],
                signature=told["signature"],
                faults=tuple(faults),
            )
        )
    return found


def signature(fields: Fields, told: Row) -> str:
    """Sign what a cut says with the installation's key."""
    said = [told[n] for n in ("seq", "ends", "approver", "previous", "entries")]
    text = json.dumps([*said, told["until"].isoformat()], ensure_ascii=False)
    return fields.digest(b"cut\x1f" + text.encode())
