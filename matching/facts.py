"""What rules ask about people and households, worked out once from a snapshot's tables.

Arrays only: person arrays are in the order of `snapshot.persons`, household arrays in the
order of `snapshot.households`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

CARE = {"自理": 0, "半护理": 1, "全护理": 2}
UNKNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Members of households; -1 is unknown. age: full years. care: 0 none, 1 half, 2 full.

    Only living members count anywhere: `household` is -1 for the dead.
    """

    household: Ints
    age: Ints
    grade: Ints  # disability grade 1 to 4 by a valid certificate, else as stated of the person
    kind: NDArray[np.object_]  # disability type, None where there is no grade
    care: Ints
    cared_for: Bools  # a carer is named
    guarded: Bools  # has an effective guardian; meaningful for minors


def people(snapshot: Snapshot, adult: int = 18) -> People:
    """Work out what rules ask about persons; a department's newest fact goes before the ledger.

    Guardian: the stated status decides (EFFECTIVE and WEAK have one, NONE has not). Where none
    is stated, a named living guardian or a living adult in the household is presumed to be one.
    """
    rows, look = snapshot.persons, snapshot.look
    gone = rows["deceased"].to_numpy(dtype="datetime64[D]") <= day(snapshot.as_of)
    home = np.where(gone, -1, look.home("persons"))
    age = ages(rows["birth"], snapshot.as_of)
    grade, kind = _disability(snapshot)
    adults = some(home, age >= adult, len(snapshot.households))
    stated = look.known("persons", "guardian_status")
    without = look.one_of("persons", "guardian_status", ("NONE",))
    presumed = _guardian_named(snapshot, age, gone, adult)
    presumed[home >= 0] |= adults[home[home >= 0]]
    return People(
        household=home,
        age=age,
        grade=grade,
        kind=kind,
        care=_care(snapshot),
        cared_for=_reached(look.row_of("cares_for", "to_id", "persons"), len(rows)),
        guarded=np.where(stated, ~without, presumed),
    )


def _disability(snapshot: Snapshot) -> tuple[Ints, NDArray[np.object_]]:
    rows, cards = snapshot.persons, snapshot.disability_cards
    valid = newest(snapshot, "disability_cards", valid_cards(snapshot))
    who = snapshot.look.person("disability_cards")
    grade, kind = numbers(rows["disability_grade"]), texts(rows["disability_type"])
    carded = _reached(who, len(rows))
    grade[carded], kind[carded] = UNKNOWN, None
    grade[who[valid]] = numbers(cards["grade"])[valid]
    kind[who[valid]] = texts(cards["type"])[valid]
    return grade, kind


def valid_cards(snapshot: Snapshot) -> Bools:
    """Tell which disability certificates are in force on as_of."""
    rows, today = snapshot.disability_cards, day(snapshot.as_of)
    start, end = (rows[c].to_numpy(dtype="datetime64[D]") for c in ("issued_on", "expires_on"))
    found: Bools = ~(start > today) & ~(end < today)
    return found


def care_levels(snapshot: Snapshot, table: str) -> Ints:
    """Grade the self_care column of a table: 0 none, 1 half, 2 full care; -1 unknown."""
    codes, values = snapshot.look.codes(table, "self_care")
    levels = np.array([*(CARE.get(value, UNKNOWN) for value in values), UNKNOWN])
    found: Ints = levels[codes]
    return found


def _care(snapshot: Snapshot) -> Ints:
    known = newest(snapshot, "health", snapshot.look.known("health", "self_care"))
    care = care_levels(snapshot, "persons")
    care[snapshot.look.person("health")[known]] = care_levels(snapshot, "health")[known]
    return care


def _guardian_named(snapshot: Snapshot, age: Ints, gone: Bools, adult: int) -> Bools:
    """Tell who has a named guardian that may act; one from outside is taken as able."""
    by = snapshot.look.row_of("guardian_of", "from_id", "persons")
    able = np.ones(len(by), dtype=bool)
    inside = by >= 0
    able[inside] = ~gone[by[inside]] & ~((age[by[inside]] >= 0) & (age[by[inside]] < adult))
    return _reached(snapshot.look.row_of("guardian_of", "to_id", "persons")[able], len(age))


