"""Sessions: what is bound, masked, recorded, refused."""

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))


def test_rows_come_back_with_the_types_they_went_in_with(store: Store) -> None:
    rows = [
        {"id": f"h{n}", "hh_no": f"H{n}", "size": n, "phone": "13800001111"} for n in range(3)
    ]

    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        first = bulk.upsert_nodes(session, "Household", rows)
        again = bulk.upsert_nodes(session, "Household", rows)
    with store.read(SYSTEM) as reading:
        found = list(bulk.scan(reading, "Household", ["id", "hh_no", "size", "phone"]))

    assert (first, again) == ((3, 0), (0, 0))
    assert found == rows
