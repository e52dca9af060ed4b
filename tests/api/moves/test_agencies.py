"""Targets that may be asked, lists for bodies, who fits best, evidence, payers, one graph."""

from datetime import date, timedelta

import pytest

from api.auth.sessions import Caller
from api.jobs import work_once
from graph_schema import flows
from graph_schema.errors import NotFound
from graph_schema.vocabulary import LinkRole, Party, Role, entries
from tests.contract.parties import DISTRICT, NOW, PROJECT, TODAY, stand
from tests.worlds import HERE

BODY, WORKER, STREET, VILLAGE = (
    Role.ORGANISATION, Role.SOCIAL_WORKER, Role.TOWN_STEWARD, Role.VILLAGE_STEWARD,
)  # fmt: skip
AWAY = Caller(account="x", actor="x", role=WORKER, roles=(WORKER,), areas=("510115106",))
LISTS = """query($p: ID!) { agencyLists(project: $p) {
  title purpose areas expiresOn households { id number headName phone agreedUntil }
  needs { household code severity } resources { code } services { household state } } }"""
STARTS = {"h1": "Household", "i": "CatalogueItem", "aR03": "Actor"}
AROUND = "query($id: ID!) { neighbours(id: $id) { id label tie away } }"


@pytest.mark.feature("F45")
def test_targets_are_picked_from_the_permitted_pool_by_group_need_and_area(town):
    town.add({
        "Household": [{"id": "h2", "groups": ["G01"]}],
        "Need": [{"id": "n3", "state": "MET"}, {"id": "n4", "severity": 4}],
        "Consent": [{"id": "c5", "purposes": ["U1"]}],
    })  # fmt: skip
    query = """query($need: NeedCode, $group: GroupCode, $area: String, $agreed: Purpose,
      $severity: Int) { households(need: $need, group: $group, area: $area, agreed: $agreed,
      severity: $severity) { edges { node { id } } } }"""

    def picked(who=WORKER, **asked):
        found = town.ask(who, query, **asked) if isinstance(who, Role) else (
            town.asking.ask(who, query, **asked)
        )  # fmt: skip
        return {edge["node"]["id"] for edge in found["households"]["edges"]}

    every = {f"h{n}" for n in range(6)}
    wanted = {"need": "CARE", "group": "DISABLED", "area": HERE, "agreed": "SHARING"}
    assert picked() == every
    assert picked(need="CARE") == every - {"h3"}
    assert picked(group="DISABLED") == every - {"h2"}
    assert picked(agreed="SHARING") == every - {"h5"}
    assert picked(severity=3) == {"h4"}
    assert picked(**wanted) == {"h0", "h1", "h4"}
    town.do(Role.RESIDENT, "withdrawConsent", "c1")
    assert picked(**wanted) == {"h0", "h4"}
    assert picked(AWAY, **wanted) == set()


@pytest.mark.feature("F49")
def test_a_body_gets_four_lists_for_its_own_project_and_area_with_purpose_and_expiry(town):
    project = PROJECT | {
        "id": "j1",
        "project_no": "J1",
        "state": "RUNNING",
        "areas": [DISTRICT],
    }
    town.add({
        "Project": [project],
        "Household": [{"id": f"h{n}", "phone": "13900000000"} for n in (1, 2, 3)],
        "Consent": [{"id": "c3", "purposes": ["U3"]}, {"id": "c1", "to": date(2024, 6, 30)}],
    }, ("RUNS", "Organisation", "Project", [("o", "j1")]),
        ("SERVES", "Project", "Household", [("j1", f"h{n}") for n in (1, 2, 3)]))  # fmt: skip
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)

    lists = town.ask(BODY, LISTS, p="j1")["agencyLists"]
    town.do(Role.RESIDENT, "withdrawConsent", "c2", home=2)
    fewer = town.ask(BODY, LISTS, p="j1")["agencyLists"]

    assert (lists["purpose"], lists["areas"]) == ("SHARING", [DISTRICT])
    assert lists["expiresOn"] == str(PROJECT["ends_on"] + timedelta(days=30))
    assert lists["households"][0] == {
        "id": "h1", "number": "H1", "headName": "王**", "phone": "139****0000",
        "agreedUntil": "2024-06-30",
    }  # fmt: skip
    assert [one["id"] for one in lists["households"]] == ["h1", "h2"]
    assert lists["needs"][0] == {"household": "h1", "code": "CARE", "severity": 2}
    assert lists["resources"] == [{"code": "PC-001"}]
    assert lists["services"] == [{"household": "h1", "state": "IN_SERVICE"}]
    assert [one["id"] for one in fewer["households"]] == ["h1"]
    with pytest.raises(NotFound):  # a project of another body
        town.ask(BODY, LISTS, actor="a2R08", p="j1")
    town.add({"Project": [{"id": "j1", "access_until": TODAY - timedelta(days=1)}]})
    with pytest.raises(NotFound):
        town.ask(BODY, LISTS, p="j1")


