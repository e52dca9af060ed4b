"""首页: it differs by role and by choice; the choice is the person's on every device."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import Running, ask

OpenPage = Callable[..., Page]
PREFERENCES = "{ preferences { start cards size } }"
RESET = """mutation { savePreferences(input: {operationId: "%s", start: "%s", cards: [%s]}) {
  __typename } }"""


@pytest.mark.feature("F19")
def test_a_person_chooses_what_comes_first_and_has_it_on_another_device(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running, browser: Browser
) -> None:
    mine = signed_in("town")
    before = ask(mine, site, PREFERENCES)["preferences"]
    page = open_page("town", "/desk/home")
    page.wait_for_selector("[data-card]")
    first = page.eval_on_selector_all("[data-card]", "all => all.map(a => a.dataset.card)")

    page.get_by_role("button", name="首页设置").click()
    page.locator("#home-start").click()
    page.locator(".ant-select-item", has_text="首页").click()
    page.locator("#home-cards").click()
    page.locator("#home-cards").fill("单点依赖的需求")
    page.locator(".ant-select-item", has_text="单点依赖的需求").click()
    page.keyboard.press("Escape")
    page.locator("#home-size").click()
    page.locator(".ant-select-item", has_text="大字").click()
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector("[data-card='gaps.single']")

    other = browser.new_context(locale="zh-CN")
    there = other.new_page()
    there.goto(f"{site.address}/login")
    there.fill("#name", "town")
    there.fill("#password", site.passwords()["town"])
    there.click("button.act")
    there.wait_for_url("**/desk/home")
    there.wait_for_selector("[data-card='gaps.single']")
    shown = there.eval_on_selector_all("[data-card]", "all => all.map(a => a.dataset.card)")

    assert first == before["cards"]
    assert shown == [*first, "gaps.single"]
    expect(there.locator("html")).to_have_attribute("data-size", "large")
    other.close()
    cards = ", ".join(f'"{card}"' for card in before["cards"])
    ask(mine, site, RESET % ("back", before["start"], cards))


@pytest.mark.feature("F19")
def test_the_first_page_is_another_one_for_each_role(open_page: OpenPage) -> None:
    starts = {}
    for who in ("coordinator", "manager", "village"):
        page = open_page(who, "/desk")
        page.wait_for_url("**/desk/*")
        starts[who] = page.url.rpartition("/")[2]

    assert starts == {"coordinator": "list", "manager": "overview", "village": "home"}


def test_a_card_opens_the_list_behind_its_number(open_page: OpenPage) -> None:
    page = open_page("village", "/desk/home")
    card = page.locator("[data-card='gaps.unmet']")
    count = card.locator("strong").inner_text()

    card.click()

    expect(page.locator(".rows .count")).to_have_text(f"共 {count} 条")
