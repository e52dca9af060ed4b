"""One read of the graph for somebody as of a date: typed tables, and who is tied to whom."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import networkx as nx
import pandas as pd

from graph_schema.clock import Clock, system_clock
from graph_schema.errors import Rejected
from matching.lookups import Lookups
from matching.reading import read_tables
from matching.tables import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph_schema.access import Access
    from graph_schema.store.session import ReadSession, Store


ZONE = "Asia/Shanghai"  # of a district that states none


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """The district a snapshot is taken in. zone: IANA name, for days, ages and windows."""

    code: str
    zone: str = ZONE
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What one caller may see of the district at the end of a local day, as pandas tables.

    Columns and kinds of every table: matching.tables.TABLES. Ids and codes are str, money is
    fen, instants are UTC, days are local. Rows are sorted by id (relations by their ends).
    Households are those living in the caller's areas; persons, needs and all else are theirs.
    """

    access: Access
    as_of: date
    district: District
    households: pd.DataFrame
    persons: pd.DataFrame
    needs: pd.DataFrame
    alerts: pd.DataFrame
    awards: pd.DataFrame
    links: pd.DataFrame
    items: pd.DataFrame
    offers: pd.DataFrame
    organisations: pd.DataFrame
    actors: pd.DataFrame
    stewards: pd.DataFrame
    visits: pd.DataFrame
    consents: pd.DataFrame
    tickets: pd.DataFrame
    reports: pd.DataFrame
    verdicts: pd.DataFrame
    cares_for: pd.DataFrame
    guardian_of: pd.DataFrame
    kin: pd.DataFrame
    causes: pd.DataFrame
    employment: pd.DataFrame
    medical_bills: pd.DataFrame
    disability_cards: pd.DataFrame
    schooling: pd.DataFrame
    housing: pd.DataFrame
    health: pd.DataFrame
    evaluations: pd.DataFrame
    areas: pd.DataFrame
    params: pd.DataFrame
    rule_sets: pd.DataFrame
    batches: pd.DataFrame
    workdays: pd.DataFrame
    look: Lookups = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "look", Lookups(self))

    @property
    def zone(self) -> ZoneInfo:
        """The district's zone: instants become local days in it."""
        return ZoneInfo(self.district.zone)

    def param(self, code: str) -> Any:
        """Read a dated parameter as in force on as_of; None when there is none."""
        rows = self.params[self.params["code"] == code]
        today = pd.Timestamp(day(self.as_of))
        inside = rows[
            ~(rows["valid_from"] > today)
            & (rows["valid_to"].isna() | (rows["valid_to"] > today))
        ]
        if inside.empty:
            return None
        return json.loads(inside.sort_values("valid_from")["value"].iloc[-1])

    def graph(self) -> nx.Graph[str]:
        """Tie households, links and actors (or organisations) together, undirected, by our ids.

        Node attribute `kind`: household, link, provider, worker or steward. Areas, catalogue
        items and causes are attributes, never nodes: nothing is connected through them.
        """
        graph: nx.Graph[str] = nx.Graph()
        for kind, ids in (
            ("household", self.households["id"]),
            ("link", self.links["id"]),
            ("provider", self.links["provider_id"].dropna()),
            ("worker", self.links["worker_id"].dropna()),
            ("steward", self.stewards["actor_id"].dropna()),
        ):
            graph.add_nodes_from((i for i in ids if i not in graph), kind=kind)
        known = self.links[self.links["household_id"].isin(self.households["id"])]
        for end in ("household_id", "provider_id", "worker_id"):
            pairs = known[["id", end]].dropna()
            graph.add_edges_from(zip(pairs["id"], pairs[end], strict=True), role=end)
        tied = self.stewards.dropna(subset=["actor_id"])
        graph.add_edges_from(
            zip(tied["household_id"], tied["actor_id"], strict=True), role="steward"
        )
        return graph


def take(
    store: Store, access: Access, as_of: date | None = None, clock: Clock = system_clock
) -> Snapshot:
    """Read everything matching asks about, for somebody, in a fixed number of statements.

    as_of: a local day; by default the district's own today, else the clock's. Statements are
    run once a chunk of areas, never once a row; rows come tied to each other. Raises Rejected
    for an access without areas.
    """
    return _take(store, access, as_of, clock)


def take_households(
    store: Store,
    access: Access,
    households: Sequence[str],
    as_of: date | None = None,
    clock: Clock = system_clock,
) -> Snapshot:
    """Read what hangs on some households only, by our ids; those out of reach are not there.

    All else (catalogue, organisations, parameters) comes as with take. Raises as take.
    """
    return _take(store, access, as_of, clock, households)


def _take(
    store: Store,
    access: Access,
    as_of: date | None,
    clock: Clock,
    households: Sequence[str] | None = None,
) -> Snapshot:
    if not access.areas:
        raise Rejected(["NO_AREAS"])
    with store.read(access) as session:
        district, own_today = _district(session, access.areas[0][:6])
        if as_of is None:
            as_of = own_today or clock().astimezone(ZoneInfo(district.zone)).date()
        tables = read_tables(session, district.code, as_of, households)
    snapshot = Snapshot(access=access, as_of=as_of, district=district, **tables)
    snapshot.look.prepare()
    return snapshot


def _district(session: ReadSession, code: str) -> tuple[District, date | None]:
    for row in session.run("snapshot_districts"):
        if row["code"] == code:
            zone, name = row["zone"] or ZONE, row["name"] or ""
            return District(code=code, zone=zone, name=name), row["today"]
    return District(code=code), None
