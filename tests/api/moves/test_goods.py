"""The charity store-room: from who gave to whom it was brought, stock and dates on a ledger."""

from datetime import timedelta

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import NOW, TODAY, stand

BODY, VOLUNTEER, VILLAGE = Role.ORGANISATION, Role.VOLUNTEER, Role.VILLAGE_STEWARD
RICE = {"sku": "RICE-5KG", "quantity": 10.0, "unit": "袋", "expiry": TODAY + timedelta(days=90)}
WHEN = {"starts_at": NOW + timedelta(hours=2), "ends_at": NOW + timedelta(hours=3),
        "meeting_place": "社区"}  # fmt: skip
STOCK = "query { goodsStock { number sku quantity unit expiry state } }"
LEDGER = """query { goodsLedger {
  kind quantity lot donor household deliveredAt carriedBy } }"""


@pytest.mark.feature("F89")
def test_goods_go_from_a_donor_over_the_store_to_a_household_and_a_volunteer_brings_them(town):
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)
    lot = town.do(BODY, "receiveGoods", **RICE, donor="热心企业")
    many = town.do(BODY, "giveGoods", lot, link="x1", units_given=11.0, **WHEN)
    given = town.do(BODY, "giveGoods", lot, link="x1", units_given=4.0, **WHEN)
    task = given["found"][-1]
    offered = town.do(BODY, "offerTask", task)
    claimed = town.do(VOLUNTEER, "claimTask", offered)
    confirmed = town.do(BODY, "confirmTask", claimed)
    before = town.ask(BODY, LEDGER)["goodsLedger"]
    there = town.do(VOLUNTEER, "checkInTask", confirmed)
    done = town.do(VOLUNTEER, "reportTask", there, hours=1.0)
    town.do(VILLAGE, "verifyTask", done, household_heard=True)

    (stock,) = town.ask(VOLUNTEER, STOCK)["goodsStock"]
    came, went = town.ask(BODY, LEDGER)["goodsLedger"]
    assert many["violations"] == ["NOT_ENOUGH_IN_STOCK"]
    assert (stock["sku"], stock["quantity"], stock["state"]) == ("RICE-5KG", 6.0, "IN_STOCK")
    assert stock["expiry"] == str(RICE["expiry"])
    assert came | {"lot": None, "donor": None} == {
        "kind": "RECEIVED", "quantity": 10.0, "lot": None, "donor": None, "household": None,
        "deliveredAt": None, "carriedBy": [],
    }  # fmt: skip
    assert (went["kind"], went["quantity"], went["household"]) == ("GIVEN", -4.0, "h1")
    assert went["carriedBy"] == ["aR09"]
    assert before[1]["deliveredAt"] is None
    assert went["deliveredAt"] is not None
    assert town.node("GoodsLot", lot["id"])["donor"] == "热心企业"
    assert {row["lot"] for row in (came, went)} == {stock["number"]}


@pytest.mark.feature("F89")
def test_stock_is_what_the_ledger_adds_up_to_and_what_is_over_its_date_is_not_given(town):
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)
    stale = town.do(BODY, "receiveGoods", **RICE | {"expiry": TODAY - timedelta(days=1)})
    lot = town.do(BODY, "receiveGoods", **RICE)
    other = town.do(BODY, "receiveGoods", **RICE, organisation="o2")
    given = town.do(BODY, "giveGoods", lot, link="x1", units_given=3.0, **WHEN)
    silent = town.do(BODY, "countGoods", given, counted=6.0)
    counted = town.do(BODY, "countGoods", given, counted=6.0, reason="破损一袋")
    all_gone = town.do(BODY, "receiveGoods", **RICE | {"quantity": 2.0})
    used = town.do(BODY, "giveGoods", all_gone, link="x1", units_given=2.0,
                   **WHEN | {"starts_at": NOW + timedelta(hours=5),
                             "ends_at": NOW + timedelta(hours=6)})  # fmt: skip
    town.later(days=92)
    late = town.do(BODY, "giveGoods", counted["id"], link="x1", units_given=1.0, **WHEN)

    lines = town.ask(BODY, LEDGER)["goodsLedger"]
    sums: dict[str, float] = {}
    for line in lines:
        sums[line["lot"]] = sums.get(line["lot"], 0.0) + line["quantity"]
    stock = {row["number"]: row for row in town.ask(BODY, STOCK)["goodsStock"]}
    assert stale["violations"] == ["OVER_ITS_DATE"]
    assert other["violations"] == ["STORE_OF_ANOTHER_BODY"]
    assert silent["violations"] == ["REASON_MISSING"]
    assert used["state"] == "EMPTY"
    assert late["violations"] == ["NOT_FROM_THIS_STATE"]
    assert sums == {number: row["quantity"] for number, row in stock.items()}
    assert sorted(row["state"] for row in stock.values()) == ["EMPTY", "EXPIRED"]
    assert [line["quantity"] for line in lines if line["kind"] == "EXPIRED"] == [-6.0]
