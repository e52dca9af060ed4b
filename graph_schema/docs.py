"""The pages of docs/ that follow from data: graph, vocabulary, processes, clocks.

`python -m graph_schema.docs` (or `make docs`) draws them anew; a test compares them.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema import flows
from graph_schema.flows.engine import ANYBODY, BEFORE, Flow, Transition
from graph_schema.masking import EXCEPTIONS, GUARDED, NEVER, TABLE
from graph_schema.shape import LABELS, RELATIONSHIPS, FieldClass, Label, Prop, Relationship
from graph_schema.vocabulary import Role, entries, vocabularies
from graph_schema.vocabulary.entries import KINDS

FOLDER = Path(__file__).resolve().parent.parent / "docs"
_DRAWN = "Drawn from {source} by `make docs`; change the data, not this page."
_COMMON = frozenset.intersection(*(frozenset(label.props) for label in LABELS.values()))
_FACT = frozenset({"line", "period_from", "period_to"})
_MOVED = [label for label in LABELS.values() if label.flow]
_FLOW = frozenset.intersection(*(frozenset(label.props) for label in _MOVED)) - _COMMON


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Draw a table; a bar inside a cell is escaped."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([*row] for row in rows)]
    return ["| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines]


def graph() -> str:
    """Draw docs/graph.md: labels with properties and keys, relationships with their ends."""
    lines = [
        "# The graph",
        "",
        _DRAWN.format(source="`graph_schema/shape/`"),
        "",
        "One label a node; `id` is unique on every label. A property is `name type [unit]`,",
        "then its class: none = not personal · P personal · S sensitive · S\\* sensitive and",
        "encrypted at rest · R sensitive and restricted to the case team. A key is unique",
        "within a district, ◆ everywhere. ∅ = not part of the portable export.",
        "",
        "On every node: " + ", ".join(f"`{n}`" for n in LABELS["Area"].props if n in _COMMON),
        "",
        "## Labels",
        "",
        *table(("Label", "", "Key", "Properties"), map(_label, LABELS.values())),
        "",
        "On every fact also: " + ", ".join(f"`{name}`" for name in sorted(_FACT)),
        "",
        "On all that a process moves (⇄) also: "
        + ", ".join(f"`{name}`" for name in sorted(_FLOW)),
        "",
        "## Relationships",
        "",
        "Every relationship may also carry `source` and `batch`.",
        "",
        *table(
            ("Type", "From → to", "Properties", "How many"), map(_tie, RELATIONSHIPS.values())
        ),
        "",
        "## Who sees which class",
        "",
        "c clear · m masked · – hidden, by role, for rows in reach. Undeclared means hidden.",
        "",
        *table(
            ("Role", "", "none", "P", "S", "S\\*", "R"),
            (
                (role, entries(Role)[role].zh_hans, *letters.replace("-", "–"))
                for role, letters in TABLE.items()
            ),
        ),
        "",
        "Otherwise for single fields:",
        "",
        *table(
            ("Field", "Roles", "Shown"),
            (
                (f"{label}.{prop}", " ".join(roles), shown)
                for (label, prop), rule in EXCEPTIONS.items()
                for shown, roles in _by_value(rule).items()
            ),
        ),
        "",
        "Never clear without a reveal on record: "
        + ", ".join(f"`{label}.{prop}`" for label, prop in sorted(GUARDED))
        + ". Shown to nobody: "
        + ", ".join(f"`{name}`" for name in sorted(NEVER))
        + ".",
    ]
    return "\n".join(lines) + "\n"


def _by_value(rule: Mapping[Role, StrEnum]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for role, shown in rule.items():
        found.setdefault(str(shown), []).append(str(role))
    return found


def _label(label: Label) -> tuple[str, ...]:
    key = " + ".join(label.key) + (" ◆" if label.key and label.everywhere else "")
    alone = "".join(f"; {name} ◆" for name in label.unique)
    hidden = _COMMON | (_FACT if label.fact else frozenset())
    hidden |= _FLOW - {"state"} if label.flow else frozenset()
    props = ", ".join(_prop(p) for name, p in label.props.items() if name not in hidden)
    marks = (" ⇄" if label.flow else "") + ("" if label.portable else " ∅")
    return (label.name, label.zh + marks, key + alone, props)


def _prop(prop: Prop) -> str:
    unit = f" [{prop.unit}]" if prop.unit else ""
    stars = prop.field_class.replace("*", "\\*")
    mark = "" if prop.field_class is FieldClass.NONE else f" **{stars}**"
    values = f" {{{', '.join(prop.values)}}}" if prop.values else ""
    return f"`{prop.name}` {prop.type}{unit}{mark}{values}"


def _tie(tie: Relationship) -> tuple[str, ...]:
    facts = {name for name, label in LABELS.items() if label.fact}
    ends: dict[str, None] = {}
    for source, target in tie.ends:
        start = "any fact" if source in facts and tie.name == "FROM" else source
        end = "any fact" if target in facts and tie.name == "HAS_FACT" else target
        if len(tie.ends) >= len(LABELS):
            start = "any"
        ends[f"{start} → {end}"] = None
    own = [p for name, p in tie.props.items() if name not in {"source", "batch"}]
    return (tie.name, "; ".join(ends), ", ".join(map(_prop, own)), tie.card)


def vocabulary() -> str:
    """Draw docs/vocabulary.md: every closed list of codes, and what is said about each code."""
    lines = ["# Vocabulary", "", _DRAWN.format(source="`graph_schema/vocabulary/`")]
    for kind in vocabularies():
        told = entries(kind)
        keys = list(dict.fromkeys(key for entry in told.values() for key in entry.about))
        title = (kind.__doc__ or "").strip().rstrip(".").splitlines()[0]
        lines += [
            "",
            f"## {kind.__name__}",
            "",
            f"{title}. File `{KINDS[kind].file}.yml`.",
            "",
            *table(
                ("Code", "Member", "简体", "English", "繁體", *keys),
                (
                    (
                        e.code,
                        kind(e.code).name,
                        e.zh_hans,
                        e.en,
                        e.zh_hant,
                        *(_plain(e.about.get(key)) for key in keys),
                    )
                    for e in told.values()
                ),
            ),
        ]
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict():
            return ", ".join(f"{key} {_plain(one)}" for key, one in value.items())
        case [[*_], *_]:
            return " + ".join(" or ".join(one) for one in value)
        case list():
            return " ".join(map(str, value))
        case _:
            return str(value)


def processes() -> str:
    """Draw docs/flows.md: every process as a picture and as its table."""
    lines = [
        "# Processes",
        "",
        _DRAWN.format(source="`graph_schema/flows/*.yml`"),
        "",
        "Nobody sets a state by hand: only a listed event moves it. R10 and R12 may act for an",
        "owner (R03, R04, R06, R07), with a reason. ✎ = a reason is required. Roles in",
        "brackets may act on behalf of the provider, with a reason. ■ = end. What nobody does",
        "by hand: ⏱ at the end of a clock, ↳ brought about by another move, ⚙ told by a job,",
        "auto as soon as its guards hold. ▷ = the clock that begins. A district may have",
        "tables of its own; an item stays on the one it began with (`flow_version`).",
    ]
    for name in flows.names():
        flow = flows.load(name)
        lines += ["", f"## {name} {flow.zh}", "", "```mermaid", *_picture(flow), "```", ""]
        lines += table(
            ("From", "Event", "", "Who", "Told", "Guard", "Clock", "To", "Effects"),
            _rows_of(flow),
        )
    return "\n".join(lines) + "\n"


def _picture(flow: Flow) -> list[str]:
    edges = dict.fromkeys(
        (t.source or "[*]", target, t.event)
        for t in flow.transitions
        for target in sorted(flow.reached_from(t))
        if t.source != target
    )
    return [
        "stateDiagram-v2",
        *(f"    {a} --> {b}: {event}" for a, b, event in edges),
        *(f"    {end} --> [*]" for end in sorted(flow.ends)),
    ]


def _rows_of(flow: Flow) -> Iterable[tuple[str, ...]]:
    """One row an event and target, its sources together."""
    merged: dict[tuple[str, ...], list[Transition]] = {}
    for t in flow.transitions:
        target = "same" if t.source == t.target else t.target
        merged.setdefault((t.event, target), []).append(t)
    for (event, target), rows in merged.items():
        t = rows[0]
        who = "any" if t.who == ANYBODY else " ".join(t.who)
        behalf = f" ({' '.join(t.on_behalf)})" if t.on_behalf else ""
        behalf += f" · at town {' '.join(t.at_town)}" if t.at_town else ""
        yield (
            ", ".join(row.source or "–" for row in rows),
            f"`{event}` {t.zh}{' ✎' if t.reason else ''}",
            t.en,
            who + behalf,
            ", ".join(f"{a.field.name}{'' if a.required else '?'}" for a in t.fields),
            _words(t.guards),
            _triggers(t),
            "state before" if target == BEFORE else target + (" ■" * (target in flow.ends)),
            _words((*t.marks, *t.effects)),
        )


def _triggers(t: Transition) -> str:
    told = [f"⏱ {_words(t.timer)}"] if t.timer else []
    told += [f"↳ {', '.join(t.by)}"] if t.by else []
    told += [f"⚙ {t.job}"] if t.job else []
    told += ["auto"] if t.auto else []
    told += [f"▷ {_words((t.clock,))}"] if t.clock else []
    return " · ".join(told)


def _words(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def clocks() -> str:
    """Draw how long each thing may take, and which processes it times."""
    text = files("graph_schema.flows").joinpath("terms", "clocks.yml").read_text("utf-8")
    told: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    begun: dict[str, list[str]] = {name: [] for name in told}
    for flow in map(flows.load, flows.names()):
        for row in flow.transitions:
            moved = f"{flow.name}.{row.event}"
            if row.clock in begun and moved not in begun[row.clock]:
                begun[row.clock].append(moved)
    columns = ("urgent", "orange", "yellow", "blue", "green")
    lines = [
        "# Clocks",
        "",
        _DRAWN.format(source="`graph_schema/flows/terms/clocks.yml`"),
        "",
        "h: clock hours; cd: calendar days; WD: working days, to 17:00 of the last. What a",
        "district has instead is a dated parameter `clock.` + name, of the same form.",
        "",
        *table(
            ("Clock", *columns, "Runs from", "By policy", "Within", "Told at %", "Begun by"),
            (
                (
                    f"`{name}`",
                    *(_length(about, column) for column in columns),
                    _begins(about),
                    "; ".join(
                        f"{code} {one}" for code, one in about.get("policies", {}).items()
                    ),
                    _held(about),
                    " ".join(map(str, about.get("ladder", ()))),
                    " ".join(f"`{one}`" for one in begun[name]),
                )
                for name, about in told.items()
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def _length(about: Mapping[str, Any], column: str) -> str:
    return str(about.get(column, about.get("else", "")))


def _held(about: Mapping[str, Any]) -> str:
    within = f"`{about['within']}`" if "within" in about else ""
    anew = " ".join(about.get("anew", ()))
    return f"{within}; its own term: {anew}" if anew else within


def _begins(about: Mapping[str, Any]) -> str:
    if about.get("month"):
        return "now; ends with the month"
    return f"`{about['after']}`" if "after" in about else "now"


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "graph.md": graph,
        "vocabulary.md": vocabulary,
        "flows.md": processes,
        "clocks.md": clocks,
    }
)


def draw(folder: Path = FOLDER) -> None:
    """Write every page into a folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
