"""Operation ids: one effect and one answer, however often and from wherever it is sent."""

import pytest
from neo4j.exceptions import IncompleteCommit

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import OperationReused
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.connection import Connection
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.clients import at_once

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))


def create(store: Store, operation: str, digest: str = "body", access: Access = SYSTEM) -> str:
    def work(tx):
        made = new_id()
        tx.shaped("bulk_create", {"LABEL": "Need"}, rows=[{"id": made}])
        return {"id": made}

    with store.write(access, Action.NEED_OPENED, operation=operation, digest=digest) as session:
        return session.transact(work)["id"]


def test_the_same_operation_of_eight_clients_has_one_effect(every_store: Store) -> None:
    store, rounds = every_store, 5
    for number in range(rounds):
        answers = at_once(8, lambda _, number=number: create(store, f"op{number}"))

        assert len(set(answers)) == 1, answers
    with store.read(SYSTEM) as session:
        assert bulk.count(session, "Need") == rounds


def test_another_body_or_another_actor_is_refused(store: Store) -> None:
    create(store, "op")
    other = Access(actor="a2", role=SYSTEM.role, purpose=SYSTEM.purpose, areas=SYSTEM.areas)

    with pytest.raises(OperationReused):
        create(store, "op", digest="other body")
    with pytest.raises(OperationReused):
        create(store, "op", access=other)


class LosesOneCommit(Connection):
    """A line that breaks once, after COMMIT was carried out and before its answer came."""

    lost = False

    def _once(self, unit, call):
        answer = super()._once(unit, call)
        if not self.lost and not call.read:
            self.lost = True
            raise IncompleteCommit
        return answer


def test_a_commit_whose_answer_got_lost_is_not_done_twice(store: Store) -> None:
    """The connection breaks after COMMIT was sent: the second try finds the operation."""
    connection = LosesOneCommit(store.connection.settings)
    with Store(connection) as losing:
        first = create(losing, "op")

    assert connection.lost
    assert create(store, "op") == first
    with store.read(SYSTEM) as session:
        assert bulk.count(session, "Need") == 1


def test_a_stored_answer_is_encrypted(embedded_store: Store) -> None:
    create(embedded_store, "op")

    with embedded_store.connection.open(read=True) as session:
        text = "MATCH (o:Operation {op_id: 'op'}) RETURN o.answer AS answer"
        stored = session.execute_read(lambda tx: tx.run(text).single(strict=True)["answer"])

    assert stored.startswith("v1:k1:")


def test_one_operation_id_is_one_transaction(embedded_store: Store) -> None:
    with embedded_store.write(SYSTEM, Action.NEED_OPENED, operation="op") as session:
        session.transact(lambda tx: None)
        with pytest.raises(RuntimeError):
            session.transact(lambda tx: None)
