"""What the generator planted in a small district is found: alerts, verdicts, in time."""

import json
from datetime import date, timedelta

import pytest

from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from loaders.directory import load_directory
from loaders.world.generate import generate
from matching.jobs import evaluate
from matching.snapshot import take
from tests.matching.written import ACCESS

AS_OF = date(2023, 3, 31)
LATER, MUCH_LATER = AS_OF + timedelta(days=15), date(2023, 10, 31)
DAY_ONE = {"W08": ("no_guardian",), "W15": ("relapsed",), "W17": ("should_exit", "dead")}

pytestmark = pytest.mark.slow


@pytest.fixture
def planted(embedded_store: Store, tmp_path):
    """A loaded district of a hundred households and what was planted in it."""
    generate(tmp_path / "world", seed=5, count=100, area="510115", as_of=AS_OF)
    truth = json.loads((tmp_path / "world" / "truth.json").read_text(encoding="utf-8"))
    load_directory(embedded_store, ACCESS, tmp_path / "world", rejects=tmp_path / "rejects")
    return embedded_store, truth["planted"]


def warned(store, code):
    """Household numbers with an alert that the program raised."""
    found = take(store, ACCESS)
    numbers = found.households.set_index("id")["hh_no"]
    rows = found.alerts[(found.alerts["code"] == code) & (found.alerts["source"] == "warning")]
    return set(rows["household_id"].map(numbers))


def judged(store, policy, **told):
    """Household numbers with a verdict in force, on a policy or any, that is as told."""
    found = take(store, ACCESS)
    numbers = found.households.set_index("id")["hh_no"]
    rows = found.verdicts
    told |= {} if policy is None else {"policy": policy}
    for name, value in told.items():
        rows = rows[rows[name] == value]
    return set(rows["household_id"].map(numbers))


@pytest.mark.feature("F60")
@pytest.mark.feature("F70")
def test_every_planted_household_is_found_by_alert_verdict_and_class(planted):
    store, truth = planted

    first = evaluate(store, ACCESS)

    for code, names in DAY_ONE.items():
        assert warned(store, code) == {hh for name in names for hh in truth[name]}, code
    assert set(first.alerts) == set(DAY_ONE)  # a standing fact is no news on day one
    unpaid = judged(store, "E01", result="ELIGIBLE", receiving=False)
    assert unpaid == set(truth["eligible_not_receiving"])
    doubted = judged(store, "E01", answer="NO", receiving=True)
    assert doubted == set(truth["should_exit"])
    assert judged(store, "E01", result="SHOULD_EXIT") == set()  # nobody confirmed anything

    evaluate(store, ACCESS, as_of=LATER)
    told = warned(store, "W18")  # ten working days
    assert told & judged(store, "E01", receiving=False) == set(truth["eligible_not_receiving"])
    assert told <= judged(store, None, result="ELIGIBLE", receiving=False)

    _confirm(store)
    evaluate(store, ACCESS, as_of=LATER)
    assert judged(store, "E01", result="SHOULD_EXIT") == set()  # 渐退期 runs
    evaluate(store, ACCESS, as_of=MUCH_LATER)
    assert judged(store, "E01", result="SHOULD_EXIT") == set(truth["should_exit"])


def _confirm(store):
    """A steward verifies every W17."""
    rows = take(store, ACCESS).alerts
    ids = rows["id"][rows["code"] == "W17"]
    with store.write(ACCESS, Action.ALERT_CHANGED) as session:
        bulk.upsert_nodes(session, "Alert", [{"id": one, "state": "VERIFIED"} for one in ids])
