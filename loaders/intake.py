"""Where a source's rows go: identity without guessing, facts with their lineage.

Identity, domain reference 4.3: the same sound ID number is the same person if the folded name
agrees; another name is a conflict (W24). Without a number name, birth, sex and district must
name one person alone; else a human decides.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from graph_schema.fields import Fields
from graph_schema.ids import new_id
from graph_schema.text import fold_name
from loaders.draft import Draft
from loaders.identifiers import Fault, birth_of, fault_of, sex_of
from loaders.issues import pair_of
from loaders.known import Known, instant
from loaders.people import UNTOLD, Candidate, Entry, KnownPerson, Marks, possible
from loaders.row import Finding, Reject, Row

KINDS = {
    Fault.EMPTY: "QUEUE",
    Fault.MASKED: "QUEUE",
    Fault.LOST_DIGITS: "ROW",
    Fault.WRONG: "ROW",
}

MOVED = frozenset(  # what the moves of a process say of an item, better than any ledger
    {"state", "state_since", "proposed_at", "accepted_at", "first_contact_at", "ended_at",
     "last_contact_at", "reason_code", "done_at", "verified_at"}
)  # fmt: skip
SEXES = {"男": "1", "女": "2"}  # GB/T 2261.1
BIRTH = "出生日期"
LIVES_IN = ("LIVES_IN", "Household", "Area")
NEWBORN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Dated:
    """What a row said of a fact, and when that was brought up to date."""

    sheet: str
    line: int
    updated: date | None
    props: dict[str, Any]


@dataclass(slots=True)
class Intake:
    """One file's way in: what is known, what is drafted, on which day, under which batch."""

    draft: Draft
    known: Known
    fields: Fields
    as_of: date
    _entered: set[str] = field(default_factory=set)  # whom the base ledger's rows named
    _said: dict[str, object] = field(default_factory=dict)  # by key: what the file said of it
    _places: dict[str, str] = field(default_factory=dict)  # household → where it lives
    _dated: dict[str, "_Dated"] = field(default_factory=dict)  # by fact: the row that holds

    @property
    def batch(self) -> str:
        """The id of the batch everything is tagged with."""
        return self.draft.batch

    def person(
        self, row: Row, header: str, *, area: str | None = None, entry: Entry | None = None
    ) -> KnownPerson:
        """Find or draft the person of a row. area: code of where the row says the person lives.

        Raises Reject: X04, X06 (unusable), X07, X10, X20 (a human decides), X09 (another name).
        """
        name, number = row.take("name"), row.take("id_no") or ""
        marks = Marks(fold_name(name), self._born(row), SEXES.get(row.take("sex")), area)
        fault = fault_of(number, self.as_of)
        if fault is None:
            return self._numbered(header, name, (number, marks), entry)
        if fault is Fault.EMPTY:
            return self._unnumbered(header, name, marks, entry)
        raise Reject(str(fault), KINDS[fault], header, self._candidates(fault, number, marks))

    def _born(self, row: Row) -> date | None:
        """Read the day of birth where a file has one; nobody is born after the file's day."""
        born: date | None = row.take("birth")
        if born is not None and born > self.as_of:
            row.findings.append(Finding("X12", "CELL", BIRTH))
            return None
        return born

    def _candidates(self, fault: Fault, number: str, marks: Marks) -> tuple[Candidate, ...]:
        """Name who a row with an unusable number may be about."""
        people = self.known.people
        match fault:
            case Fault.MASKED:
                return people.candidates(replace(marks, masked=number))
            case Fault.WRONG if (born := birth_of(number)) is not None:
                told = people.candidates(replace(marks, birth=born))
                return tuple(one for one in told if "BIRTH" in one.reasons)
            case _:
                return ()

    def _numbered(
        self, header: str, name: str, stated: tuple[str, Marks], entry: Entry | None
    ) -> KnownPerson:
        """Find or draft a person by a sound number, perhaps of one known without it so far."""
        number, marks = stated
        people, key = self.known.people, self.fields.blind_index("id-number", number)
        found = people.numbered.get(key)
        if found is not None and found.name_fold != marks.name_fold:
            if entry is not None and entry.household == found.household is not None:
                raise Reject("X08", "CONFLICT", header)  # one number, two of a household
            self.warn("W24", found)
            raise Reject("X09", "CONFLICT", header)
        if found is not None:
            self._enter(found, entry)
            return found
        marks = replace(marks, birth=birth_of(number), sex=sex_of(number))
        doubted = list(possible(people.without_number(marks.name_fold), marks))
        told: dict[str, Any] = {}
        sure = people.sure(marks) if doubted else None
        if sure is not None and not sure.number and (not entry or entry.may_name(sure)):
            found, doubted, told = sure, [], {"identity_unknown": False}
            people.number(found, number, key)
        else:
            found = people.add(_person(marks, number), key)
        self.draft.node(
            "Person", found.id, id=found.id, name=name, name_fold=marks.name_fold,
            id_no=number, id_no_hash=key, id_type="居民身份证", sex=marks.sex,
            birth=marks.birth, birth_precision="day", **told,
        )  # fmt: skip
        for one, reasons in doubted:
            self._pair(found.id, Candidate(one.id, reasons))
        self._enter(found, entry)
        return found

    def _unnumbered(
        self, header: str, name: str, marks: Marks, entry: Entry | None
    ) -> KnownPerson:
        """Find the person of a row without a number; the base ledger may bring a new one."""
        people = self.known.people
        found = entry and entry.same(people.namesakes(marks.name_fold), marks)
        found = found or people.sure(marks)
        told = people.candidates(marks)
        if found is None and entry is not None and not told and self._may_be_new(marks, entry):
            found = people.add(_person(marks, ""), None)
            self.draft.node(
                "Person", found.id, id=found.id, name=name, name_fold=marks.name_fold,
                id_type="无证", sex=marks.sex or UNTOLD, birth=marks.birth,
                birth_precision=marks.birth and "day", identity_unknown=True,
            )  # fmt: skip
        twice = entry is not None and found is not None and found.id in self._entered
        if found is None or twice:
            alike = sum("BIRTH" in one.reasons for one in told)
            raise Reject("X20" if twice or alike > 1 else "X10", "QUEUE", header, told)
        self._enter(found, entry)
        return found

    def _enter(self, person: KnownPerson, entry: Entry | None) -> None:
        """Remember whom the ledger named: a row a member."""
        if entry is not None:
            self._entered.add(person.id)

    def _may_be_new(self, marks: Marks, entry: Entry) -> bool:
        """Tell whether the ledger may bring somebody without a number: homeless or newborn."""
        newborn = marks.birth is not None and marks.birth > self.as_of - NEWBORN
        return entry.homeless or newborn

    def _pair(self, left: str, right: Candidate) -> None:
        """Ask a human whether two are the same; what was asked before is not asked again."""
        if (left, right.id) not in self.known.pairs:
            self.known.pairs.add((left, right.id))
            pair = pair_of(left, right)
            self.draft.node("IdentityPair", pair["id"], **pair)

    def warn(self, code: str, person: KnownPerson, priority: str = "P3") -> None:
        """Raise an alert on a person's household, once; what was decided about it stands."""
        if person.household is None:
            return
        key = self.fields.blind_index("alert", f"{code} {person.household}")[:32]
        number = f"{code}-{key[:8]}"
        if number in self.known.alerts:
            return
        self.known.alerts[number] = key
        self.draft.node(
            "Alert", key, id=key, code=code, priority=priority, state="RAISED",
            raised_at=instant(self.as_of), alert_no=number,
        )  # fmt: skip
        self.draft.tie(("HAS_ALERT", "Household", "Alert"), person.household, key)

    def agrees(self, row: Row, header: str, key: str, told: object) -> None:
        """Let a file say a thing twice, but not two things. Raises Reject X18."""
        if self._said.setdefault(key, told) != told:
            raise Reject("X18", "CONFLICT", header)

    def fact(self, row: Row, label: str, person: KnownPerson, key: str, /, **props: Any) -> str:
        """Draft a fact of a person with its lineage; key tells it from the person's others.

        Raises Reject X18 where an earlier row of the file says otherwise.
        """
        fact_id = self._fact_id(label, person, key)
        self.agrees(row, "", fact_id, props)
        return self._fact(row, label, person, fact_id, props)

    def dated(
        self, row: Row, label: str, person: KnownPerson, updated: date | None, /, **props: Any
    ) -> bool:
        """Draft the one fact of a person; of two rows the one updated later holds.

        The other is kept as history, and False returned for it. Raises Reject X18 where no
        dates tell which is later.
        """
        fact_id = self._fact_id(label, person, label.lower())
        before = self._dated.get(fact_id)
        if before is None or before.props == props:
            self._dated[fact_id] = before or _Dated(row.sheet, row.line, updated, props)
            self._fact(row, label, person, fact_id, props)
            return True
        if updated is None or before.updated in (None, updated):
            raise Reject("X18", "CONFLICT", "")
        mine = _Dated(row.sheet, row.line, updated, props)
        newer, older = (mine, before) if updated > before.updated else (before, mine)
        self._history(label, fact_id, older, newer)
        if newer is mine:
            self._dated[fact_id] = mine
            self._fact(row, label, person, fact_id, props)
        return newer is mine

    def _history(self, label: str, fact_id: str, older: "_Dated", newer: "_Dated") -> None:
        """Keep what a row said that another of the file outdates; its line stands for it."""
        key = self.fields.blind_index("version", f"{fact_id} {older.updated}")[:32]
        told = {k: v for k, v in older.props.items() if v is not None}
        self.draft.node(
            "Version", key, id=key, of_id=fact_id, of_label=label, valid_to=newer.updated,
            valid_from=older.updated, props=json.dumps(told, default=str, ensure_ascii=False),
        )  # fmt: skip
        self.draft.stands_for(older.sheet, older.line, "Version", key)

    def _fact_id(self, label: str, person: KnownPerson, key: str) -> str:
        return self.fields.blind_index("fact", f"{label} {person.id} {key}")[:32]

    def _fact(
        self, row: Row, label: str, person: KnownPerson, fact_id: str, props: dict[str, Any]
    ) -> str:
        self.draft.node(
            label, fact_id, id=fact_id, line=row.line, source=self.draft.source,
            batch=self.batch, **props,
        )  # fmt: skip
        self.draft.tie(("HAS_FACT", "Person", label), person.id, fact_id)
        self.draft.tie(("FROM", label, "ImportBatch"), fact_id, self.batch, line=row.line)
        self.draft.stands_for(row.sheet, row.line, label, fact_id)
        return fact_id

    def settle(self, home: str, place: str) -> None:
        """Let a household live in an area; a town gives way to a village inside it."""
        ties = self.draft.ties[LIVES_IN]
        known = self._places.get(home, "")
        if known.startswith(place):
            return
        if known and place.startswith(known):
            ties.pop((home, self.known.areas[known], ""), None)
        self._places[home] = place
        self.draft.tie(LIVES_IN, home, self.known.areas[place])

    def household(self, number: str, header: str) -> str:
        """Find a household by its number. Raises Reject X24 when nobody knows it."""
        found = self.known.households.get(number)
        if found is None:
            raise Reject("X24", "QUEUE", header)
        return found

    def keyed(
        self, row: Row, label: str, held: dict[str, str], key: str, /, **props: Any
    ) -> str:
        """Draft a node with a natural key of its own, known or new; the line stands for it.

        Where it stands in its process is not taken from the file if it was moved here.
        """
        node_id = held.get(key) or new_id()
        if key in held and "state" in props and node_id in self.known.moved(label):
            props = {name: value for name, value in props.items() if name not in MOVED}
            row.findings.append(Finding("X34", "CELL", ""))
        held[key] = node_id
        self.draft.node(label, node_id, id=node_id, source=self.draft.source, **props)
        self.draft.stands_for(row.sheet, row.line, label, node_id)
        return node_id

    def provider(self, code: str, header: str) -> tuple[str, str, str]:
        """Find a provider by code or staff number: label, id, party. Raises Reject X27."""
        if code in self.known.organisations:
            return "Organisation", *self.known.organisations[code]
        if code in self.known.actors:
            return "Actor", *self.known.actors[code]
        raise Reject("X27", "ROW", header)


def _person(marks: Marks, number: str) -> KnownPerson:
    return KnownPerson(
        new_id(), marks.name_fold, None, number, marks.birth, marks.sex or UNTOLD, marks.area
    )
