"""Basic data at a door: the notice first, a draft, live checks, one household on record."""

import json
from datetime import date
from typing import Any

import pytest

from graph_schema.vocabulary import Role
from loaders.source import source
from tests.contract.parties import TOWN
from tests.worlds import HERE, THERE

VILLAGE, INTAKE, WORKER = Role.VILLAGE_STEWARD, Role.TOWN_INTAKE, Role.SOCIAL_WORKER
START = {
    "form": "basic", "area_code": HERE, "notice_version": "2024-1", "method": "SIGNATURE",
}  # fmt: skip
NUMBER, SON = "990115195001010019", "990115198503150023"
BLOCKS: dict[str, list[dict[str, Any]]] = {
    "members": [
        {"relation": "户主", "name": "赵大山", "id_no": NUMBER, "birth": "1950-01-01",
         "sex": "1"},
        {"relation": "女", "name": "赵小雨", "id_no": SON, "birth": "1985-03-15", "sex": "2",
         "work_status": "未就业"},
    ],
    "home": [{"housing_type": "家庭", "address": "寿安镇东岳村3组9号", "phone": "13900000000"}],
    "means": [{"income_month": "960.50", "income_from": ["FARM"], "rigid_12m": "8000"}],
    "cause": [{"causes": ["C01", "C07"], "first": "C01", "said": "老伴住院三个月"}],
    "ask": [{"needs": ["N02", "N04"]}],
}  # fmt: skip


def begin(town, role: Role = VILLAGE, **told: Any) -> dict[str, Any]:
    return town.do(role, "startCollection", **(START | told))


def save(town, draft, block: str, rows: list[dict[str, Any]], role: Role = VILLAGE, **as_: Any):
    text = json.dumps(rows, ensure_ascii=False)
    return town.do(role, "saveCollection", draft, block=block, answers=text, **as_)


def filled(town, role: Role = VILLAGE, told: dict[str, Any] | None = None, **more: Any):
    """A draft with every block answered."""
    draft = begin(town, role, **more)
    for block, rows in (BLOCKS | (told or {})).items():
        draft = save(town, draft, block, rows, role)
    return draft


def nobody_new(town) -> bool:
    return len(town.all("Household")) == len(town.all("Person")) - 1 == 6  # and the guardian


@pytest.mark.feature("F22")
@pytest.mark.fact("A01")
def test_no_answer_is_kept_before_the_notice_in_force_was_given(town):
    old = begin(town, notice_version="2019-7")
    without = save(town, {"id": "none", "version": 1}, "home", [{}])

    assert old["code"] == "NO_CONSENT"
    assert without["code"] == "NOT_FOUND"
    assert town.all("Collection") == []


@pytest.mark.feature("F22")
def test_a_block_of_a_purpose_nobody_agreed_to_is_not_kept_and_not_asked_for(town):
    own = {
        "code": "own", "zh": "服务意愿", "en": "Wishes", "rests_on": "U2", "asks_for": ["U3"],
        "notice": {"version": "1", "zh": "告知", "en": "Notice"},
        "blocks": {
            "wish": {
                "zh": "意愿", "en": "Wish", "purpose": "U3",
                "fields": {"said": {"zh": "说", "en": "Said", "type": "text"}},
            }
        },
    }  # fmt: skip
    town.add({"Param": [{"id": "f", "code": "form.own", "value": json.dumps(own)}]})
    told = {"form": "own", "notice_version": "1"}
    row = [{"said": "想要陪伴"}]

    no = save(town, begin(town, **told), "wish", row)
    yes = save(town, begin(town, **told, purposes=["MATCHING"]), "wish", row)

    assert no["code"] == "NO_CONSENT"
    assert yes["state"] == "DRAFT"
    assert [one.get("answers") is not None for one in town.all("Collection")].count(True) == 1


@pytest.mark.feature("F22")
def test_a_refusal_is_on_record_and_says_nothing_of_whom(town):
    told = {name: START[name] for name in ("form", "area_code", "notice_version")}

    done = town.do(VILLAGE, "refuseCollection", **told, reason="不愿意")

    kept = town.node("Collection", done["id"])
    assert (done["state"], kept["notice_version"]) == ("REFUSED", "2024-1")
    assert not {"answers", "signed_by", "method"} & set(kept)


@pytest.mark.feature("F23")
def test_what_is_wrong_is_told_at_its_place_while_nothing_is_kept(town):
    query = """query($answers: String!, $whole: Boolean!) {
      checkAnswers(answers: $answers, whole: $whole) { block row field code limit } }"""
    wrong = {"members": [{"id_no": "990115195001010018"}], "means": [{"income_month": "-1"}]}

    found = town.ask(VILLAGE, query, answers=json.dumps(wrong), whole=False)["checkAnswers"]
    missing = town.ask(VILLAGE, query, answers="{}", whole=True)["checkAnswers"]

    assert [(p["field"], p["code"], p["limit"]) for p in found] == [
        ("id_no", "CHECK_DIGIT", None), ("income_month", "TOO_SMALL", "0"),
    ]  # fmt: skip
    assert {p["code"] for p in missing} == {"REQUIRED"}
    assert town.all("Collection") == []


