"""The schema in the store: constraints from the shape, lanes, the version it was made by."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from graph_schema.access import Access
from graph_schema.audit import LANES, Action
from graph_schema.ids import new_id
from graph_schema.shape import LABELS, SCHEMA_VERSION
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

# The embedded engine takes a missing part of a compound key for a value. Where a key may be
# missing (a person without an ID number), there is no constraint there, but an index on the
# property alone: two districts may know the same person. `db check` looks for two in one.
MAY_BE_MISSING = frozenset({"id_no_hash", "cert_no_hash", "hash"})


# The lane's lock orders these already; the embedded engine would report a lost race for a lane
# as a duplicate, which is not tried again for long.
ORDERED_BY_LOCK = frozenset({"AuditEvent"})


@dataclass(frozen=True, slots=True)
class Key:
    """Properties of a label that are unique together, or only found by (an index).

    instead: an index where another server has a constraint; it has a name of its own.
    """

    label: str
    props: tuple[str, ...]
    unique: bool = True
    instead: bool = False

    @property
    def name(self) -> str:
        return "_".join([self.label.lower(), *self.props, *(["found"] * self.instead)])


def keys(*, embedded: bool) -> Iterator[Key]:
    """Yield what the shape asks of a store: own ids and keys."""
    for label in LABELS.values():
        yield Key(label.name, ("id",))
        if label.key and label.key != ("id",):
            alone = embedded and not label.everywhere and set(label.key) <= MAY_BE_MISSING
            props = label.key if alone or label.everywhere else ("district", *label.key)
            unique = label.name not in ORDERED_BY_LOCK and not alone
            yield Key(label.name, props, unique, instead=alone)
        for prop in label.unique:
            yield Key(label.name, (prop,))
        for prop in label.found_by:
            yield Key(label.name, (prop,), unique=False)


def initialise(store: Store) -> int:
    """Make constraints, audit lanes and the store's own node; again changes nothing.

    Returns how many constraints were missing. Raises SchemaMismatch on a store of another
    schema.
    """
    access = Access.system(Purpose.STATISTICS, ())
    missing = to_shape(store)
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
    return missing


def to_shape(store: Store) -> int:
    """Give the store the constraints of this shape, and no others of ours; returns how many."""
    missing, superseded = missing_keys(store), superseded_keys(store)
    if superseded:
        store.release(superseded)
    if missing:
        store.constrain(missing)
    return len(missing) + len(superseded)


def missing_keys(store: Store) -> list[Key]:
    """List the constraints and indexes of the shape that the store does not have."""
    there = _names(store, "store_constraint_names") | _names(store, "store_index_names")
    wanted = keys(embedded=store.connection.settings.embedded)
    return [key for key in wanted if key.name not in there]


def superseded_keys(store: Store) -> list[str]:
    """Name the constraints of an older shape: they may refuse what this one allows.

    Ours are named after a label of the shape; those of others are left alone.
    """
    wanted = {key.name for key in keys(embedded=store.connection.settings.embedded)}
    heads = tuple(f"{label.lower()}_" for label in LABELS)
    return sorted(
        name
        for name in _names(store, "store_constraint_names") - wanted
        if name.startswith(heads)
    )


def _names(store: Store, statement: str) -> set[str]:
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        return {row["name"] for row in session.run(statement)}


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
