"""A steward's day: the ordered way, setting out, the result, the next way without that door."""

from pathlib import Path

import pytest

from api.auth.sessions import Caller
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.contract.asking import Asking
from tests.matching.stewards.staff import staffed
from tests.worlds import HERE

WAY = '{ patrolRoute(id: "near") { km stops { household visit km } } }'


@pytest.mark.feature("F108")
def test_a_patrol_is_ordered_measured_and_reported(store: Store, tmp_path: Path):
    staffed(store)
    asking = Asking(store, tmp_path)
    role = Role.VILLAGE_STEWARD
    near = Caller(account="acc", actor="near", role=role, roles=(role,), areas=(HERE,))

    way = asking.ask(near, WAY)["patrolRoute"]
    out = asking.do(
        near, "setOutOnVisit", {}, operationId="set out", id="planned", expectedVersion=1
    )
    result = {"mode": "HOME", "note": "已访", "notice_version": "2023-1"}
    done = asking.do(
        near, "finishVisit", result,
        operationId="finish", id="planned", expectedVersion=out["version"],
    )  # fmt: skip
    asking.state.counts.changed()
    rest = asking.ask(near, WAY)["patrolRoute"]

    assert [(s["household"], s["visit"]) for s in way["stops"]] == [
        ("h2", "planned"),
        ("h1", None),
    ]
    assert way["km"] == pytest.approx(sum(s["km"] for s in way["stops"]))
    assert (out["state"], done["state"]) == ("EN_ROUTE", "DONE")
    assert [s["household"] for s in rest["stops"]] == ["h1"]
