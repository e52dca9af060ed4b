"""A small made-up town with every rule in play: tables for snapshots and for a store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from tests.matching.written import ACCESS, write
from tests.snapshots import VILLAGE

AS_OF = date(2023, 12, 31)
CODES = ("N02", "N04", "N05", "N08", "N12")
Tables = dict[str, list[dict[str, Any]]]


def days_ago(days: int) -> datetime:
    return datetime(2023, 12, 31, 4, tzinfo=UTC) - timedelta(days=days)


def town(seed: int, homes: int = 30, items: int = 14) -> Tables:
    """Homes with a person and up to two needs; items by four bodies; some past links."""
    random = Random(seed)
    bodies = [("o1", "CHA"), ("o2", "ORG"), ("o3", "COM"), ("o4", "GOV")]
    tables: Tables = {
        "households": [_home(random, k) for k in range(homes)],
        "persons": [_person(random, k) for k in range(homes)],
        "needs": [],
        "items": [_item(random, k) for k in range(items)],
        "offers": [],
        "organisations": [{"id": o, "party": p, "status": "ACTIVE"} for o, p in bodies],
        "actors": [_volunteer(random, k) for k in range(3)],
        "consents": [],
        "links": [],
    }
    for k in range(homes):
        for code in random.sample(CODES, random.randint(0, 2)):
            tables["needs"].append(_need(random, k, code))
        tables["consents"] += _consents(random, k)
    for item in tables["items"]:
        for body, party in random.sample(bodies, random.randint(0, 2)):
            tables["offers"].append(
                {
                    "item_id": item["id"],
                    "provider_id": body,
                    "provider_label": "Organisation",
                    "provider_party": party,
                    "lon": 103.85 + bodies.index((body, party)) / 50,
                    "lat": 30.7,
                }
            )
    for body in tables["organisations"]:
        body |= {"lon": 103.85 + bodies.index((body["id"], body["party"])) / 50, "lat": 30.7}
    tables["links"] = _links(random, tables)
    return tables


def _home(random: Random, k: int) -> dict[str, Any]:
    return {
        "id": f"h{k:03}",
        "village": VILLAGE,
        "level": random.choice(["L4_HIGH", "L3_MED", "L2_LOW", "L1_NORM"]),
        "groups": tuple(sorted(random.sample(["G01", "G04", "G05"], random.randint(0, 2)))),
        "urgent": random.random() < 0.1,
        "monitored": random.random() < 0.9,
        "lon": 103.80 + random.randint(0, 300) / 1000,
        "lat": 30.70,
        "income_month": random.choice([None, 20_000, 900_000]),
        "size": 1,
    }


def _person(random: Random, k: int) -> dict[str, Any]:
    age = random.choice([9, 35, 70])
    return {
        "id": f"p{k:03}",
        "household_id": f"h{k:03}",
        "head": True,
        "relation": "本人",
        "sex": random.choice(["1", "2"]),
        "birth": date(2023 - age, 5, 5),
    }


def _need(random: Random, k: int, code: str) -> dict[str, Any]:
    return {
        "id": f"n{k:03}{code}",
        "household_id": f"h{k:03}",
        "code": code,
        "severity": random.randint(1, 4),
        "state": random.choice(["OPEN", "OPEN", "OPEN", "PARTLY_MET", "MET"]),
        "since": days_ago(random.randint(0, 120)),
    }


def _item(random: Random, k: int) -> dict[str, Any]:
    return {
        "id": f"i{k:02}",
        "code": f"{random.choice(['CS', 'PC', 'AP'])}-{k:03}",
        "type": random.choice(["CS", "PC", "AP"]),
        "needs": tuple(sorted(random.sample(CODES, random.randint(1, 3)))),
        "groups": random.choice([(), (), ("G01",), ("G04", "G05")]),
        "areas": random.choice([("510115",), ("510115",), (), ("510115006",)]),
        "age_min": random.choice([None, None, 60]),
        "capacity": random.choice([None, 1, 2, 4]),
        "used": random.choice([0, 0, 1]),
        "needs_volunteer": random.random() < 0.3,
        "skills": random.choice([(), ("reading",)]),
        "verified_at": days_ago(random.choice([3, 60, 170, 400])),
        "conditions": random.choice([None, None, "E01"]),
        "status": random.choice(["ACTIVE"] * 5 + ["CLOSED"]),
    }


def _volunteer(random: Random, k: int) -> dict[str, Any]:
    return {
        "id": f"v{k}",
        "party": "VOL",
        "status": "ACTIVE",
        "skills": random.choice([(), ("reading",)]),
        "clearance_minors": random.random() < 0.5,
        "weekly_hours_max": 4.0,
        "lon": 103.85 + k / 20,
        "lat": 30.70,
    }


def _consents(random: Random, k: int) -> list[dict[str, Any]]:
    home = {"household_id": f"h{k:03}", "receivers": (), "from_": date(2023, 1, 1)}
    told = [{"id": f"c{k:03}a", "purposes": ("U1", "U2"), "state": "GRANTED"}]
    if random.random() < 0.8:
        state = random.choice(["GRANTED", "GRANTED", "WITHDRAWN"])
        told.append({"id": f"c{k:03}b", "purposes": ("U3", "U4"), "state": state})
    return [one | home for one in told]


def _links(random: Random, tables: Tables) -> list[dict[str, Any]]:
    found = []
    for k, need in enumerate(tables["needs"]):
        offers = [
            o
            for o in tables["offers"]
            for i in tables["items"]
            if i["id"] == o["item_id"] and need["code"] in i["needs"]
        ]
        if not offers or random.random() < 0.6:
            continue
        offer = random.choice(offers)
        state = random.choice(["DECLINED", "EXPIRED", "PROPOSED", "IN_SERVICE", "ACCEPTED"])
        ended = days_ago(random.choice([5, 29, 31, 89, 95]))
        found.append(
            {
                "id": f"l{k:03}",
                "household_id": need["household_id"],
                "need_id": need["id"],
                "kind": "NEED",
                "state": state,
                "state_since": ended,
                "ended_at": ended if state in ("DECLINED", "EXPIRED") else None,
                "reason_code": random.choice(["NO_CAPACITY", "UNSAFE"])
                if state == "DECLINED"
                else None,
                "item_id": offer["item_id"],
                "provider_id": offer["provider_id"],
                "provider_label": "Organisation",
                "provider_party": offer["provider_party"],
                "last_contact_at": days_ago(3),
                "units": 1,
            }
        )
    return found


def settle(store: Store, tables: Mapping[str, Any]) -> None:
    """Write a town into a store as loaders would leave it, bodies with their offers."""
    links = [dict(link) | {"provider_party": None} for link in tables["links"]]
    actors = {"actors": []}
    write(store, AS_OF, dict(tables) | {"links": links} | actors)
    with store.write(ACCESS, Action.FILE_LOADED) as session:
        bodies = [dict(b) | {"credit_code": b["id"]} for b in tables["organisations"]]
        bulk.upsert_nodes(session, "Organisation", bodies)
        people = [dict(a) | {"staff_no": a["id"]} for a in tables["actors"]]
        bulk.upsert_nodes(session, "Actor", people)
        offers = {(o["provider_id"], o["item_id"]) for o in tables["offers"]}
        given = [{"from": p, "to": i} for p, i in sorted(offers)]
        bulk.upsert_relationships(session, "OFFERS", "Organisation", "CatalogueItem", given)
        by = [{"from": k["id"], "to": k["provider_id"]} for k in tables["links"]]
        bulk.upsert_relationships(session, "PROVIDED_BY", "Link", "Organisation", by)
