"""Feedback on the program with its state, what releases brought, versions of the rules."""

from datetime import date
from importlib.metadata import version

import pytest

from graph_schema.vocabulary import Role

VILLAGE, CASEWORKER = Role.VILLAGE_STEWARD, Role.DISTRICT_CASEWORKER
MINE = "query { myFeedback { id state answer release about } }"


@pytest.mark.feature("F9")
def test_feedback_has_a_state_releases_have_notes_and_rule_sets_have_versions(town):
    rules = [
        {"id": f"r{n}", "code": "risk", "rule_version": f"2023.{n}", "status": "ACTIVE",
         "valid_from": date(2023, n, 1)}
        for n in (1, 6)
    ]  # fmt: skip
    town.add({"RuleSet": rules})
    said = town.do(VILLAGE, "sendFeedback", said="走访列表的字太小", about="/desk/worklist")
    long = town.do(VILLAGE, "sendFeedback", said="长" * 2001)
    taken = town.do(CASEWORKER, "takeUpFeedback", said)
    during = town.ask(VILLAGE, MINE)["myFeedback"]
    town.do(CASEWORKER, "finishFeedback", taken, answer="加大了字号", release="0.1.0")
    other = town.do(Role.RESIDENT, "sendFeedback", said="想要语音朗读")
    town.do(CASEWORKER, "declineFeedback", other, reason="以后的版本")

    told = town.ask(VILLAGE, """query { myFeedback { id state answer release about }
      releases { version zh en } ruleSets { code version since } }""")  # fmt: skip
    notes = [n["to"] for n in town.all("Notification") if said["id"] in str(n.get("items"))]
    assert long["violations"] == ["TOO_LONG"]
    assert [one["state"] for one in during] == ["TAKEN_UP"]
    assert told["myFeedback"] == [
        {"id": said["id"], "state": "DONE", "answer": "加大了字号", "release": "0.1.0",
         "about": "/desk/worklist"}
    ]  # fmt: skip
    assert [one["state"] for one in town.ask(Role.RESIDENT, MINE)["myFeedback"]] == ["DECLINED"]
    assert notes == ["aR03"]
    assert told["releases"][0]["version"] == version("wulian")
    assert all(one["zh"] and one["en"] for one in told["releases"])
    assert [one["version"] for one in told["ruleSets"]] == ["2023.6", "2023.1"]
