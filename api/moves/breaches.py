"""Breaches: raised inside within the hour, told to whom they are about. Domain 7.3 (A10)."""

from api.actions.moving import Moving, Names
from graph_schema.vocabulary import Role

names = Names(flow="breach")
OFFICERS = (Role.AUDITOR, Role.DISTRICT_STEWARD)


@names.guard
def whole_notice(m: Moving) -> None:
    """It names kinds of data, beside its other parts; and whom it is about, but in a drill."""
    m.require([kind for kind in m.told["data_kinds"] if kind.strip()], "NOTICE_INCOMPLETE")
    m.require(m.told.get("households") or m.item.get("drill"), "HOUSEHOLDS_MISSING")


@names.effect
def officers_told(m: Moving) -> None:
    m.tell(_of_roles(m, OFFICERS), "BREACH_FOUND", urgent=True)


@names.effect
def all_told(m: Moving) -> None:
    """Nobody took it on within the hour: the caseworkers hear of it as well."""
    m.tell(_of_roles(m, (*OFFICERS, Role.DISTRICT_CASEWORKER)), "BREACH_LATE", urgent=True)


@names.effect
def households_told(m: Moving) -> None:
    """Send word to every household it is about; of a drill nobody outside hears."""
    homes = sorted(set(m.told.get("households") or ()))
    m.changes["told_households"] = len(homes)
    for home in homes if not m.item.get("drill") else ():
        m.graph.send("breach.notice", home, breach=m.id)


def _of_roles(m: Moving, roles: tuple[Role, ...]) -> list[str]:
    rows = [row for one in roles for row in m.graph.run("moves_of_role", role=str(one))]
    return [str(row["id"]) for row in rows]
