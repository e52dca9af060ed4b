"""The volunteer's phone: take a task in one tap, say no in two, see it through."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browsers import Running

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


class Taps:
    """Counts what a finger does on a page."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.count += 1


@pytest.mark.feature("F110")
def test_a_newcomer_joins_on_the_phone_is_let_in_and_takes_a_task_in_three_taps(
    browser: Browser, site: Running, open_page: OpenPage
) -> None:
    """Notice, six fields, a coordinator's yes; then from the page to a claimed task."""
    mine = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE)
    page = mine.new_page()
    page.goto(f"{site.address}/login")
    page.get_by_role("link", name="加入志愿者").click()
    expect(page.locator("#phone")).to_have_count(0)  # nothing to fill in before the notice
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="同意并继续").click()
    page.fill("#name", "林小满")
    page.fill("#phone", "13900000101")
    for skill in page.locator("fieldset input").all():
        skill.check()
    page.fill("#password", "correct horse")
    found = Axe().run(page).response["violations"]
    one = "input:visible:not([type=checkbox]):not([tabindex])"
    asked = page.locator(f"{one}, select, fieldset").count()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("收到了，谢谢您")).to_be_visible()

    desk = open_page("coordinator", "/desk/tasks")
    waiting = desk.locator("[data-joining]", has_text="林小满")
    expect(waiting).to_contain_text("13900000101")
    waiting.get_by_role("button", name="同意加入").click()
    expect(desk.locator("[data-joining]")).to_have_count(0)

    page.goto(f"{site.address}/login")
    page.fill("#name", "13900000101")
    page.fill("#password", "correct horse")
    page.click("button.act")
    card = page.locator("[data-task-state='OPEN']").first
    task, taps = card.get_attribute("data-task"), Taps()
    taps.on(card.get_by_role("button", name="我来做"))
    expect(page.locator(f"[data-task='{task}']")).to_have_attribute(
        "data-task-state", "CLAIMED"
    )

    assert taps.count <= 3
    assert asked <= 6
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    mine.close()
