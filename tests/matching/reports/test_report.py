"""`wulian report …` on both servers: each number of the district, and who is behind it."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graph_schema.store.session import Store
from tests.commands import wulian, wulian_json
from tests.matching.reports.figures import figures
from tests.servers import LTS, clean, on

ALL = ("group", "level", "month", "part")


@pytest.fixture(
    scope="module", params=["embedded_server", on(LTS, "neo4j_lts", pytest.mark.slow)]
)
def store(request: pytest.FixtureRequest) -> Store:
    """The figures, written once: a report only reads.

    What Neo4j gives for a snapshot and for facts, test_snapshot and the API's reports show.
    """
    store = clean(request)
    figures(store)
    return store


def numbers(store: Store, name: str, *more: str) -> dict[Any, dict[str, Any]]:
    """The district's numbers of a report by measure, and by (measure, part)."""
    told = wulian_json(store, "report", name, *more)["numbers"]
    found: dict[Any, dict[str, Any]] = {}
    for one in told:
        if one["area"] == "510115" and all(one[axis] is None for axis in ALL[:3]):
            found[one["measure"] if one["part"] is None else (one["measure"], one["part"])] = (
                one
            )
    return found


@pytest.mark.feature("F1")
def test_in_hardship_without_aid_or_link(store: Store):
    told = numbers(store, "net")

    assert told["bare"]["ids"] == ["h2"]
    assert told["bare"]["of_ids"] == told["in_hardship"]["ids"] == ["h1", "h2", "h3"]


@pytest.mark.feature("F2")
@pytest.mark.feature("F41")
@pytest.mark.feature("F52")
def test_cases_and_leads_by_origin_and_direction(store: Store):
    told = numbers(store, "origin")

    assert told["cases", "VILLAGE_VISIT"]["ids"] == ["case"]
    assert told["cases_direction", "BOTTOM_UP"]["ids"] == ["case"]
    assert (told["up"]["ids"], told["down"]["ids"]) == (["visit"], ["call", "push"])
    assert told["leads", "HOTLINE"]["value"] == 1


@pytest.mark.feature("F12")
def test_households_getting_money_only(store: Store):
    told = numbers(store, "money")["money_only"]

    assert (told["ids"], told["of_ids"], told["value"]) == (["h3"], ["h1", "h3"], 0.5)


@pytest.mark.feature("F16")
def test_counts_by_group_area_and_colour_are_the_lengths_of_their_lists(store: Store):
    told = wulian_json(store, "report", "counts", "--by", "group,level", "--area", "510115001")

    homes = {
        (n["area"], n["group"], n["level"]): n
        for n in told["numbers"]
        if n["measure"] == "households"
    }
    assert homes["510115001001", "G05", "L4_HIGH"]["ids"] == ["h1"]
    assert homes["510115001", None, None]["ids"] == ["h1", "h2"]
    assert all(n["value"] == n["numerator"] == len(n["ids"]) for n in told["numbers"])


@pytest.mark.feature("F100")
def test_households_served_by_project_and_by_case_are_counted_once(store: Store):
    told = numbers(store, "ways")

    assert told["projects"]["ids"] == ["h1", "h3"]
    assert told["cases"]["ids"] == told["both"]["ids"] == ["h1"]
    assert told["total"]["ids"] == ["h1", "h3"]
    once = told["projects"]["value"] + told["cases"]["value"] - told["both"]["value"]
    assert told["total"]["value"] == once == 2
    assert told["overlap"]["value"] == 0.5


@pytest.mark.feature("F34")
def test_causes_cohorts_coverage_isolation_and_single_points_with_their_trend(store: Store):
    told = numbers(store, "analytics")
    monthly = wulian_json(store, "report", "analytics", "--by", "month")["numbers"]

    assert told["causes", "C01"]["ids"] == ["h1", "h2"]
    assert told["causes", "C02"]["ids"] == ["h1"]
    assert told["cohorts", "2023-01"]["of_ids"] == ["h1", "h2", "h3"]
    assert (told["coverage"]["ids"], told["isolation"]["ids"]) == (["h1"], ["h2", "h3"])
    assert told["single_points"]["value"] == 1.0
    months = {one["month"] for one in monthly if one["measure"] == "isolation"} - {None}
    assert months == {"2023-01"}


@pytest.mark.feature("F27")
def test_who_has_been_told_of_a_policy_that_fits(store: Store):
    told = numbers(store, "awareness")

    assert told["told", "E01"]["ids"] == ["vh2"]
    assert told["told", "E01"]["of_ids"] == ["vh1", "vh2"]


