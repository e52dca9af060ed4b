"""Parameters on the way in, rows on the way out: checked, encrypted, opened, masked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from graph_schema.access import Access
from graph_schema.errors import Rejected, TooLarge
from graph_schema.fields import Fields
from graph_schema.masking import Shown, policy, show
from graph_schema.queries import Slot, Statement
from graph_schema.queries.table import Row as Row
from graph_schema.queries.table import Table
from graph_schema.shape import LABELS, FieldClass, Prop
from graph_schema.store.values import coerced, fits, native, stored, unwrapped, weight

MAX_ROWS, MAX_BYTES = 2_000, 4_000_000  # of one statement's parameters


def bound(statement: Statement, given: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Check the parameters of a statement against its header and give them as they are sent.

    Raises Rejected for a missing, unknown or ill-typed one, TooLarge above 2,000 rows or 4 MB.
    """
    if given.keys() != statement.params.keys():
        wrong = sorted(given.keys() ^ statement.params.keys())
        raise Rejected(["WRONG_PARAMETERS"], statement=statement.name, parameters=wrong)
    sent = {
        name: _sent(slot, given[name], f"{statement.name}.{name}", fields, given)
        for name, slot in statement.params.items()
    }
    check_size(statement.name, sent)
    return sent


def check_size(name: str, sent: Mapping[str, Any]) -> None:
    """Refuse before it is sent what the embedded server would never answer."""
    rows = max((len(value) for value in sent.values() if isinstance(value, list)), default=0)
    if rows > MAX_ROWS:
        raise TooLarge(statement=name, rows=rows, limit=MAX_ROWS)
    size = weight(sent)
    if size > MAX_BYTES:
        raise TooLarge(statement=name, bytes=size, limit=MAX_BYTES)


def _sent(slot: Slot, value: Any, where: str, fields: Fields, given: Mapping[str, Any]) -> Any:
    value = unwrapped(value)
    if value is None:
        if slot.optional:
            return None
        raise Rejected(["MISSING"], where=where)
    if slot.many:
        if isinstance(value, str) or not hasattr(value, "__iter__"):
            raise Rejected(
                ["WRONG_TYPE"], where=where, expected="list", got=type(value).__name__
            )
        return [_one(slot, unwrapped(item), where, fields, given) for item in value]
    return _one(slot, value, where, fields, given)


def _one(slot: Slot, value: Any, where: str, fields: Fields, given: Mapping[str, Any]) -> Any:
    if slot.prop is not None and slot.label is not None and not slot.element:
        value = coerced(slot.prop, value, where)
        holder = str(given[slot.holder]) if slot.holder else ""
        return sealed(slot.label, slot.prop, holder, value, fields)
    if slot.is_node and slot.label is not None:
        return node(slot.label, value, fields)
    if slot.type == "map":
        return {str(key): unwrapped(item) for key, item in value.items()}
    if not (fits(slot.type, value) or (slot.type == "float" and fits("int", value))):
        raise Rejected(
            ["WRONG_TYPE"], where=where, expected=slot.type, got=type(value).__name__
        )
    return stored(slot.type, value)


def node(label: str, props: Mapping[str, Any], fields: Fields) -> Row:
    """Give a node's properties as they are stored: typed by the shape, encrypted where told.

    Raises Rejected for a property that the shape does not know, or of another type.
    """
    known, found = LABELS[label].props, {}
    for name, given in props.items():
        prop = known.get(name)
        if prop is None:
            raise Rejected(["UNKNOWN_PROPERTY"], where=f"{label}.{name}")
        value = coerced(prop, given, f"{label}.{name}")
        found[name] = sealed(label, prop, props.get("id"), value, fields)
    return found


def sealed(label: str, prop: Prop, subject: str | None, value: Any, fields: Fields) -> Any:
    if value is None or prop.field_class is not FieldClass.ENCRYPTED:
        return value
    if not subject:
        raise Rejected(["MISSING"], where=f"{label}.id")
    return fields.seal(f"{label}.{prop.name}", subject, value)