@pytest.mark.feature("F50")
def test_bodies_are_matched_to_a_household_with_reasons(town):
    town.add({"CatalogueItem": [{"id": "i", "capacity": 3, "verified_at": NOW}],
              "Household": [{"id": "h1", "monitored": True}]})  # fmt: skip
    query = """query($h: ID!) { agencyMatches(household: $h) {
      organisation rank answers { code item free km reasons { function points } } } }"""

    (best,) = town.ask(WORKER, query, h="h1")["agencyMatches"]

    (answer,) = best["answers"]
    assert (best["organisation"], best["rank"]) == ("o", 1)
    assert (answer["code"], answer["item"], answer["free"]) == ("CARE", "i", 3)
    assert {"distance", "need_fit", "target_group", "fresh_capacity"} <= {
        reason["function"] for reason in answer["reasons"]
    }
    with pytest.raises(NotFound):
        town.asking.ask(AWAY, query, h="h1")


@pytest.mark.feature("F48")
def test_a_decision_lists_its_evidence_with_source_date_and_version(town):
    town.add({
        "Household": [{"id": "h1", "income_month": 90_000, "source": "own_household"}],
        "Person": [{"id": "p1", "hukou_area": HERE, "source": "mz_ledger"}],
        "Param": [{"id": "L", "code": "L", "value": "91000", "valid_from": date(2023, 1, 1)}],
    })  # fmt: skip
    asked = {"household": "h1", "policy": "E01", "notice_version": "1"}
    begun = town.do(Role.RESIDENT, "startApplication", **asked)
    handed_in = town.do(Role.RESIDENT, "submitApplication", begun)
    town.do(Role.TOWN_INTAKE, "acceptApplication", handed_in)
    while work_once(town.store, "test"):
        pass
    town.add({"Application": [{"id": begun["id"], "state": "DISTRICT_REVIEW"}]})
    town.do(Role.DISTRICT_CASEWORKER, "reviewApplication", begun["id"])
    town.do(Role.DISTRICT_APPROVER, "refuseApplication", begun["id"], reason="材料不实")

    told = town.ask(STREET, """query($id: ID!) { decision(application: $id) { policy state
      preparedBy decidedBy verdicts { by classCode ruleVersion reasons reviewer missing
        conditions { code answer evidence { fact value label id source date version } } } } }
      """, id=begun["id"])["decision"]  # fmt: skip
    machine, human = told["verdicts"]
    by_code = {one["code"]: one for one in machine["conditions"]}
    (income,) = by_code["INCOME_BELOW_L"]["evidence"]
    assert (told["preparedBy"], told["decidedBy"]) == ("aR10", "aR11")
    assert (machine["by"], human["by"]) == ("MACHINE", "HUMAN")
    assert (human["reasons"], human["reviewer"]) == ("材料不实", "aR11")
    assert machine["ruleVersion"]
    assert by_code["INCOME_BELOW_L"]["answer"] == "YES"
    assert (income["value"], income["label"], income["id"]) == ("90000", "Household", "h1")
    assert (income["source"], income["version"]) == ("own_household", 2)
    assert income["date"] == "2024-01-08"
    assert "assets_per_person" in machine["missing"]


