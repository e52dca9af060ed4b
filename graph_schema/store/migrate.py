"""Bringing an older store up to the program's schema, step by step, from where it was cut."""

from collections.abc import Callable
from dataclasses import dataclass

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected, SchemaMismatch
from graph_schema.ids import new_id
from graph_schema.migrations import Migration, Step, migrations
from graph_schema.shape import SCHEMA_VERSION
from graph_schema.store.schema import missing_keys, schema_of, superseded_keys, to_shape
from graph_schema.store.session import ReadSession, Store, Transaction
from graph_schema.vocabulary import Purpose

PAGE = 1_000  # nodes of one transaction
DONE = "DONE"
SHAPE = "shape"  # the constraints and indexes: what every program's own shape asks for
Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Left:
    """What a step of a migration has still to do: how many nodes or ties."""

    migration: str
    step: str
    found: int


def pending(store: Store) -> list[Migration]:
    """List the migrations between the store's schema and the program's.

    Raises SchemaMismatch for a store that was never initialised, or is newer.
    """
    schema = schema_of(store)
    if schema is None:
        raise SchemaMismatch(why="not initialised", way_out="wulian db init")
    if schema > SCHEMA_VERSION:
        raise SchemaMismatch(store=schema, program=SCHEMA_VERSION)
    return [one for one in migrations() if one.number >= schema]


def preview(store: Store) -> list[Left]:
    """Count what every step would change; nothing is written.

    The shape's own steps come first, where constraints are missing or of an older shape.
    """
    shape = {"constraints": len(missing_keys(store)), "superseded": len(superseded_keys(store))}
    waiting = pending(store)
    with store.read(_access()) as session:
        return [Left(SHAPE, step, found) for step, found in shape.items() if found] + [
            Left(one.name, step.name, _left(session, step))
            for one in waiting
            for step in one.steps
        ]


def migrate(
    store: Store, told: Told = lambda _name, _rows: None, *, page: int = PAGE
) -> list[str]:
    """Do what is pending, in order; returns the names of what was done.

    told: hears of every batch: the step and how many it looked at. What was cut off goes on
    from its cursor. page: nodes of one transaction. Raises Rejected where a migration's check
    or its end does not hold.
    """
    waiting = pending(store)
    done = [SHAPE] if to_shape(store) else []
    for one in waiting:
        with store.read(_access()) as session:
            if one.check is not None:
                one.check(session)
        for step in one.steps:
            _stepped(store, f"{one.name}.{step.name}", step, told, page)
        _verified(store, one)
        with store.write(_access(), Action.MIGRATED) as session:
            number = one.number + 1
            session.transact(_schema, number)
        done.append(one.name)
    return done


def _access() -> Access:
    return Access.system(Purpose.STATISTICS, ())


def _left(session: ReadSession, step: Step) -> int:
    return int(session.run(step.counts)[0]["found"])


def _stepped(store: Store, name: str, step: Step, told: Told, page: int) -> None:
    """Do one step batch by batch; the cursor moves in the batch's own transaction."""
    with store.write(_access(), Action.MIGRATED) as session:
        cursor = session.transact(_cursor, name)
        while cursor["state"] != DONE:
            cursor = session.transact(_batch, step, cursor, page)
            told(name, int(cursor["rows"]))


def _cursor(tx: Transaction, name: str) -> dict[str, str]:
    """Find where a step was cut off, or begin it."""
    found = tx.run("migrate_job", name=name)
    if found:
        return dict(found[0])
    job = {"id": new_id(), "kind": "migration", "params": name, "stage": "", "state": "RUNNING"}
    tx.run("store_job_make", job=job)
    return {"id": job["id"], "stage": "", "state": "RUNNING"}


def _batch(tx: Transaction, step: Step, cursor: dict[str, str], page: int) -> dict[str, str]:
    ids = [row["id"] for row in tx.run(step.does, above=cursor["stage"], page=page)]
    stage = ids[-1] if ids else cursor["stage"]
    state = "RUNNING" if len(ids) == page else DONE
    tx.run("store_job_stage", id=cursor["id"], stage=stage, state=state)
    return {"id": cursor["id"], "stage": stage, "state": state, "rows": str(len(ids))}


def _verified(store: Store, migration: Migration) -> None:
    """Count again what is left. Raises Rejected unless that is nothing."""
    with store.read(_access()) as session:
        left = {step.name: _left(session, step) for step in migration.steps}
    if any(left.values()):
        raise Rejected(["MIGRATION_INCOMPLETE"], migration=migration.name, left=left)


def _schema(tx: Transaction, number: int) -> int:
    return int(tx.run("migrate_schema", schema=number)[0]["schema"])
