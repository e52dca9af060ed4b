"""Catalogue and providers as trees, one timeline, one's own household, an intake's effect."""

from collections import Counter
from datetime import date

import pytest

from graph_schema import flows
from graph_schema.errors import Forbidden, NotFound
from graph_schema.vocabulary import Party, Role
from loaders.catalogue import items
from matching.reports.facts import read_facts
from tests.api.moves.test_agencies import AWAY
from tests.contract.parties import DISTRICT, stand
from tests.worlds import SYSTEM

STREET, VILLAGE, RESIDENT = Role.TOWN_STEWARD, Role.VILLAGE_STEWARD, Role.RESIDENT


@pytest.fixture
def catalogue(town):
    """The 301 items, each offered by a body of its party and kind."""
    bodies = sorted({(one.party, one.kind) for one in items()})
    names = {pair: f"b{n}" for n, pair in enumerate(bodies)}
    ids = {one.code: one.code for one in items()} | {"PC-001": "i"}  # the town has that one
    town.add({
        "CatalogueItem": [
            {"id": ids[one.code], "code": one.code, "type": str(one.type), "title": one.title,
             "category": one.category, "needs": list(map(str, one.needs)),
             "groups": list(map(str, one.groups)), "status": "ACTIVE", "used": 0,
             "areas": [DISTRICT], "service_types": list(map(str, one.service_types))}
            for one in items()
        ],
        "Organisation": [
            {"id": id, "credit_code": id, "party": str(party), "kind": kind,
             "status": "ACTIVE"}
            for (party, kind), id in names.items()
        ],
    }, ("OFFERS", "Organisation", "CatalogueItem",
        [(names[one.party, one.kind], ids[one.code]) for one in items()]))  # fmt: skip
    return town


@pytest.mark.feature("F113")
@pytest.mark.feature("F114")
@pytest.mark.feature("F115")
@pytest.mark.feature("F116")
@pytest.mark.feature("F120")
def test_the_catalogue_has_its_items_by_type_searchable_and_trees_count_their_branches(
    catalogue,
):
    told = catalogue.ask(Role.VOLUNTEER, """query {
      catalogueTree { code count below { name count } }
      providerTree { code count below { name count } }
      word: resources(text: "低保", first: 100) { edges { node { title } } }
      care: resources(need: CARE, type: PROFESSIONAL_CARE, first: 100) {
        edges { node { code category } } }
      branch: resources(category: "低保") { edges { node { type } } } }""")  # fmt: skip

    tree = {branch["code"]: branch for branch in told["catalogueTree"]}
    counts = {code: branch["count"] for code, branch in tree.items()}
    assert counts == {"AP": 56, "WP": 80, "CS": 120, "PC": 45}
    for code, branch in tree.items():
        mine = Counter(one.category for one in items() if str(one.type) == code)
        below = {twig["name"]: twig["count"] for twig in branch["below"]}
        assert below == dict(mine)
        assert branch["count"] == sum(below.values())
    providers = {branch["code"]: branch for branch in told["providerTree"]}
    assert set(providers) == set(map(str, Party))
    assert sum(b["count"] for b in providers.values()) == len(catalogue.all("Organisation"))
    assert all("低保" in edge["node"]["title"] for edge in told["word"]["edges"])
    assert told["word"]["edges"]
    care = {edge["node"]["code"] for edge in told["care"]["edges"]}
    assert care == {
        one.code for one in items()
        if str(one.type) == "PC" and "N04" in map(str, one.needs)
    }  # fmt: skip
    assert [edge["node"]["type"] for edge in told["branch"]["edges"]] == ["AP"] * 4
    made = catalogue.do(STREET, "recommendLink", household="h1", need="n1", item="i")
    assert made["state"] == "RECOMMENDED"


@pytest.mark.feature("F15")
def test_one_timeline_merges_the_programmes_of_all_departments(town):
    town.add({
        "Award": [{"id": "aw", "policy": "E01", "amount_month": 60_000,
                   "from": date(2023, 3, 1)}],
        "Schooling": [{"id": "sc", "aid_item": "寄宿补助", "aid_amount": 100_000,
                       "period_from": date(2023, 9, 1)}, {"id": "none", "stage": "小学"}],
        "MedicalBill": [{"id": "m1", "aid": 30_000, "ins_type": "居民",
                         "settled_on": date(2023, 6, 1)}],
        "Housing": [{"id": "ho", "support": "补贴", "subsidy_month": 20_000,
                     "contract_from": date(2022, 1, 1)}],
        "DisabilityCard": [{"id": "dc", "cert_no_hash": "dc", "type": "肢体",
                            "two_allowances": True, "issued_on": date(2021, 5, 1)}],
        "CharityAid": [{"id": "ch", "item": "冬衣", "given_on": date(2023, 12, 1)}],
        "Employment": [{"id": "em", "training": "保洁", "period_from": date(2023, 10, 1)}],
    }, ("RECEIVES", "Household", "Award", [("h1", "aw")]),
        *(("HAS_FACT", "Person", label, [("p1", id)]) for label, id in (
            ("Schooling", "sc"), ("Schooling", "none"), ("Housing", "ho"),
            ("DisabilityCard", "dc"), ("CharityAid", "ch"), ("Employment", "em"),
        )))  # fmt: skip
    query = """query { timeline(household: "h1") { id department on what amount holder } }"""

    told = town.ask(STREET, query)["timeline"]

    assert [(one["id"], one["department"], one["on"]) for one in told] == [
        ("ch", "CSH", "2023-12-01"), ("em", "RS", "2023-10-01"), ("sc", "JY", "2023-09-01"),
        ("m1", "YB", "2023-06-01"), ("aw", "MZ", "2023-03-01"), ("ho", "ZJ", "2022-01-01"),
        ("dc", "CL", "2021-05-01"),
    ]  # fmt: skip
    assert {one["id"]: one["amount"] for one in told if one["amount"]} == {
        "sc": 100_000, "m1": 30_000, "aw": 60_000, "ho": 20_000,
    }  # fmt: skip
    with pytest.raises(NotFound):
        town.asking.ask(AWAY, query)


