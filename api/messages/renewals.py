"""Consents that end soon: thirty days before, each household is asked anew, once."""

from api.actions.engine import Asked, move
from api.moves.consents import RENEWED
from graph_schema.access import Access
from graph_schema.errors import WulianError
from graph_schema.store.days import places
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

PAGE = 500  # consents of one district in one round


def ask_renewals(store: Store) -> int:
    """Ask for a new consent where one ends within thirty days. Returns how many were asked."""
    with store.read(Access.system(Purpose.MONITORING, ())) as session:
        districts = places(session.run)
    asked = 0
    for place in districts:
        today = place.day(store.clock())
        with store.read(Access.system(Purpose.MONITORING, (place.code,))) as session:
            ending = session.run(
                "consents_ending", today=today, until=today + RENEWED, page=PAGE
            )
        mine = [row for row in ending if row["district"] in {None, place.code}]
        asked += sum(_asked(store, place.code, row["id"]) for row in mine)
    return asked


def _asked(store: Store, district: str, consent: str) -> bool:
    access = Access.system(Purpose.MONITORING, (district,))
    asked = Asked(
        operation=f"renewal of {consent}", flow="consent", event="renew", id=consent,
        channel="CLOCK",
    )  # fmt: skip
    try:
        move(store, access, asked)
    except WulianError:
        return False  # it moved meanwhile, or is out of reach: the next round looks again
    return True
