"""A synthetic district's truth beside what the program found: every difference, by its set.

Run on a district that `wulian load dir` and `wulian evaluate` brought in:

    python -m tests.districts FOLDER REJECTS COVERAGE.json

FOLDER holds truth.json, REJECTS the reject files, COVERAGE.json what `wulian coverage --json`
printed; the store is that of WULIAN_DATA.
"""

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.settings import StoreSettings
from graph_schema.store.connect import open_store
from graph_schema.vocabulary import Purpose
from matching.eligibility.evaluate import Evaluation
from matching.eligibility.rules import default_rules
from matching.eligibility.subjects import Subjects
from matching.eligibility.verdicts import judge
from matching.snapshot import Snapshot, take

Json = dict[str, Any]
Sets = dict[str, tuple[Any, Any]]  # name → what the truth says, what was found
SHARE = 5e-5  # shares are compared to four decimals
STATED = {"eligible_not_receiving": "ND07", "no_guardian": "ND08", "relapsed": "ND09"}
WARNED = {
    "W08": ("no_guardian",),
    "W15": ("relapsed",),
    "W17": ("should_exit", "dead"),
    "W24": ("renamed",),
}
OPEN = ("RAISED", "ACKED", "VERIFIED", "ACTION_LINKED")  # states of an alert
PLACE = ("file", "sheet", "line", "column", "code", "kind")
SHOWN = 5


def differences(truth: Json, found: Snapshot, coverage: Json, rejects: Path) -> list[str]:
    """Name every set that is not as the truth says, with its first differences.

    coverage: what the coverage report says in JSON. rejects: the folder of reject files.
    """
    sets = dict(_households(truth, found))
    sets |= dict(_planted(truth, found))
    sets |= dict(_coverage(truth, coverage))
    sets |= dict(_stewards(truth, found, coverage))
    sets |= dict(_gaps(truth, found, coverage))
    sets["findings"] = _findings(truth, rejects)
    return [told for name, pair in sets.items() if (told := _difference(name, *pair))]


def _difference(name: str, expected: Any, found: Any) -> str:
    if not isinstance(expected, Mapping):
        expected, found = dict.fromkeys(expected, True), dict.fromkeys(found, True)
    missing = sorted(map(str, expected.keys() - found.keys()))
    extra = sorted(map(str, found.keys() - expected.keys()))
    other = sorted(
        f"{key}: {expected[key]} but {found[key]}"
        for key in expected.keys() & found.keys()
        if not _same(expected[key], found[key])
    )
    told = [
        f"{len(ones)} {what} ({', '.join(ones[:SHOWN])})"
        for what, ones in (("missing", missing), ("too many", extra), ("different", other))
        if ones
    ]
    return f"{name} of {len(expected)}: {'; '.join(told)}" if told else ""


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float | int):
        return abs(one - other) <= SHARE
    return bool(one == other)


def _households(truth: Json, found: Snapshot) -> Iterator[tuple[str, tuple[Any, Any]]]:
    homes = found.households
    told = zip(homes["hh_no"], homes["computed_level"], homes["score"], strict=True)
    levels = {number: (level, int(score)) for number, level, score in told}
    expected = {number: tuple(one) for number, one in truth["levels"].items()}
    yield (
        "colours",
        ({n: c for n, (c, _) in expected.items()}, {n: c for n, (c, _) in levels.items()}),
    )
    yield (
        "scores",
        ({n: s for n, (_, s) in expected.items()}, {n: s for n, (_, s) in levels.items()}),
    )
    yield (
        "shown colours",
        (
            {n: c for n, (c, _) in expected.items()},
            dict(zip(homes["hh_no"], homes["level"], strict=True)),
        ),
    )


def _planted(truth: Json, found: Snapshot) -> Iterator[tuple[str, tuple[Any, Any]]]:
    homes, planted = found.households, truth["planted"]
    numbers = homes.set_index("id")["hh_no"]
    for name, rule in STATED.items():
        stated = found.needs["evidence"].str.contains(f'"{rule}"', na=False)
        yield name, (planted[name], set(found.needs["household_id"][stated].map(numbers)))
    urgent = set(homes["hh_no"][homes["urgent"]])
    yield "urgent, no guardian", (planted["no_guardian"], urgent & set(planted["no_guardian"]))
    yield "alerts", _alerts(truth, found)
    for code, names in WARNED.items():
        warned = found.alerts["household_id"][found.alerts["code"] == code].map(numbers)
        yield f"warned {code}", ([h for name in names for h in planted[name]], set(warned))
    paid = judge(Evaluation(Subjects.of(found), default_rules()), "E01")
    refused = set(homes["hh_no"][paid.receiving & (paid.result == 0)])
    yield "should exit", (planted["should_exit"], refused)
    unpaid = set(homes["hh_no"][~paid.receiving & (paid.result == 2)])
    yield "eligible by rule", (planted["eligible_not_receiving"], unpaid)


