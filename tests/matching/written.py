"""Writes the rows of a snapshot's tables into a store, as the loaders would leave them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph_schema.access import Access
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from matching.tables import TABLES
from tests.snapshots import VILLAGE, build
from tests.writing import Rows, put

ACCESS = Access.system(Purpose.MONITORING, ("510115",))
LABELS = {
    "needs": ("Need", "HAS_NEED"),
    "alerts": ("Alert", "HAS_ALERT"),
    "links": ("Link", "HAS_LINK"),
}
FACTS = {
    "employment": "Employment",
    "medical_bills": "MedicalBill",
    "disability_cards": "DisabilityCard",
    "schooling": "Schooling",
    "housing": "Housing",
    "health": "HealthStatus",
}
ENDS = {"household_id", "person_id", "holder_id", "holder_label", "actor_id", "tier"}
OF_LINK = {"need_id", "item_id", "provider_id", "provider_label", "provider_party", "worker_id"}
OF_LINK |= {"worker_party", "project_id"}

KEYS = {"Household": "hh_no", "Actor": "staff_no", "Organisation": "credit_code"}


class _Writer:
    def __init__(self) -> None:
        self.labels: list[tuple[str, Rows]] = []
        self.kinds: list[tuple[str, str, str, Rows]] = []

    def nodes(self, label: str, rows: Rows, without: set[str] = frozenset()) -> None:
        key = KEYS.get(label)
        plain = [
            ({key: row["id"]} if key else {})
            | {k.rstrip("_"): v for k, v in row.items() if k not in without and v is not None}
            for row in rows
        ]
        self.labels.append((label, plain))

    def ties(self, kind: str, ends: tuple[str, str], rows: Rows) -> None:
        self.kinds.append((kind, *ends, rows))


def write(store: Store, as_of: date, tables: Mapping[str, Rows]) -> None:
    """Write tables as tests.snapshots.build takes them; village areas are made as needed."""
    rows = _filled(as_of, tables)
    into = _Writer()
    _places(into, as_of)
    homes = rows["households"]
    into.nodes("Household", homes, {"village", "town", "has_living_member"})
    into.ties("LIVES_IN", ("Household", "Area"), [_pair(h["id"], VILLAGE) for h in homes])
    _people(into, rows)
    for table, (label, tie) in LABELS.items():
        into.nodes(label, rows[table], ENDS | OF_LINK)
        into.ties(tie, ("Household", label), _pairs(rows[table], "household_id"))
    _links(into, rows)
    for label, holder in (("Household", "household_id"), ("Person", "holder_id")):
        held = [a for a in rows["awards"] if a["holder_label"] == label]
        into.nodes("Award", held, ENDS)
        into.ties("RECEIVES", (label, "Award"), _pairs(held, holder))
    into.nodes("Visit", rows["visits"], ENDS)
    back = [_pair(v["id"], v["household_id"]) for v in rows["visits"]]
    into.ties("VISITS", ("Visit", "Household"), back)
    into.nodes("Consent", rows["consents"], ENDS)
    back = [_pair(c["id"], c["household_id"]) for c in rows["consents"]]
    into.ties("COVERS", ("Consent", "Household"), back)
    codes = {c["code"] for c in rows["causes"]}
    into.nodes("Cause", [{"id": code, "code": code} for code in sorted(codes)])
    stated = {(c["household_id"], c["code"]) for c in rows["causes"]}
    into.ties("CAUSED_BY", ("Household", "Cause"), [_pair(*one) for one in sorted(stated)])
    into.nodes("Param", [{"id": p["code"]} | p for p in rows["params"]])
    put(store, ACCESS, into.labels, into.kinds)


def _places(into: _Writer, as_of: date) -> None:
    codes = ("510115", VILLAGE[:9], VILLAGE)
    levels = ("DISTRICT", "TOWN", "VILLAGE")
    areas = [{"id": c, "code": c, "level": n} for c, n in zip(codes, levels, strict=True)]
    into.nodes("Area", areas)
    into.ties("PART_OF", ("Area", "Area"), [_pair(codes[2], codes[1]), _pair(*codes[1::-1])])
    into.nodes("District", [{"id": "d", "code": "510115", "today": as_of, "name": "温江区"}])


def _people(into: _Writer, rows: Mapping[str, Rows]) -> None:
    persons = rows["persons"]
    into.nodes("Person", persons, {"household_id", "relation", "head"})
    members = [_pair(p["id"], p["household_id"], head=p["head"]) for p in persons]
    into.ties("MEMBER_OF", ("Person", "Household"), members)
    known = {p["id"] for p in persons}
    for table, kind in (("cares_for", "CARES_FOR"), ("guardian_of", "GUARDIAN_OF")):
        outside = {t["from_id"] for t in rows[table]} - known
        into.nodes("Person", [{"id": one} for one in sorted(outside)])
        ties = {(t["from_id"], t["to_id"]) for t in rows[table]}
        into.ties(kind, ("Person", "Person"), [_pair(*one) for one in sorted(ties)])
    for table, label in FACTS.items():
        into.nodes(label, rows[table], ENDS)
        into.ties("HAS_FACT", ("Person", label), _pairs(rows[table], "person_id"))


def _links(into: _Writer, rows: Mapping[str, Rows]) -> None:
    links = rows["links"]
    into.nodes("CatalogueItem", rows["items"])
    into.ties("FOR_NEED", ("Link", "Need"), _found(links, "need_id"))
    into.ties("TO_ITEM", ("Link", "CatalogueItem"), _found(links, "item_id"))
    for role, label, tie in (
        ("provider", "Organisation", "PROVIDED_BY"),
        ("provider", "Actor", "PROVIDED_BY"),
        ("worker", "Actor", "CARRIED_BY"),
    ):
        ours = [k for k in links if role == "worker" or k["provider_label"] == label]
        ours = [k for k in ours if k[f"{role}_party"] is not None]
        made = {k["id"]: f"{k['id']}-{role}" for k in ours}
        parties = [{"id": made[k["id"]], "party": k[f"{role}_party"]} for k in ours]
        into.nodes(label, parties)
        into.ties(tie, ("Link", label), [_pair(*one) for one in made.items()])


def _filled(as_of: date, tables: Mapping[str, Rows]) -> dict[str, list[dict[str, Any]]]:
    """Rows with every column, as a snapshot has them, in plain Python values."""
    snapshot = build(as_of, **{name: rows for name, rows in tables.items() if rows})
    found = {}
    for name in TABLES:
        frame = getattr(snapshot, name).astype(object)
        frame = frame.where(frame.notna(), None)
        dates = [c for c in frame if getattr(snapshot, name)[c].dtype == "datetime64[s]"]
        found[name] = [
            row | {c: row[c].date() for c in dates if row[c] is not None}
            for row in frame.to_dict("records")
        ]
    return found


def _pair(tail: str, to: str, /, **props: Any) -> dict[str, Any]:
    return {
        "from": tail,
        "to": to,
        "props": {k: v for k, v in props.items() if v is not None},
    }


def _pairs(rows: Rows, tail: str) -> list[dict[str, Any]]:
    return [_pair(row[tail], row["id"]) for row in rows if row[tail] is not None]


def _found(rows: Rows, head: str) -> list[dict[str, Any]]:
    return [_pair(row["id"], row[head]) for row in rows if row[head] is not None]
