"""The pages of docs/ that show the sample district: its dated parameters and the catalogue.

`python -m api.districts.pages` (or `make docs`) draws them anew; a test compares them.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.docs import FOLDER, table
from graph_schema.vocabulary import GroupCode, ItemType, NeedCode, entries
from loaders.catalogue import Item, items
from loaders.district import read_district, sample

UNVERIFIED = "标准待核"
DRAWN = "Drawn from {source} by `make docs`; change the data, not this page."
COLUMNS = (
    *("Code", "Title", "Kind", "Needs", "Groups", "Services", "Age", "Rule"),
    *("Places", "Price", "Party", "Body"),
)
ASKERS = (("matching.eligibility", "rules.yml"), ("matching.warning", "triggers.yml"))
# What the program itself asks for by name, and where a district may have a value of its own.
BESIDE: Mapping[str, str] = MappingProxyType(
    {
        "gradual_months": "渐退期",
        "ts_urgent": "what a town grants at once",
        "volunteer_reach_km": "volunteers to tasks",
        "recheck_months": "reviews of who is able to work (6 where none is told)",
        "L_other": "for comparison",
    }
)


def parameters() -> str:
    """Draw every dated parameter of the sample, with 标准待核 where nobody has verified it."""
    district, asked = read_district(sample()), _asked()
    rows = sorted(district.parameters, key=lambda row: (str(row["code"]).lower(), row["from"]))
    waiting = sum(not row["verified_by"] for row in rows)
    lines = [
        "# Parameters",
        "",
        DRAWN.format(source="`loaders/sample/parameters.yml`"),
        "",
        f"The standards of the sample district {district.name}: dated, with the document they",
        "rest on and who verified them. Another district has its own file",
        "([another-district.md](another-district.md)); `to` is the first day on which a value",
        "holds no longer, and a condition on a parameter without a value in force is unknown.",
        f"{waiting} of {len(rows)} are {UNVERIFIED}: nobody compared them with the document.",
        "A district may also set `recheck_months` and, as `clock.` + name, any of",
        "[its clocks](clocks.md).",
        "",
        *table(
            ("Code", "Value", "Unit", "From", "To", "Document", "Verified", "Asked by"),
            (
                (
                    f"`{row['code']}`",
                    *_amount(row["value"], str(row["unit"])),
                    str(row["from"]),
                    str(row["to"] or ""),
                    str(row["basis"]),
                    str(row["verified_by"] or UNVERIFIED),
                    ", ".join(asked.get(str(row["code"]), [])),
                )
                for row in rows
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def _amount(value: Any, unit: str) -> tuple[str, str]:
    """Show a value and its unit; fen as yuan."""
    if unit.split(" ", 1)[0] != "fen":
        return str(value), unit
    return f"{int(value) / 100:,.2f}", "CNY" + unit.removeprefix("fen")


def _asked() -> dict[str, list[str]]:
    """Name the rules and triggers that ask for each parameter."""
    found: dict[str, list[str]] = {code: [what] for code, what in BESIDE.items()}
    codes = {str(row["code"]) for row in read_district(sample()).parameters}
    for package, name in ASKERS:
        told = yaml.safe_load(files(package).joinpath(name).read_text("utf-8"))
        for code, body in (told.get("rules") or told["triggers"]).items():
            for leaf in sorted(codes & set(_leaves(body))):
                found.setdefault(leaf, []).append(code)
    return found


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for value in data.values():
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    elif isinstance(data, str):
        yield data


def catalogue() -> str:
    """Draw the typical items of the catalogue, by type."""
    every, types = items(), entries(ItemType)
    lines = [
        "# The catalogue 资源目录",
        "",
        DRAWN.format(source="`loaders/catalogue/`"),
        "",
        f"{len(every)} typical items, no register: a district publishes its own. Needs: the",
        "first is the primary one. Groups, age: none = open to all. Places: per 10,000",
        "households that are looked after, ∞ = not limited. Rule: of",
        "[eligibility](algorithms/eligibility.md).",
    ]
    for kind in ItemType:
        own = [item for item in every if item.type is kind]
        lines += [
            "",
            f"## {kind} {types[kind].zh_hans} {types[kind].en} ({len(own)})",
            "",
            *table(
                COLUMNS,
                map(_item, own),
            ),
        ]
    return "\n".join(lines) + "\n"


def _item(item: Item) -> tuple[str, ...]:
    needs, groups = entries(NeedCode), entries(GroupCode)
    low, high = item.age
    return (
        item.code,
        item.title,
        item.category,
        "、".join(needs[code].zh_hans for code in item.needs),
        "、".join(groups[code].zh_hans for code in item.groups),
        " ".join(item.service_types),
        "" if low is None and high is None else f"{low or 0}–{'' if high is None else high}",
        item.rule or "",
        "∞" if item.capacity is None else f"{item.capacity} {item.unit}",
        f"{item.price / 100:,.2f}" if item.price else "",
        item.party,
        item.kind,
    )


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"parameters.md": parameters, "catalogue.md": catalogue}
)


def draw(folder: Path = FOLDER) -> None:
    """Write every page into a folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
