"""Colours out of an export alone: rows for the plain rules of tests.matching.risk."""

from collections.abc import Iterator

from tests.matching.independent.export import Export, Row
from tests.matching.risk.oracle import Answer, judge
from tests.matching.risk.plain import households

FACTS = {
    "disability_cards": "DisabilityCard",
    "health": "HealthStatus",
    "schooling": "Schooling",
    "employment": "Employment",
    "medical_bills": "MedicalBill",
    "housing": "Housing",
}
OTHERS = (
    *("households", "persons", "cares_for", "guardian_of", "items", "needs", "alerts"),
    *("awards", "links", "visits", "consents", "causes"),
)
LEVELS = ("", "L1_NORM", "L2_LOW", "L3_MED", "L4_HIGH")


def answers(export: Export) -> dict[str, Answer]:
    """Household → what the rules of the domain, 2.1 and 2.2, say of it today."""
    found = households(tables(export))
    standard = export.param("L")
    return {one.row["id"]: judge(one, export.today, standard) for one in found}


def tables(export: Export) -> dict[str, list[Row]]:
    """The export as flat rows, every row with the household it belongs to."""
    told: dict[str, list[Row]] = {name: [] for name in (*FACTS, *OTHERS)}
    for home, village in export.homes().items():
        row = export.nodes["Household"][home]
        told["households"].append(row | {"village": village})
        for name, rows in _of_home(export, home):
            told[name] += [_renamed(one) | {"household_id": home} for one in rows]
        for person, tie in export.members(home):
            mine = {"household_id": home, "person_id": person["id"]}
            told["persons"].append(person | {"household_id": home, "head": tie.get("head")})
            for name, rows in _of_person(export, person["id"]):
                told[name] += [_renamed(one) | mine for one in rows]
    for name, kind in (("cares_for", "CARES_FOR"), ("guardian_of", "GUARDIAN_OF")):
        told[name] = [
            {"from_id": start, "to_id": to}
            for start, ends in export.out[kind].items()
            for to, tie in ends
            if export.now(tie)
        ]
    told["items"] = export.all("CatalogueItem")
    return told


def _of_home(export: Export, home: str) -> Iterator[tuple[str, list[Row]]]:
    needs = export.ends("HAS_NEED", home, "Need")
    yield "needs", needs
    yield "alerts", export.ends("HAS_ALERT", home, "Alert")
    yield "awards", _awards(export, home)
    links = export.ends("HAS_LINK", home, "Link")
    yield "links", [link_with_ends(export, one) for one in links]
    yield "visits", export.starts("VISITS", home, "Visit")
    yield "consents", export.starts("COVERS", home, "Consent")
    open_ = [n["id"] for n in needs if n["state"] in ("OPEN", "PARTLY_MET")]
    causes = [export.ends("CAUSED_BY", one, "Cause") for one in (home, *open_)]
    yield "causes", [cause for some in causes for cause in some]
    for name, label in FACTS.items():
        yield name, export.ends("HAS_FACT", home, label)


def _of_person(export: Export, person: str) -> Iterator[tuple[str, list[Row]]]:
    yield "awards", _awards(export, person)
    for name, label in FACTS.items():
        yield name, export.ends("HAS_FACT", person, label)


def _awards(export: Export, holder: str) -> list[Row]:
    return [one | {"holder_id": holder} for one in export.ends("RECEIVES", holder, "Award")]


def link_with_ends(export: Export, link: Row) -> Row:
    """A link with the ends the rules ask for."""
    need = export.one("FOR_NEED", link["id"], "Need")
    item = export.one("TO_ITEM", link["id"], "CatalogueItem")
    body = export.one("PROVIDED_BY", link["id"], "Organisation", "Actor")
    worker = export.one("CARRIED_BY", link["id"], "Actor")
    return link | {
        "need_id": need and need["id"],
        "item_id": item and item["id"],
        "provider_id": body and body["id"],
        "provider_label": body and export.label[body["id"]],
        "provider_party": body and body.get("party"),
        "worker_id": worker and worker["id"],
        "worker_party": worker and worker.get("party"),
    }


def _renamed(row: Row) -> Row:
    return {"from_" if name == "from" else name: value for name, value in row.items()}
