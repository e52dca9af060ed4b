"""`wulian coverage`: the report for people as tables, or as JSON."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table

from matching.coverage.live import PARTIES, TIERS
from matching.coverage.report import CoverageReport

WIDE = 150  # from so many columns on shares have four decimals, below they are percent


def as_json(report: CoverageReport, area: str | None) -> str:
    """Print the report, or the areas below one code, as one JSON object."""
    told = report.to_json(area=area or "")
    if area is not None:
        told = cut(told, area)
    return json.dumps(told, ensure_ascii=False)


def cut(told: dict[str, Any], area: str) -> dict[str, Any]:
    """Keep what lies inside an area: its rows, its unmet needs, its single providers."""
    kept = dict(told)
    kept["areas"] = [row for row in told["areas"] if row["code"].startswith(area)]
    kept["unmet"] = [r for r in told["unmet"] if str(r["village"]).startswith(area)]
    for part in ("single_providers", "delay"):
        kept[part] = [row for row in told[part] if row["area"].startswith(area)]
    return kept


def show(report: CoverageReport, area: str | None, console: Console) -> None:
    """Print towns (or the villages of one), a row each: parties, tiers, Cov_5, gaps."""
    told = report.to_json(people=False)["areas"]
    top = area or report.district
    deeper = {6: 9, 9: 12}.get(len(top), 12)
    say = _share if console.width >= WIDE else _percent
    title = f"五社联动 coverage · {top} · {report.as_of}"
    table = Table(
        title=title if say is _share else f"{title} · %", padding=(0, 0), min_width=76
    )
    table.add_column("area", overflow="fold")
    for head in ("H", *PARTIES, *TIERS, "Cov5", "NBC", "unmet", "gap"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in told:
        if row["code"].startswith(top) and len(row["code"]) in {len(top), deeper}:
            table.add_row(
                f"{row['code']} {row['name']}",
                str(row["households"]),
                *(say(row["party"][p]) for p in PARTIES),
                *(say(row["tier"][t]) for t in TIERS),
                say(row["cov_5"]),
                say(row["nbc"]),
                str(row["gaps"]["unmet"]),
                "—" if row["gap"] is None else f"{row['gap']:.2f}",
            )
    console.print(table)


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.0f}"
