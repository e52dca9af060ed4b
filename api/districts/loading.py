"""A judged folder into the store: district, areas, parameters, rule sets, catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from api.districts.judging import Judged, RuleSet, judge
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import SourceError
from graph_schema.store import bulk
from graph_schema.store.repo.risk import RuleSetVersion, save_rule_set
from graph_schema.store.session import ReadSession, Store
from graph_schema.vocabulary import Purpose
from loaders.directory import find
from loaders.district import District, read_district
from loaders.ground import bring_in
from loaders.report import Report
from loaders.run import load_file
from matching.risk.documents import derived_id

FILES = ("own_org", "own_catalogue")  # bodies before what they offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a folder brought. new: nodes that were not there, by label. rules: newly kept.

    files: what became of the ledgers in it, bodies and catalogue.
    """

    code: str
    name: str
    new: dict[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    files: tuple[Report, ...] = ()


def load_district(store: Store, folder: Path, *, dry: bool = False) -> Brought:
    """Bring in a district's folder, or what has changed in it; again changes nothing.

    dry: judge only. Raises SourceError with file, line and reason, also for rules whose version
    is on record with other contents: then nothing was loaded.
    """
    judged = judge(read_district(folder))
    district = judged.district
    access = Access.system(Purpose.MONITORING, (district.code,))
    with store.read(access) as session:
        fresh = _fresh(session, judged)
        for fault in _still_running(session, judged):
            raise fault
    if dry:
        return Brought(code=district.code, name=district.name, rules=_named(fresh))
    new = bring_in(store, access, district, told=judged.told)
    with store.write(access, Action.FILE_LOADED) as writing:
        for one in fresh:
            save_rule_set(
                writing,
                RuleSetVersion(
                    id=derived_id("rule_set", district.code, one.code, one.version),
                    code=one.code, version=one.version, body=one.body, valid_from=one.since,
                    source="district",
                ),
            )  # fmt: skip
    return Brought(
        code=district.code, name=district.name, new=new, rules=_named(fresh),
        files=tuple(_ledgers(store, access, folder, district)),
    )  # fmt: skip


def _fresh(session: ReadSession, judged: Judged) -> list[RuleSet]:
    """Choose the rule sets that the store does not hold yet, or holds from another day on."""
    columns = ["code", "rule_version", "body", "valid_from"]
    there = {
        (row["code"], row["rule_version"]): row
        for row in bulk.scan_own(session, "RuleSet", columns)
    }
    fresh = []
    for one in judged.rules:
        row = there.get((one.code, one.version))
        if row is not None and row["body"] != one.body:
            raise SourceError(
                file=one.file, why=f"version {one.version} is on record with other contents",
                do="give what has changed a new version",
            )  # fmt: skip
        if row is None or row["valid_from"] != one.since:
            fresh.append(one)
    return fresh


def _still_running(session: ReadSession, judged: Judged) -> Iterator[SourceError]:
    """Say which tables of a process were changed under items that run on them.

    What begins later takes a new version; whatever runs stays on the table it began with.
    """
    kept = {
        (row["code"], row["valid_from"]): row["value"]
        for row in bulk.scan_own(session, "Param", ["code", "value", "valid_from"])
    }
    for code, since, value in judged.told:
        if not code.startswith("flow.") or kept.get((code, since), value) == value:
            continue
        flow = flows.load(code.removeprefix("flow."))
        on = session.shaped(
            "flows_running", {"LABEL": flow.label}, version=since.isoformat(),
            ends=sorted(flow.ends),
        )  # fmt: skip
        if on:
            yield SourceError(
                file=f"flows/{flow.name}.{since}.yml",
                why="running items stand on this version of the table: "
                + ", ".join(f"{row['found']} {row['state']}" for row in on),
                do="keep it as it was, and give the changed table a file of a later day",
            )


def _named(rules: list[RuleSet]) -> tuple[str, ...]:
    return tuple(f"{one.code} {one.version} from {one.since}" for one in rules)


def _ledgers(
    store: Store, access: Access, folder: Path, district: District
) -> Iterator[Report]:
    """Load the folder's bodies and catalogue, where it has them."""
    day = district.today or store.clock().astimezone(ZoneInfo(district.zone)).date()
    for name in FILES:
        path = find(folder, name)
        if path is not None:
            yield load_file(store, access, name, path, as_of=day)
