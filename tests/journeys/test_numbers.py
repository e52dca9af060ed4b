"""The numbers of the pages are the API's, on every page the same."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Running, ask

OpenPage = Callable[..., Page]
COVERAGE = """{ coverage { code level
  households { value state }
  parties { party cell { value state } } tiers { tier cell { value state } }
  full { value state } needs { value state } gap { value state } } }"""
CELLS = """cells => cells.map(
  c => [c.closest("tr").dataset.area, c.dataset.measure, c.textContent])"""
MEMBERS = {
    "COMMUNITY": "COM",
    "ORGANISATION": "ORG",
    "SOCIAL_WORKER": "SW",
    "VOLUNTEER": "VOL",
    "CHARITY": "CHA",
    "DISTRICT": "T1",
    "TOWN": "T2",
    "VILLAGE": "T3",
}

LEVELS = ["ORANGE", "YELLOW", "BLUE", "GREEN"]


def _text(measure: str, cell: dict[str, Any]) -> str:
    """Write a number as the pages do."""
    if cell["state"] == "SUPPRESSED":
        return "<5"
    if cell["value"] is None:
        return "—"
    if measure == "gap":
        return str(Decimal(cell["value"]).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return f"{int(cell['value'] * 100 + 0.5)}%"


def _expected(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    found = {}
    for row in rows:
        for one in [*row["parties"], *row["tiers"]]:
            measure = MEMBERS[one.get("party") or one["tier"]]
            found[row["code"], measure] = _text(measure, one["cell"])
        for measure in ("full", "needs", "gap"):
            found[row["code"], measure] = _text(measure, row[measure])
    return found


@pytest.mark.parametrize("who", ["coordinator", "manager"])
def test_every_cell_of_the_matrix_is_the_number_of_the_api(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running, who: str
) -> None:
    rows = ask(signed_in(who), site, COVERAGE)["coverage"]
    page = open_page(who, "/desk/matrix")
    page.wait_for_selector("table.matrix tbody tr")

    shown = page.eval_on_selector_all("table.matrix td[data-measure]", CELLS)

    assert len(shown) == len(rows) * 11
    assert {(area, measure): text for area, measure, text in shown} == _expected(rows)


def test_the_map_and_its_table_say_what_the_matrix_says(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running
) -> None:
    rows = ask(signed_in("coordinator"), site, COVERAGE)["coverage"]
    villages = {
        row["code"]: _text("VOL", row["parties"][3]["cell"])
        for row in rows
        if row["level"] == "VILLAGE"
    }
    page = open_page("coordinator", "/desk/map?measure=VOL")
    page.wait_for_selector(".map svg .disc")

    titles = page.eval_on_selector_all(
        "[data-village]",
        "discs => discs.map(d => [d.dataset.village, d.querySelector('title').textContent])",
    )
    page.get_by_text("数据表").click()
    table = page.eval_on_selector_all(
        ".plain-table tbody tr",
        "rows => rows.map(r => [r.dataset.area, r.lastElementChild.textContent])",
    )

    assert {code: title.split()[-1] for code, title in titles} == villages
    assert dict(table) == villages


def test_the_map_says_that_it_is_a_sketch(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/desk/map")
    page.wait_for_selector(".map svg .disc")

    assert "示意图，非行政界线" in (page.locator(".map svg").text_content() or "")
    assert page.locator(".map .disc").count() == int(
        page.locator(".map svg").get_attribute("data-discs") or 0
    )


@pytest.mark.parametrize("measure", ["needs", "gap"])
def test_every_disc_of_the_map_carries_its_number_not_its_colour_alone(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running, measure: str
) -> None:
    rows = ask(signed_in("manager"), site, COVERAGE)["coverage"]
    villages = {row["code"]: row[measure] for row in rows if row["level"] == "VILLAGE"}
    page = open_page("manager", f"/desk/map?measure={measure}")
    page.wait_for_selector(".map svg .disc")

    shown = page.eval_on_selector_all(
        "[data-village]",
        "all => all.map(g => [g.dataset.village, g.querySelector('.value').textContent])",
    )

    assert dict(shown) == {code: _inside(measure, cell) for code, cell in villages.items()}


def _inside(measure: str, cell: dict[str, Any]) -> str:
    """Write a number as a disc does: its unit stands in the legend."""
    if cell["state"] != "OK" or measure != "gap":
        return _text(measure, cell).removesuffix("%")
    return str(Decimal(cell["value"]).quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_the_list_is_the_list_of_the_api_worst_first_with_its_runner_up(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running
) -> None:
    query = """{ proposals(first: 20, tab: TO_PROPOSE) { edges { node {
      id urgent level severity itemTitle places explanation { runnerUp { item behind } } } } }
      workCounts { tab count } }"""
    told = ask(signed_in("town"), site, query)
    wanted = [edge["node"] for edge in told["proposals"]["edges"]]
    page = open_page("town", "/desk/list")
    page.wait_for_selector("tr[data-row='0']")

    rows = page.locator("table.worklist tbody tr")
    shown = [rows.nth(n).get_attribute("data-link") for n in range(len(wanted))]
    counts = {row["tab"]: row["count"] for row in told["workCounts"]}

    worst = [
        (not row["urgent"], LEVELS.index(row["level"]), -row["severity"]) for row in wanted
    ]

    assert shown == [row["id"] for row in wanted]
    assert worst == sorted(worst)
    assert page.locator(".tabs .many").first.inner_text() == str(counts["TO_PROPOSE"])
    for number, row in enumerate(wanted):
        beside = rows.nth(number).locator("td.second")
        if row["explanation"]["runnerUp"] is None:
            expect(beside).to_have_text("无其他可行选择")
        else:
            points = abs(row["explanation"]["runnerUp"]["behind"])
            expect(beside).to_contain_text(f"{points} 分")