def _reached(rows: Ints, count: int) -> Bools:
    """Mark the rows that occur: shape (count,); -1 is nobody."""
    found = np.zeros(count, dtype=bool)
    found[rows[rows >= 0]] = True
    return found


def sizes(snapshot: Snapshot, members: People) -> Ints:
    """Heads per household: as the ledger says, else its living members; -1 where neither is."""
    stated = numbers(snapshot.households["size"])
    home = members.household
    counted = np.bincount(home[home >= 0], minlength=len(stated))
    return np.where(stated > 0, stated, np.where(counted > 0, counted, UNKNOWN))


def local_hukou(snapshot: Snapshot, members: People) -> Ints:
    """Tell 1 local, 0 elsewhere, -1 unknown per household, by the head, else any member."""
    home = members.household
    codes, areas = snapshot.look.codes("persons", "hukou_area")
    inside = [int(area.startswith(snapshot.district.code)) for area in areas]
    local = np.array([*inside, UNKNOWN], dtype=np.int64)[codes]
    known = (local >= 0) & (home >= 0)
    found = np.full(len(snapshot.households), UNKNOWN, dtype=np.int64)
    np.maximum.at(found, home[known], local[known])
    head = snapshot.persons["head"].to_numpy() & known
    found[home[head]] = local[head]
    return found


def positions(ids: pd.Series[Any], wanted: pd.Series[Any]) -> Ints:
    """Find each wanted id in ids (unique): shape of wanted, -1 where it is not there."""
    found: Ints = pd.Index(ids).get_indexer(pd.Index(wanted)).astype(np.int64)
    return found


def numbers(column: pd.Series[Any]) -> Ints:
    """Turn a WHOLE column into int64 with -1 for unknown."""
    return column.to_numpy(dtype=np.int64, na_value=UNKNOWN, copy=True)


def texts(column: pd.Series[Any]) -> NDArray[np.object_]:
    """Turn a TEXT column into objects with None for missing."""
    found: NDArray[np.object_] = column.to_numpy(dtype=object, copy=True)
    found[column.isna().to_numpy()] = None
    return found


def some(groups: Ints, mask: Bools, count: int) -> Bools:
    """Tell per group whether the mask holds for any of its rows; group -1 is nobody."""
    return tally(groups, mask, count) > 0


def tally(groups: Ints, mask: Bools, count: int) -> Ints:
    """Count per group the rows where the mask holds; group -1 is nobody."""
    return np.bincount(groups[mask & (groups >= 0)], minlength=count).astype(np.int64)


def totals(groups: Ints, amounts: Ints, count: int) -> Ints:
    """Add up amounts per group exactly; group -1 is nobody."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, groups[groups >= 0], amounts[groups >= 0])
    return found


def ages(birth: pd.Series[Any], as_of: date) -> Ints:
    """Full years on as_of, -1 where the birth is unknown or later."""
    born = birth.to_numpy(dtype="datetime64[D]")
    years = born.astype("datetime64[Y]")
    months = born.astype("datetime64[M]")
    month_day = (months - years).astype(np.int64) * 31 + (born - months).astype(np.int64)
    had_birthday = month_day <= (as_of.month - 1) * 31 + as_of.day - 1
    age = as_of.year - 1970 - years.astype(np.int64) - np.where(had_birthday, 0, 1)
    return np.where(np.isnat(born) | (born > day(as_of)), UNKNOWN, age)


def months_before(as_of: date, months: int) -> date:
    """Step back calendar months; the day is cut to the month's last."""
    year, month = divmod(as_of.year * 12 + as_of.month - 1 - months, 12)
    return date(year, month + 1, min(as_of.day, monthrange(year, month + 1)[1]))


def newest(snapshot: Snapshot, table: str, keep: Bools) -> Ints:
    """Find one kept fact row a person, the newest by period, then id; in order of persons."""
    rows = np.flatnonzero(keep & (snapshot.look.person(table) >= 0))
    who = snapshot.look.person(table)[rows]
    start = getattr(snapshot, table)["period_from"].to_numpy(dtype="datetime64[D]")[rows]
    order = np.lexsort((rows, np.where(np.isnat(start), np.datetime64(0, "D"), start), who))
    last = np.append(who[order][1:] != who[order][:-1], True)[: len(rows)]
    found: Ints = rows[order][last]
    return found
