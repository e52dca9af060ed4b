"""Collecting in the field: the notice first, then a draft, then one household on record."""

import json
from typing import Any

from api.actions.moving import Moving, Names
from api.forms import judging
from api.forms.definition import Form
from api.forms.in_force import form_of
from api.moves import collected
from graph_schema.errors import NoConsent, Rejected
from graph_schema.vocabulary import Purpose

names = Names(flow="collection")
RECEIVER = "五社联动服务方"


def form_in_force(m: Moving) -> Form:
    """Give the form a collection is of, as its district has it today."""
    district = (m.access.areas or ("",))[0][:6]
    return form_of(m.graph.run, str(m.get("form")), district, m.today)


def answers(m: Moving) -> dict[str, list[dict[str, Any]]]:
    """Give what was answered so far, by block."""
    told: dict[str, list[dict[str, Any]]] = json.loads(m.item.get("answers") or "{}")
    return told


@names.guard
def known_form(m: Moving) -> None:
    form_in_force(m)


@names.guard
def in_reach(m: Moving) -> None:
    """A village or town there is, in the caller's reach, where the household lives if named."""
    code = str(m.told["area_code"])
    known = m.graph.run("registry_place", code=code)
    m.require(any(code.startswith(top) for top in m.access.areas), "AREA_UNKNOWN")
    m.require(known and known[0]["level"] in {"VILLAGE", "TOWN"}, "AREA_UNKNOWN")
    if "household" in m.told:
        lives = m.graph.after("Household", str(m.told["household"]), "LIVES_IN", "Area")
        m.require(any(one["code"].startswith(code) for one in lives), "HOUSEHOLD_ELSEWHERE")


@names.guard
def notice_given(m: Moving) -> None:
    """Let the notice that was given be the one in force; no other allows a question."""
    form = form_in_force(m)
    if m.told["notice_version"] != form.version:
        raise NoConsent(purpose=str(form.rests_on), notice=form.version)


@names.guard
def purposes_asked(m: Moving) -> None:
    told = set(m.told.get("purposes") or ())
    m.require(told <= set(map(str, form_in_force(m).asks_for)), "PURPOSE_NOT_ASKED")


@names.guard
def authorised(m: Moving) -> None:
    """Let what was told and agreed to cover what is kept: the block's purpose, the notice.

    Raises NoConsent; then nothing is written.
    """
    form = form_in_force(m)
    if m.item.get("notice_version") != form.version:
        raise NoConsent(purpose=str(form.rests_on), notice=form.version)
    if "block" not in m.told:
        return
    block = form.blocks.get(str(m.told["block"]))
    if block is None:
        raise Rejected(["BLOCK_UNKNOWN"], known=list(form.blocks))
    if block.purpose not in {form.rests_on, *map(Purpose, m.item.get("purposes") or ())}:
        raise NoConsent(purpose=str(block.purpose), block=block.name)


@names.guard
def sound(m: Moving) -> None:
    """Let every answer be there and fit; what is wrong is named by its place."""
    judged = judging.judge(_authorised_form(m), answers(m), m.today, whole=True)
    if judged.problems:
        raise Rejected([one.place() for one in judged.problems], flow="collection")


def _authorised_form(m: Moving) -> Form:
    """Give the form without the blocks of purposes that were not agreed to."""
    form = form_in_force(m)
    open_to = {form.rests_on, *map(Purpose, m.item.get("purposes") or ())}
    return form.open_to(open_to)


@names.effect
def concerns(m: Moving) -> None:
    """Tie it to the household; who signed stands on the draft alone, not in its history."""
    if "household" in m.told:
        m.tie("CONCERNS", "Household", str(m.told["household"]))
    m.graph.add("Collection", m.id, signed_by=m.told.get("signer"))


@names.effect
def kept(m: Moving) -> None:
    """Keep a block's rows in place of what it said; on the draft alone, not in its history."""
    block = form_in_force(m).blocks[str(m.told["block"])]
    whole = answers(m) | {block.name: judging.rows_of(block, str(m.told["answers"]))}
    m.graph.add("Collection", m.id, answers=json.dumps(whole, ensure_ascii=False))


@names.effect
def taken_in(m: Moving) -> None:
    form = _authorised_form(m)
    told = judging.judge(form, answers(m), m.today, whole=True).values
    collected.take_in(m, form, told)


@names.effect
def consent_recorded(m: Moving) -> None:
    """Record what the person agreed to besides, as signed before who collects."""
    purposes = list(m.item.get("purposes") or ())
    if not purposes:
        return
    form = form_in_force(m)
    fields = sorted({q.to[1] for b in form.blocks.values() for q in b.fields.values() if q.to})
    asked = m.bring_about(
        "consent", "request", household=m.house, purposes=purposes, data_fields=fields,
        receivers=[RECEIVER], notice_version=m.item["notice_version"],
    )  # fmt: skip
    m.bring_about(
        "consent", "grant", asked["id"], method=m.item["method"],
        signer=m.item.get("signed_by") or "本人",
    )  # fmt: skip
    m.found.append(asked["id"])


@names.effect
def wiped(m: Moving) -> None:
    """Leave nothing of what was said or hung there; what became of it is in the household."""
    for file in m.after("HAS_ATTACHMENT", "Attachment"):
        m.graph.untie("HAS_ATTACHMENT", ("Collection", m.id), ("Attachment", file["id"]))
    m.graph.add("Collection", m.id, answers=None, signed_by=None)
