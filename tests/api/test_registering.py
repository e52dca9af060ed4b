"""Births, deaths, divorces, moves, splits and mergers, over HTTP."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from tests.api.callers import as_
from tests.worlds import SYSTEM, THERE, two_villages

FAMILY = {"pa": "户主", "ma": "配偶", "son": "子", "girl": "女"}
DONE = """ { __typename ... on HouseholdChanged { id version size found }
             ... on Failure { code violations currentVersion } } }"""
DO = {
    "registerBirth": "$name: String!, $guardian: ID|name: $name, guardian: $guardian",
    "registerDeath": "$person: ID!|person: $person",
    "registerDivorce": "$person: ID!, $spouse: ID!, $number: String!, $along: [ID!]!"
    "|person: $person, spouse: $spouse, number: $number, along: $along",
    "splitHousehold": "$persons: [ID!]!, $number: String!|persons: $persons, number: $number",
    "mergeHouseholds": "$into: ID!|into: $into",
    "moveHousehold": "$area: String!|area: $area",
    "changeHead": "$person: ID!|person: $person",
}
HOME = """query($id: ID!) { household(id: $id) { version size area headName groups monitored
  members { id relation head deceased } awards { id } } }"""
PAST = """query($id: ID!, $day: Date) { householdAsOf(id: $id, asOf: $day) {
  area size members { id relation head } } }"""


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path) -> Starlette:
    """Two villages, and in h1 a family of four beside old Wang."""
    two_villages(embedded_store)
    with embedded_store.write(SYSTEM, Action.FILE_LOADED) as session:
        rows = [
            {"id": p, "name": p, "name_fold": p, "id_no_hash": p, "birth": date(1980 + n, 1, 1)}
            for n, p in enumerate(FAMILY)
        ]
        bulk.upsert_nodes(session, "Person", rows)
        bulk.upsert_nodes(session, "Award", [{"id": "aw", "policy": "E05"}])
        home = {"id": "family", "hh_no": "F1", "size": 4, "monitored": True}
        bulk.upsert_nodes(session, "Household", [home])
        for kind, start, end, pairs in (
            ("LIVES_IN", "Household", "Area", [("family", "a510115001001", {})]),
            ("RECEIVES", "Person", "Award", [("pa", "aw", {})]),
            ("GUARDIAN_OF", "Person", "Person", [("pa", "girl", {"legal": True})]),
            (
                "MEMBER_OF", "Person", "Household",
                [(p, "family", {"relation": r, "head": p == "pa"}) for p, r in FAMILY.items()],
            ),
        ):  # fmt: skip
            ties = [{"from": a, "to": b, "props": props} for a, b, props in pairs]
            bulk.upsert_relationships(session, kind, start, end, ties)
    return create_api(ApiSettings(keys=tmp_path), embedded_store)


def ask(site: Starlette, query: str, login: str = "coordinator", **variables: Any) -> Any:
    return as_(site, login, lambda person: person.data(query, **variables))


def home(site: Starlette, id: str = "family") -> dict[str, Any]:
    return ask(site, HOME, id=id)["household"]


def do(site: Starlette, name: str, /, *, login: str = "coordinator", **told: Any) -> Any:
    """Do one change in the version that is there, as a page would."""
    said = {"id": "family", "on": "2023-11-01"}
    said |= {n: told.pop(n) for n in ("id", "on", "dryRun", "expectedVersion") if n in told}
    said["operationId"] = told.pop("operation", f"{name} {told}")
    if "expectedVersion" not in said:
        said["expectedVersion"] = home(site, said["id"])["version"]
    variables, arguments = DO[name].split("|")
    query = (
        f"mutation($input: HouseholdChangeInput!, {variables}) {{"
        f" done: {name}(input: $input, {arguments}){DONE}"
    )
    return ask(site, query, login, input=said, **told)["done"]


def members(found: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["relation"] for one in found["members"]}


def node(store: Store, label: str, id: str) -> dict[str, Any]:
    with store.read(SYSTEM) as session:
        return bulk.find(session, label, [id])[id]


def test_a_child_is_born_once_however_often_it_is_sent(site: Starlette):
    told = {"name": "小宝", "guardian": "ma", "operation": "b", "expectedVersion": 1}

    tried = do(site, "registerBirth", dryRun=True, **told)
    first = do(site, "registerBirth", **told)
    again = do(site, "registerBirth", **told)
    stale = do(site, "registerBirth", **(told | {"operation": "c"}))

    assert tried["size"] == first["size"] == home(site)["size"] == 5
    assert first == again
    assert stale["code"] == "STALE_VERSION"
    assert members(home(site))[first["found"][0]] == "子女"


def test_a_death_ends_membership_award_and_guardianship_and_the_spouse_is_head(
    site: Starlette, embedded_store: Store
):
    done = do(site, "registerDeath", person="pa", on="2023-10-05")

    assert (done["size"], set(done["found"])) == (3, {"aw", "girl"})
    assert home(site)["headName"] == "ma"
    assert node(embedded_store, "Award", "aw")["to"] == date(2023, 10, 5)
    assert node(embedded_store, "Person", "girl")["guardian_status"] == "NONE"
    dead = next(one for one in home(site)["members"] if one["id"] == "pa")
    assert dead["deceased"] == "2023-10-05"
    before = ask(site, PAST, id="family", day="2023-10-04")["householdAsOf"]
    after = ask(site, PAST, id="family", day="2023-10-05")["householdAsOf"]
    assert members(before) == FAMILY
    assert members(after) == {"ma": "户主", "son": "子", "girl": "女"}


def test_after_a_divorce_one_lives_with_a_child_in_a_household_of_its_own(
    site: Starlette, embedded_store: Store
):
    done = do(site, "registerDivorce", person="ma", spouse="pa", number="F2", along=["girl"])

    (fresh,) = done["found"]
    assert members(home(site)) == {"pa": "户主", "son": "子"}
    assert members(home(site, fresh)) == {"ma": "户主", "girl": "女"}
    assert (home(site)["size"], home(site, fresh)["size"]) == (2, 2)
    assert {node(embedded_store, "Person", p)["marital"] for p in ("pa", "ma")} == {"40"}
    wrong = do(site, "registerDivorce", person="son", spouse="pa", number="F3", along=[])
    assert wrong["violations"] == ["NOT_A_COUPLE"]


def test_who_left_and_came_back_is_a_member_twice_in_time_and_once_today(site: Starlette):
    (fresh,) = do(site, "splitHousehold", persons=["son"], number="F2", on="2023-03-01")[
        "found"
    ]
    do(site, "mergeHouseholds", id=fresh, into="family", on="2023-09-01")

    assert home(site)["size"] == len(members(home(site))) == 4
    for day, there in (("2023-02-28", 4), ("2023-03-01", 3), ("2023-09-01", 4)):
        assert ask(site, PAST, id="family", day=day)["householdAsOf"]["size"] == there
    assert home(site, fresh)["size"] == 0
    assert home(site, fresh)["monitored"] is False


def test_a_household_that_moves_is_out_of_reach_where_it_was(site: Starlette):
    done = do(site, "moveHousehold", login="village", area=THERE)

    assert done["__typename"] == "HouseholdChanged"
    assert home(site)["area"] == THERE
    assert ask(site, PAST, id="family", day="2023-10-01")["householdAsOf"]["area"]
    far = as_(site, "village", lambda person: person.ask(HOME, id="family"))
    assert far["errors"][0]["extensions"]["code"] == "NOT_FOUND"


REPLACE = """mutation($code: String!, $by: String!, $on: Date!, $dry: Boolean!) {
  done: replaceArea(operationId: "r", code: $code, by: $by, on: $on, dryRun: $dry) {
    ... on AreaReplaced { id households } ... on Failure { code violations } } }"""


def test_a_merged_village_gives_its_households_to_the_one_that_takes_its_place(site: Starlette):
    told = {"code": "510115001001", "by": THERE, "on": "2023-06-01"}

    tried = ask(site, REPLACE, **told, dry=True)["done"]
    assert home(site)["area"] == told["code"]
    done = ask(site, REPLACE, **told, dry=False)["done"]
    again = ask(site, REPLACE, **told, dry=False)["done"]

    assert tried == done == again == {"id": f"a{THERE}", "households": 3}
    assert home(site)["area"] == THERE
    merged = ask(site, "{ mergedAreas { code by since } }")["mergedAreas"]
    assert merged == [{"code": told["code"], "by": THERE, "since": "2023-06-01"}]
    before = ask(site, PAST, id="family", day="2023-05-31")["householdAsOf"]
    assert before["area"] == told["code"]
    refused = ask(site, REPLACE, "village", **told, dry=True)["done"]
    assert refused["code"] == "FORBIDDEN"


DECIDE = """mutation($op: String!, $say: PairDecision!) {
  done: decidePair(operationId: $op, id: "pair", decision: $say) {
    ... on PairDecided { state person } ... on Failure { code violations } } }"""


def test_one_child_entered_twice_becomes_one_member_and_two_again_when_that_was_wrong(
    site: Starlette, embedded_store: Store
):
    with embedded_store.write(SYSTEM, Action.IDENTITY_DECIDED) as session:
        pair = {"id": "pair", "left": "son", "right": "girl", "score": 0.6, "state": "OPEN"}
        bulk.upsert_nodes(session, "IdentityPair", [pair])
    before = home(site)

    refused = ask(site, DECIDE, "manager", op="1", say="SAME")["done"]
    merged = ask(site, DECIDE, op="2", say="SAME")["done"]
    assert members(home(site)).keys() == {"pa", "ma", "girl"}
    assert home(site)["size"] == 3
    undone = ask(site, DECIDE, op="3", say="UNDO")["done"]

    assert refused["code"] == "FORBIDDEN"
    assert merged == {"state": "SAME", "person": "girl"}
    assert undone == {"state": "DIFFERENT", "person": "son"}
    assert home(site) == before
    again = ask(site, DECIDE, op="4", say="UNDO")["done"]
    assert again["violations"] == ["NOT_MERGED"]


def test_what_cannot_be_is_refused_and_changes_nothing(site: Starlette):
    before = home(site)
    for name, told, code in (
        ("registerDeath", {"person": "ph3"}, "NOT_A_MEMBER"),
        ("registerDeath", {"person": "pa", "on": "1970-01-01"}, "BEFORE_BIRTH"),
        ("changeHead", {"person": "ma", "on": "2024-01-01"}, "DAY_IN_FUTURE"),
        ("splitHousehold", {"persons": list(FAMILY), "number": "F2"}, "NOBODY_STAYS"),
        ("splitHousehold", {"persons": ["son"], "number": "H1"}, "NUMBER_TAKEN"),
        ("moveHousehold", {"area": "510115001001"}, "LIVES_THERE"),
        ("mergeHouseholds", {"into": "family"}, "INTO_ITSELF"),
    ):
        assert do(site, name, **told)["violations"] == [code]
    assert home(site) == before
    refused = do(site, "changeHead", login="manager", person="ma")
    assert refused["code"] == "FORBIDDEN"
