"""Leave to take a list: a thousand plain rows oneself, more by a permit of two people.

The same rule as for files (api/exports/permits.py), judged on what a document selects: fields
of the sensitive class, and what no property declares, need a permit for them; restricted ones
are never taken. Source: domain reference 7.3 (A16).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from strawberry.utils.str_converters import to_camel_case as camel

from api.auth import policies
from api.auth.sessions import Caller
from api.exports.permits import PLAIN, READY, permit
from api.plan import SUBJECTS, Selected, Subject
from graph_schema.errors import Forbidden, NotFound, Rejected
from graph_schema.queries import statements
from graph_schema.shape import FieldClass
from graph_schema.store.session import Store
from graph_schema.vocabulary import RevealReason

_PLAIN = frozenset({FieldClass.NONE, FieldClass.PERSONAL})
_NEVER = frozenset({FieldClass.RESTRICTED})


@dataclass(slots=True, kw_only=True)
class Leave:
    """What somebody may take. reason: as it goes on record. most: rows.

    subject, area: what a permit is for, None: any. listed: the list that is read, once it was.
    """

    reason: str
    most: int
    sensitive: bool = False
    subject: str | None = None
    area: str | None = None
    permit: str | None = None
    listed: Subject | None = field(default=None)

    def check(self, subject: Subject, asked: Mapping[str, Any], selected: Selected) -> None:
        """Judge a list, what it is narrowed by, and what is selected of a row.

        Raises Forbidden, naming what it lacks.
        """
        self.listed = subject
        if self.subject is not None and self.subject != subject.name:
            raise Forbidden(permit=self.permit, list=subject.name)
        if self.area is not None and not str(asked.get("area") or "").startswith(self.area):
            raise Forbidden(permit=self.permit, area=self.area)
        found = classes(subject, selected)
        if found & _NEVER or (found - _PLAIN and not self.sensitive):
            raise Forbidden(list=subject.name, why="fields that one person does not take")


def leave_of(store: Store, caller: Caller, told: Mapping[str, Any]) -> Leave:
    """Read {reason} or {permit} of a request.

    Raises Forbidden for a role that takes nothing or a permit that nobody agreed to, NotFound
    for one that is another's or over, Rejected without either.
    """
    policies.exporting(caller)
    if (id := told.get("permit")) is None:
        if told.get("reason") not in set(map(str, RevealReason)):
            raise Rejected(["REASON"], known=", ".join(map(str, RevealReason)))
        return Leave(reason=str(told["reason"]), most=PLAIN)
    found = permit(store, str(id))
    if found.asked_by != caller.account or store.clock() >= found.until:
        raise NotFound(id=str(id))
    if found.state != READY:
        raise Forbidden(permit=found.id, state=found.state)
    wanted = found.wanted
    return Leave(
        reason=f"{wanted.reason} {found.id}", most=found.most, sensitive=wanted.sensitive,
        subject=wanted.subject, area=wanted.area, permit=found.id,
    )  # fmt: skip


def classes(subject: Subject, selected: Selected) -> frozenset[FieldClass]:
    """Name the classes of what is selected of a subject's rows and of what hangs below."""
    slots = statements()[subject.by_ids].returns
    found = {_class_of(name, slots[name]) for name in subject.columns(selected)}
    below = {name: one for name, one in subject.below.items() if camel(name) in selected}
    for name, one in below.items():
        found |= classes(SUBJECTS[one.of], selected[camel(name)])
    return frozenset(found)


def _class_of(name: str, slot: Any) -> FieldClass:
    if slot.prop is not None:
        declared: FieldClass = slot.prop.field_class
        return declared
    known = name == "id" or name.endswith("_id")
    return FieldClass.NONE if known else FieldClass.SENSITIVE  # undeclared: not by oneself
