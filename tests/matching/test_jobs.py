"""Evaluating saves what follows from the facts, and nothing twice."""

import json
from datetime import UTC, date, datetime
from random import Random

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.store import bulk
from graph_schema.store.rows import MAX_ROWS
from graph_schema.vocabulary import Purpose
from matching.jobs import evaluate, evaluate_households, touched
from matching.risk.parameters import default_body
from matching.snapshot import take
from tests.matching.risk.houses import L, district
from tests.matching.risk.oracle import judge
from tests.matching.risk.plain import households
from tests.matching.written import ACCESS, write
from tests.snapshots import VILLAGE, build

AS_OF = date(2023, 12, 31)
SAVED = ("Household", "Need", "RiskEvaluation", "RuleSet", "Alert", "Verdict", "Visit")
COLOURS = ["", "L1_NORM", "L2_LOW", "L3_MED", "L4_HIGH"]


def saved(store):
    """Everything an evaluation may write, by label and id, with versions."""
    with store.read(ACCESS) as session:
        nodes = {label: {n["id"]: n for n in bulk.scan(session, label)} for label in SAVED}
        ties = [
            sorted((t["from"], t["to"]) for t in bulk.scan_relationships(session, *ends))
            for ends in (
                ("HAS_NEED", "Household", "Need"),
                ("HAS_EVALUATION", "Household", "RiskEvaluation"),
                ("HAS_ALERT", "Household", "Alert"),
                ("HAS_VERDICT", "Household", "Verdict"),
                ("HAS_VERDICT", "Person", "Verdict"),
            )
        ]
    return nodes, ties


def alerts_of(store):
    """The alerts on record, as plain rows."""
    rows = take(store, ACCESS).alerts.astype(object)
    return rows.where(rows.notna(), None).to_dict("records")


@pytest.fixture
def lived_in(embedded_store):
    """A store with forty generated households, and their rows."""
    tables = district(Random(9).choice, AS_OF, 40)
    for home in tables["households"]:
        home["village"] = VILLAGE
    for link in tables["links"]:
        link["provider_id"] = f"{link['id']}-provider" if link["provider_id"] else None
    for consent in tables["consents"]:
        consent["receivers"] = ()
    write(embedded_store, AS_OF, tables)
    return embedded_store, tables


def test_more_households_and_people_than_one_statement_takes_are_evaluated(lived_in):
    """A full list of a department touches thousands at once."""
    store, tables = lived_in
    homes = [row["id"] for row in tables["households"]]
    people = [row["id"] for row in tables["persons"]]
    others = [f"of nobody here {n}" for n in range(MAX_ROWS + 500)]

    told = touched(store, ACCESS, others + people)
    report = evaluate_households(store, ACCESS, others + homes)

    assert told == touched(store, ACCESS, people)
    assert report.households == len(homes)


def test_the_saved_answers_are_those_of_the_plain_rules(lived_in):
    store, tables = lived_in

    report = evaluate(store, ACCESS)

    homes = saved(store)[0]["Household"]
    known = tables | {"alerts": alerts_of(store)}  # risk sees the alerts raised before it
    assert sum(report.alerts.values()) == len(known["alerts"]) - len(tables["alerts"]) > 0
    for house in households(known):
        answer, home = judge(house, AS_OF, L), homes[house.row["id"]]
        assert home["score"] == answer.score
        assert home["computed_level"] == COLOURS[answer.computed]
        assert home["level"] == COLOURS[answer.level]
        assert home["urgent"] is answer.urgent
        assert home["completeness"] == answer.completeness
    assert sum(report.levels.values()) == len(homes) == 40
    assert report.written["evaluations"] == 40
    assert report.written["visits"] == len(saved(store)[0]["Visit"]) - len(tables["visits"])


def test_a_second_run_without_new_facts_writes_nothing(lived_in):
    store, _ = lived_in
    evaluate(store, ACCESS)
    before = saved(store)

    report = evaluate(store, ACCESS)

    assert set(report.written.values()) == {0}
    assert saved(store) == before


