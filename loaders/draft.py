"""What a file would bring: nodes and ties by row, written only when all is judged."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from graph_schema.shape import LABELS

SETS = {
    label.name: frozenset(prop.name for prop in label.props.values() if prop.type == "set")
    for label in LABELS.values()
}
Props = dict[str, Any]
Ends = tuple[str, str, str]  # type, label it leaves, label it reaches


@dataclass(slots=True)
class Draft:
    """Nodes by label and id, ties by ends; `main`: the node each line stands for.

    A node drafted twice keeps the later values. `apart`: properties that tell several ties
    between the same two nodes apart, by type. line: of the row that is read; what it drafts
    comes from there.
    """

    source: str
    batch: str
    line: int | None = None
    nodes: dict[str, dict[str, Props]] = field(default_factory=lambda: defaultdict(dict))
    ties: dict[Ends, dict[tuple[str, ...], Props]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    main: dict[tuple[str, int], tuple[str, str, Props]] = field(default_factory=dict)

    def node(self, label: str, node_id: str, /, **props: Any) -> str:
        """Draft a node; None leaves a property unknown. Returns its id."""
        told = {name.rstrip("_"): value for name, value in props.items() if value is not None}
        if self.line is not None and LABELS[label].history:
            told.setdefault("line", self.line)
        for name in SETS[label] & told.keys():
            told[name] = sorted(set(told[name]))  # as it will be stored, so that it compares
        self.nodes[label].setdefault(node_id, {}).update(told)
        return node_id

    def tie(self, ends: Ends, start: str, end: str, /, **props: Any) -> None:
        """Draft a tie between two nodes."""
        told = {name.rstrip("_"): value for name, value in props.items() if value is not None}
        apart = str(told.get("tier", ""))
        self.ties[ends][start, end, apart] = told

    def stands_for(self, sheet: str, line: int, label: str, node_id: str) -> None:
        """Say which node a line is about: it decides loaded, merged or unchanged."""
        self.main[sheet, line] = (label, node_id, dict(self.nodes[label][node_id]))
