"""Places of catalogue items: taken and given back in the transaction that needs them."""

from graph_schema.errors import NoCapacity
from graph_schema.ids import ItemId
from graph_schema.store.session import Runs


def take(tx: Runs, item: ItemId, units: int = 1) -> int:
    """Take places of an item; returns how many are used then.

    Call it in the transaction that makes the link. Raises NoCapacity when too few are left, or
    when there is no such item.
    """
    found = tx.run("capacity_take", id=item, units=units)
    if not found:
        raise NoCapacity(item=item, units=units)
    return int(found[0]["used"])


def give_back(tx: Runs, item: ItemId, units: int = 1) -> int:
    """Give places back, once, in the transaction that ends the link; returns what is used."""
    found = tx.run("capacity_give_back", id=item, units=units)
    return int(found[0]["used"]) if found else 0
