"""A copy, a correction, an explanation of what is known: asked, owned, on time, as a file."""

import json
from datetime import timedelta

import pytest

from graph_schema.errors import Forbidden, NotFound, Rejected
from graph_schema.vocabulary import Role
from tests.contract.parties import TODAY

pytestmark = pytest.mark.fact("A08")
RESIDENT, GUARDIAN, CASEWORKER = Role.RESIDENT, Role.GUARDIAN, Role.DISTRICT_CASEWORKER
COPY = "query($id: ID!) { dataCopy(request: $id) { name text } }"
MINE = "query { myDataRequests { id kind state person due answer openUntil } }"


@pytest.fixture
def town(town):
    """Of p1 much is known; p9 lives in the same household and is somebody else."""
    town.add(
        {
            "Household": [{"id": "h1", "phone": "13900000001", "score": 4400}],
            "Person": [
                {"id": "p1", "id_no": "990115195001010019", "disease_flags": ["HIV"]},
                {"id": "p9", "name": "赵九", "name_fold": "赵九", "birth": None},
            ],
            "MedicalBill": [{"id": "bill9", "total": 777}],
            "Verdict": [{"id": "v", "policy": "E10", "conditions": '[{"rule": "E10.1"}]'}],
            "Lead": [
                {"id": "hint", "state": "NEW", "referrer": "aR03", "description": "邻居说"}
            ],
        },
        ("MEMBER_OF", "Person", "Household", [("p9", "h1")]),
        ("HAS_FACT", "Person", "MedicalBill", [("p9", "bill9")]),
        ("HAS_VERDICT", "Person", "Verdict", [("p1", "v")]),
        ("ABOUT", "Lead", "Person", [("hint", "p1")]),
    )
    return town


def ask(town, role=RESIDENT, person="p1", kind="COPY", **told):
    return town.do(role, "requestMyData", household="h1", person=person, request_kind=kind,
                   **told)  # fmt: skip


def answered(town, item, answer="见附件"):
    taken = town.do(CASEWORKER, "takeUpDataRequest", item)
    return town.do(CASEWORKER, "answerDataRequest", taken, answer=answer)


def told(town, template):
    return sorted(
        note["to"]
        for note in town.all("Notification")
        if note["template"] == template or template in str(note.get("items"))
    )


def test_a_copy_holds_what_is_known_of_oneself_in_the_clear_and_of_nobody_else(town):
    asked = ask(town)
    with pytest.raises(Rejected, match="NOT_OPEN"):
        town.ask(RESIDENT, COPY, id=asked["id"])
    answered(town, asked)

    made = town.ask(RESIDENT, COPY, id=asked["id"])["dataCopy"]
    document = json.loads(made["text"])
    rows = {label: about["记录"] for label, about in document["data"].items()}
    (me,) = rows["Person"]
    (home,) = rows["Household"]
    assert (me["id"], me["id_no"], me["name"]) == ("p1", "990115195001010019", "王小明")
    assert home["phone"] == "13900000001"
    assert [one["id"] for one in rows["MedicalBill"]] == ["m1"]
    assert {"Consent", "Need", "Visit", "Verdict", "DataRequest"} <= set(rows)
    for kept in ("赵九", "777", "HIV", "4400", "aR03", "id_no_hash"):
        assert kept not in made["text"]
    assert {"Household.score", "Person.disease_flags", "Lead.referrer"} <= set(
        document["withheld"]
    )
    (look,) = [e for e in town.all("AuditEvent") if e["reason"] == "DATA_COPY"]
    assert (look["action"], look["who"]) == ("REVEALED", "p1")
    assert {"p1", "h1", "m1"} <= set(look["subjects"])


