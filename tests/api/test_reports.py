"""Reports and stewards over HTTP, on both servers: who sees numbers, who is behind them."""

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.settings import ApiSettings
from graph_schema.store.session import Store
from tests.api.callers import as_
from tests.matching.reports.figures import figures

NUMBERS = """query($name: String!, $area: String, $by: [ReportAxis!]) {
  report(name: $name, area: $area, by: $by) { published numbers {
    measure area level month part cell { value state } numerator denominator
    ids(first: 50) } } }"""
LEAVING = """query($id: ID!) { stewardLeaving(id: $id) {
  losses { household level lost } needs
  handOver { household tier stewardFrom stewardTo loadAfter }
  goals { town name value bound } } }"""


@pytest.fixture(scope="module")
def site(kept_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    figures(kept_store)
    return create_api(ApiSettings(keys=tmp_path_factory.mktemp("keys")), kept_store)


def numbers(site: Starlette, who: str, name: str, **more) -> list[dict]:
    told = as_(site, who, lambda p: p.data(NUMBERS, name=name, **more))
    return told["report"]["numbers"]


@pytest.mark.feature("F16")
def test_a_caseworker_gets_each_count_with_the_list_behind_it(site: Starlette):
    told = numbers(site, "coordinator", "counts", by=["GROUP", "LEVEL"])

    assert all(n["cell"]["value"] == n["numerator"] == len(n["ids"]) for n in told)
    whole = [n for n in told if n["area"] == "510115" and n["measure"] == "households"]
    assert max(whole, key=lambda n: n["numerator"])["ids"] == ["h1", "h2", "h3"]


def test_a_village_steward_counts_only_the_own_village(site: Starlette):
    told = numbers(site, "village", "counts")

    assert {n["area"] for n in told} == {"510115001001"}
    assert {tuple(n["ids"]) for n in told} == {("h1", "h2"), ("ph1", "ph2")}


def test_a_manager_sees_no_ids_and_no_few(site: Starlette):
    told = numbers(site, "manager", "counts", by=["LEVEL"])

    assert all(n["ids"] == [] for n in told)
    few = [n for n in told if n["area"] == "510115" and n["level"] is None]
    assert {n["cell"]["state"] for n in few} == {"SUPPRESSED"}
    assert all(n["numerator"] is None for n in few)


def test_a_manager_cannot_cut_finer_and_a_volunteer_not_at_all(site: Starlette):
    fine = as_(site, "manager", lambda p: p.ask(NUMBERS, name="counts", by=["GROUP", "LEVEL"]))
    month = as_(site, "manager", lambda p: p.ask(NUMBERS, name="origin", by=["MONTH"]))
    none = as_(site, "volunteer", lambda p: p.ask(NUMBERS, name="counts"))

    assert [a["errors"][0]["extensions"]["code"] for a in (fine, month, none)] == [
        "REJECTED",
        "REJECTED",
        "FORBIDDEN",
    ]


def test_an_unknown_report_or_a_far_area_is_refused(site: Starlette):
    unknown = as_(site, "coordinator", lambda p: p.ask(NUMBERS, name="all"))
    far = as_(site, "village", lambda p: p.ask(NUMBERS, name="counts", area="510115106"))

    assert unknown["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert far["errors"][0]["extensions"]["code"] == "REJECTED"


def test_the_reports_are_named(site: Starlette):
    told = as_(site, "manager", lambda p: p.data("{ reports { name zh source } }"))

    assert {"name": "funnel", "zh": "三类转化", "source": "1.13 F38"} in told["reports"]


def test_loads_and_leaving_and_the_way_of_a_day(site: Starlette):
    loads = as_(
        site,
        "town",
        lambda p: p.data(
            "{ stewardLoads { stewards { number tier load state } evenness { town gini } } }"
        ),
    )["stewardLoads"]
    left = as_(site, "town", lambda p: p.data(LEAVING, id="near"))["stewardLeaving"]
    way = as_(
        site,
        "village",
        lambda p: p.data('{ patrolRoute(id: "near") { km boundKm stops { household due } } }'),
    )["patrolRoute"]

    assert {s["number"]: s["load"] for s in loads["stewards"]}["NEAR"] == 0.1
    assert [(one["household"], one["lost"]) for one in left["losses"]] == [
        ("h1", "T3"),
        ("h2", "T3"),
    ]
    assert {m["stewardTo"] for m in left["handOver"]} == {"spare"}
    assert all(goal["value"] == goal["bound"] for goal in left["goals"])
    assert [stop["household"] for stop in way["stops"]] == ["h2", "h1"]
    assert way["km"] == way["boundKm"]


def test_households_are_not_for_managers(site: Starlette):
    for query in (
        '{ stewardLeaving(id: "near") { needs } }',
        '{ patrolRoute(id: "near") { km } }',
        "{ undiscovered { village } }",
    ):
        told = as_(site, "manager", lambda p, query=query: p.ask(query))
        assert told["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_the_undiscovered_by_village(site: Starlette):
    """Here h1 was found by a visit and by data, in the other town h3 by telephone only."""
    told = as_(
        site,
        "coordinator",
        lambda p: p.data(
            "{ undiscovered { village byPeople byData both total unseen cautions } }"
        ),
    )["undiscovered"]

    by = {one["village"]: one for one in told}
    assert by["510115001001"] == {
        "village": "510115001001",
        "byPeople": 1,
        "byData": 1,
        "both": 1,
        "total": 1.0,
        "unseen": 0.0,
        "cautions": ["FEW_ON_BOTH", "SOURCES_DEPEND"],
    }
    assert (by["510115106001"]["byPeople"], by["510115106001"]["byData"]) == (1, 0)