def test_a_new_fact_changes_the_household_it_touches_and_no_other(lived_in):
    store, _ = lived_in
    evaluate(store, ACCESS)
    before, _ = saved(store)
    home = sorted(before["Household"])[3]
    alert = {"id": "new", "code": "W01", "priority": "P3", "state": "RAISED"}
    with store.write(ACCESS, Action.ALERT_CHANGED) as session:
        raised = datetime(2023, 12, 30, tzinfo=UTC)
        bulk.upsert_nodes(session, "Alert", [alert | {"raised_at": raised}])
        tie = [{"from": home, "to": "new"}]
        bulk.upsert_relationships(session, "HAS_ALERT", "Household", "Alert", tie)

    report = evaluate(store, ACCESS)

    after, _ = saved(store)
    changed = {n for n, row in after["Household"].items() if row != before["Household"][n]}
    assert changed <= {home}
    assert report.written["evaluations"] == 1
    new = [
        e for e in after["RiskEvaluation"].values() if e["id"] not in before["RiskEvaluation"]
    ]
    assert [row["rule"] for row in json.loads(new[0]["rows"]) if row.get("fact") == "new"] == [
        "W01"
    ]
    assert len([e for e in after["RiskEvaluation"].values() if e.get("valid_to")]) == 1


def test_a_derived_need_stands_in_the_graph_with_its_rule_and_evidence(embedded_store):
    card = {"id": "c", "person_id": "p", "household_id": "h", "rehab_need": "康复训练"}
    write(
        embedded_store,
        AS_OF,
        {
            "households": [{"id": "h"}],
            "persons": [{"id": "p", "household_id": "h", "birth": date(1980, 1, 1)}],
            "disability_cards": [card | {"batch": "b1", "period_from": date(2023, 3, 1)}],
        },
    )

    report = evaluate(embedded_store, ACCESS)

    (need,) = saved(embedded_store)[0]["Need"].values()
    told = (need["code"], need["severity"], need["state"], need["source"])
    assert report.derived == {"ND01": 1}
    assert told == ("N04", 2, "OPEN", "ND01")
    (entry,) = json.loads(need["evidence"])
    assert entry == {
        "rule": "ND01",
        "severity": 2,
        "label": "DisabilityCard",
        "fact": "c",
        "batch": "b1",
        "date": "2023-03-01",
    }


def test_the_rule_set_of_the_graph_is_the_one_that_counts(embedded_store):
    write(embedded_store, AS_OF, {"households": [{"id": "h"}]})
    evaluate(embedded_store, ACCESS)
    body = json.loads(default_body())
    body["version"] = "own"
    body["portrait"]["no_link"]["points"] = 2000
    row = {"id": "own", "code": "risk", "rule_version": "own", "body": json.dumps(body)}
    with embedded_store.write(ACCESS, Action.PARAMETER_CHANGED) as session:
        bulk.upsert_nodes(session, "RuleSet", [row | {"valid_from": date(2023, 6, 1)}])

    evaluate(embedded_store, ACCESS)

    nodes, _ = saved(embedded_store)
    assert nodes["Household"]["h"]["score"] == 2000
    assert nodes["Household"]["h"]["level"] == "L2_LOW"


def test_a_mended_rule_of_the_program_reaches_a_store_that_knows_the_old_one(store):
    """A store of an older program holds its rules; they are a record, no district's own."""
    write(store, AS_OF, {"households": [{"id": "h"}]})
    old = json.loads(default_body())
    old["version"] = "2020.1"
    old["portrait"]["no_link"]["points"] = 2000
    row = {"id": "old", "code": "risk", "rule_version": "2020.1", "body": json.dumps(old)}
    row |= {"source": "default", "status": "ACTIVE", "valid_from": date(2000, 1, 1)}
    with store.write(ACCESS, Action.PARAMETER_CHANGED) as session:
        bulk.upsert_nodes(session, "RuleSet", [row])

    report = evaluate(store, ACCESS)
    again = evaluate(store, ACCESS)

    nodes, _ = saved(store)
    kept = {
        n["rule_version"]: n["source"] for n in nodes["RuleSet"].values() if n["code"] == "risk"
    }
    now = json.loads(default_body())["version"]
    assert nodes["Household"]["h"]["score"] == 600
    assert report.rule_version.startswith(f"risk-{now}-")
    assert kept == {"2020.1": "default", now: "default"}
    assert set(again.written.values()) == {0}


