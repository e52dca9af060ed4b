"""What a page shows while it waits or when the way is shut; the menu and the keyboard."""

import json
import os
import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsers import Running

OpenPage = Callable[..., Page]


class Gate:
    """Holds a page's questions back until it is opened."""

    def __init__(self, page: Page) -> None:
        self._held: list[Route] = []
        self._open = False
        page.route(re.compile(r"/graphql|/view/"), self._come)

    def open(self) -> None:
        self._open = True
        for route in self._held:
            route.continue_()

    def _come(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self._held.append(route)


@pytest.mark.parametrize("path", ["/desk/list", "/desk/matrix", "/desk/map", "/desk/network"])
def test_a_page_that_waits_says_so_and_fills_when_the_answer_comes(
    open_page: OpenPage, site: Running, path: str
) -> None:
    page = open_page("coordinator", "/login")
    gate = Gate(page)
    page.goto(site.address + path)

    waiting = page.locator(".main").get_by_role("status", name="正在载入")
    expect(waiting).to_be_visible()
    gate.open()

    expect(page.locator("table.worklist, table.matrix, .map svg, svg.network")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "words"), [(503, "数据库暂时不可用"), (429, "请求太频繁"), (500, "出错了")]
)
def test_each_way_to_fail_has_its_sentence_and_another_try(
    open_page: OpenPage, status: int, words: str
) -> None:
    page = open_page("manager", "/desk/matrix", watch=False)
    page.route("**/graphql", lambda route: route.fulfill(status=status, body="<html>"))
    page.reload()

    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("alert").get_by_role("button", name="重试")).to_be_visible()
    page.unroute("**/graphql")


def test_while_the_store_is_silent_a_page_says_so_and_its_button_goes_on(
    open_page: OpenPage, site: Running
) -> None:
    page = open_page("coordinator", "/desk/list", watch=False)
    page.wait_for_selector("tr[data-row='0']")
    run = json.loads((site.folder / ".wulian/store/run.json").read_text())

    os.kill(run["pid"], signal.SIGSTOP)
    try:
        page.reload()
        expect(page.get_by_text("数据库暂时不可用").first).to_be_visible()
    finally:
        os.kill(run["pid"], signal.SIGCONT)
    page.get_by_role("button", name="重试").or_(page.get_by_role("link", name="重试")).click()

    expect(page.locator("tr[data-row='0']")).to_be_visible()


def test_a_lost_session_leads_to_the_sign_in_page_and_back(
    open_page: OpenPage, site: Running
) -> None:
    page = open_page("coordinator", "/desk/matrix", watch=False)
    page.route("**/graphql", lambda route: route.fulfill(status=401, body="{}"))
    page.reload()
    expect(page).to_have_url(re.compile(r"/login\?next=%2Fdesk%2Fmatrix$"))
    page.unroute("**/graphql")

    page.get_by_label("用户名").fill("coordinator")
    page.get_by_label("密码").fill(site.passwords()["coordinator"])
    page.get_by_role("button", name="登录").click()

    expect(page).to_have_url(re.compile(r"/desk/matrix$"))
    expect(page.locator("table.matrix tbody tr").first).to_be_visible()


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/desk/matrix")
    page.wait_for_selector("table.matrix tbody tr")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_page_of_the_menu_is_named_and_marked_when_it_is_opened(
    open_page: OpenPage,
) -> None:
    page = open_page("coordinator", "/desk/list")
    page.wait_for_selector("tr[data-row='0']")
    assert page.title() == "台账 · 五联"

    page.get_by_role("link", name="矩阵").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("table.matrix tbody tr")

    expect(page).to_have_title("矩阵 · 五联")
    assert page.locator(".nav [aria-current='page']").all_inner_texts() == ["矩阵"]


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        (
            "coordinator",
            [
                "首页",
                "台账",
                "志愿任务",
                "运行脑",
                "数据面板",
                "矩阵",
                "地图",
                "网络",
                "查询台",
            ],
        ),
        ("manager", ["首页", "运行脑", "数据面板", "矩阵", "地图", "网络", "查询台"]),
        ("village", ["首页", "台账", "志愿任务", "运行脑", "查询台"]),
        ("administrator", ["查询台"]),
    ],
)
def test_the_menu_holds_what_the_role_may_open_and_nothing_else(
    open_page: OpenPage, who: str, pages: list[str]
) -> None:
    page = open_page(who, "/desk")
    page.wait_for_selector(".nav a")

    assert [text.strip() for text in page.locator(".nav a").all_inner_texts()] == pages
