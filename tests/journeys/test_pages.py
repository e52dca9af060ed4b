"""Each page for its roles: real data, no fault for axe, nothing foreign, every state."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsers import Running

# GraphiQL's own: its tabs are list items with a button inside, and Monaco's hidden text area.
NOT_OURS = {"nested-interactive", "aria-input-field-name", "scrollable-region-focusable"}

# Pictures of the README: the page of the role it is made for.
PICTURES = {
    ("coordinator", "/desk/list"): "worklist",
    ("manager", "/desk/matrix"): "matrix",
    ("coordinator", "/desk/overview"): "overview",
    ("manager", "/desk/map"): "map",
    ("manager", "/desk/network"): "network",
    ("volunteer", "/phone/tasks"): "volunteer",
}

OpenPage = Callable[..., Page]
READY = {
    "/desk/list": "tr[data-row='0']",
    "/desk/overview": ".tiles .tile",
    "/desk/data": ".figures tbody tr",
    "/desk/matrix": "table.matrix tbody tr",
    "/desk/map": ".map svg .disc",
    "/desk/network": "svg.network .place",
    "/desk/tasks": "[data-state], .plain-table",
    "/phone/tasks": ".task",
    "/graphql": ".shelf details",
}


def _faults(page: Page, *, without: set[str] | None = None) -> list[str]:
    """Axe's serious and critical findings, in words."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in {"serious", "critical"} and one["id"] not in (without or set())
    ]


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("coordinator", "/desk/list"),
        ("coordinator", "/desk/overview?tile=gaps.unmet"),
        ("coordinator", "/desk/data?report=analytics"),
        ("coordinator", "/desk/matrix"),
        ("coordinator", "/desk/map"),
        ("coordinator", "/desk/network"),
        ("coordinator", "/desk/tasks"),
        ("coordinator", "/graphql"),
        ("manager", "/desk/overview?tile=gaps.unmet"),
        ("manager", "/desk/data?report=analytics"),
        ("manager", "/desk/matrix"),
        ("manager", "/desk/map"),
        ("manager", "/desk/network"),
        ("town", "/desk/matrix"),
        ("village", "/desk/list"),
        ("volunteer", "/phone/tasks"),
    ],
)
def test_a_page_shows_real_data_without_a_fault(
    open_page: OpenPage, picture: Callable[[Page, str], None], who: str, path: str
) -> None:
    phone = path.startswith("/phone")
    page = open_page(who, path, **({"size": {"width": 390, "height": 844}} if phone else {}))
    page.wait_for_selector(READY[path.partition("?")[0]])
    if path == "/graphql":  # of its workers' requests Chromium does not always tell the end
        page.wait_for_selector(".graphiql-query-editor .view-line")
    else:
        page.wait_for_load_state("networkidle")

    assert _faults(page, without=NOT_OURS if path == "/graphql" else None) == []
    if (who, path.partition("?")[0]) in PICTURES:
        picture(page, PICTURES[who, path.partition("?")[0]])


@pytest.mark.parametrize(
    "path",
    [
        *("/desk/list", "/desk/overview", "/desk/data", "/desk/matrix", "/desk/map"),
        "/desk/network",
    ],
)
def test_a_page_speaks_english_and_can_be_dark(open_page: OpenPage, path: str) -> None:
    page = open_page("coordinator", path, locale="en-GB")
    page.wait_for_selector(READY[path])

    page.get_by_role("button", name="Dark", exact=True).click()

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert not re.search(r"\b[a-z]+\.[a-z]+\.[a-zA-Z]+\b", page.locator("h1").inner_text())
    assert _faults(page) == []
    page.get_by_role("button", name="Light", exact=True).click()


def test_a_page_is_read_in_traditional_script_and_another_language_is_one_choice_away(
    open_page: OpenPage,
) -> None:
    page = open_page("coordinator", "/desk/list", locale="zh-TW")
    page.wait_for_selector(READY["/desk/list"])
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.get_by_role("heading", level=1)).to_have_text("台賬")
    faults = _faults(page)

    page.get_by_label("語言").select_option("en")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Language")).to_have_value("en")
    assert faults == []
    page.context.clear_cookies(name="wulian_lang")


def test_an_unknown_name_gets_the_answer_of_a_wrong_password(
    browser: Browser, site: Running
) -> None:
    page = browser.new_page(locale="zh-CN")
    answers = []
    for name in ("coordinator", "nobody-of-that-name"):
        page.goto(f"{site.address}/login")
        page.fill("#name", name)
        page.fill("#password", "not the password")
        page.click("button.act")
        answers.append(page.locator("#told").inner_text())

    assert answers[0] == answers[1]
    assert page.locator("#password").input_value() == ""
    assert _faults(page) == []
    assert page.locator("script").count() == 0
    page.close()


def test_somebody_unknown_is_led_to_the_sign_in_page_and_back(
    browser: Browser, site: Running
) -> None:
    page = browser.new_page()
    page.goto(f"{site.address}/desk/matrix?order=code")

    assert "/login?next=%2Fdesk%2Fmatrix%3Forder%3Dcode" in page.url
    page.fill("#name", "manager")
    page.fill("#password", site.passwords()["manager"])
    page.click("button.act")
    page.wait_for_url("**/desk/matrix?order=code")
    page.close()


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("manager", "/desk/list"),
        ("administrator", "/desk/matrix"),
        ("volunteer", "/desk/network"),
        ("coordinator", "/phone/tasks"),
        ("coordinator", "/desk/no-such-page"),
    ],
)
def test_a_page_of_another_role_is_as_if_it_did_not_exist(
    open_page: OpenPage, who: str, path: str
) -> None:
    page = open_page(who, path)

    expect(page.locator("[data-state='forbidden']")).to_be_visible()


def test_an_administrator_has_no_pages_and_is_told_so(open_page: OpenPage) -> None:
    page = open_page("administrator", "/desk")

    expect(page.locator("[data-state='empty']")).to_be_visible()
    assert page.locator(".nav a").count() == 1  # the explorer


def test_an_unknown_address_is_answered_in_the_readers_language(
    browser: Browser, site: Running
) -> None:
    page = browser.new_page(locale="en-GB")
    answer = page.goto(f"{site.address}/nothing/here")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="No such page")).to_be_visible()
    page.close()


def test_a_failing_server_is_told_with_a_way_to_try_again(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/desk/list", watch=False)
    page.wait_for_selector(READY["/desk/list"])
    page.route("**/graphql", lambda route: route.fulfill(status=503, body="{}"))
    page.reload()

    expect(page.locator("[data-state='error']")).to_be_visible()
    page.unroute("**/graphql")
    page.locator("[data-state='error'] button").click()
    page.wait_for_selector(READY["/desk/list"])
    page.close()


def test_filters_that_hide_everything_offer_to_be_cleared(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/desk/list?area=510115001&tab=DECLINED")

    state = page.locator("[data-state='empty']")
    expect(state).to_be_visible()
    state.get_by_role("button").click()
    assert "area=" not in page.url


def test_a_page_keeps_its_answer_from_everybody_else(
    signed_in: Callable[..., Any], site: Running
) -> None:
    answer = signed_in("coordinator").request.get(f"{site.address}/desk/list")

    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_hashed_files_are_kept_for_ever_and_sent_packed(
    signed_in: Callable[..., Any], site: Running
) -> None:
    request = signed_in("coordinator").request
    shell = request.get(f"{site.address}/desk/list").text()
    script = re.search(r'src="(/static/assets/[^"]+\.js)"', shell)
    assert script is not None

    answer = request.get(site.address + script[1])

    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] in {"br", "gzip"}
