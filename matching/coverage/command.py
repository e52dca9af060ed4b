"""`wulian coverage`: the report for people as tables, or as JSON."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table

from matching.coverage.live import PARTIES, TIERS
from matching.coverage.report import CoverageReport


def as_json(report: CoverageReport, area: str | None) -> str:
    """Print the report, or the areas below one code, as one JSON object."""
    told = report.to_json()
    if area is not None:
        told = cut(told, area)
    return json.dumps(told, ensure_ascii=False)


def cut(told: dict[str, Any], area: str) -> dict[str, Any]:
    """Keep what lies inside an area: its rows, its unmet needs, its worst households."""
    kept = dict(told)
    kept["areas"] = [row for row in told["areas"] if row["code"].startswith(area)]
    for part in ("unmet", "worst"):
        kept[part] = [r for r in told[part] if str(r["village"]).startswith(area)]
    kept["single_providers"] = [
        row for row in told["single_providers"] if row["area"].startswith(area)
    ]
    return kept


def show(report: CoverageReport, area: str | None, console: Console) -> None:
    """Print towns (or the villages of one), a row each: parties, tiers, Cov_5, gaps."""
    told = report.to_json(people=False)["areas"]
    top = area or report.district
    deeper = {6: 9, 9: 12}.get(len(top), 12)
    table = Table(title=f"五社联动 coverage · {top} · {report.as_of}")
    for head in ("area", "households", *PARTIES, *TIERS, "Cov_5", "NBC", "unmet", "gap"):
        table.add_column(head, justify="left" if head == "area" else "right")
    for row in told:
        if row["code"].startswith(top) and len(row["code"]) in {len(top), deeper}:
            table.add_row(
                f"{row['code']} {row['name']}",
                str(row["households"]),
                *(_share(row["party"][p]) for p in PARTIES),
                *(_share(row["tier"][t]) for t in TIERS),
                _share(row["cov_5"]),
                _share(row["nbc"]),
                str(row["gaps"]["unmet"]),
                _share(row["gap"]),
            )
    console.print(table)


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"
