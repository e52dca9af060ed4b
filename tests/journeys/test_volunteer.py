"""The volunteer's phone: take a task in one tap, say no in two, see it through."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

OpenPage = Callable[..., Page]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    page = open_page("volunteer", "/phone/tasks", size=PHONE)
    page.wait_for_selector("[role='tabpanel'] > *")
    return page


def test_a_task_is_claimed_confirmed_done_and_reported(
    phone: Page, open_page: OpenPage
) -> None:
    card = phone.locator("[data-task-state='OPEN']").first
    task = card.get_attribute("data-task")
    mine = phone.locator(f"[data-task='{task}']")
    expect(card).to_contain_text("认领后告知")

    card.get_by_role("button", name="我来做").click()  # the first and only tap
    expect(mine).to_have_attribute("data-task-state", "CLAIMED")
    expect(phone.get_by_role("tab", name="我的")).to_be_focused()  # the tapped card is gone
    desk = open_page("coordinator", "/desk/tasks")
    desk.locator(f"[data-task='{task}']").get_by_role("button").click()
    expect(desk.locator(f"[data-task='{task}']")).to_have_count(0)
    phone.reload()
    phone.get_by_role("tab", name="我的").click()
    expect(mine).to_have_attribute("data-task-state", "CONFIRMED")
    mine.get_by_role("button", name="签到").click()
    expect(mine).to_have_attribute("data-task-state", "CHECKED_IN")
    mine.get_by_role("button", name="完成").click()
    expect(mine).to_have_attribute("data-task-state", "DONE")


def test_no_is_said_in_two_taps_and_the_task_stays_silent(phone: Page) -> None:
    card = phone.locator("[data-task-state='OPEN']").first
    task = card.get_attribute("data-task")

    card.get_by_role("button", name="不方便").click()
    phone.get_by_role("group", name="没关系").get_by_role("button", name="没时间").click()

    expect(phone.locator(f"[data-task='{task}']")).to_have_count(0)
    phone.reload()
    phone.wait_for_selector("[role='tabpanel'] > *")
    expect(phone.locator(f"[data-task='{task}']")).to_have_count(0)


def test_the_phone_page_has_room_for_thumbs_and_no_fault_for_axe(phone: Page) -> None:
    sizes = phone.eval_on_selector_all(
        "button", "all => all.map(b => Math.min(b.offsetWidth, b.offsetHeight))"
    )
    found = Axe().run(phone).response["violations"]

    assert min(sizes) >= 44
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


def test_without_a_network_the_page_says_so(phone: Page) -> None:
    phone.context.set_offline(True)

    expect(phone.locator(".offline")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator(".offline")).to_be_hidden()
