"""The schema in the store: constraints from the shape, lanes, the version it was made by."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from graph_schema.access import Access
from graph_schema.audit import LANES, Action
from graph_schema.ids import new_id
from graph_schema.shape import LABELS, SCHEMA_VERSION, Label
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

# The embedded engine takes a missing part of a compound key for a value. Where a key may be
# missing (a person without an ID number), the constraint is on the property alone there.
MAY_BE_MISSING = frozenset({"id_no_hash", "cert_no_hash", "hash"})


# The lane's lock orders these already; the embedded engine would report a lost race for a lane
# as a duplicate, which is not tried again for long.
ORDERED_BY_LOCK = frozenset({"AuditEvent"})


@dataclass(frozen=True, slots=True)
class Key:
    """Properties of a label that are unique together, or only found by (an index)."""

    label: str
    props: tuple[str, ...]
    unique: bool = True

    @property
    def name(self) -> str:
        return "_".join([self.label.lower(), *self.props])


def keys(*, embedded: bool) -> Iterator[Key]:
    """Yield what the shape asks of a store: own ids and keys."""
    for label in LABELS.values():
        yield Key(label.name, ("id",))
        if label.key and label.key != ("id",):
            unique = label.name not in ORDERED_BY_LOCK
            yield Key(label.name, _scoped(label, embedded=embedded), unique)
        for prop in label.unique:
            yield Key(label.name, (prop,))
        for prop in label.found_by:
            yield Key(label.name, (prop,), unique=False)


def _scoped(label: Label, *, embedded: bool) -> tuple[str, ...]:
    alone = embedded and set(label.key) <= MAY_BE_MISSING
    return label.key if label.everywhere or alone else ("district", *label.key)


def initialise(store: Store) -> int:
    """Make constraints, audit lanes and the store's own node; again changes nothing.

    Returns how many constraints were missing. Raises SchemaMismatch on a store of another
    schema.
    """
    access = Access.system(Purpose.STATISTICS, ())
    missing = missing_keys(store)
    store.constrain(missing)
    store.prepare(LANES)
    if schema_of(store) is None:
        with store.write(access, Action.STORE_INITIALISED) as session:
            session.transact(
                lambda tx: tx.run(
                    "store_meta_make",
                    schema=SCHEMA_VERSION,
                    app=_app_version(),
                    store_id=new_id(),
                )
            )
    return len(missing)


def missing_keys(store: Store) -> list[Key]:
    """List the constraints and indexes of the shape that the store does not have."""
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        there = {
            row["name"]
            for name in ("store_constraint_names", "store_index_names")
            for row in session.run(name)
        }
    wanted = keys(embedded=store.connection.settings.embedded)
    return [key for key in wanted if key.name not in there]


def schema_of(store: Store) -> int | None:
    """Tell the schema version the store was made by; None for one that is not initialised."""
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        found = session.run("store_meta")
    return int(found[0]["meta"]["schema"]) if found else None


def _app_version() -> str:
    try:
        return version("wulian")
    except PackageNotFoundError:
        return "source"
