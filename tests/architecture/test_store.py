"""The rules of the store that hold for the whole tree, each with the reason it was made."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("graph_schema", "loaders", "matching", "api", "visual", "bench")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts
)
CYPHER = re.compile(
    r"\b(MATCH|MERGE|CREATE|UNWIND)\s*\(|\bDETACH DELETE\b|\bRETURN\s+\w+\.\w+ AS\b"
)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]


def texts(tree: ast.AST) -> list[str]:
    """Every string of a module but its docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
    ]


def test_cypher_lives_in_cypher_files() -> None:
    """A statement in a string has no header: no scope, no types, no mask, no contract test."""
    found = [
        f"{named(path)}: {text[:60]}"
        for path in MODULES
        for text in texts(ast.parse(path.read_text("utf-8")))
        if CYPHER.search(text)
    ]

    allowed = (
        "bench/",
        "graph_schema/queries/__init__.py",
    )  # raw peers; constraints of the shape
    assert [one for one in found if not one.startswith(allowed)] == []


def imported(path: Path) -> set[str]:
    """The first words of what a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
    return found


def test_the_driver_is_imported_in_the_store_only() -> None:
    """Whoever has the driver has a way past areas, masks and record."""
    importing = {named(path) for path in MODULES if imported(path) & {"neo4j", "py2neo"}}

    outside = {one for one in importing if not one.startswith("graph_schema/store/")}
    assert outside <= {"bench/load.py"}  # the raw peer


def test_transactions_are_managed() -> None:
    """The embedded engine commits an auto-commit statement in parts: a failure leaves some."""
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        if named(path).startswith("graph_schema/store/"):
            assert calls(tree, "begin_transaction") == [], named(path)
            assert calls(tree, "execute_query") == [], named(path)
    connection = (ROOT / "graph_schema/store/connection.py").read_text("utf-8")
    assert connection.count("execute_read(") == connection.count("execute_write(") == 1
    opening = [named(path) for path in MODULES if ".driver.session(" in path.read_text("utf-8")]
    assert opening == ["graph_schema/store/connection.py"]


@pytest.mark.parametrize("command", ["embedded", "neo4j"])
def test_a_server_out_of_memory_ends(command: str) -> None:
    """After heap exhaustion a Java machine goes on half alive; the flag ends it."""
    from graph_schema.store.server import java_options
    from tests.servers import LTS, Neo4j

    flags = {
        "embedded": java_options(),
        "neo4j": Neo4j(LTS, Path("home")).command(Path("lib")),
    }[command]

    assert "-XX:+ExitOnOutOfMemoryError" in flags
    assert "ExitOnOutOfMemoryError" in (ROOT / "docker-compose.yml").read_text("utf-8")
