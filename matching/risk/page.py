"""The page of the risk rule set: every number of a colour, as a domain expert reviews it."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from graph_schema.docs import table
from graph_schema.vocabulary import NeedCode, entries
from matching.risk.parameters import default_body, read_parameters

COLOUR = {"G": "green", "B": "blue", "Y": "yellow", "O": "orange"}


def risk() -> str:
    """Draw thresholds, needs, and every other part as its file says it."""
    rules = read_parameters(default_body())
    told = yaml.safe_load(default_body())
    score, need = rules.score, rules.need
    lines = [
        f"## The rule set, version {rules.version}",
        "",
        "`matching/risk/parameters.yml`. Points are hundredths (60.00 is 6000).",
        "",
        f"Score at most {score.cap}: orange from {score.orange}, yellow from {score.yellow}, "
        f"blue from {score.blue}, else green.",
        "",
        "### Needs",
        "",
        f"The largest in full, the sum of the others ÷ {need.others_divided_by}; at most "
        f"{need.cap}. Share by severity s1–s4: "
        + ", ".join(f"{one} %" for one in need.severity_percent)
        + ".",
        "",
        *table(
            ("Need", "", "Base", "Least colour at s1–s4", "Contact within days at s1–s4"),
            (
                (
                    code,
                    entries(NeedCode)[NeedCode(code)].zh_hans,
                    str(kind.base),
                    " ".join(COLOUR[letter] for letter in kind.floors),
                    " ".join(map(str, kind.interval)),
                )
                for code, kind in need.kinds.items()
            ),
        ),
        "",
        "### All other numbers",
        "",
        *table(
            ("Part", "Of", "Says"),
            (
                row
                for part in ("portrait", "event", "protect", "hard", "movement", "derived")
                for row in _rows(part, told[part])
            ),
        ),
        "",
        f"Known to less than {rules.completeness.warn_below} %: the colour is shown hatched.",
    ]
    return "\n".join(lines) + "\n"


def _rows(part: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, value in body.items():
        yield part, f"`{name}`", _said(value)


def _said(value: Any) -> str:
    match value:
        case dict():
            return "; ".join(f"{name} {_said(inner)}" for name, inner in value.items())
        case list():
            return " ".join(map(_said, value))
        case _:
            return str(value)
