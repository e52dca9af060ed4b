"""地图: areas by colour, need, gap and load as the API has them; households for staff alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Running, ask

OpenPage = Callable[..., Page]
DISC = ".map svg .disc"
NUMBERS = """{ report(name: "map", by: [LEVEL], deep: true) { numbers {
  measure area level part cell { value state } } } }"""
POINTS = """{ mapPoints(area: "510115") { id lon lat exact level needs } }"""
INSIDE = """all => all.map(g => [
  g.dataset.village, g.querySelector('title').textContent.split(' ').pop()])"""


def _village_numbers(told: Any, measure: str) -> dict[str, str]:
    """What each village says of a measure of the map, as the page writes it."""
    found = {}
    for one in told["report"]["numbers"]:
        whole = {"load": "load", "needs": one["part"], "households": one["level"]}
        if len(one["area"]) == 12 and whole[one["measure"]] == measure:
            if one["measure"] != "households" and one["level"]:
                continue
            found[one["area"]] = _text(one)
    return found


def _text(one: dict[str, Any]) -> str:
    cell = one["cell"]
    if cell["state"] == "SUPPRESSED":
        return "<5"
    if cell["value"] is None:
        return "—"
    return f"{cell['value']:.2f}" if one["measure"] == "load" else str(int(cell["value"]))


@pytest.mark.feature("F36")
@pytest.mark.parametrize("who", ["coordinator", "manager"])
@pytest.mark.parametrize(
    ("measure", "member"),
    [("L3_MED", "YELLOW"), ("N04", "N04"), ("load", "load")],
)
def test_every_village_says_what_the_api_says_by_colour_need_and_load(
    open_page: OpenPage,
    signed_in: Callable[..., Any],
    site: Running,
    who: str,
    measure: str,
    member: str,
) -> None:
    wanted = _village_numbers(ask(signed_in(who), site, NUMBERS), member)
    page = open_page(who, f"/desk/map?measure={measure}")
    page.wait_for_selector(DISC)

    shown = dict(page.eval_on_selector_all("[data-village]", INSIDE))

    assert wanted
    assert {code: shown[code] for code in wanted} == wanted
    assert {text for code, text in shown.items() if code not in wanted} <= {"0", "—"}


@pytest.mark.feature("F36")
def test_staff_see_the_households_of_the_area_as_points_of_their_colour(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running
) -> None:
    told = ask(signed_in("coordinator"), site, POINTS)["mapPoints"]
    page = open_page("coordinator", "/desk/map?measure=N04")
    page.wait_for_selector(DISC)

    page.get_by_role("button", name="户点").click()
    expect(page.locator("[data-point]")).to_have_count(len(told))

    assert {one["exact"] for one in told} == {False}  # the caseworker is nobody's steward
    assert "points=1" in page.url
    clear = page.locator("[data-point]:not(.aside)")
    assert clear.count() == sum("CARE" in one["needs"] for one in told)
    orange = page.locator(".points .l4")
    assert orange.count() == sum(one["level"] == "ORANGE" for one in told)


def test_who_sees_counts_only_has_no_households_on_the_map(open_page: OpenPage) -> None:
    page = open_page("manager", "/desk/map?points=1")
    page.wait_for_selector(DISC)

    assert page.get_by_role("button", name="户点").count() == 0
    assert page.locator("[data-point]").count() == 0


@pytest.mark.parametrize("measure", ["N04", "load"])
def test_the_table_behind_the_map_has_the_same_numbers_most_first(
    open_page: OpenPage, measure: str
) -> None:
    page = open_page("coordinator", f"/desk/map?measure={measure}")
    page.wait_for_selector(DISC)
    shown = dict(page.eval_on_selector_all("[data-village]", INSIDE))

    page.get_by_text("数据表").click()
    table = page.eval_on_selector_all(
        ".plain-table tbody tr",
        "rows => rows.map(r => [r.dataset.area, r.lastElementChild.textContent])",
    )

    assert dict(table) == shown
    numbers = [float(text) for _, text in table if text not in {"—", "<5"}]
    assert numbers == sorted(numbers, reverse=True)
