"""Reads the named statements of the .cypher files beside it; errors by file and line.

The header's grammar, one statement (see CONTRIBUTING, "Add a query"):

    // name: needs_by_household
    // kind: read                    (read | write)
    // scope: areas                  (areas | own | aggregate | none)
    // params: ids: list[str]        (comma-separated; `?` after a type allows null)
    // returns: household_id: str, need: Need, phone: str = Household.phone of household_id
    // paged: id                     (optional: the column a page is continued after)
    // sorts: Need.since, Need.code  (optional: what a page may be ordered by; see order.py)
    MATCH … ;

Statements of one file that give the same columns say them once:

    // columns: need
    // returns: id: str = Need.id, code: str = Need.code
    n.id AS id, n.code AS code;

and name them: `*need` at the end of their `returns`, `collect([…, __COLUMNS__]) AS rows` in
their text. Such a statement gives all its rows in one record, each a list in the order of
`returns` (a record a row costs the embedded server five times as much), and a caller may ask
for some of the columns only; see order.py.

`__NEAR__(x)` in a text says that x is of a district that the caller's areas are in, or of none.

A header line continues on the next when that begins with `//` and three blanks. A parameter or
column whose type is a label is a map of that label's properties; `= Label.prop` is one of them;
`of name` names the parameter or column with the node's id, needed where the value is encrypted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from graph_schema.queries.slots import Slot as Slot
from graph_schema.queries.slots import StatementError as StatementError
from graph_schema.queries.slots import slots
from graph_schema.shape import LABELS, RELATIONSHIPS, Prop

BOUND = frozenset({"areas", "actor", "now", "op"})
PAGING = frozenset({"limit", "after"})
SORTING = frozenset({"limit", "after", "after_id", "least"})
KEYS = frozenset(
    {"name", "kind", "scope", "params", "returns", "paged", "shape", "sorts", "columns"}
)
PLACES = frozenset({"LABEL", "TYPE", "FROM", "TO"})
ORDER = frozenset({"SORT", "WAY", "PAST", "KEY"})
_NEAR = re.compile(r"__NEAR__\((\w+)\)")
_OF_DISTRICT = (
    r"(\1.district IS NULL OR size($areas) = 0 OR any(top IN $areas"
    r" WHERE top STARTS WITH \1.district OR \1.district STARTS WITH top))"
)


class Kind(StrEnum):
    READ = "read"
    WRITE = "write"


class Scope(StrEnum):
    """Whom a statement reaches: people by area, the caller's own, counts only, or nobody."""

    AREAS = "areas"
    OWN = "own"
    AGGREGATE = "aggregate"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A property that a page may be ordered by."""

    label: str
    prop: Prop


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statement:
    """One named statement, equal to itself only.

    places: what of the shape is filled in by name ("LABEL", …). sorts: the properties of one
    label that a page may be ordered by, by name. columns: the expression of every column that
    a caller may choose, by name.
    """

    name: str
    text: str
    where: str
    kind: Kind
    scope: Scope
    params: Mapping[str, Slot]
    returns: Mapping[str, Slot]
    paged: str | None = None
    places: frozenset[str] = frozenset()
    sorts: Mapping[str, Sort] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bool:
        """Whether it returns maps that no mask knows; for the program itself only."""
        return any(slot.type == "map" for slot in self.returns.values())

    @property
    def shows_people(self) -> bool:
        return self.scope in {Scope.AREAS, Scope.OWN} and any(
            slot.classed or slot.type == "map" for slot in self.returns.values()
        )


@cache
def statements() -> Mapping[str, Statement]:
    """Every statement of the project by name, read once.

    Raises StatementError for the first that is wrong.
    """
    return read_all(
        (file.name, file.read_text(encoding="utf-8"))
        for file in sorted(files(__name__).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".cypher")
    )


def read_all(texts: Iterable[tuple[str, str]]) -> Mapping[str, Statement]:
    """Statements of (file name, text) pairs by name."""
    found: dict[str, Statement] = {}
    for file, text in texts:
        for statement in _read(file, text):
            if other := found.get(statement.name):
                raise StatementError(
                    f"{statement.where}: {statement.name} is also in {other.where}"
                )
            found[statement.name] = statement
    return MappingProxyType(found)


def _read(file: str, text: str) -> Iterator[Statement]:
    """Read the parts of a file: columns are kept, statements given."""
    columns: dict[str, tuple[str, str]] = {}
    for where, lines in _parts(file, text):
        header, body = _parted(where, lines)
        code = _without_texts("\n".join(body)).strip()
        if not code.endswith(";") or ";" in code[:-1]:
            raise StatementError(f"{where}: one statement, ended by one `;`")
        told = "\n".join(body).strip().removesuffix(";").rstrip()
        if "columns" in header:
            columns[header["columns"]] = header.get("returns", ""), told
        else:
            yield _statement(where, header, told, columns)


def _parts(file: str, text: str) -> Iterator[tuple[str, list[str]]]:
    """Cut a file at its `// name:` and `// columns:` lines; each part with its place."""
    part: list[str] = []
    begun = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(("// name:", "// columns:")):
            if begun:
                yield f"{file}:{begun}", part
            part, begun = [], number
        elif not begun and line.strip() and not line.startswith("//"):
            raise StatementError(f"{file}:{number}: text before the first `// name:`")
        part.append(line)
    if begun:
        yield f"{file}:{begun}", part


def _statement(
    where: str, header: dict[str, str], text: str, columns: Mapping[str, tuple[str, str]]
) -> Statement:
    for key in ("name", "kind", "scope"):
        if key not in header:
            raise StatementError(f"{where}: no `{key}:`")
    try:
        kind, scope = Kind(header["kind"]), Scope(header["scope"])
    except ValueError as error:
        raise StatementError(f"{where}: {error}") from None
    text = _NEAR.sub(_OF_DISTRICT, text)
    returns, code = header.get("returns", ""), ""
    if named := re.search(r"\*(\w+)$", returns):
        if named[1] not in columns:
            raise StatementError(f"{where}: no columns {named[1]} above it")
        told, code = columns[named[1]]
        returns = returns.replace(named[0], told)
    if (", __COLUMNS__]) AS rows" in text or "([__COLUMNS__]) AS rows" in text) != bool(code):
        raise StatementError(f"{where}: `*` and collect([…, __COLUMNS__]) AS rows go together")
    statement = Statement(
        name=header["name"],
        text=text,
        where=where,
        kind=kind,
        scope=scope,
        params=slots(where, header.get("params", "")),
        returns=slots(where, returns),
        paged=header.get("paged"),
        places=frozenset(
            word.strip() for word in header.get("shape", "").split(",") if word.strip()
        ),
        sorts=_sorts(where, header.get("sorts", "")),
        columns=MappingProxyType(dict(_columns(code))),
    )
    _check(statement)
    return statement


def _columns(code: str) -> Iterator[tuple[str, str]]:
    """Take the columns of a block apart: their names and expressions."""
    for expression, name in re.findall(r"(.+?)\s+AS\s+(\w+)(?:,|$)", code, re.DOTALL):
        yield name, " ".join(expression.split())


def _sorts(where: str, text: str) -> Mapping[str, Sort]:
    found = {}
    for word in (part.strip() for part in text.split(",") if part.strip()):
        label, _, name = word.partition(".")
        if label not in LABELS or name not in LABELS[label].props:
            raise StatementError(f"{where}: the shape has no {word} to sort by")
        found[name] = Sort(label=label, prop=LABELS[label].props[name])
    if len({sort.label for sort in found.values()}) > 1:
        raise StatementError(f"{where}: sorts by properties of one label")
    return MappingProxyType(found)


def _parted(where: str, lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Part the header, as a mapping, from the lines of the text."""
    header: dict[str, str] = {}
    key = ""
    for at, line in enumerate(lines):
        if not line.startswith("//"):
            told = {name: _without_remark(value) for name, value in header.items()}
            return told, _trimmed(lines[at:])
        if line.startswith("//   ") and key:
            header[key] += " " + line[2:].strip()
            continue
        key, colon, value = line[2:].strip().partition(":")
        if not colon or key not in KEYS:
            raise StatementError(f"{where}: not a header line: {line}")
        if key in header:
            raise StatementError(f"{where}: `{key}:` twice")
        header[key] = value.strip()
    raise StatementError(f"{where}: a header without a statement")