def _alerts(truth: Json, found: Snapshot) -> tuple[Any, Any]:
    """Every open alert, whoever raised it; two of one household and code are one too many."""
    numbers = found.households.set_index("id")["hh_no"]
    rows = found.alerts[found.alerts["state"].isin(OPEN)]
    told = Counter(
        zip(rows["household_id"].map(numbers), rows["code"], rows["priority"], strict=True)
    )
    return Counter(map(tuple, truth["alerts"])), told


def _coverage(truth: Json, coverage: Json) -> Iterator[tuple[str, tuple[Any, Any]]]:
    areas = {row["code"]: row for row in coverage["areas"] if row["households"]}
    yield "areas", (truth["coverage"].keys(), areas.keys())
    expected, told = {}, {}
    for code, row in truth["coverage"].items():
        mine = areas.get(code, {})
        flat = {**mine.get("party", {}), **mine.get("tier", {}), **_pairs(mine)}
        for name, value in row.items():
            expected[f"{code} {name}"] = value
            told[f"{code} {name}"] = mine.get(name, flat.get(name))
    yield "coverage", (expected, told)
    barren = areas[truth["unreached"]["town"]]["party"][truth["unreached"]["party"]]
    yield "unreached", ([0], [barren])


def _pairs(row: Json) -> Json:
    told = row.get("party_tier", {})
    return {f"{p}·{t}": share for p, tiers in told.items() for t, share in tiers.items()}


def _stewards(
    truth: Json, found: Snapshot, coverage: Json
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    numbers = found.actors.set_index("id")["staff_no"]
    loads = {numbers[s["actor_id"]]: s["load"] for s in coverage["stewards"]}
    yield "loads", (truth["loads"], loads)
    third = {n: u for n, u in loads.items() if n.startswith("S3")}
    yield (
        "overloaded",
        (truth["stewards"]["overloaded"], [n for n, u in third.items() if u > 1]),
    )
    yield "idle", (truth["stewards"]["idle"], [n for n, u in third.items() if u < 0.25])


def _gaps(
    truth: Json, found: Snapshot, coverage: Json
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    homes = found.households.set_index("id")["hh_no"]
    classes = {f"{homes[n['household']]}:{n['code']}": n["gap"] for n in coverage["unmet"]}
    yield "gaps", (truth["gaps"], classes)
    for cluster in truth["clusters"]:
        keys = [f"H{number[1:9]}:N{number[10:]}" for number in cluster["needs"]]
        yield (
            f"cluster {cluster['class']}",
            (dict.fromkeys(keys, cluster["class"]), {k: classes.get(k) for k in keys}),
        )
    bodies, planted = found.organisations.set_index("id")["credit_code"], truth["single_point"]
    listed = {
        one["area"]: one["pairs"]
        for one in coverage["single_providers"]
        if bodies.get(one["provider"]) == planted["provider"] and len(one["area"]) == 9
    }
    yield "single point", ({planted["town"]: len(planted["needs"])}, listed)


def _findings(truth: Json, rejects: Path) -> tuple[Any, Any]:
    """Every finding with its place; rows that say nothing new are in no reject file."""
    told = [tuple(str(row[name]) for name in PLACE) for row in _rejected(rejects)]
    expected = [
        tuple(str(row[name]) for name in PLACE)
        for row in truth["dirt"]
        if row["kind"] != "UNCHANGED"
    ]
    return expected, told


def _rejected(rejects: Path) -> Iterator[dict[str, str]]:
    for path in sorted(rejects.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def main(folder: Path, rejects: Path, coverage: Path) -> int:
    """Print every difference; 0 when there is none."""
    settings = StoreSettings.from_env(os.environ)  # noqa: TID251 - run by hand
    access = Access.system(Purpose.MONITORING, ("510115",))
    with open_store(settings) as store:
        found = take(store, access)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    told = differences(truth, found, json.loads(coverage.read_text(encoding="utf-8")), rejects)
    print("\n".join(told) or f"{truth['households']} households: everything as the truth says")  # noqa: T201
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
