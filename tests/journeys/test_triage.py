"""The coordinator's list by keyboard: propose, accept, refuse with a reason, take back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browsers import Running

OpenPage = Callable[..., Page]


@pytest.fixture
def work(open_page: OpenPage) -> Page:
    page = open_page("coordinator", "/desk/list")
    page.wait_for_selector("tr[data-row='0']")
    expect(page.locator("tr[data-row='0']")).to_be_focused()
    return page


def _current(page: Page) -> Locator:
    return page.locator("tr[aria-selected='true']")


def _state(page: Page, link: str) -> Locator:
    return page.locator(f"tr[data-link='{link}']")


def _link(page: Page) -> str:
    return _current(page).get_attribute("data-link") or ""


def test_j_and_k_move_and_the_reasons_follow(work: Page) -> None:
    first = _link(work)

    work.keyboard.press("j")
    second = _link(work)
    work.keyboard.press("k")

    assert second != first
    assert _link(work) == first
    why = work.locator("aside.why")
    expect(why.get_by_role("heading", name="为什么是这户")).to_be_visible()
    expect(why.get_by_role("heading", name="为什么是它")).to_be_visible()
    expect(why.get_by_role("heading", name="次选")).to_be_visible()


def test_e_hides_and_shows_the_reasons(work: Page) -> None:
    work.keyboard.press("e")
    expect(work.locator("aside.why")).to_have_count(0)

    work.keyboard.press("e")
    expect(work.locator("aside.why")).to_be_visible()


def test_a_proposes_and_u_takes_it_back(work: Page) -> None:
    link, waiting = _link(work), work.locator(".tabs .many").first
    before = int(waiting.inner_text())

    work.keyboard.press("a")
    expect(_state(work, link)).to_have_attribute("data-link-state", "PROPOSED")
    expect(waiting).to_have_text(str(before - 1))
    assert _link(work) != link  # on to the next one, the done one stays in its place

    work.keyboard.press("u")
    expect(_state(work, link)).to_have_attribute("data-link-state", "RECOMMENDED")
    expect(waiting).to_have_text(str(before))


def test_accept_undo_refuse_without_touching_the_mouse(
    work: Page, signed_in: Callable[..., Any], site: Running
) -> None:
    work.keyboard.press("j")
    link = _link(work)

    work.keyboard.press("Shift+A")
    expect(_state(work, link)).to_have_attribute("data-link-state", "ACCEPTED")
    work.keyboard.press("u")
    expect(_state(work, link)).to_have_attribute("data-link-state", "RECOMMENDED")
    work.keyboard.press("k")
    work.keyboard.press("d")
    expect(work.get_by_role("dialog")).to_be_visible()
    work.keyboard.press("3")
    expect(_state(work, link)).to_have_attribute("data-link-state", "DISMISSED")

    told = {"query": f'{{ explainLink(id: "{link}") {{ score }} }}'}
    answer = signed_in("coordinator").request.post(f"{site.address}/graphql", data=told)
    assert answer.ok


def test_another_reason_asks_for_a_word(work: Page) -> None:
    for _ in range(3):
        work.keyboard.press("j")
    link = _link(work)

    work.keyboard.press("d")
    work.get_by_role("dialog").wait_for()
    work.keyboard.press("7")
    work.get_by_role("textbox", name=re.compile("请简要说明")).fill("家属自行安排")
    work.keyboard.press("Enter")

    expect(_state(work, link)).to_have_attribute("data-link-state", "DISMISSED")


def test_a_question_mark_lists_the_keys_and_escape_gives_the_focus_back(work: Page) -> None:
    work.keyboard.press("Shift+Slash")
    dialog = work.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.locator("kbd").count() >= 10

    work.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(_current(work)).to_be_focused()


def test_single_keys_do_nothing_outside_the_list(work: Page) -> None:
    link = _link(work)
    work.locator(".nav a").first.focus()

    work.keyboard.press("a")

    expect(_state(work, link)).to_have_attribute("data-link-state", "RECOMMENDED")


def test_somebody_else_was_faster_is_told_and_nothing_is_overwritten(
    open_page: OpenPage, work: Page
) -> None:
    for _ in range(5):
        work.keyboard.press("j")
    link = _link(work)
    other = open_page("coordinator", "/desk/list")
    other.wait_for_selector("tr[data-row='0']")
    other.locator(f"tr[data-link='{link}']").click()
    other.keyboard.press("a")
    expect(other.locator(f"tr[data-link='{link}']")).to_have_attribute(
        "data-link-state", "PROPOSED"
    )

    work.keyboard.press("a")

    expect(work.locator(".notice.bad")).to_contain_text("他人刚刚更改了这条记录")
    expect(_state(work, link)).to_have_attribute("data-link-state", "RECOMMENDED")


def test_the_open_dialog_has_no_fault_for_axe(work: Page) -> None:
    work.keyboard.press("d")
    work.get_by_role("dialog").wait_for()

    found = Axe().run(work).response["violations"]

    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    work.keyboard.press("Escape")


def test_the_matrix_moves_by_arrows_and_enter_opens_the_network(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/desk/matrix")
    page.wait_for_selector("table.matrix tbody tr")
    page.locator("table.matrix tbody th").nth(1).focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    area = page.evaluate("document.activeElement.closest('tr').dataset.area")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(rf"/desk/network\?area={area}&party=COM"))


def test_the_network_is_searched_focused_and_asked_who_must_not_leave(
    open_page: OpenPage,
) -> None:
    page = open_page("coordinator", "/desk/network")
    page.wait_for_selector("svg.network .helper")

    page.locator("svg.network .helper").first.click()
    page.get_by_role("button", name=re.compile("^若「")).click()

    expect(page.locator("[data-leaving]")).to_be_visible()
    assert page.locator("svg.network.focused .dim").count() > 0
    page.get_by_label("查找镇街、户、帮扶方").fill("柳城街道")
    expect(page.locator(".thing h2")).to_have_text("柳城街道")
    page.get_by_role("button", name="打开柳城街道").click()
    page.wait_for_url("**area=510115001*")
    page.get_by_text("数据表").click()
    expect(page.locator("table[role='treegrid']")).to_be_visible()
