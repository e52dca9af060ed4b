"""The explorer: a prepared question opened, run, read as a table and in the editor."""

import base64
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.browsers import Running

OpenPage = Callable[..., Page]
PICKED = "03-villages-by-party"


def _answers(response: Response) -> bool:
    """Whether it answers the picked question, not the one for the schema beside it."""
    asked = response.request.post_data or ""
    return response.url.endswith("/graphql") and "VillagesByParty" in asked


def test_a_prepared_question_is_run_and_its_table_is_the_answer_of_the_api(
    open_page: OpenPage,
    signed_in: Callable[..., Any],
    site: Running,
) -> None:
    page = open_page("coordinator", "/graphql")
    card = page.locator(f"[data-question='{PICKED}']")

    card.locator("summary").click()
    with page.expect_response(_answers) as caught:
        card.get_by_role("button", name="运行").click()

    asked = caught.value.request.post_data_json
    again = signed_in("coordinator").request.post(f"{site.address}/graphql", data=asked)
    rows = next(iter(again.json()["data"].values()))
    expect(card.locator(".answer tbody tr")).to_have_count(len(rows))
    assert rows[0]["name"] in card.locator(".answer tbody tr").first.inner_text()


def test_a_prepared_question_opens_in_the_editor_and_runs_there(
    open_page: OpenPage, picture: Callable[[Page, str], None]
) -> None:
    page = open_page("coordinator", "/graphql")
    card = page.locator(f"[data-question='{PICKED}']")

    expect(page.locator(".graphiql-query-editor")).to_contain_text("proposals")  # it is there
    card.locator("summary").click()
    card.get_by_role("button", name="在编辑器中打开").click()
    expect(page.locator(".graphiql-query-editor")).to_contain_text("coverage")
    expect(page.locator(".graphiql-tab").last).to_contain_text(
        "VillagesByParty"
    )  # it is chosen
    with page.expect_response(_answers) as caught:
        page.locator(".graphiql-execute-button").click()

    assert "errors" not in caught.value.json()
    expect(page.locator(".result-window")).to_contain_text('"coverage"')
    picture(page, "explorer")


def test_a_change_is_never_run_from_the_shelf(open_page: OpenPage) -> None:
    page = open_page("coordinator", "/graphql")
    examples = page.get_by_role("region", name="更改示例")
    examples.locator("summary").first.click()

    expect(examples.get_by_role("button", name="在编辑器中打开").first).to_be_visible()
    expect(examples.get_by_role("button", name="运行", exact=True)).to_have_count(0)


def test_a_query_is_kept_passed_on_as_an_address_and_opened_from_it(
    open_page: OpenPage, signed_in: Callable[..., Any]
) -> None:
    signed_in("coordinator").grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page("coordinator", "/graphql")
    mine = page.get_by_role("region", name="我的查询")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("proposals")

    mine.get_by_label("查询名称").fill("最急的建议")
    mine.get_by_role("button", name="保存").click()
    saved = mine.locator("[data-saved='最急的建议']")
    saved.locator("summary").click()
    saved.get_by_role("button", name="复制链接").click()
    expect(mine.get_by_role("status")).to_contain_text("链接已复制")
    address = page.evaluate("navigator.clipboard.readText()")
    saved.get_by_role("button", name="删除").click()
    expect(saved).to_have_count(0)

    other = open_page("manager", address[address.index("/graphql") :])
    expect(other.locator(".graphiql-query-editor")).to_contain_text("WorstProposals")


def test_a_query_with_a_value_in_it_is_not_kept_and_the_page_says_why(
    open_page: OpenPage,
) -> None:
    text = b'{ area(code: "510115") { name } }'
    passed = base64.urlsafe_b64encode(text).decode().rstrip("=")
    page = open_page("coordinator", f"/graphql#query={passed}")
    mine = page.get_by_role("region", name="我的查询")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("510115")

    mine.get_by_label("查询名称").fill("有值")
    mine.get_by_role("button", name="保存").click()

    expect(mine.get_by_role("status")).to_contain_text("改用变量")
    expect(mine.locator("[data-saved]")).to_have_count(0)
