"""Where a source's rows go: identity without guessing, facts with their lineage.

Identity, domain reference 4.3: the same sound ID number is the same person if the folded name
agrees; another name is a conflict (W24); without a number a human decides.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_schema.fields import Fields
from graph_schema.ids import new_id
from graph_schema.text import fold_name
from loaders.draft import Draft
from loaders.identifiers import Fault, birth_of, fault_of, sex_of
from loaders.known import Known, KnownPerson, instant
from loaders.row import Reject, Row

KINDS = {
    Fault.EMPTY: "QUEUE",
    Fault.MASKED: "QUEUE",
    Fault.LOST_DIGITS: "ROW",
    Fault.WRONG: "ROW",
}


@dataclass(slots=True)
class Intake:
    """One file's way in: what is known, what is drafted, on which day, under which batch."""

    draft: Draft
    known: Known
    fields: Fields
    as_of: date

    @property
    def batch(self) -> str:
        """The id of the batch everything is tagged with."""
        return self.draft.batch

    def person(self, row: Row, header: str) -> KnownPerson:
        """Find or draft the person of a row by ID number and name.

        Raises Reject: X04, X06 (unusable), X07, X10 (a human decides), X09 (another name).
        """
        name, number = row.take("name"), row.take("id_no") or ""
        fault = fault_of(number, self.as_of)
        if fault is not None:
            raise Reject(str(fault), KINDS[fault], header)
        key, folded = self.fields.blind_index("id-number", number), fold_name(name)
        found = self.known.persons.get(key)
        if found is not None and found.name_fold != folded:
            self._conflict(found)
            raise Reject("X09", "CONFLICT", header)
        if found is None:
            found = KnownPerson(new_id(), folded, None)
            self.known.persons[key] = found
            self.draft.node(
                "Person", found.id, id=found.id, name=name, name_fold=folded,
                id_no=number,
                id_no_hash=key, id_type="居民身份证", sex=sex_of(number),
                birth=birth_of(number),
                birth_precision="day",
            )  # fmt: skip
        return found

    def _conflict(self, person: KnownPerson) -> None:
        """Raise W24: departments disagree on a name; both values stay where they were said."""
        if person.household is None:
            return
        key = self.fields.blind_index("alert", f"W24 {person.household}")[:32]
        self.draft.node(
            "Alert", key, id=key, code="W24", priority="P3", state="RAISED",
            raised_at=instant(self.as_of), alert_no=f"W24-{key[:8]}",
        )  # fmt: skip
        self.draft.tie(("HAS_ALERT", "Household", "Alert"), person.household, key)

    def fact(self, row: Row, label: str, person: KnownPerson, key: str, /, **props: Any) -> str:
        """Draft a fact of a person with its lineage; key tells it from the person's others."""
        fact_id = self.fields.blind_index("fact", f"{label} {person.id} {key}")[:32]
        self.draft.node(
            label, fact_id, id=fact_id, line=row.line, source=self.draft.source,
            batch=self.batch, **props,
        )  # fmt: skip
        self.draft.tie(("HAS_FACT", "Person", label), person.id, fact_id)
        self.draft.tie(("FROM", label, "ImportBatch"), fact_id, self.batch, line=row.line)
        self.draft.stands_for(row.sheet, row.line, label, fact_id)
        return fact_id

    def household(self, number: str, header: str) -> str:
        """Find a household by its number. Raises Reject X24 when nobody knows it."""
        found = self.known.households.get(number)
        if found is None:
            raise Reject("X24", "QUEUE", header)
        return found

    def keyed(
        self, row: Row, label: str, held: dict[str, str], key: str, /, **props: Any
    ) -> str:
        """Draft a node with a natural key of its own, known or new; the line stands for it."""
        node_id = held.get(key) or new_id()
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
