"""Policy finds people 政策找人: a policy that newly fits and is not received is told (F14).

An evaluation marks its verdict; here the household's steward is told in the day's digest, and
the household or person, if it agreed to be contacted for matching, by a message. The mark goes
in the same transaction: each is told once.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import partial

from api.actions.graph import Graph
from api.messages.topics import topics
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose

PAGE, PAGES = 200, 5  # verdicts in one transaction, transactions in one round
TEMPLATE = "POLICY_FOUND"
SUBJECTS = ("policies_found_for_households", "policies_found_for_persons")


@dataclass(slots=True)
class Found:
    """What a round did. policies: that found somebody; stewards, people: told of them."""

    policies: int = 0
    stewards: int = 0
    people: int = 0


def find_people(store: Store) -> Found:
    """Tell of policies that have newly found somebody; the rest waits for the next round."""
    done = Found()
    for _ in range(PAGES):
        if not (rows := _news(store)):
            break
        by_district: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_district[row["district"] or ""].append(row)
        for district, some in by_district.items():
            access = Access.system(Purpose.MATCHING, (district,) if district else ())
            with store.write(access, Action.POLICY_FOUND) as session:
                told = session.transact(partial(_tell, rows=some))
            done.policies += told[0]
            done.stewards += told[1]
            done.people += told[2]
    return done


def _news(store: Store) -> list[Row]:
    """Read a page of verdicts to tell of; whoever is in several households once."""
    with store.read(Access.system(Purpose.MATCHING, ())) as session:
        found = [row for name in SUBJECTS for row in session.run(name, page=PAGE)]
    return list({row["verdict"]: row for row in found}.values())


def _tell(tx: Transaction, *, rows: list[Row]) -> list[int]:
    own, graph = tx.for_program(), Graph(tx)
    day = day_of(own)
    ids = [row["verdict"] for row in rows]
    claimed = {row["id"] for row in own.run("policies_claim", ids=ids)}
    news = [row for row in rows if row["verdict"] in claimed and row["ended"] is None]
    homes = sorted({row["household"] for row in news})
    stewards = _stewards(own, homes)
    told_of = {"homes": homes, "purpose": str(topics()["policy.found"].consent), "today": day}
    agreed = {row["household"] for row in own.run("outbox_consented", **told_of)}
    lines: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in news:
        if (steward := stewards.get(row["household"])) is not None:
            lines[steward].append({"template": TEMPLATE, "of": row["verdict"]})
    for steward, some in sorted(lines.items()):
        graph.digest(steward, day, some)
    told = [row for row in news if row["household"] in agreed]
    for row in told:
        graph.send(
            "policy.found", row["household"], verdict=row["verdict"], policy=row["policy"],
            person=row["subject"],
        )  # fmt: skip
    tx.record.note(subjects=homes, fields=["Verdict.news"], after={"told": json.dumps(ids)})
    return [len(news), len(lines), len(told)]


def _stewards(own: Transaction, homes: list[str]) -> dict[str, str]:
    """Name the steward nearest to each household: of the village, else of the town."""
    rows = own.run("policies_stewards", homes=homes)
    ordered = sorted(rows, key=lambda row: str(row["tier"]))  # T3 last, so that it stands
    return {row["household"]: row["steward"] for row in ordered if row["tier"] != "T1"}
