"""Every named statement on every server: it runs, gives what its header says, has a caller."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph_schema.queries import Kind, Slot, Statement, filled, statements
from graph_schema.queries.order import LEAST, Page, ordered, place, projected
from graph_schema.shape import LABELS
from graph_schema.store.session import Store

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph_schema", "loaders", "matching", "api", "visual")
PLACES = {"LABEL": "Need", "TYPE": "HAS_NEED", "FROM": "Household", "TO": "Need"}
SAMPLES = {
    "str": "x",
    "int": 1,
    "float": 1.0,
    "bool": True,
    "date": date(2024, 2, 29),
    "datetime": datetime(2024, 2, 29, 12, tzinfo=UTC),
    "fen": 100,
    "pts": 100,
    "set": ["x"],
    "json": "{}",
    "map": {"id": "x"},
}
ALL = sorted(statements().values(), key=lambda statement: statement.where)


class Undone(Exception):
    """Rolls a transaction back."""


def sample(slot: Slot) -> object:
    if slot.prop is not None and not slot.element:
        one: object = SAMPLES[slot.prop.type]
    elif slot.label is not None:
        props = LABELS[slot.label].props.values()
        one = {prop.name: SAMPLES[prop.type] for prop in props if prop.type != "set"}
    else:
        one = SAMPLES[slot.type]
    return [one] if slot.many else one


def told(statement: Statement) -> list[str]:
    """What the server calls the columns: a statement with open ones gives them in one."""
    return ["rows"] if statement.columns else list(statement.returns)


def columns(store: Store, statement: Statement, *, narrow: bool = True) -> list[str]:
    """The columns of a statement run on an empty graph with sample values, then rolled back.

    narrow: a list with each of its filters, going on after a place; else with none.
    """
    statement = projected(statement)
    text = filled(statement, {place: PLACES[place] for place in statement.places})
    params = {
        name: None if slot.optional and not narrow else sample(slot)
        for name, slot in statement.params.items()
    }
    page = None
    if statement.sorts:
        by = next(iter(statement.sorts))
        kind = statement.sorts[by].prop.type
        page = Page(by=by, limit=10, after=(LEAST[kind], "x") if narrow else None)
        text = ordered(statement, page, params)
        assert ("$after IS NULL" in text) is narrow
    if "TYPE" in statement.places and "rows" in params:
        params["rows"] = [{"tail": "x", "head": "x", "props": {}}]
    params |= {"areas": ["510115"], "actor": "x", "now": SAMPLES["datetime"], "op": "x"}
    params |= place(statement, page) if page else {"after": "", "limit": 10}
    found: list[str] = []

    def work(tx) -> None:
        result = tx.run(text, params)
        found.extend(result.keys())
        result.consume()
        raise Undone

    with store.connection.open(read=statement.kind is Kind.READ) as session:
        run = session.execute_read if statement.kind is Kind.READ else session.execute_write
        with pytest.raises(Undone):
            run(work)
    return found


def test_every_statement_runs_and_returns_its_columns(every_store: Store) -> None:
    wrong = {}
    for statement in ALL:
        try:
            found = columns(every_store, statement)
            if statement.sorts:
                found = columns(every_store, statement, narrow=False)
        except Exception as error:  # noqa: BLE001 - all of them are told at once
            wrong[statement.where] = f"{statement.name}: {type(error).__name__} {error}"[:300]
        else:
            if found and found != told(statement):  # embedded tells none without rows
                wrong[statement.where] = f"{statement.name} returns {found}"

    assert wrong == {}


def test_every_statement_has_a_caller() -> None:
    """A statement that nobody runs is a way around the rules that nobody looks at."""
    code = "".join(
        path.read_text("utf-8")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "node_modules" not in path.parts
    )

    families = tuple(re.findall(r'f"(\w+_)\{', code))  # names put together from a table's name
    uncalled = [
        s.where for s in ALL if f'"{s.name}"' not in code and not s.name.startswith(families)
    ]

    assert uncalled == []


def test_no_statement_asks_the_database_for_its_own_ids() -> None:
    asking = [s.where for s in ALL if re.search(r"\b(elementId|id)\s*\(", s.text)]

    assert asking == []


def test_a_statement_that_decides_on_a_value_and_writes_it_locks_first() -> None:
    """Without the lock two writers see the same value: places sold twice, updates lost."""
    assert [s.where for s in ALL if s.kind is Kind.WRITE and decides_unlocked(s.text)] == []


@pytest.mark.parametrize(
    ("text", "unlocked"),
    [
        ("MATCH (c:C {id: $id}) WHERE c.used < c.total SET c.used = c.used + 1", True),
        ("MATCH (n:N {id: $id}) WHERE n.version = $seen SET n.state = $s", True),
        (
            "MATCH (c:C {id: $id}) SET c.touched = $op WITH c "
            "WHERE c.used < c.total SET c.used = c.used + 1",
            False,
        ),
        ("MATCH (c:C {id: $id}) SET c.used = c.used + 1", False),
        ("MATCH (a:A)<-[:L]-(h:H) WHERE a.code STARTS WITH $t SET h.level = $l", False),
    ],
)
def test_the_lock_rule_knows_the_patterns(text: str, unlocked: bool) -> None:
    assert decides_unlocked(text) is unlocked


def decides_unlocked(text: str) -> bool:
    """Whether a condition reads a property of a node that is only written afterwards."""
    written = set(re.findall(r"\bSET\s+(\w+)\.", text)) | set(
        re.findall(r",\s*(\w+)\.\w+\s*=", text)
    )
    for match in re.finditer(
        r"\bWHERE\b(.*?)(?=\b(?:SET|WITH|RETURN|MATCH|CREATE|MERGE)\b|$)", text, re.DOTALL
    ):
        for name, prop in re.findall(r"\b(\w+)\.(\w+)\b", match[1]):
            locked = re.search(rf"\bSET\s+{name}\.", text[: match.start()])
            if name in written and prop not in {"id", "code"} and not locked:
                return True
    return False