def test_it_is_for_the_person_who_acts_for_him_or_who_hands_it_over(town):
    asked = ask(town, GUARDIAN)
    answered(town, asked)

    for role in (GUARDIAN, CASEWORKER, RESIDENT):
        assert "990115195001010019" in town.ask(role, COPY, id=asked["id"])["dataCopy"]["text"]
    with pytest.raises(NotFound):
        town.ask(RESIDENT, COPY, home=2, id=asked["id"])
    for role in (Role.VILLAGE_STEWARD, Role.ORGANISATION, Role.AUDITOR, Role.MANAGER):
        with pytest.raises(Forbidden):
            town.ask(role, COPY, id=asked["id"])
    assert ask(town, person="p9")["code"] == "NOT_FOUND"
    assert ask(town, GUARDIAN, person="p9")["code"] == "NOT_FOUND"
    assert ask(town, Role.TOWN_INTAKE, person="p9")["state"] == "ASKED"

    town.add({"DataRequest": [{"id": asked["id"], "open_until": TODAY - timedelta(days=1)}]})
    with pytest.raises(Rejected, match="NOT_OPEN"):
        town.ask(RESIDENT, COPY, id=asked["id"])


def test_it_is_due_in_fifteen_working_days_and_a_late_one_is_told(town):
    asked = ask(town)
    (mine,) = town.ask(RESIDENT, MINE)["myDataRequests"]
    waiting = town.ask(CASEWORKER, "query { waitingDataRequests { id due } }")
    town.do(CASEWORKER, "takeUpDataRequest", asked, actor="a2R10")

    assert (mine["kind"], mine["state"], mine["person"]) == ("COPY", "ASKED", "p1")
    assert mine["due"].startswith("2024-01-29T09:00")  # 17:00 in China
    assert [one["id"] for one in waiting["waitingDataRequests"]] == [asked["id"]]
    assert set(told(town, "DATA_REQUEST_ASKED")) == {"aR10", "a2R10"}

    town.later(days=17)
    assert told(town, "CLOCK_50") == ["a2R10"]
    assert town.node("DataRequest", asked["id"])["state"] == "TAKEN_UP"
    town.later(days=5)
    late = town.node("DataRequest", asked["id"])
    done = town.do(CASEWORKER, "answerDataRequest", asked["id"], answer="迟复致歉")
    assert late["state"] == "OVERDUE"
    assert told(town, "DATA_REQUEST_OVERDUE") == ["aR12", "aR17"]
    assert done["state"] == "ANSWERED"


def test_a_correction_becomes_a_change_that_the_town_looks_at(town):
    bare = ask(town, kind="CORRECTION")
    other = ask(town, kind="CORRECTION", changed_field="Person.name", new_value="王大明")
    asked = ask(town, kind="CORRECTION", changed_field="Person.education", new_value="高中")
    done = answered(town, asked, "已转核")
    (change,) = town.all("ChangeRequest")

    assert bare["violations"] == other["violations"] == ["FIELD_UNKNOWN"]
    assert done["found"] == [change["id"]]
    assert (change["field"], change["new"], change["state"]) == (
        "Person.education", "高中", "REVIEW",
    )  # fmt: skip
    town.do(Role.TOWN_INTAKE, "applyChangeRequest", change["id"])
    assert town.node("Person", "p1")["education"] == "高中"
    with pytest.raises(Rejected, match="NOT_OPEN"):
        town.ask(RESIDENT, COPY, id=asked["id"])


def test_an_explanation_is_the_rows_the_decision_rests_on_with_a_human_s_words(town):
    asked = ask(town, kind="EXPLANATION", said="为什么不符合低保")
    answered(town, asked, "收入超过标准")

    made = json.loads(town.ask(RESIDENT, COPY, id=asked["id"])["dataCopy"]["text"])
    (mine,) = town.ask(RESIDENT, MINE)["myDataRequests"]
    assert set(made["data"]) == {"Verdict"}
    assert made["data"]["Verdict"]["记录"][0]["conditions"] == '[{"rule": "E10.1"}]'
    assert mine["answer"] == "收入超过标准"


def test_it_can_be_taken_back_and_declined_with_a_reason_only(town):
    first, second = ask(town), ask(town)
    back = town.do(RESIDENT, "withdrawDataRequest", first)
    taken = town.do(CASEWORKER, "takeUpDataRequest", second)
    silent = town.do(CASEWORKER, "declineDataRequest", taken)
    declined = town.do(CASEWORKER, "declineDataRequest", taken, reason="身份无法核实")

    assert back["state"] == "WITHDRAWN"
    assert silent["violations"] == ["REASON_MISSING"]
    assert declined["state"] == "DECLINED"
    assert told(town, "DATA_REQUEST_DECLINED") == ["p1"]
