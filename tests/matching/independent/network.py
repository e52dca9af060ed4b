"""Who reaches whom today, from an export alone: live links, tiers, needs met. Domain, 6.1."""

from dataclasses import dataclass, field

from tests.matching.independent.colours import link_with_ends
from tests.matching.independent.export import Export, Row

PARTIES = ("COM", "ORG", "SW", "VOL", "CHA")
WINDOW = {"L4_HIGH": 7, "L3_MED": 30, "L2_LOW": 90, "L1_NORM": 365}
CONTACT = {
    "T1": ("HOME", "CALL", "DESK", "CONFERENCE"),
    "T2": ("HOME", "CALL", "DESK"),
    "T3": ("HOME", "CALL"),
}
ASKED = {  # domain, 1.6: "A or B" is one requirement, "A + B" two
    "N01": ("SW",), "N02": ("SW VOL",), "N03": ("SW", "COM"), "N04": ("ORG",), "N05": ("COM",),
    "N06": ("COM",), "N07": ("ORG",), "N08": ("SW CHA",), "N09": ("ORG",), "N10": ("COM",),
    "N11": ("SW",), "N12": ("VOL SW",), "N13": ("COM ORG SW VOL CHA",),
}  # fmt: skip
OPEN = ("OPEN", "PARTLY_MET")


@dataclass
class Need:
    """An open need. links: L(n), of any state; live: those of them that are alive."""

    row: Row
    links: list[Row]
    live: list[Row]
    met: float

    @property
    def providers(self) -> set[str]:
        return {who for link in self.live if (who := link["provider_id"] or link["worker_id"])}


@dataclass
class Home:
    """A monitored household with a living member."""

    row: Row
    village: str
    level: str
    links: list[Row]
    live: list[Row]
    tiers: set[str]
    needs: list[Need] = field(default_factory=list)

    @property
    def on(self) -> set[str]:
        return set().union(*(lit(link) for link in self.live))


def homes(export: Export) -> list[Home]:
    """H of the whole district, by id."""
    return [
        _home(export, home, village)
        for home, village in sorted(export.homes().items())
        if _counts(export, export.nodes["Household"][home])
    ]


def lit(link: Row) -> set[str]:
    return {link["provider_party"], link["worker_party"]} & set(PARTIES)


def consented(export: Export, home: str, purpose: str, body: str | None = None) -> bool:
    """Whether a consent for a purpose is in force; where it names receivers, for this body."""

    def holds(consent: Row) -> bool:
        begun = (consent.get("from") or export.today) <= export.today
        ended = consent.get("to") is not None and consent["to"] < export.today
        named = not consent.get("receivers") or body is None or body in consent["receivers"]
        return consent["state"] == "GRANTED" and begun and not ended and named

    consents = export.starts("COVERS", home, "Consent")
    return any(purpose in one["purposes"] and holds(one) for one in consents)


def noticed(export: Export, home: str) -> bool:
    """Whether a notice under U1 or U2 is on record; once given it stays given."""
    return any(
        {"U1", "U2"} & set(one["purposes"])
        and one["state"] in ("GRANTED", "EXPIRED", "SUPERSEDED", "WITHDRAWN")
        and (one.get("from") or export.today) <= export.today
        for one in export.starts("COVERS", home, "Consent")
    )


def _counts(export: Export, row: Row) -> bool:
    since = row.get("monitored_from")
    alive = any(export.living(person) for person, _ in export.members(row["id"]))
    return bool(row.get("monitored")) and alive and (since is None or since <= export.today)


def _home(export: Export, home: str, village: str) -> Home:
    row = export.nodes["Household"][home]
    level = row.get("level") or "L1_NORM"
    links = [link_with_ends(export, link) for link in export.ends("HAS_LINK", home, "Link")]
    live = [link for link in links if _live(export, home, level, link)]
    found = Home(row, village, level, links, live, _tiers(export, home, level))
    for need in export.ends("HAS_NEED", home, "Need"):
        if need["state"] in OPEN:
            found.needs.append(_need(need, links, live))
    return found


def _live(export: Export, home: str, level: str, link: Row) -> bool:
    age = export.age(link.get("last_contact_at"))
    fresh = age is not None and age <= WINDOW[level]
    return link["state"] == "IN_SERVICE" and fresh and _basis(export, home, link)


def _basis(export: Export, home: str, link: Row) -> bool:
    if link["provider_party"] in ("COM", "GOV"):
        return noticed(export, home)
    if link["provider_label"] == "Organisation":
        return consented(export, home, "U4", link["provider_id"])
    return consented(export, home, "U3")


def _tiers(export: Export, home: str, level: str) -> set[str]:
    found = set()
    for steward, tie in export.out["STEWARDED_BY"][home]:
        if not export.now(tie):
            continue
        tier = tie["tier"]
        there = any(
            visit["state"] == "DONE"
            and visit.get("mode") in CONTACT[tier]
            and (age := export.age(visit.get("done_at"))) is not None
            and age <= WINDOW[level]
            and any(one["id"] == steward for one in export.ends("BY", visit["id"], "Actor"))
            for visit in export.starts("VISITS", home, "Visit")
        )
        if there or (tier == "T1" and level in ("L2_LOW", "L1_NORM")):
            found.add(tier)
    return found


def _need(need: Row, links: list[Row], live: list[Row]) -> Need:
    def of(rows: list[Row]) -> list[Row]:
        care = need["code"] == "N10"
        return [
            link
            for link in rows
            if link["need_id"] == need["id"] or (care and link["kind"] == "CARE")
        ]

    mine = of(live)
    on = set().union(*(lit(link) for link in mine))
    asked = (" ".join(PARTIES),) if need["severity"] == 1 else ASKED[need["code"]]
    met = sum(bool(on & set(one.split())) for one in asked) / len(asked)
    return Need(need, of(links), mine, met)