@pytest.mark.fact("A14")
def test_what_a_department_shares_is_named_with_its_source_and_never_required(town):
    query = """{ collectionForm { blocks { name questions {
      name required shared { dataset publisher frequency } } } } }"""

    told = town.ask(VILLAGE, query)

    shared = {
        (block["name"], one["name"]): one
        for block in told["collectionForm"]["blocks"]
        for one in block["questions"]
        if one["shared"]
    }
    assert shared["members", "work_status"]["shared"] == {
        "dataset": "rs_employment", "publisher": "区人社局", "frequency": "MONTHLY",
    }  # fmt: skip
    assert set(shared) == {
        ("members", "work_status"), ("members", "self_care"), ("home", "housing_ownership"),
        ("home", "housing_cost_month"),
    }  # fmt: skip
    for one in shared.values():
        assert not one["required"]
        assert source(one["shared"]["dataset"]).sharing.attribute != "NONE"


@pytest.mark.feature("F23")
def test_a_draft_is_saved_block_by_block_resumed_and_refused_in_an_old_version(town):
    draft = begin(town)
    first = save(town, draft, "home", BLOCKS["home"])
    stale = save(town, draft, "home", [{"housing_type": "独居"}])
    query = "query($id: ID!) { draft(id: $id) { version answers completeness } }"

    found = town.ask(VILLAGE, query, id=draft["id"])["draft"]

    assert stale["code"] == "STALE_VERSION"
    assert json.loads(found["answers"]) == {"home": BLOCKS["home"]}
    assert (found["version"], 0 < found["completeness"] < 100) == (first["version"], True)
    mine = "{ myDrafts { id area } }"
    assert town.ask(VILLAGE, mine)["myDrafts"] == [{"id": draft["id"], "area": HERE}]
    assert town.ask(WORKER, mine)["myDrafts"] == []


@pytest.mark.feature("F23")
def test_a_draft_is_its_authors_alone(town):
    draft = save(town, begin(town), "home", BLOCKS["home"])

    for role, actor in ((WORKER, None), (Role.TOWN_STEWARD, None), (VILLAGE, "a2R03")):
        told = save(town, draft, "home", [{}], role, actor=actor)
        assert told["code"] == "NOT_FOUND", role
    elsewhere = begin(town, area_code=THERE)
    assert elsewhere["violations"] == ["AREA_UNKNOWN"]


@pytest.mark.feature("F23")
def test_handing_it_in_makes_a_household_its_people_causes_needs_and_a_lead(town):
    done = town.do(VILLAGE, "submitCollection", filled(town))

    home = town.node("Household", done["found"][0])
    people = {p["name"]: p for p in town.all("Person") if p["name"].startswith("赵")}
    lead = town.all("Lead")[0]
    assert done["state"] == "SUBMITTED"
    assert (home["size"], home["income_month"], home["phone"]) == (2, 96_050, "13900000000")
    assert people["赵大山"]["id_no"] == NUMBER
    assert people["赵小雨"]["work_status"] == "未就业"
    assert {n["code"] for n in town.all("Need") if n["id"] in done["found"]} == {"N02", "N04"}
    assert {c["code"] for c in town.all("Cause")} == {"C01", "C07"}
    assert (lead["channel"], lead["description"]) == ("VILLAGE_VISIT", "老伴住院三个月")
    view = """query($id: ID!) { household(id: $id) { area headName
      members { relation head } } }"""
    seen = town.ask(VILLAGE, view, id=home["id"])["household"]
    assert (seen["area"], seen["headName"]) == (HERE, "赵大山")
    assert {(m["relation"], m["head"]) for m in seen["members"]} == {
        ("户主", True),
        ("女", False),
    }
    assert [j["kind"] for j in town.all("Job")] == ["evaluate"]


@pytest.mark.feature("F23")
def test_handed_in_or_thrown_away_the_draft_holds_nothing_of_what_was_said(town):
    kept = town.do(VILLAGE, "submitCollection", filled(town, signer="赵大山"))
    gone = town.do(
        VILLAGE, "discardCollection", save(town, begin(town), "home", BLOCKS["home"])
    )
    late = save(town, begin(town, signer="赵大山"), "home", BLOCKS["home"])

    town.later(days=91)

    for one in (kept, gone, late):
        node = town.node("Collection", one["id"])
        assert node["state"] in {"SUBMITTED", "DISCARDED", "EXPIRED"}
        assert not {"answers", "signed_by"} & set(node)
    steps = [s.get("changes") or "" for s in town.all("Step") if s["of_label"] == "Collection"]
    assert not any("东岳村" in text or "赵大山" in text for text in steps)
    assert town.node("Collection", late["id"])["state"] == "EXPIRED"


