"""Who asks to join as a volunteer: a name and a number, until somebody answers. F110."""

import re

from api.actions.moving import Joined, Moving, Names
from graph_schema.vocabulary import Party, Role

names = Names(flow="joining")
MOBILE = re.compile(r"1\d{10}")
LONGEST = 40  # characters of a name
WAITING = 200  # so many wait in a district at most: beyond, somebody is flooding it


@names.guard
def place_known(m: Moving) -> None:
    """A place there is, a name and a mobile number that can be ones."""
    code = str(m.told["area_code"])
    within = any(code.startswith(top) for top in m.access.areas)
    m.require(within and m.graph.run("moves_area", code=code), "AREA_UNKNOWN")
    m.require(0 < len(str(m.told["applicant"]).strip()) <= LONGEST, "NAME_MISSING")
    m.require(MOBILE.fullmatch(str(m.told["mobile"])), "PHONE")
    m.require(len(str(m.told.get("body") or "")) <= LONGEST, "TOO_LONG", most=LONGEST)


@names.guard
def room_left(m: Moving) -> None:
    rows = m.graph.run("joinings_waiting", district=m.access.areas[0])
    m.require(rows[0]["waiting"] < WAITING, "TOO_MANY_WAIT", most=WAITING)


@names.guard
def not_asked_yet(m: Moving) -> None:
    """Who asks again while the first is open is told of that one."""
    for row in m.graph.run("joinings_like", hash=_hash(m, str(m.told["mobile"]))):
        raise Joined(row["id"])


@names.effect
def said(m: Moving) -> None:
    """Keep it on the item alone: no step and no version repeats a name or a number."""
    told = m.told
    m.graph.add(
        m.label, m.id, name=told["applicant"].strip(), phone=told["mobile"],
        phone_hash=_hash(m, told["mobile"]), secret_hash=told["secret_hash"],
        body=(told.get("body") or "").strip() or None,
    )  # fmt: skip


@names.guard
def number_free(m: Moving) -> None:
    """A number is one account: whoever has it already signs in with that."""
    m.require(not m.graph.run("binding_account", login=m.item["phone"]), "PHONE_KNOWN")


@names.effect
def volunteer_made(m: Moving) -> None:
    """Make the volunteer, who covers the town, and the account to sign in with."""
    item, code = m.item, str(m.item["area_code"])
    actor = m.graph.make(
        "Actor", staff_no=f"V{m.id[:12]}", name=item["name"], phone=item["phone"],
        party=str(Party.VOLUNTEER), roles=[str(Role.VOLUNTEER)], status="ACTIVE",
        skills=list(item.get("skills") or ()),
    )  # fmt: skip
    town = m.graph.run("moves_area", code=code)[0]["id"]
    m.graph.tie("COVERS", ("Actor", actor), ("Area", town))
    account = m.graph.make(
        "Account", login=item["phone"], secret_hash=item["secret_hash"], status="ACTIVE",
        roles=[str(Role.VOLUNTEER)], areas=[code[:6]], language="zh-Hans",
    )  # fmt: skip
    m.graph.tie("IS", ("Account", account), ("Actor", actor))
    m.changes["volunteer"] = actor
    m.found.append(actor)


@names.effect
def forgotten(m: Moving) -> None:
    """Let what was said go: the volunteer has it now, or nobody needs it."""
    gone = ("name", "phone", "phone_hash", "secret_hash", "body")
    m.graph.add(m.label, m.id, **dict.fromkeys(gone))


def _hash(m: Moving, number: str) -> str:
    return m.graph.blind_index("phone", number)
