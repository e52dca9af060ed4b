"""Brands and their templates, focus areas: what a project is besides its lot. Domain 1.12."""

import json
from typing import Any

from api.actions.moving import Moving
from api.moves.projects import names
from graph_schema.errors import Rejected
from graph_schema.vocabulary import BrandCode, FocusArea, entries

KINDS = frozenset({"Person", "Actor", "Organisation"})
SLOT = frozenset({"of", "least", "most", "below", "from", "role"})


def slots_of(told: str | None, template: str | None) -> dict[str, dict[str, Any]]:
    """Give the slots a project has: its own, else its template's; {} without either."""
    if told:
        found: dict[str, dict[str, Any]] = json.loads(told)
        return found
    return dict(entries(BrandCode)[template].about["slots"]) if template else {}


def focus_of(needs: list[str]) -> list[str]:
    """Name the focus areas that needs fall under, sorted."""
    return sorted(
        code
        for code, entry in entries(FocusArea).items()
        if set(needs) & set(entry.about["needs"])
    )


@names.guard
def slots_sound(m: Moving) -> None:
    """Slots of its own are sound: of whom, how many at least and at most."""
    if "slots" not in m.told:
        return
    try:
        told = json.loads(str(m.told["slots"]))
    except ValueError:
        raise Rejected(["NOT_JSON"], field="slots") from None
    m.require(isinstance(told, dict), "NOT_JSON", field="slots")
    for name, slot in told.items():
        whole = isinstance(slot, dict) and {"of", "least", "most"} <= set(slot) <= SLOT
        m.require(whole and slot["of"] in KINDS, "SLOT_NOT_SOUND", slot=name)
        m.require(0 <= slot["least"] <= slot["most"], "SLOT_NOT_SOUND", slot=name)


@names.effect
def of_brand(m: Moving) -> None:
    """Group it under its brand, whose template it follows."""
    if "brand" not in m.told:
        return
    code = str(m.told["brand"])
    name = entries(BrandCode)[code].zh_hans
    rows = m.graph.run("brands_named", name=name)
    made = rows[0]["id"] if rows else m.graph.make("Brand", name=name)
    m.tie("OF_BRAND", "Brand", made)
    m.changes["template"] = code


@names.effect
def focused(m: Moving) -> None:
    """Its focus areas follow from its needs where none are told."""
    m.changes["focus"] = m.told.get("focus") or focus_of(m.told["needs"])
