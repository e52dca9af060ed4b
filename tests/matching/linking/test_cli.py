"""`wulian match …` as a person types it: a plan by a committed lottery, and its questions."""

import json

import pytest

from tests.commands import wulian, wulian_json
from tests.matching.linking.town import settle, town


def test_a_plan_and_the_questions_about_it_on_the_command_line(embedded_store):
    store = embedded_store
    settle(store, town(5))

    sealed = json.loads(wulian(store, "match", "commit"))
    ticket = ("--commitment", sealed["commitment"], "--seed")
    wulian(store, "match", "plan", *ticket, "1", expect=1)
    plan = wulian_json(store, "match", "plan", *ticket, str(sealed["seed"]))
    wulian(store, "match", "changes", expect=1)  # there is none before it
    again = wulian_json(store, "match", "plan", "--seed", "3")
    changes = wulian_json(store, "match", "changes")
    words = wulian(store, "match", "changes")
    lots = json.loads(wulian(store, "match", "lots", "--most", "3", "--json"))
    spoken = wulian(store, "match", "lots", "--most", "3")
    trial = ("--new", f"{lots[0]['code']}:{lots[0]['town']}:{lots[0]['places'] or 1}")
    other = json.loads(wulian(store, "match", "whatif", *trial, "--rule", "kept_bonus=0"))

    assert plan["plan_id"] == sealed["commitment"]
    assert (changes["plan_before"], changes["plan"]) == (plan["plan_id"], again["plan_id"])
    assert changes["kept"] + len(changes["changes"]) >= changes["after"]
    assert f"{changes['before']} links before" in words
    assert 1 <= len(lots) <= 3
    assert f"{lots[0]['code']} in {lots[0]['town']}" in spoken
    assert other["base_plan"] == again["plan_id"]
    assert sum(after - before for before, after in other["served"].values()) >= 0


@pytest.mark.parametrize(
    "told",
    [("--places", "i:x"), ("--new", "N02:510115"), ("--new", "N02:510115:x"), ("--rule", "x")],
)
def test_an_option_that_cannot_be_meant_is_named_before_any_work(told, embedded_server):
    wulian(embedded_server, "match", "whatif", *told, expect=2)
