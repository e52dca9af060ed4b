"""The first broken edge of each unmet need of an export: the rows of the domain's 6.4."""

from collections.abc import Callable, Iterator
from datetime import datetime

from tests.matching.independent.export import Export, Row
from tests.matching.independent.market import Market
from tests.matching.independent.network import Home, Need, consented

IN_FLIGHT = {"PROPOSED", "WAITLISTED", "DECLINED_PENDING", "ACCEPTED", "ON_HOLD", "COMPLETED"}


def gap_classes(market: Market) -> dict[str, str]:
    """Unmet need → class: the first row of the table that holds."""
    return {
        need.row["id"]: next(_holding(market, home, need))
        for home in market.homes.values()
        for need in home.needs
        if not need.live
    }


def _holding(market: Market, home: Home, need: Need) -> Iterator[str]:
    """The rows that hold, in the table's order."""
    states = {link["state"] for link in need.links}
    if states & IN_FLIGHT:
        yield "IN_FLIGHT"
    if "IN_SERVICE" in states:
        yield "LAPSED"
    code = need.row["code"]
    some = [i for i in market.items.values() if code in i["needs"] and market.offered(i)]
    consent = consented(market.export, home.row["id"], "U3")
    if not consent and not any(map(market.public, some)):
        yield "NO_CONSENT"
    for name, passes in _edges(market, home):
        some = [item for item in some if passes(item)]
        if not some:
            yield name
    if not _tended(market.export, home):
        yield "NO_STEWARD"
    if not any(market.helped(item, home) for item in some):
        yield "NO_VOLUNTEER"
    yield "DECLINED" if _proposed(need) else "NEVER_PROPOSED"


def _edges(market: Market, home: Home) -> tuple[tuple[str, Callable[[Row], bool]], ...]:
    fitting = market.fitting[home.row["id"]]
    return (
        ("NO_SERVICE", lambda _: True),
        ("OUT_OF_AREA", lambda item: market.covers(item, home)),
        ("NOT_ELIGIBLE", lambda item: fitting.fits(item) is not False),
        ("FULL", market.free),
        ("STALE", market.fresh),
    )


def _tended(export: Export, home: Home) -> bool:
    stewards = export.out["STEWARDED_BY"][home.row["id"]]
    return any(tie["tier"] == "T3" and export.now(tie) for _, tie in stewards)


def _proposed(need: Need) -> bool:
    """Whether a link was proposed in this episode, or since the last confirmed outcome."""
    mine = [link for link in need.links if link["need_id"] == need.row["id"]]
    began: datetime = need.row["since"]
    for link in mine:
        if link["state"] == "OUTCOME_CONFIRMED":
            began = max(began, link.get("ended_at") or link["state_since"])
    return any(link.get("proposed_at") and link["proposed_at"] >= began for link in mine)