def opened(label: str, prop: str, subject: str | None, value: Any, fields: Fields) -> Any:
    """Give a stored value in the clear; what is not encrypted comes back as it is."""
    declared = LABELS[label].props.get(prop)
    if value is None or declared is None or declared.field_class is not FieldClass.ENCRYPTED:
        return value
    return fields.open(f"{label}.{prop}", str(subject), value)


Column = Callable[[Any, Mapping[str, Any]], Any]  # a value and its record → what is shown


class Mask:
    """Rows of one session as its caller may see them; decides once for each field."""

    def __init__(self, access: Access, fields: Fields) -> None:
        self._access, self._fields = access, fields
        self._plans: dict[tuple[str, ...], list[tuple[str, Column | None]]] = {}
        self._decided: dict[tuple[str, str], Shown] = {}

    def shown(self, statement: Statement, found: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        """Turn records into rows, or a table into one as its caller may see it."""
        if isinstance(found, Table):
            return self._table(statement, found)
        return self.rows(statement, found)

    def _table(self, statement: Statement, table: Table) -> Table:
        """Mask a table: its values are as they shall be, only what is masked changes."""
        columns = dict(table.columns)
        for name, column in self._plan(statement):
            if column is not None:
                pairs = zip(table.columns[name], table, strict=True)
                columns[name] = [None if v is None else column(v, row) for v, row in pairs]
        return Table(columns)

    def rows(self, statement: Statement, records: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Turn records into rows; a column that the header does not know is an error."""
        if not records:
            return []
        if records[0].keys() != statement.returns.keys():
            wrong = sorted(records[0].keys() ^ statement.returns.keys())
            raise Rejected(["WRONG_COLUMNS"], statement=statement.name, columns=wrong)
        plan = self._plan(statement)
        return [_row(plan, record) for record in records]

    def _plan(self, statement: Statement) -> list[tuple[str, Column | None]]:
        key = statement.name, *statement.returns
        plan = self._plans.get(key)
        if plan is None:
            plan = [(name, self._column(slot)) for name, slot in statement.returns.items()]
            self._plans[key] = plan
        return plan

    def _column(self, slot: Slot) -> Column | None:
        """Decide how a column is shown; None: as it is."""
        label, prop = slot.label, slot.prop
        if label is None:
            return None
        if prop is None:
            return _each(slot, lambda item, _: self.node(label, item))
        shown, name, holder = self._policy(label, prop.name), prop.name, slot.holder
        if shown is Shown.CLEAR and prop.field_class is not FieldClass.ENCRYPTED:
            return None

        def one(item: Any, record: Mapping[str, Any]) -> Any:
            return self._shown(label, name, record[holder] if holder else None, item)

        return _each(slot, one)

    def node(self, label: str, props: Any) -> Row | None:
        """Give a node's properties: clear or masked; hidden ones are not there at all."""
        if props is None:
            return None
        subject, found = props.get("id"), {}
        for name, value in props.items():
            shown = self._shown(label, name, subject, value)
            if shown is not None:
                found[name] = shown
        return found

    def _shown(self, label: str, prop: str, subject: Any, value: Any) -> Any:
        decided = self._policy(label, prop)
        if decided is Shown.HIDDEN or value is None:
            return None
        clear = opened(label, prop, subject, native(value), self._fields)
        return clear if decided is Shown.CLEAR else show(label, prop, clear, self._access)

    def _policy(self, label: str, prop: str) -> Shown:
        decided = self._decided.get((label, prop))
        if decided is None:
            decided = self._decided[label, prop] = policy(label, prop, self._access)
        return decided


def _each(slot: Slot, one: Column) -> Column:
    if not slot.many:
        return one
    return lambda items, record: [one(item, record) for item in items]


def _row(plan: Sequence[tuple[str, Column | None]], record: Mapping[str, Any]) -> Row:
    found = {}
    for name, column in plan:
        value = record[name]
        if column is not None and value is not None:
            value = column(value, record)
        elif value.__class__ not in AS_IT_IS:
            value = native(value)
        found[name] = value
    return found


AS_IT_IS = frozenset({str, int, float, bool, date, datetime, type(None)})
