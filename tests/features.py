"""Which tests show which feature: docs/features.yml against the markers in the tests.

`python -m tests.features` writes docs/features.md. The gate runs every test, so a feature that
is marked here, on a test that is never skipped, is a feature that works.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
LIST = ROOT / "docs" / "features.yml"
PAGE = ROOT / "docs" / "features.md"
SCHEMA = ROOT / "api" / "schema.graphql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature. to_come: no test shows it yet. page: its page, "to come", or None."""

    code: str
    part: str
    name: str
    does: str
    page: str | None = None
    to_come: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A test that shows a feature, and the API operations its text names."""

    code: str
    test: str
    file: str
    skipped: bool
    operations: tuple[str, ...]


def features() -> list[Feature]:
    """Read the list, in its order."""
    told = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return [
        Feature(code=code, part=part, **about)
        for part, some in told.items()
        for code, about in some.items()
    ]


def shown(kind: str = "feature") -> list[Shown]:
    """Find every test that is marked so, by file and name."""
    known = operations()
    return [
        one
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for one in _of(path, known, kind)
    ]


def operations() -> frozenset[str]:
    """Name the root fields of the printed schema."""
    text = SCHEMA.read_text(encoding="utf-8")
    roots = re.findall(
        r"^type (?:Query|Mutation|Subscription) .*?^}", text, re.MULTILINE | re.DOTALL
    )
    return frozenset(re.findall(r"^  (\w+)[(:]", "\n".join(roots), re.MULTILINE))


def _of(path: Path, known: frozenset[str], kind: str) -> Iterator[Shown]:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    whole = [mark for node in tree.body for mark in _module_marks(node)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        marks = [ast.unparse(decorator) for decorator in node.decorator_list]
        named = set(re.findall(r"\b[a-z]\w+\b", ast.get_source_segment(text, node) or ""))
        for code in [c for mark in [*marks, *whole] for c in _codes(mark, kind)]:
            yield Shown(
                code=code,
                test=node.name,
                file=path.relative_to(ROOT).as_posix(),
                skipped=any(re.match(r"pytest\.mark\.(skip|xfail)", mark) for mark in marks),
                operations=tuple(sorted(named & known)),
            )


def _module_marks(node: ast.stmt) -> list[str]:
    """Give the marks of a module's `pytestmark`."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
        value = node.value
        some = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        return [ast.unparse(one) for one in some]
    return []


def _codes(mark: str, kind: str) -> list[str]:
    if not mark.startswith(f"pytest.mark.{kind}("):
        return []
    return re.findall(r"'(\w+)'", mark)


def page() -> str:
    """Write the page: what each feature does, its tests, its operations, its page."""
    by_code: defaultdict[str, list[Shown]] = defaultdict(list)
    for one in shown():
        by_code[one.code].append(one)
    every = features()
    done = sum(not feature.to_come for feature in every)
    lines = [
        "# The 120 features",
        "",
        f"{done} of {len(every)} are shown by tests that pass. Drawn by `make docs` from "
        "`features.yml` and the markers in `tests/`.",
    ]
    part = ""
    for feature in every:
        if feature.part != part:
            part = feature.part
            lines += [
                "",
                f"## {part}",
                "",
                "| | feature | what it does | shown by | API | page |",
            ]
            lines += ["|---|---|---|---|---|---|"]
        lines.append(_row(feature, by_code[feature.code]))
    return "\n".join(lines) + "\n"


def _row(feature: Feature, tests: list[Shown]) -> str:
    links = [f"[{t.test.removeprefix('test_').replace('_', ' ')}](../{t.file})" for t in tests]
    api = sorted({name for t in tests for name in t.operations})
    cells = [
        feature.code,
        feature.name,
        feature.does,
        "<br>".join(links) or "to come",
        " ".join(f"`{name}`" for name in api) or "–",
        {None: "–", "to come": "page to come"}.get(feature.page, f"`{feature.page}`"),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def tick_off() -> None:
    """Take `to_come` from the features that a test shows by now; it never comes back."""
    tested = {one.code for one in shown() if not one.skipped}
    lines = LIST.read_text(encoding="utf-8").splitlines(keepends=True)
    ticked = [
        line.replace(", to_come: true", "") if line.strip().split(":")[0] in tested else line
        for line in lines
    ]
    LIST.write_text("".join(ticked), encoding="utf-8")


if __name__ == "__main__":
    tick_off()
    PAGE.write_text(page(), encoding="utf-8")