@pytest.mark.feature("F26")
def test_a_resident_sees_his_own_household_staff_theirs_and_each_look_is_on_record(town):
    stand(town.store, flows.load("case"), "IN_SERVICE", 1)
    stand(town.store, flows.load("link"), "IN_SERVICE", 2)
    mine = """query { myHouseholds { id number phone cases { state } needs { code state }
      services { what state } } }"""
    town.add({"Household": [{"id": "h1", "phone": "13900000000"}]})
    household = "query($id: ID!) { household(id: $id) { number level } }"

    own = town.ask(RESIDENT, mine)["myHouseholds"]
    other = town.ask(RESIDENT, mine, home=2)["myHouseholds"]
    wards = town.ask(Role.GUARDIAN, mine)["myHouseholds"]
    seen = town.ask(VILLAGE, household, id="h1")["household"]

    assert own == [{
        "id": "h1", "number": "H1", "phone": "139****0000", "cases": [{"state": "IN_SERVICE"}],
        "needs": [{"code": "CARE", "state": "OPEN"}], "services": [],
    }]  # fmt: skip
    assert other[0]["services"] == [{"what": "照料", "state": "IN_SERVICE"}]
    assert [one["id"] for one in wards] == [f"h{n}" for n in range(6)]
    assert seen == {"number": "H1", "level": "YELLOW"}
    with pytest.raises(Forbidden):
        town.ask(RESIDENT, household, id="h1")
    with pytest.raises(NotFound):
        town.asking.ask(AWAY, household, id="h1")
    looks = {(e["who"], e["role"]) for e in town.all("AuditEvent") if e["action"] == "LOOKED"}
    assert looks >= {("p1", "R01"), ("p2", "R01"), ("guardian", "R02"), ("aR03", "R03")}


@pytest.mark.fact("A19")
def test_a_household_sees_who_looked_and_contests_it_before_the_privacy_officer(town):
    looked = """query($id: ID!) { whoLooked(household: $id) {
      id role body purpose action fields } }"""
    town.ask(VILLAGE, 'query { household(id: "h1") { number level } }')
    town.ask(VILLAGE, 'query { household(id: "h2") { number } }')
    town.ask(RESIDENT, "query { myHouseholds { id } }")

    (look,) = [
        one
        for one in town.ask(RESIDENT, looked, id="h1")["whoLooked"]
        if one["action"] == "LOOKED"
    ]
    assert (look["role"], look["purpose"]) == ("VILLAGE_STEWARD", "MONITORING")
    assert "Household.level" in look["fields"]
    assert town.ask(Role.GUARDIAN, looked, id="h1")["whoLooked"][0]["id"]
    assert town.ask(RESIDENT, looked, home=2, id="h1")["whoLooked"] == []
    with pytest.raises(Forbidden):
        town.ask(VILLAGE, looked, id="h1")

    sent = town.do(RESIDENT, "sendFeedback", said="没人上门", about=f"audit:{look['id']}")
    told = [n for n in town.all("Notification") if n["template"] == "LOOK_CONTESTED"]
    assert sent["state"] == "SENT"
    assert [n["to"] for n in told] == ["aR17"]


@pytest.mark.feature("F29")
def test_an_intake_shows_staff_its_effect_on_colour_and_alerts_before_it_is_handed_in(town):
    query = """query($form: IntakeForm!) { intakeEffect(household: "h1", form: $form) {
      levelBefore levelAfter scoreBefore scoreAfter urgentAfter alerts } }"""
    form = {"needs": [{"code": "CRISIS", "severity": 3}], "incomeMonth": 10_000,
            "medical12m": 200_000}  # fmt: skip

    told = town.ask(VILLAGE, query, form=form)["intakeEffect"]

    assert told["levelAfter"] == "ORANGE"
    assert told["urgentAfter"] is True
    assert told["scoreAfter"] > told["scoreBefore"]
    assert "MEDICAL_BURDEN" in told["alerts"]
    assert town.node("Household", "h1")["level"] == "L3_MED"
    assert [need["code"] for need in town.all("Need") if need["id"] not in
            {f"n{n}" for n in range(6)}] == []  # fmt: skip
    with pytest.raises(Forbidden):
        town.ask(RESIDENT, query, form=form)