def _without_remark(value: str) -> str:
    """Drop a remark in brackets at the end of a header line."""
    return re.sub(r"\s*\([^)]*\)\s*$", "", value)


def _trimmed(lines: list[str]) -> list[str]:
    """Drop the comments and blank lines after a statement's end."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("//")):
        end -= 1
    return lines[:end]


def _check(statement: Statement) -> None:
    """Compare what the header promises with what the text does."""
    code = _without_texts(statement.text)
    _check_parameters(statement, set(re.findall(r"\$([A-Za-z_]\w*)", code)))
    _check_scope(statement)
    where = statement.where
    for told in (statement.params, statement.returns):
        for slot in told.values():
            if slot.holder is not None and slot.holder not in told:
                raise StatementError(f"{where}: {slot.name} is of {slot.holder}, not there")
    placed = set(re.findall(r"__([A-Z]+)__", code))
    if (ORDER & placed) != (ORDER if statement.sorts else set()):
        raise StatementError(
            f"{where}: `sorts:` goes with __SORT__, __WAY__, __PAST__, __KEY__"
        )
    placed -= ORDER | {"COLUMNS"}
    if (
        statement.columns
        and list(statement.columns) != list(statement.returns)[-len(statement.columns) :]
    ):
        raise StatementError(f"{statement.where}: columns are not in the order of `returns`")
    if placed != statement.places or placed - PLACES:
        raise StatementError(f"{where}: `shape:` is not what the text has: {sorted(placed)}")
    writes = re.search(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP)\b", code, re.IGNORECASE)
    if (writes is not None) != (statement.kind is Kind.WRITE):
        raise StatementError(f"{where}: kind is {statement.kind}, the text does the other")


def _check_parameters(statement: Statement, used: set[str]) -> None:
    where = statement.where
    more = PAGING if statement.paged else SORTING if statement.sorts else frozenset()
    bound = BOUND | more
    if unknown := used - bound - statement.params.keys():
        raise StatementError(f"{where}: parameters without a type: {sorted(unknown)}")
    if unused := statement.params.keys() - used:
        raise StatementError(
            f"{where}: parameters that the text does not use: {sorted(unused)}"
        )
    if clash := statement.params.keys() & (BOUND | PAGING | SORTING):
        raise StatementError(f"{where}: bound by the session: {sorted(clash)}")
    if statement.scope in {Scope.AREAS, Scope.AGGREGATE} and "areas" not in used:
        raise StatementError(f"{where}: scope {statement.scope} without $areas")
    if statement.scope is Scope.OWN and "actor" not in used:
        raise StatementError(f"{where}: scope own without $actor")
    if statement.sorts and not (used >= SORTING and "key" in statement.returns):
        raise StatementError(f"{where}: sorts need {sorted(SORTING)}, and `key`")
    if statement.paged and (not used >= PAGING or statement.paged not in statement.returns):
        raise StatementError(f"{where}: paged needs $after, $limit, and {statement.paged}")


def _check_scope(statement: Statement) -> None:
    if statement.scope not in {Scope.NONE, Scope.AGGREGATE}:
        return
    for slot in statement.returns.values():
        installation = slot.label is not None and not LABELS[slot.label].portable
        if slot.classed and not installation:
            raise StatementError(
                f"{statement.where}: {slot.name} is personal, scope is {statement.scope}"
            )


def _without_texts(code: str) -> str:
    """Drop comments and quoted texts."""
    return re.sub(r"//[^\n]*|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", " ", code)


def filled(statement: Statement, places: Mapping[str, str]) -> str:
    """Put labels and types into the text of a statement that leaves them open.

    Only names of the shape get in, and only a type between labels that it ties.
    Raises StatementError for anything else, before anything is sent.
    """
    if places.keys() != statement.places:
        raise StatementError(f"{statement.where}: fills {sorted(statement.places)}")
    for place in ("LABEL", "FROM", "TO"):
        if place in places and places[place] not in LABELS:
            raise StatementError(f"{statement.where}: the shape has no label {places[place]!r}")
    if "TYPE" in places:
        known = RELATIONSHIPS.get(places["TYPE"])
        if known is None or (places.get("FROM"), places.get("TO")) not in known.ends:
            raise StatementError(f"{statement.where}: the shape has no such relationship")
    text = statement.text
    for place, name in places.items():
        text = text.replace(f"__{place}__", name)
    return text


def constraint(label: str, props: Sequence[str], name: str, *, unique: bool = True) -> str:
    """Write the statement that makes properties of a label unique together, or only indexed.

    Raises StatementError for a label or property that the shape does not know.
    """
    known = LABELS.get(label)
    if known is None or not set(props) <= known.props.keys():
        raise StatementError(f"the shape has no {label} with {', '.join(props)}")
    parts = ", ".join(f"n.`{prop}`" for prop in props)
    if not unique:
        return f"CREATE INDEX `{name}` IF NOT EXISTS FOR (n:`{label}`) ON ({parts})"
    place = f"CREATE CONSTRAINT `{name}` IF NOT EXISTS FOR (n:`{label}`)"
    return f"{place} REQUIRE ({parts}) IS UNIQUE"


def no_constraint(name: str) -> str:
    """Write what drops a constraint. Raises StatementError for no name of ours."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise StatementError("a constraint of ours has small letters, digits and _ in its name")
    return f"DROP CONSTRAINT `{name}` IF EXISTS"
