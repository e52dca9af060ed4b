"""义仓: goods from who gave them to the households, each change of stock a movement. F89."""

from api.actions.moving import Moving, Names
from api.moves import everywhere
from graph_schema.store.rows import Row

names = Names(flow="goods")


def _store(m: Moving) -> str | None:
    """Name the body whose store it is: the one that is told, if it is mine, else mine."""
    mine = everywhere.my_bodies(m)
    told = m.told.get("organisation")
    if told is not None:
        return str(told) if told in mine else None
    return mine[0] if mine else None


def _moved(m: Moving, kind: str, quantity: float) -> str:
    """Write a movement: in is positive, out negative."""
    made = m.graph.make("GoodsMovement", kind=kind, quantity=quantity, at=m.now)
    m.graph.tie("MOVES", ("GoodsMovement", made), ("GoodsLot", m.id))
    m.found.append(made)
    return made


@names.guard
def store_of_mine(m: Moving) -> None:
    m.require(_store(m), "STORE_OF_ANOTHER_BODY")


@names.guard
def something(m: Moving) -> None:
    m.require(m.told["quantity"] > 0, "QUANTITY_MISSING")


@names.guard
def good_still(m: Moving) -> None:
    m.require(m.told["expiry"] >= m.today, "OVER_ITS_DATE")


@names.guard
def link_of_store(m: Moving) -> None:
    """It goes out under an accepted link of the store: the household agreed to it."""
    link = m.named("Link", "link")
    m.require(link["state"] in everywhere.LIVE_LINKS, "LINK_NOT_ACCEPTED")
    bodies = m.graph.after("Link", link["id"], "PROVIDED_BY", "Organisation")
    holders = {one["id"] for one in m.before("HOLDS", "Organisation")}
    m.require(holders & {one["id"] for one in bodies}, "LINK_OF_ANOTHER_BODY")


@names.guard
def enough(m: Moving) -> None:
    asked, left = m.told["units_given"], m.item["quantity"]
    m.require(asked > 0, "QUANTITY_MISSING")
    m.require(asked <= left, "NOT_ENOUGH_IN_STOCK", left=left)


@names.guard
def not_negative(m: Moving) -> None:
    m.require(m.told["counted"] >= 0, "NEGATIVE")


@names.guard
def nothing_left(m: Moving) -> None:
    m.require(not m.item.get("quantity"), "STOCK_LEFT")


@names.effect
def numbered(m: Moving) -> None:
    m.changes["lot_no"] = f"YC{m.today:%Y%m%d}-{m.id[:8]}"


@names.effect
def held(m: Moving) -> None:
    m.tied_from("HOLDS", "Organisation", str(_store(m)))


@names.effect
def came_in(m: Moving) -> None:
    _moved(m, "RECEIVED", m.told["quantity"])


@names.effect
def went_out(m: Moving) -> None:
    """Take it out of stock, towards the household of the link."""
    given = m.told["units_given"]
    m.changes["quantity"] = m.item["quantity"] - given
    made = _moved(m, "GIVEN", -given)
    m.graph.tie("TO_HOUSEHOLD", ("GoodsMovement", made), ("Household", _home(m)["id"]))


@names.effect
def delivery(m: Moving) -> None:
    """Order the way there: a delivery that volunteers may take."""
    told = {name: m.told[name] for name in ("link", "starts_at", "ends_at", "meeting_place")}
    note = f"送物资 {m.item['sku']} × {m.told['units_given']:g} {m.item['unit']}"
    made = m.bring_about("task", "create", task_kind="DELIVERY", note=note, **told)
    m.graph.tie("DELIVERS", ("Task", made["id"]), ("GoodsMovement", m.found[-1]))
    m.found.append(made["id"])


def _home(m: Moving) -> Row:
    return m.graph.before("Link", str(m.told["link"]), "HAS_LINK", "Household")[0]


@names.effect
def recounted(m: Moving) -> None:
    """Stock is what was counted; the difference stays on the ledger with its reason."""
    counted = m.told["counted"]
    m.changes["quantity"] = counted
    _moved(m, "COUNTED", counted - m.item["quantity"])


@names.effect
def written_off(m: Moving) -> None:
    _moved(m, "EXPIRED", -(m.item.get("quantity") or 0.0))
    m.changes["quantity"] = 0.0


@names.effect
def store_told(m: Moving) -> None:
    for body in m.before("HOLDS", "Organisation"):
        people = m.graph.before("Organisation", body["id"], "WORKS_FOR", "Actor")
        m.tell([one["id"] for one in people], "GOODS_EXPIRED")