def test_a_rule_set_that_cannot_be_used_is_refused_by_place(embedded_store):
    write(embedded_store, AS_OF, {"households": [{"id": "h"}]})
    row = {"id": "bad", "code": "risk", "rule_version": "bad", "body": '{"version":"bad"}'}
    with embedded_store.write(ACCESS, Action.PARAMETER_CHANGED) as session:
        bulk.upsert_nodes(session, "RuleSet", [row])

    with pytest.raises(
        Rejected, match=r"BAD_RULE_SET.*rule set risk.*: exactly version, score"
    ):
        evaluate(embedded_store, ACCESS)


def test_only_the_area_asked_for_is_evaluated(embedded_store):
    write(embedded_store, AS_OF, {"households": [{"id": "h"}]})

    assert evaluate(embedded_store, ACCESS, area="510115002").households == 0
    assert evaluate(embedded_store, ACCESS, area="510115001").households == 1
    with pytest.raises(Rejected, match="AREA_OUT_OF_REACH"):
        evaluate(embedded_store, ACCESS, area="990101")


def test_another_day_gives_another_answer_and_the_day_is_kept(embedded_store):
    tables = {"households": [{"id": "h"}], "persons": [CHILD]}
    write(embedded_store, AS_OF, tables)

    young = evaluate(embedded_store, ACCESS, as_of=date(2023, 12, 31))
    grown = evaluate(embedded_store, ACCESS, as_of=date(2031, 5, 1))

    assert young.urgent == 1
    assert grown.as_of == date(2031, 5, 1)
    assert take(embedded_store, ACCESS).evaluations["at"].iloc[0].isoformat() == (
        "2031-04-30T16:00:00+00:00"
    )


CHILD = {"id": "p", "household_id": "h", "birth": date(2013, 5, 1)}


def test_a_snapshot_cut_to_an_area_cannot_see_beyond_it(embedded_store):
    write(embedded_store, AS_OF, {"households": [{"id": "h"}]})
    town = Access.system(Purpose.MONITORING, ("510115001",))

    assert evaluate(embedded_store, town).areas == ("510115001",)
    assert build(households=[{"id": "h"}]).households["village"].iloc[0].startswith("510115001")


@pytest.mark.feature("F4")
@pytest.mark.feature("F70")
def test_a_carers_death_is_found_by_evaluating_only_the_households_it_touches(embedded_store):
    """The carer lives elsewhere: W14 is raised where care is lost; nobody else is looked at."""
    people = [
        {"id": "carer", "household_id": "far", "birth": date(1970, 1, 1)},
        {"id": "old", "household_id": "near", "birth": date(1938, 1, 1), "self_care": "全护理"},
        {"id": "other", "household_id": "aside", "birth": date(1970, 1, 1)},
    ]
    tables = {
        "households": [{"id": "far"}, {"id": "near"}, {"id": "aside"}],
        "persons": people,
        "cares_for": [{"from_id": "carer", "to_id": "old"}],
    }
    write(embedded_store, AS_OF, tables)
    evaluate(embedded_store, ACCESS)
    before, _ = saved(embedded_store)
    with embedded_store.write(ACCESS, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Person", [{"id": "carer", "deceased": date(2023, 12, 30)}])

    homes = touched(embedded_store, ACCESS, ["carer"])
    report = evaluate_households(embedded_store, ACCESS, homes)
    after, _ = saved(embedded_store)

    assert homes == ["far", "near"]
    assert report.households == 2
    assert report.alerts == {"W14": 1}
    (alert,) = [a for a in after["Alert"].values() if a["code"] == "W14"]
    told = (alert["priority"], alert["state"], alert["value"], alert["threshold"])
    assert told == ("P1", "RAISED", 1.0, 1.0)
    assert alert["fact"] == "carer"
    assert after["Household"]["aside"] == before["Household"]["aside"]
    assert set(evaluate(embedded_store, ACCESS).written.values()) == {0}
