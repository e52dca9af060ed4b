"""What the server counts of itself, for Prometheus: by names of closed lists, never by values.

Labels are root fields of the schema, stable codes and names of statements; a question's text,
its variables and whoever asked are in none. A statement that takes longer than SLOW is said in
the log by its name.
"""

from time import perf_counter
from typing import Any

import structlog
from graphql import DocumentNode, FieldNode, get_operation_ast
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from api.execution import Body, Question
from api.gql.schema import schema

LOG = structlog.get_logger("api")
SLOW = 1.0  # seconds
KIND = CONTENT_TYPE_LATEST
OTHER = "other"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counters of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "wulian_answers", "Answers by root field and outcome.", ["root", "outcome"],
            registry=self._registry,
        )  # fmt: skip
        self._took = Histogram(
            "wulian_answer_seconds", "Seconds from question to answer.", ["root"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._statements = Histogram(
            "wulian_statement_seconds", "Seconds of a store statement.", ["statement"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self.streams = Gauge(
            "wulian_streams", "Subscriptions that are followed.", registry=self._registry
        )

    def answered(
        self, document: DocumentNode, question: Question, body: Body, began: float
    ) -> None:
        """Count an answer. began: as of perf_counter()."""
        root = _root(document, question)
        self._answers.labels(root, _outcome(body)).inc()
        self._took.labels(root).observe(perf_counter() - began)

    def ran(self, statement: str, began: float) -> None:
        """Count a statement of the store, and say it in the log when it was slow."""
        took = perf_counter() - began
        self._statements.labels(statement).observe(took)
        if took >= SLOW:
            LOG.warning("slow", statement=statement, seconds=round(took, 3))

    def text(self) -> bytes:
        """Give all counts in Prometheus's own form."""
        return bytes(generate_latest(self._registry))


def _root(document: DocumentNode, question: Question) -> str:
    """Name the first root field, if the schema has it."""
    operation = get_operation_ast(document, question.operation)
    selected: Any = operation.selection_set.selections[0] if operation else None
    name = selected.name.value if isinstance(selected, FieldNode) else OTHER
    known = schema._schema  # noqa: SLF001 - no public way
    types = (known.query_type, known.mutation_type, known.subscription_type)
    return name if any(type_ and name in type_.fields for type_ in types) else OTHER


def _outcome(body: Body) -> str:
    errors = body.get("errors")
    return str(errors[0]["extensions"].get("code", OTHER)) if errors else "OK"