@pytest.mark.feature("F38")
def test_three_conversions_from_needs_to_outcomes(store: Store):
    told = numbers(store, "funnel")

    assert told["recorded"]["ids"] == ["nh1", "nh2", "nh3"]
    assert told["matched"]["value"] == pytest.approx(1 / 3)
    assert told["mobilised"]["ids"] == ["nh1"]
    assert (told["improved"]["value"], told["improved"]["of_ids"]) == (0.0, ["nh1"])


@pytest.mark.feature("F39")
def test_how_often_a_warning_is_true_and_how_long_until_somebody_comes(store: Store):
    told = numbers(store, "warning")

    assert (told["precision"]["value"], told["precision"]["ids"]) == (0.5, ["w1"])
    assert told["to_service"]["value"] == 48.0


@pytest.mark.feature("F72")
def test_four_precisions(store: Store):
    told = numbers(store, "precision")

    assert told["identification"]["value"] == pytest.approx(2 / 3)
    assert told["needs"]["value"] == 1.0
    assert told["projects"]["value"] is None
    assert (told["goals"]["ids"], told["goals"]["value"]) == (["g1"], 0.5)


@pytest.mark.feature("F73")
def test_match_rate_and_hours_to_the_first_response(store: Store):
    told = numbers(store, "response")

    assert told["match_rate"]["ids"] == ["nh1"]
    assert (told["first_response"]["ids"], told["first_response"]["value"]) == (["nh1"], 0.0)


@pytest.mark.feature("F78")
@pytest.mark.feature("F79")
def test_five_aid_types_and_four_services_are_countable(store: Store):
    told = numbers(store, "services")

    assert set(told) == {
        "care", "comfort", "ability", "assets", "inclusion", "counselling", "linking"
    }  # fmt: skip
    assert told["care"]["ids"] == told["inclusion"]["ids"] == ["served"]
    assert told["comfort"]["value"] == 0


@pytest.mark.feature("F80")
def test_every_service_has_its_method_and_groups_have_attendees(store: Store):
    told = numbers(store, "methods")

    assert [told["records", m]["ids"] for m in ("M1", "M2", "M3")] == [["r1"], ["r2"], ["r3"]]
    assert told["attended"]["value"] == 1.0


@pytest.mark.feature("F101")
def test_felt_benefit_of_households_and_persons(store: Store):
    told = numbers(store, "satisfaction")

    assert told["score"]["value"] == pytest.approx((13 / 3 + 3) / 2)
    assert (told["content"]["ids"], told["content"]["of_ids"]) == (["s1"], ["s1", "s2"])


@pytest.mark.feature("F117")
def test_three_coordinations(store: Store):
    told = numbers(store, "coordination")

    assert told["departments"]["ids"] == ["h1"]
    assert (told["sides"]["ids"], told["sides"]["of_ids"]) == (["h1"], ["h1", "h3"])
    assert told["aid_service"]["value"] == 0.5


@pytest.mark.feature("F118")
def test_provider_mix_overlap_and_complement_cost_and_outcome(store: Store):
    told = numbers(store, "providers")

    assert told["mix", "SW"]["ids"] == ["served"]
    assert told["overlap", "N04"]["value"] == told["complement", "N04"]["value"] == 0.0
    assert told["cost", "P-HIGH"]["value"] == 5000.0
    assert told["outcome"]["value"] is None


def test_by_month_and_as_of_another_day(store: Store):
    told = wulian_json(store, "report", "origin", "--by", "month", "--as-of", "2023-12-15")

    months = {n["month"] for n in told["numbers"] if n["measure"] == "leads" and n["value"]}
    assert months == {None, "2023-12"}
    assert told["as_of"] == "2023-12-15"


@pytest.mark.feature("F35")
def test_what_leaves_the_house_names_nobody_and_hides_the_few(store: Store, tmp_path: Path):
    told = wulian_json(store, "report", "counts", "--publish")
    shown = wulian(store, "report", "counts", "--xlsx", str(tmp_path / "c.xlsx"))

    assert told["published"]
    assert not any("ids" in n for n in told["numbers"])
    assert all(n["hidden"] == (n["value"] is None) for n in told["numbers"])
    assert "<5" in shown
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx").active
    assert "<5" in {cell.value for cell in sheet["H"]}


def test_the_reports_are_listed_and_an_unknown_one_is_told(store: Store):
    listed = wulian(store, "report")

    assert "三类转化" in listed
    assert len(listed.splitlines()) >= 10
    wulian(store, "report", "everything", expect=1)
