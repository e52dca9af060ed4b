"""运行脑 and 数据面板: each number is the API's, and opens as many rows as it says."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Running, ask

OpenPage = Callable[..., Page]
READY = ".tiles .tile"
FULL = 50  # rows a list shows before it is asked for more
NUMBERS = """{ report(name: "%s", area: "%s" %s) { numbers {
  measure area part tier unit cell { value state } } } }"""


def _count(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.feature("F10")
def test_every_tile_opens_a_list_of_as_many_rows_as_it_says(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/desk/overview")
    page.wait_for_selector(READY)
    tiles = page.eval_on_selector_all(
        "[data-tile]",
        "all => all.map(b => [b.dataset.tile, b.querySelector('strong').textContent])",
    )

    assert len(tiles) > 12
    for tile, text in tiles:
        page.locator(f"[data-tile='{tile}']").click()
        number = page.locator(f"[data-tile='{tile}'] .quiet")
        said = number.inner_text().split(" / ")[0] if number.count() else text
        expect(page.locator(".rows .count")).to_have_text(f"共 {_count(said)} 条")
        rows = page.locator(".rows tbody tr")
        expect(rows).to_have_count(min(FULL, _count(said)))


def test_a_long_list_goes_on_to_its_end(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/desk/overview?tile=gaps.unmet")
    page.wait_for_selector(".rows tbody tr")
    count = _count(page.locator("[data-tile='gaps.unmet'] strong").inner_text())
    rows, more = page.locator(".rows tbody tr"), page.get_by_role("button", name="再显示一些")

    assert count > FULL
    while rows.count() < count:
        before = rows.count()
        more.click()
        expect(rows).to_have_count(min(count, before + FULL))

    expect(more).to_have_count(0)
    ids = rows.evaluate_all("all => all.map(row => row.dataset.row)")
    assert len(set(ids)) == count


def test_a_manager_goes_down_to_the_villages_and_sees_nobody(open_page: OpenPage) -> None:
    page = open_page("manager", "/desk/overview")
    page.wait_for_selector(READY)

    page.locator("[data-tile='gaps.unmet']").click()
    town = page.locator(".rows tbody tr button").first
    name = town.inner_text()
    town.click()

    expect(page.locator("#filter-area").locator("..")).to_contain_text(name)
    page.locator("[data-tile='gaps.unmet']").click()
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    assert page.locator(".rows .badge").count() == 0


@pytest.mark.feature("F30")
@pytest.mark.parametrize(
    ("who", "narrowed", "asked"),
    [
        ("coordinator", "", ""),
        ("coordinator", "&tier=T3", "by: [TIER]"),
        ("coordinator", "&asOf=2023-11-30", 'asOf: "2023-11-30"'),
        ("manager", "", ""),
    ],
)
def test_the_data_panel_says_what_the_api_says(
    open_page: OpenPage,
    signed_in: Callable[..., Any],
    site: Running,
    who: str,
    narrowed: str,
    asked: str,
) -> None:
    tier = "VILLAGE" if "tier" in narrowed else None
    told = ask(signed_in(who), site, NUMBERS % ("analytics", "510115", asked))["report"]
    wanted = {
        ".".join(filter(None, (one["area"], one["measure"], one["part"]))): _text(one)
        for one in told["numbers"]
        if one["tier"] == tier
    }
    page = open_page(who, f"/desk/data?report=analytics{narrowed}")
    page.wait_for_selector(".figures tbody tr")

    shown = dict(
        page.eval_on_selector_all(
            "[data-cell]", "all => all.map(td => [td.dataset.cell, td.textContent])"
        )
    )

    assert wanted
    assert {cell: shown[cell] for cell in wanted} == wanted
    assert {text for cell, text in shown.items() if cell not in wanted} <= {"0", "·"}


def _text(one: dict[str, Any]) -> str:
    """Write a number as the pages do."""
    cell = one["cell"]
    if cell["state"] == "SUPPRESSED":
        return "<5"
    if cell["value"] is None:
        return "—"
    return f"{int(cell['value'] * 100 + 0.5)}%" if one["unit"] == "share" else str(
        int(cell["value"])
    )  # fmt: skip


def test_a_cell_of_the_data_panel_opens_its_rows_in_another_area_and_tier(
    open_page: OpenPage,
) -> None:
    page = open_page("coordinator", "/desk/data?report=counts&tier=T3")
    page.wait_for_selector(".figures tbody tr")
    cell = page.locator("[data-cell$='.households'] button").last
    count = _count(cell.inner_text())

    cell.click()

    expect(page.locator(".rows .count")).to_have_text(f"共 {count} 条")
    page.locator("#filter-area").press("Escape")
    expect(page.locator(".rows tbody tr")).to_have_count(min(FULL, count))
