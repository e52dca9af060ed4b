"""Values on their way in and out: Python's own types, coerced and checked by the shape."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import neo4j.graph
import neo4j.time
import orjson

from graph_schema.errors import Rejected
from graph_schema.shape import Prop

_INTS = frozenset({"int", "fen", "pts"})
_PLAIN = frozenset({str, int, float, bool, list, date, datetime})


def native(value: Any) -> Any:
    """Turn the driver's value into Python's: UTC datetimes, dates, lists, dicts."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, neo4j.time.DateTime):
        told = value.to_native()  # the embedded server gives UTC without saying so
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    if isinstance(value, neo4j.time.Date):
        return value.to_native()
    if isinstance(value, list):
        return [native(item) for item in value]
    if isinstance(value, Mapping | neo4j.graph.Entity):
        return {key: native(item) for key, item in value.items()}
    raise TypeError(f"no value of the graph: {type(value).__name__}")


def coerced(prop: Prop, value: Any, where: str) -> Any:
    """Check a value against its property's type and give it in the form that is stored.

    Raises Rejected with the property's name, never its value.
    """
    value = unwrapped(value)
    if value is None:
        return None
    if not (fits(prop.type, value) or (prop.type == "float" and fits("int", value))):
        raise Rejected(
            ["WRONG_TYPE"], where=where, expected=prop.type, got=type(value).__name__
        )
    if prop.values and not set(value if prop.type == "set" else [value]) <= set(prop.values):
        raise Rejected(["UNKNOWN_CODE"], where=where, known=prop.values)
    return stored(prop.type, value)


def stored(kind: str, value: Any) -> Any:
    """Give a checked value of a type in the form that is stored: sets sorted, instants UTC."""
    if kind == "float":
        return float(value)
    if kind == "datetime":
        return value.astimezone(UTC)
    if kind == "set":
        return sorted(set(value))
    return value


def fits(kind: str, value: Any) -> bool:
    """Whether a Python value is of a type of the shape (see shape.TYPES)."""
    if kind in _INTS:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63
    if kind == "float":
        return isinstance(value, float) and math.isfinite(value)
    if kind == "datetime":
        return isinstance(value, datetime) and value.tzinfo is not None
    if kind == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind == "set":
        return isinstance(value, Sequence | set | frozenset) and all(
            isinstance(item, str) for item in value
        )
    return isinstance(value, {"str": str, "json": str, "bool": bool}[kind])


def unwrapped(value: Any) -> Any:
    """Take a NumPy or pandas scalar out of its wrapping; a missing one is None."""
    if value is None or type(value) in _PLAIN:
        return None if value != value else value
    if hasattr(value, "to_pydatetime"):
        return None if value != value else value.to_pydatetime()
    if hasattr(value, "item") and not isinstance(value, Sequence):
        return unwrapped(value.item())
    return value


def weight(value: Any) -> int:
    """Estimate the bytes of a parameter on the wire by its JSON, which is mostly longer."""
    return len(orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS))