@pytest.mark.feature("F23")
def test_what_is_incomplete_is_refused_with_every_place_and_nothing_is_written(town):
    draft = save(town, begin(town), "members", [BLOCKS["members"][1]])

    told = town.do(VILLAGE, "submitCollection", draft)

    assert {"members.0.relation:ONE_HEAD", "ask.0.needs:REQUIRED"} <= set(told["violations"])
    assert nobody_new(town)


@pytest.mark.feature("F23")
def test_a_known_household_gets_what_was_unknown_and_asks_for_what_differs(town):
    town.add({"Household": [{"id": "h1", "income_month": 50_000, "phone": "13911111111"}]})
    head = {"relation": "户主", "name": "王小明", "birth": "1950-01-01", "sex": "1"}

    done = town.do(
        VILLAGE, "submitCollection", filled(town, told={"members": [head]}, household="h1")
    )

    home = town.node("Household", "h1")
    asked = {c["field"]: (c["old"], c["new"], c["state"]) for c in town.all("ChangeRequest")}
    assert done["found"][0] == "h1"
    assert (home["housing_type"], home["income_month"]) == ("家庭", 50_000)
    assert asked == {
        "Household.income_month": ("50000", "96050", "REVIEW"),
        "Household.phone": ("13911111111", "13900000000", "APPLIED"),
    }
    assert home["phone"] == "13900000000"
    assert nobody_new(town)
    assert town.all("Lead") == []


def test_of_who_lives_out_of_reach_neither_name_nor_death_is_told(town):
    number = BLOCKS["members"][0]["id_no"]
    key = town.store.fields.blind_index("id-number", number)
    far = {"id": "far", "code": "510115106001", "name": "远村", "level": "VILLAGE"}
    stranger = {
        "id": "px",
        "id_no_hash": key,
        "name_fold": "钱大山",
        "deceased": date(2023, 1, 1),
    }
    town.add(
        {"Area": [far], "Household": [{"id": "hx", "hh_no": "HX"}], "Person": [stranger]},
        ("LIVES_IN", "Household", "Area", [("hx", "far")]),
        ("MEMBER_OF", "Person", "Household", [("px", "hx")]),
    )
    named = [BLOCKS["members"][0] | {"name": "钱大山"}]

    one = town.do(VILLAGE, "submitCollection", filled(town))
    other = town.do(VILLAGE, "submitCollection", filled(town, told={"members": named}))

    assert one == other
    assert one["violations"] == ["LIVES_IN_ANOTHER_HOUSEHOLD"]


@pytest.mark.feature("F23")
def test_one_number_is_one_person_and_another_name_or_household_is_refused(town):
    first = town.do(VILLAGE, "submitCollection", filled(town))

    again = town.do(VILLAGE, "submitCollection", filled(town))
    renamed = [BLOCKS["members"][0] | {"name": "钱大山"}]
    other = town.do(VILLAGE, "submitCollection", filled(town, told={"members": renamed}))
    elsewhere = town.do(VILLAGE, "submitCollection", filled(town, household="h1"))

    assert again["found"][0] == first["found"][0]
    assert other["violations"] == ["members.0.name:NAME_DIFFERS"]
    assert elsewhere["violations"] == ["LIVES_IN_ANOTHER_HOUSEHOLD"]
    assert len([p for p in town.all("Person") if p["name"].startswith("赵")]) == 2


@pytest.mark.feature("F23")
def test_who_may_be_on_record_is_shown_before_it_is_handed_in(town):
    town.do(VILLAGE, "submitCollection", filled(town))
    query = """query($answers: String!) { likelyDuplicates(answers: $answers) {
      row household sure } }"""
    told = {"members": [
        {"id_no": NUMBER}, {"name": "王小明", "birth": "1950-01-01"}, {"name": "没有人"},
    ]}  # fmt: skip

    found = town.ask(VILLAGE, query, answers=json.dumps(told))["likelyDuplicates"]

    assert {(one["row"], one["sure"]) for one in found} == {(0, True), (1, False)}
    assert {one["household"] for one in found if one["row"] == 1} == {f"h{n}" for n in range(6)}


@pytest.mark.feature("F23")
def test_what_the_person_agreed_to_besides_is_a_consent_in_force(town):
    done = town.do(
        VILLAGE, "submitCollection", filled(town, purposes=["MATCHING"], signer="赵大山")
    )

    mine = [c for c in town.all("Consent") if c["id"] in done["found"]]
    assert [(c["state"], c["purposes"], c["signer"]) for c in mine] == [
        ("GRANTED", ["U3"], "赵大山")
    ]


def test_in_a_town_without_a_village_it_is_asked_for_the_village(town):
    told = town.do(INTAKE, "submitCollection", filled(town, INTAKE, area_code=TOWN))

    assert told["violations"] == ["VILLAGE_MISSING"]
