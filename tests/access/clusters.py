"""A world out of the shape itself: in each of five places a node of every kind, all tied.

Every property of every node has a value made from its name, its node and a seed, so that two
worlds of two seeds differ in all that may differ. Places are as far from one caller as can be:
his own household, another one of his village, another village, another town, another district.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from graph_schema import flows
from graph_schema.shape import LABELS, RELATIONSHIPS, Prop
from graph_schema.vocabulary import Role, TagCode, entries
from tests.writing import Nodes, Ties

OWN, NEXT, SIBLING, FAR, ABROAD = "own", "next", "sibling", "far", "abroad"
VILLAGE = {
    OWN: "510115001001", NEXT: "510115001001", SIBLING: "510115001002",
    FAR: "510115106001", ABROAD: "510114001001",
}  # fmt: skip
TODAY = date(2023, 12, 31)
NOW = datetime(2023, 12, 31, 4, tzinfo=UTC)

# what belongs to an installation or says how the program works, not to anybody's life
APART = frozenset(
    {
        "District", "Area", "Account", "Session", "Token", "AuditLane", "AuditEvent",
        "AuditSeal", "AuditCut", "StoreMeta", "SubjectKey", "Operation", "Outbox", "Job",
        "Param", "RuleSet", "Workday", "CodeMap", "Dataset", "Version", "FieldLineage",
        "Erasure", "RevealBudget", "ImpactAssessment", "Breach", "Cause", "Package", "Brand",
        "Policy",
    }
)  # fmt: skip
# whom no area bounds: the catalogue, bodies and their staff, projects, plans
SHARED = frozenset(
    {
        "Actor",
        "Organisation",
        "CatalogueItem",
        "Project",
        "Milestone",
        "MatchPlan",
        "GoodsLot",
        "ImportBatch",
        "ImportIssue",
    }
)
KINDS = tuple(label for label in LABELS if label not in APART)
FLOWS = {flows.load(name).label: flows.load(name) for name in flows.names()}

CODES = {
    "level": ("L4_HIGH", "L3_MED", "L2_LOW", "L1_NORM"),
    "computed_level": ("L4_HIGH", "L3_MED", "L2_LOW", "L1_NORM"),
    "previous": ("L4_HIGH", "L3_MED", "L2_LOW", "L1_NORM"),
    "groups": ("G01", "G03", "G04", "G05"),
    "primary_group": ("G01", "G03", "G04", "G05"),
    "needs": ("N01", "N04", "N05", "N08"),
    "party": ("COM", "ORG", "SW", "VOL", "CHA"),
    "parties": ("COM", "ORG", "SW", "VOL", "CHA"),
    "purposes": ("U1", "U2", "U3", "U4"),
    "receivers": (),
    "service_types": ("SV03", "SV09", "SV16", "SV25"),
    "focus": (),
    "tier": ("T1", "T2", "T3"),
    "roles": (Role.VOLUNTEER.value,),
    "department": ("YB", "ZJ", "CL"),
    "status": ("ACTIVE",),
    "policy": ("E01", "E02", "E10"),
    "level_override": ("L4_HIGH", "L3_MED"),
    "level_override_over": ("L4_HIGH", "L3_MED"),
    "template": ("P-LOW", "P-MED"),
}
OF_LABEL = {
    ("Need", "code"): ("N01", "N04", "N05", "N08"),
    ("Alert", "code"): ("W01", "W02", "W08", "W15"),
    ("Tag", "code"): tuple(entries(TagCode)),
    ("Milestone", "status"): ("scheduled", "met"),
    ("CatalogueItem", "areas"): ("510115", "510115001", "510115106"),
    ("Project", "areas"): ("510115", "510115001", "510115106"),
    ("Step", "flow"): flows.names(),
}
JSON = {
    ("Link", "reasons"): '[{{"code": "SCORE", "score": {n}, "parts": {{"fit": {n}}}}}]',
    ("Lead", "reasons"): "[]",
    (
        "RiskEvaluation",
        "rows",
    ): '[{{"fact": "f", "label": "MedicalBill", "points": {n}, "rule": "RB01"}}]',
    ("RiskEvaluation", "floors"): "[]",
    ("MatchPlan", "fairness"): '{{"area": {{}}, "level": {{}}, "group": {{}}, '
    '"sex_of_head": {{}}, "disability": {{}}, "lowest": null, "median": null, '
    '"below_floor": {{}}, "score": {n}, "score_without": {n}, "cross_colour_envy": {n}, '
    '"envy": {n}}}',
    ("MatchPlan", "unmet"): "[]",
    ("IdentityPair", "reasons"): '["NAME"]',
}


def id_of(label: str, place: str) -> str:
    return f"{label}-{place}"


def number(*parts: str) -> int:
    """A number out of words, the same each time."""
    return int.from_bytes(sha256("|".join(parts).encode()).digest()[:4], "big")


def pool(label: str, prop: Prop) -> Sequence[str]:
    """What a property may hold where that is a closed list; else nothing."""
    return OF_LABEL.get((label, prop.name)) or prop.values or CODES.get(prop.name, ())


def value(label: str, prop: Prop, place: str, seed: str) -> Any:
    """What a property holds in a world: of its type, out of its closed values if it has any."""
    n = number(label, prop.name, place, seed)
    if label in FLOWS and prop.name == "state":
        states = sorted(FLOWS[label].states)
        return states[n % len(states)]
    if known := pool(label, prop):
        one = known[n % len(known)]
        return [one] if prop.type == "set" else int(one) if prop.type == "int" else one
    return _plain(label, prop, n)


def _plain(label: str, prop: Prop, n: int) -> Any:
    match prop.type:
        case "set":
            return []
        case "str":
            return _text(prop.name, n)
        case "json":
            return JSON.get((label, prop.name), "{{}}").format(n=n % 900)
        case "float":
            return n % 10_000 / 100
        case "bool":
            return n % 2 == 0
        case "date":
            return TODAY - timedelta(days=n % 9_000)
        case "datetime":
            return NOW - timedelta(seconds=n % 90_000_000)
        case "fen" | "pts":
            return n % 900_000
        case _:
            return 1 + n % 4


def _text(prop: str, n: int) -> str:
    """Text as long in one world as in the other; the masks' own forms keep what they show."""
    tail = f"{n % 10**8:08d}"
    if prop in {"id_no", "cert_no"}:
        return f"990115{tail}0019"
    if "phone" in prop:
        return f"138{tail[:4]}0000"
    if prop.endswith("name"):
        return "王" + chr(0x4E00 + n % 5_000) + chr(0x4E00 + n // 7 % 5_000)
    if prop == "address":
        return f"示范社区{tail}号"
    return f"{prop}{tail}"


@dataclass(frozen=True, slots=True)
class World:
    """Five places; `seed_of` names the seed of each property, so that twins can be made."""

    seeds: Mapping[tuple[str, str, str], str]  # label, property, place → seed if not the usual
    crowd: tuple[str, ...] = ()  # places where a second household lives as well

    def nodes(self) -> Nodes:
        yield (
            "District",
            [
                {
                    "id": f"d{c}",
                    "code": c,
                    "name": f"区{c}",
                    "zone": "Asia/Shanghai",
                    "today": TODAY,
                }
                for c in ("510115", "510114")
            ],
        )
        yield (
            "Area",
            [
                {"id": f"a{c}", "code": c, "name": f"区划{c}", "level": level}
                for c, level in areas().items()
            ],
        )
        for label in KINDS:
            yield label, [self.node(label, place) for place in VILLAGE]
        for label in ("Household", "Person", "Need", "Link"):
            yield label, [self.node(label, place, "crowd") for place in self.crowd]

    def node(self, label: str, place: str, more: str = "") -> dict[str, Any]:
        props = {
            name: value(label, prop, place + more, self.seeds.get((label, name, place), ""))
            for name, prop in LABELS[label].props.items()
            if name not in KEPT
        }
        props["id"] = id_of(label, place + more)
        props["district"] = VILLAGE[place][:6]
        for name in LABELS[label].key:
            if LABELS[label].props[name].type == "str":
                props[name] = f"{name}-{label}-{place}{more}"
        if label == "Notification":
            props |= {"to": id_of("Person", place), "of_id": id_of("Link", place)}
        if label == "Step":
            props |= {"of_id": id_of("Case", place), "of_label": "Case", "flow": "case"}
        return props

    def ties(self) -> Ties:
        for kind, relationship in RELATIONSHIPS.items():
            for tails, heads in relationship.ends:
                if tails in KINDS and heads in KINDS and tails != heads:
                    yield (
                        kind,
                        tails,
                        heads,
                        [
                            {"from": id_of(tails, p), "to": id_of(heads, p)}
                            | TIED.get(kind, {})
                            for p in VILLAGE
                        ],
                    )
        yield (
            "PART_OF",
            "Area",
            "Area",
            [
                {"from": f"a{c}", "to": f"a{c[: 6 if len(c) == 9 else 9]}"}
                for c in areas()
                if len(c) > 6
            ],
        )
        yield (
            "LIVES_IN",
            "Household",
            "Area",
            [{"from": id_of("Household", p), "to": f"a{v}"} for p, v in VILLAGE.items()],
        )
        yield (
            "COVERS",
            "Actor",
            "Area",
            [
                {"from": id_of("Actor", p), "to": f"a{v}", "tier": "T3"}
                for p, v in VILLAGE.items()
            ],
        )
        yield from self._crowded()

    def _crowded(self) -> Ties:
        """Tie the second households to their place, and to what the others share."""

        def rows(
            tails: str, heads: str, far: str = "crowd", **more: Any
        ) -> list[dict[str, Any]]:
            return [
                {"from": id_of(tails, f"{p}crowd"), "to": id_of(heads, p + far)} | more
                for p in self.crowd
            ]

        yield (
            "LIVES_IN",
            "Household",
            "Area",
            [
                {"from": id_of("Household", f"{p}crowd"), "to": f"a{VILLAGE[p]}"}
                for p in self.crowd
            ],
        )
        yield (
            "MEMBER_OF",
            "Person",
            "Household",
            rows("Person", "Household", **TIED["MEMBER_OF"]),
        )
        yield "HAS_NEED", "Household", "Need", rows("Household", "Need")
        yield "HAS_LINK", "Household", "Link", rows("Household", "Link")
        yield "FOR_NEED", "Link", "Need", rows("Link", "Need")
        for heads, kind in (("CatalogueItem", "TO_ITEM"), ("Organisation", "PROVIDED_BY")):
            shared = [
                {"from": id_of("Link", f"{p}crowd"), "to": id_of(heads, OWN)}
                for p in self.crowd
            ]
            yield kind, "Link", heads, shared


KEPT = frozenset(
    {
        "created_at", "updated_at", "valid_to", "retired_by", "version", "district", "demo",
        "batch", "line", "left_on", "news",
    }
)  # fmt: skip
TIED: Mapping[str, Mapping[str, Any]] = {
    "MEMBER_OF": {"relation": "户主", "head": True},
    "STEWARDED_BY": {"tier": "T3"},
    "TAKES_PART": {"slot": "learner"},
}


def areas() -> dict[str, str]:
    """Codes of all areas above and of the villages, with their level."""
    found = {}
    for village in VILLAGE.values():
        found |= {village[:6]: "DISTRICT", village[:9]: "TOWN", village: "VILLAGE"}
    return found