@pytest.mark.feature("F8")
def test_every_record_of_aid_shows_whether_government_or_society_pays(town):
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)
    town.add({
        "Award": [{"id": "aw", "policy": "E01", "amount_month": 60_000,
                   "from": date(2023, 1, 1)}],
        "CharityAid": [{"id": "ca", "item": "助学金", "amount": 50_000,
                        "given_on": date(2023, 9, 1)}],
        "Link": [{"id": "gov", "state": "IN_SERVICE"}],
        "Organisation": [{"id": "g", "credit_code": "12990115MB0000003X", "party": "GOV"}],
    }, ("RECEIVES", "Household", "Award", [("h1", "aw")]),
        ("HAS_FACT", "Person", "CharityAid", [("p1", "ca")]),
        ("HAS_LINK", "Household", "Link", [("h1", "gov")]),
        ("PROVIDED_BY", "Link", "Organisation", [("gov", "g")]))  # fmt: skip

    told = town.ask(STREET, 'query { aid(household: "h1") { id kind payer amount } }')["aid"]

    assert {(one["id"], one["kind"], one["payer"]) for one in told} == {
        ("aw", "AWARD", "GOVERNMENT"), ("ca", "CHARITY", "SOCIAL"),
        ("x1", "SERVICE", "SOCIAL"), ("gov", "SERVICE", "GOVERNMENT"),
    }  # fmt: skip
    assert {entry.about["payer"] for entry in entries(Party).values()} == {
        "GOVERNMENT", "SOCIAL",
    }  # fmt: skip


@pytest.mark.feature("F6")
def test_actors_households_needs_and_resources_are_one_graph_from_any_node(town):
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)
    far = {"id": "far", "code": "510115106001", "name": "远村", "level": "VILLAGE"}
    town.add({"Area": [far], "Household": [{"id": "hx", "hh_no": "HX"}],
              "Need": [{"id": "nx", "code": "N04", "state": "OPEN"}]},
             ("LIVES_IN", "Household", "Area", [("hx", "far")]),
             ("HAS_NEED", "Household", "Need", [("hx", "nx")]),
             ("STEWARDED_BY", "Household", "Actor", [(h, "aR03") for h in ("h1", "hx")]),
             )  # fmt: skip

    def reached(start):
        """Walk from node to node, to three of a kind at most; the label of each."""
        seen, waiting = {start: STARTS[start]}, [start]
        while waiting:
            for one in town.ask(STREET, AROUND, id=waiting.pop())["neighbours"]:
                known = [id for id, label in seen.items() if label == one["label"]]
                if one["id"] not in seen and len(known) < 3:
                    seen[one["id"]] = one["label"]
                    waiting.append(one["id"])
        return seen

    kinds = {"Household", "Person", "Need", "Link", "CatalogueItem", "Organisation", "Actor"}
    for start in STARTS:
        found = reached(start)
        assert kinds <= set(found.values())
        assert {"hx", "nx"}.isdisjoint(found)
    (of_steward,) = [
        one
        for one in town.ask(STREET, AROUND, id="aR03")["neighbours"]
        if one["tie"] == "STEWARDED_BY"
    ]
    assert (of_steward["id"], of_steward["label"]) == ("h1", "Household")
    with pytest.raises(NotFound):
        town.ask(STREET, AROUND, id="hx")


@pytest.mark.feature("F103")
def test_each_link_says_what_its_party_is_to_it(town):
    town.add({
        "Organisation": [
            {"id": f"b{party}", "credit_code": f"b{party}", "party": party, "status": "ACTIVE"}
            for party in ("COM", "CHA")
        ],
        "Actor": [{"id": "vol", "staff_no": "vol", "party": "VOL", "roles": ["R09"]}],
    }, ("OFFERS", "Organisation", "CatalogueItem", [("bCOM", "i"), ("bCHA", "i")]))  # fmt: skip

    def role(n, **by):
        told = {"household": f"h{n}", "need": f"n{n}", "item": "i", **by}
        made = town.do(STREET, "recommendLink", **told)
        query = "query($id: ID!) { link(id: $id) { role parties } }"
        return town.ask(STREET, query, id=made["id"])["link"]["role"]

    told = {
        "ORG": role(1, organisation="o"), "COM": role(2, organisation="bCOM"),
        "CHA": role(3, organisation="bCHA"), "VOL": role(4, provider="vol"),
    }  # fmt: skip
    assert told == {
        "ORG": "PROFESSIONAL", "COM": "RESOURCE", "CHA": "RESOURCE", "VOL": "SUPPLEMENT",
    }  # fmt: skip
    assert {entry.about["role"] for entry in entries(Party).values()} == set(LinkRole)