@pytest.mark.feature("F111")
def test_stewards_belong_to_care_centres_and_to_stations_alike(town):
    town.add({
        "Organisation": [
            {"id": "centre", "credit_code": "centre", "party": "COM", "status": "ACTIVE",
             "name": "基层关爱援助中心", "kind": "基层关爱援助中心"},
            {"id": "station", "credit_code": "station", "party": "COM", "status": "ACTIVE",
             "name": "社工站", "kind": "社工站"},
        ],
        "Actor": [{"id": f"s{n}", "staff_no": f"s{n}", "roles": ["R03"], "tier": "T3",
                   "party": "COM", "status": "ACTIVE"} for n in (1, 2)],
    }, ("WORKS_FOR", "Actor", "Organisation", [("s1", "centre"), ("s2", "station")]),
        ("COVERS", "Actor", "Area", [("s1", "a510115001"), ("s2", "a510115001")]),
        ("STEWARDED_BY", "Household", "Actor", [("h1", "s1"), ("h2", "s2")]))  # fmt: skip

    told = town.ask(STREET, """query {
      centres: organisations(kind: "基层关爱援助中心") { edges { node { name } } }
      stations: organisations(kind: "社工站") { edges { node { name } } }
      one: household(id: "h1") { stewards { tier organisations { kind } } }
      two: household(id: "h2") { stewards { tier organisations { kind } } } }""")  # fmt: skip

    kinds = [
        steward["organisations"][0]["kind"]
        for home in ("one", "two")
        for steward in told[home]["stewards"]
    ]
    assert [len(told[name]["edges"]) for name in ("centres", "stations")] == [1, 1]
    assert kinds == ["基层关爱援助中心", "社工站"]


@pytest.mark.feature("F11")
def test_the_policy_library_is_searched_and_shows_the_rules_that_cite(town):
    told = town.ask(RESIDENT, """query { policyLibrary(text: "最低生活保障") {
      number year range rules { code article } } }""")["policyLibrary"]  # fmt: skip

    assert [(one["number"], one["year"], one["range"]) for one in told] == [
        ("民发〔2021〕57号", 2021, "NATIONAL")
    ]
    assert [rule["code"] for rule in told[0]["rules"]] == ["E01"]


@pytest.mark.feature("F21")
def test_policies_are_searched_told_in_plain_words_and_reckoned_for_oneself(catalogue):
    town = catalogue
    town.add({
        "Household": [{"id": "h1", "income_month": 40_000, "assets_money": 0}],
        "Person": [{"id": "p1", "hukou_area": DISTRICT, "birth": date(1940, 1, 1)}],
        "Param": [{"id": "L", "code": "L", "value": "91000", "valid_from": date(2023, 1, 1)},
                  {"id": "cap", "code": "asset_cap", "value": "24",
                   "valid_from": date(2023, 1, 1)}],
        "CatalogueItem": [{"id": "AP-001", "benefit": "按核定标准发放资金",
                           "how_to_apply": "向社会事务办申请", "conditions": '"E01"',
                           "documents": '["身份证明"]'}],
        "Verdict": [{"id": "vd", "policy": "E01", "class": "ELIGIBLE", "by": "MACHINE"}],
    }, ("HAS_VERDICT", "Household", "Verdict", [("h1", "vd")]))  # fmt: skip
    query = """query { policyCards(text: "最低生活保障") { policy benefit howToApply documents }
      mayApply { policy answer missing } }"""
    read = """mutation($op: String!) { done: readPolicy(operationId: $op, policy: "E01") {
      ... on PolicyRead { counted } } }"""

    told = town.ask(RESIDENT, query)
    before = read_facts(town.store, SYSTEM).told["id"].tolist()
    counted = [town.ask(RESIDENT, read, op=op)["done"]["counted"] for op in ("1", "2")]
    after = read_facts(town.store, SYSTEM).told["id"].tolist()

    (card,) = told["policyCards"]
    answers = {one["policy"]: one for one in told["mayApply"]}
    assert card == {"policy": "E01", "benefit": "按核定标准发放资金",
                    "howToApply": "向社会事务办申请", "documents": ["身份证明"]}  # fmt: skip
    assert answers["E01"]["answer"] == "YES"
    assert answers["E10"]["answer"] in {"YES", "UNKNOWN"}
    assert all(one["missing"] for one in told["mayApply"] if one["answer"] == "UNKNOWN")
    assert (before, counted, after) == ([], [1, 1], ["vd"])
    with pytest.raises(Forbidden):
        town.ask(VILLAGE, "query { mayApply { policy } }")
