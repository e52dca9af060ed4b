"""Coverage of 100,000 households in every area, against a pandas group-by of the same tables.

Both sides start from the same tables in memory and give the measures of every village, town
and the district. The group-by joins and groups as an analyst would: live links, parties and
tiers per household, needs met, then means by area. That both say the same is checked first.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.timing import Row, in_turn, row_of
from graph_schema.access import Access
from graph_schema.vocabulary import Level, NeedCode, Party, Purpose, Tier, entries
from matching.coverage.live import LEVELS, PARTIES, TIERS
from matching.coverage.report import measures_by_area
from matching.snapshot import District, Snapshot
from matching.tables import TABLES, frame, frame_of

HOUSEHOLDS, VILLAGES, TOWNS, PROVIDERS, GOAL = 100_000, 95, 9, 400, 3.0
AS_OF, ZONE = date(2023, 12, 31), ZoneInfo("Asia/Shanghai")
CLOSE = datetime(2023, 12, 31, 12, tzinfo=ZONE)
LEVEL_MIX = (0.02, 0.15, 0.56, 0.27)  # of the sample district, orange first
Random = np.random.Generator
Columns = dict[str, Any]


def run(runs: int) -> list[Row]:
    """Measure both sides, after a check that they agree."""
    ours, peer = measure(runs)
    return [row_of("coverage", ours, peer, goal=GOAL)]


def measure(runs: int, households: int = HOUSEHOLDS) -> tuple[list[float], list[float]]:
    """Time both sides in turn, seconds a run: ours, then the group-by."""
    snapshot = district(households)
    _agree(snapshot)
    tied: list[Snapshot] = []
    return in_turn(
        lambda: measures_by_area(tied[0]),
        lambda: grouped(tied[0]),
        runs,
        before=lambda: tied.__setitem__(slice(None), [_fresh(snapshot)]),
    )


def _fresh(snapshot: Snapshot) -> Snapshot:
    """Give the same tables with nothing worked out yet."""
    return replace(snapshot)


def _agree(snapshot: Snapshot) -> None:
    areas, ours = measures_by_area(snapshot)
    theirs = grouped(snapshot).reindex(areas["code"])
    for p, party in enumerate(PARTIES):
        np.testing.assert_allclose(ours.party[:, p], theirs[party])
    for t, tier in enumerate(TIERS):
        np.testing.assert_allclose(ours.tier[:, t], theirs[tier])
    for name in ("depth", "nbc", "gap", "redundancy"):
        np.testing.assert_allclose(getattr(ours, name), theirs[name], err_msg=name)
    np.testing.assert_allclose(ours.k[:, 4], theirs["full"])


def district(households: int, seed: int = 1) -> Snapshot:
    """Make a district: households in 95 villages, 1.45 needs and 1.5 links each."""
    random = np.random.Generator(np.random.PCG64(seed))
    tables = {name: frame(name) for name in TABLES}
    village = np.sort(random.integers(0, VILLAGES, households))
    codes = np.array([f"510115{v % TOWNS + 1:03}{v:03}" for v in range(VILLAGES)])
    home = np.array([f"h{i:06}" for i in range(households)])
    level = random.choice(LEVELS, households, p=LEVEL_MIX)
    tables["households"] = _table(
        "households",
        households,
        id=home,
        village=codes[village],
        town=[code[:9] for code in codes[village]],
        level=level,
        groups=[(f"G{g:02}",) for g in random.integers(1, 11, households)],
        monitored=np.ones(households, dtype=bool),
        has_living_member=random.random(households) < 0.999,
    )
    needs = int(1.45 * households)
    at = np.sort(random.integers(0, households, needs))
    tables["needs"] = _table(
        "needs",
        needs,
        id=[f"n{i:06}" for i in range(needs)],
        household_id=home[at],
        code=random.choice([str(c) for c in NeedCode], needs),
        severity=random.choice(4, needs, p=(0.54, 0.33, 0.10, 0.03)) + 1,
        state=random.choice(["OPEN", "PARTLY_MET", "MET"], needs, p=(0.7, 0.1, 0.2)),
        since=_instants(random.integers(30, 300, needs)),
    )
    tables["links"] = _links(random, home, at, households)
    tables["consents"] = _table(
        "consents",
        households,
        id=[f"c{i:06}" for i in range(households)],
        household_id=home,
        state=["GRANTED"] * households,
        purposes=[("U1", "U2", "U3", "U4")] * households,
        from_=[date(2023, 1, 1)] * households,
    )
    tables["stewards"], tables["visits"] = _stewards(random, home, village)
    tables["areas"] = _areas(codes)
    return Snapshot(
        access=Access.system(Purpose.STATISTICS, ("510115",)),
        as_of=AS_OF,
        district=District(code="510115"),
        **tables,
    )


def _table(name: str, length: int, **columns: Any) -> pd.DataFrame:
    missing = {column: [None] * length for column in TABLES[name] if column not in columns}
    return frame_of(name, columns | missing)


def _instants(days: NDArray[np.int64]) -> list[datetime]:
    return [CLOSE - timedelta(days=int(d)) for d in days]


def _links(
    random: Random, home: NDArray[np.str_], need_home: NDArray[np.int64], households: int
) -> pd.DataFrame:
    """Make as many links for needs as households, and a CARE link for every second one."""
    made = random.integers(0, len(need_home), int(1.0 * households))
    cared = random.integers(0, households, households // 2)
    count = len(made) + len(cared)
    provider = random.zipf(1.6, count) % PROVIDERS
    party = np.array([str(p) for p in Party])[provider % len(Party)]
    worker = random.random(count) < 0.4
    return _table(
        "links",
        count,
        id=[f"l{i:06}" for i in range(count)],
        household_id=np.concatenate([home[need_home[made]], home[cared]]),
        need_id=[f"n{n:06}" for n in made] + [None] * len(cared),
        kind=["NEED"] * len(made) + ["CARE"] * len(cared),
        state=random.choice(["IN_SERVICE", "ACCEPTED", "DECLINED"], count, p=(0.7, 0.2, 0.1)),
        provider_id=[f"p{p:03}" for p in provider],
        provider_label=["Organisation"] * count,
        provider_party=party,
        worker_id=[f"w{p:03}" if w else None for p, w in zip(provider, worker, strict=True)],
        worker_party=["SW" if w else None for w in worker],
        last_contact_at=_instants(random.exponential(40, count).astype(np.int64)),
    )


def _stewards(
    random: Random, home: NDArray[np.str_], village: NDArray[np.int64]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    count = len(home) * len(TIERS)
    tier = np.repeat(TIERS, len(home))
    actor = [f"s{t}{v:03}" for t, v in zip(tier, np.tile(village, len(TIERS)), strict=True)]
    stewards = _table(
        "stewards",
        count,
        household_id=np.tile(home, len(TIERS)),
        tier=tier,
        actor_id=actor,
        from_=[date(2023, 1, 1)] * count,
    )
    done = random.integers(0, count, count)
    visits = _table(
        "visits",
        count,
        id=[f"v{i:06}" for i in range(count)],
        household_id=stewards["household_id"].to_numpy()[done],
        actor_id=np.array(actor)[done],
        tier=tier[done],
        state=["DONE"] * count,
        mode=random.choice(["HOME", "CALL", "DESK"], count),
        done_at=_instants(random.exponential(60, count).astype(np.int64)),
    )
    return stewards, visits


def _areas(codes: NDArray[np.str_]) -> pd.DataFrame:
    towns = sorted({str(code)[:9] for code in codes})
    rows = [("510115", "DISTRICT", None), *((t, "TOWN", "510115") for t in towns)]
    rows += [(str(code), "VILLAGE", str(code)[:9]) for code in sorted(codes)]
    return frame(
        "areas", [{"code": c, "name": c, "level": kind, "parent": up} for c, kind, up in rows]
    )


def grouped(snapshot: Snapshot) -> pd.DataFrame:
    """Say the same with joins and group-bys: one row an area, indexed by its code."""
    homes = snapshot.households.set_index("id")
    homes = homes[homes["monitored"] & homes["has_living_member"]]
    window = {level: entries(Level)[level].about["window"] for level in LEVELS}
    homes["window"] = homes["level"].map(window)
    homes["weight"] = homes["level"].map(
        {level: float(entries(Level)[level].about["weight"]) for level in LEVELS}
    )
    links = _live(snapshot, homes)
    lit = _lit(links)
    homes[list(PARTIES)] = _wide(lit, "household_id", homes.index)
    homes["depth"] = homes[list(PARTIES)].sum(axis=1)
    homes["full"] = homes["depth"] == len(PARTIES)
    for tier in TIERS:
        homes[tier] = homes.index.isin(_seen(snapshot, homes, tier))
    needs = _needs(snapshot, homes, links)
    lacking = needs["severity"] * (1 - needs["met"])
    homes["lacking"] = lacking.groupby(needs["household_id"]).sum()
    off = len(TIERS) - homes[list(TIERS)].sum(axis=1)
    homes["gap"] = homes["weight"] * (homes["lacking"].fillna(0) + 0.5 * off)
    return pd.concat([_by_area(homes, needs, digits) for digits in (6, 9, 12)])


def _days(instants: "pd.Series[Any]") -> "pd.Series[int]":
    local = instants.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    days: pd.Series[int] = (pd.Timestamp(AS_OF) - local).dt.days
    return days


def _live(snapshot: Snapshot, homes: pd.DataFrame) -> pd.DataFrame:
    agreed = snapshot.consents[snapshot.consents["state"] == "GRANTED"]
    agreed = agreed[~(agreed["from_"] > pd.Timestamp(AS_OF))]
    distinct = agreed["purposes"].drop_duplicates()
    has_u4 = {purposes: "U4" in purposes for purposes in distinct}
    basis = agreed.loc[agreed["purposes"].map(has_u4), "household_id"]
    links = snapshot.links[snapshot.links["state"] == "IN_SERVICE"]
    links = links[links["household_id"].isin(basis)]
    links = links.merge(homes[["window"]], left_on="household_id", right_index=True)
    age = _days(links["last_contact_at"])
    return links[(age >= 0) & (age <= links["window"])]


def _lit(links: pd.DataFrame) -> pd.DataFrame:
    """One row a live link and party it lights."""
    columns = ["id", "household_id", "need_id", "party"]
    both = [
        links.rename(columns={column: "party"})[columns]
        for column in ("provider_party", "worker_party")
    ]
    told = pd.concat(both).dropna(subset=["party"])
    return told[told["party"].isin(PARTIES)].drop_duplicates(["id", "party"])


def _wide(lit: pd.DataFrame, key: str, index: "pd.Index[str]") -> pd.DataFrame:
    """Turn rows (key, party) into one row a key and one column a party."""
    wide = lit.assign(lit=1).pivot_table("lit", key, "party", aggfunc="size", fill_value=0) > 0
    return wide.reindex(index=index, columns=list(PARTIES), fill_value=False)


def _seen(snapshot: Snapshot, homes: pd.DataFrame, tier: str) -> "pd.Series[str]":
    about = entries(Tier)[tier].about
    visits = snapshot.visits[snapshot.visits["state"] == "DONE"]
    visits = visits[visits["mode"].isin(about["contact"])]
    mine = snapshot.stewards[snapshot.stewards["tier"] == tier]
    visits = visits.merge(mine[["household_id", "actor_id"]], on=["household_id", "actor_id"])
    visits = visits.merge(homes[["window"]], left_on="household_id", right_index=True)
    age = _days(visits["done_at"])
    there = visits.loc[(age >= 0) & (age <= visits["window"]), "household_id"]
    needless = [level for level in LEVELS if about["weights"][level] == 0]
    assigned = mine.loc[
        mine["household_id"].isin(homes.index[homes["level"].isin(needless)]), "household_id"
    ]
    told: pd.Series[str] = pd.concat([there, assigned])
    return told


def _needs(snapshot: Snapshot, homes: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Open needs with `met`, and how many providers their live links have."""
    needs = snapshot.needs[snapshot.needs["state"].isin(["OPEN", "PARTLY_MET"])]
    needs = needs[needs["household_id"].isin(homes.index)].set_index("id")
    care = needs.loc[needs["code"] == "N10", ["household_id"]].reset_index(names="for_need")
    care = care.merge(links[links["kind"] == "CARE"], on="household_id")
    ties = pd.concat([links.assign(for_need=links["need_id"]), care])
    ties = ties[ties["for_need"].isin(needs.index)]
    lit = _lit(ties.assign(need_id=ties["for_need"], id=ties["for_need"] + ties["id"]))
    on = _wide(lit, "need_id", needs.index)
    needs["met"] = on.any(axis=1).astype(float)
    for code, entry in entries(NeedCode).items():
        wanted = entry.about["requirement"]
        strict = (needs["code"] == code) & (needs["severity"] > 1)
        met = sum(on.loc[strict, one].any(axis=1).astype(float) for one in wanted)
        needs.loc[strict, "met"] = met / len(wanted)
    needs["providers"] = ties.groupby("for_need")["provider_id"].nunique()
    return needs


def _by_area(homes: pd.DataFrame, needs: pd.DataFrame, digits: int) -> pd.DataFrame:
    area = homes["village"].str[:digits]
    told = homes[[*PARTIES, *TIERS, "depth", "full", "gap"]].groupby(area).mean()
    where = needs["household_id"].map(area)
    gained = (needs["severity"] * needs["met"]).groupby(where).sum()
    told["nbc"] = gained / needs["severity"].groupby(where).sum()
    covered = needs[needs["providers"] >= 1]
    many = (covered["providers"] >= 2).groupby(where[covered.index])
    told["redundancy"] = many.mean()
    return told
