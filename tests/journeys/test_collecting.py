"""Basic data on a phone: told first, seven screens, checked while typing, also offline."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests import browsers
from tests.api.documents.test_documents import ID_CARD, drawn
from tests.browsers import Running

PHONE: ViewportSize = {"width": 390, "height": 844}
OpenPage = Callable[..., Page]
NUMBER = "990115195001010019"
DOUBTFUL = [
    (at, top, "女" if words == "男" else words, size) for at, top, words, size in ID_CARD
]


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    page = open_page("village", "/phone/collect", size=PHONE)
    page.wait_for_selector(".collect")
    return page


@pytest.fixture
def field(open_page: OpenPage) -> Page:
    """The same, for going offline: what cannot be fetched then is no fault."""
    page = open_page("village", "/phone/collect", size=PHONE, watch=False)
    page.wait_for_selector(".collect")
    return page


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def agree(page: Page, name: str = "赵大山") -> None:
    """The notice is read, somebody signs, the first question opens."""
    page.get_by_role("button", name="开始新的采集").click()
    page.get_by_label("签字人").fill(name)
    page.get_by_label("已向本人读完告知书").check()
    page.get_by_role("button", name="同意，开始采集").click()
    page.wait_for_selector("#members-0-name")


def head(page: Page, name: str, birth: str = "1950-01-01", number: str = "") -> None:
    page.select_option("#members-0-relation", "户主")
    page.fill("#members-0-name", name)
    page.fill("#members-0-id_no", number)
    page.fill("#members-0-birth", birth)
    page.select_option("#members-0-sex", "1")


def onward(page: Page) -> None:
    page.get_by_role("button", name="下一步").click()


def screen(page: Page) -> int:
    return int(page.locator("[data-screen]").get_attribute("data-screen") or 0)


def drafts(page: Page, site: Running) -> list[Any]:
    found: list[Any] = browsers.ask(page.context, site, "{ myDrafts { id version } }")[
        "myDrafts"
    ]
    return found


@pytest.mark.fact("A14")
def test_what_a_department_gives_is_greyed_with_its_source_until_it_is_filled_in_by_hand(
    phone: Page,
) -> None:
    agree(phone)
    shared = phone.locator("[data-shared='work_status']")
    expect(shared).to_contain_text("由区人社局共享")
    expect(phone.locator("#members-0-work_status")).to_have_count(0)
    found = faults(phone)

    shared.get_by_role("button", name="手工填写").click()

    phone.select_option("#members-0-work_status", "未就业")
    expect(phone.locator("#members-0-work_status")).to_have_value("未就业")
    assert found == []


@pytest.mark.feature("F18")
@pytest.mark.feature("F23")
def test_a_household_is_taken_down_in_seven_screens_and_is_on_record(
    phone: Page, site: Running, picture: Callable[[Page, str], None]
) -> None:
    seen = []
    phone.get_by_role("button", name="开始新的采集").click()
    seen.append(screen(phone))
    assert phone.get_by_role("button", name="同意，开始采集").is_disabled()
    assert faults(phone) == []
    phone.get_by_role("button", name="上一步").click()
    agree(phone)
    seen.append(screen(phone))
    head(phone, "赵大山", number="990115195001010018")
    wrong = phone.locator("#members-0-id_no-wrong")
    expect(wrong).to_contain_text("校验码")
    assert faults(phone) == []
    picture(phone, "collect")
    phone.fill("#members-0-id_no", NUMBER)
    expect(wrong).to_have_count(0)
    onward(phone)
    seen.append(screen(phone))
    phone.select_option("#home-0-housing_type", "独居")
    onward(phone)
    seen.append(screen(phone))
    phone.fill("#means-0-income_month", "600")
    onward(phone)
    seen.append(screen(phone))
    phone.get_by_role("group", name="致困原因").get_by_label("因病").check()
    phone.select_option("#cause-0-first", "C01")
    onward(phone)
    seen.append(screen(phone))
    onward(phone)
    seen.append(screen(phone))
    expect(phone.locator("[data-block='ask']")).to_have_attribute("data-wrong", "1")
    assert phone.get_by_role("button", name="提交").is_disabled()
    phone.locator("[data-block='ask'] button").click()
    phone.locator("#ask-0-needs-label + .many input").first.check()
    onward(phone)
    expect(phone.locator("[data-block][data-wrong='0']")).to_have_count(5)
    assert faults(phone) == []

    phone.get_by_role("button", name="提交").click()

    expect(phone.locator(".receipt")).to_be_visible()
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    told = '{"members": [{"name": "赵大山", "birth": "1950-01-01"}]}'
    query = f"{{ likelyDuplicates(answers: {told!r}) {{ number }} }}".replace("'", '"""')
    found = browsers.ask(phone.context, site, query)["likelyDuplicates"]
    assert [one["number"][:2] for one in found] == ["CJ"]


@pytest.mark.feature("F24")
@pytest.mark.feature("F25")
def test_a_card_is_photographed_read_and_filled_in_by_the_person_alone(phone: Page) -> None:
    agree(phone, "周识别")
    phone.get_by_text("拍证件填写").click()
    photo = phone.locator(".paper input[type=file]")
    expect(photo).to_be_enabled()  # the draft is on the server

    photo.set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawn(DOUBTFUL)}
    )

    expect(phone.locator("[data-read='name']")).to_contain_text("赵大山")
    expect(phone.locator("[data-read='sex']")).to_contain_text(
        "请核对"
    )  # not what the number says
    assert phone.input_value("#members-0-name") == ""
    assert faults(phone) == []
    phone.get_by_role("button", name="核对无误，填入").click()
    expect(phone.locator("#members-0-id_no")).to_have_value(NUMBER)
    expect(phone.locator("#members-0-birth")).to_have_value("1950-01-01")
    expect(phone.locator("#members-0-sex-wrong")).to_be_visible()
    phone.select_option("#members-0-sex", "1")
    expect(phone.locator("#members-0-sex-wrong")).to_have_count(0)


@pytest.mark.feature("F18")
def test_large_text_is_larger_by_the_same_factor_and_is_read_aloud(phone: Page) -> None:
    phone.get_by_role("button", name="开始新的采集").click()
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    notice = phone.locator(".notice")
    before = notice.evaluate(size)
    plain_heading = phone.locator(".screen h2").evaluate(size)

    phone.evaluate(VOICE)
    phone.get_by_role("button", name="大字").click()
    phone.get_by_role("button", name="朗读").click()

    assert notice.evaluate(size) == pytest.approx(1.4 * before)
    assert phone.locator(".screen h2").evaluate(size) == pytest.approx(1.4 * plain_heading)
    assert phone.evaluate("said") == [[notice.inner_text(), "zh-CN"]]
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(phone) == []
    phone.get_by_role("button", name="停止朗读").click()
    phone.get_by_role("button", name="大字").click()


@pytest.mark.feature("F17")
def test_without_a_network_it_is_kept_starts_again_and_is_sent_once_when_back(
    field: Page, site: Running
) -> None:
    field.evaluate("navigator.serviceWorker.ready.then(() => true)")
    field.reload()  # from here the worker answers
    field.wait_for_selector(".collect")
    before = len(drafts(field, site))
    field.context.set_offline(True)
    expect(field.locator(".offline")).to_be_visible()

    agree(field, "钱无网")
    head(field, "钱无网", birth="1961-02-03")
    field.reload()

    record = field.locator("[data-record]", has_text="钱无网")
    expect(record).to_contain_text("待发送")
    assert "钱无网" not in field.evaluate(KEPT)  # sealed on the phone
    field.context.set_offline(False)
    expect(record).to_contain_text("已保存")
    field.reload()
    expect(record).to_contain_text("已保存")
    assert len(drafts(field, site)) == before + 1


# The machine of the tests has no voice: what it would be given to say.
VOICE = """() => {
  window.said = []
  speechSynthesis.speak = (one) => void said.push([one.text, one.lang])
}"""
KEPT = """async () => {
  const asked = indexedDB.open('wulian-field')
  const db = await new Promise((done) => { asked.onsuccess = () => done(asked.result) })
  const all = db.transaction('records').objectStore('records').getAll()
  const rows = await new Promise((done) => { all.onsuccess = () => done(all.result) })
  db.close()
  return rows.map((row) => new TextDecoder().decode(row.data)).join('')
}"""


@pytest.mark.feature("F17")
def test_what_was_changed_in_two_places_is_shown_and_a_person_chooses(
    field: Page, browser: Browser, site: Running
) -> None:
    agree(field, "孙两处")
    head(field, "孙两处", birth="1955-05-05")
    field.get_by_role("button", name="先保存，稍后继续").click()
    mine = field.locator("[data-record]", has_text="孙两处")
    expect(mine).to_contain_text("已保存")
    known = {one["id"] for one in drafts(field, site)}
    other = browser.new_context(locale="zh-CN", storage_state=field.context.storage_state())
    second = other.new_page()
    second.set_viewport_size(PHONE)
    second.goto(f"{site.address}/phone/collect")
    second.locator("[data-draft]").first.wait_for()
    assert second.locator("[data-draft]").count() == len(known)
    for at in range(len(known)):  # the names stand inside: open until it is found
        second.locator("[data-draft] button").nth(at).click()
        if second.input_value("#members-0-name") == "孙两处":
            break
        second.get_by_role("button", name="先保存，稍后继续").click()
    field.context.set_offline(True)
    mine.locator("button").click()
    field.fill("#members-0-name", "孙这里")
    second.fill("#members-0-name", "孙那里")
    second.select_option("#members-0-marital", "20")
    second.get_by_role("button", name="先保存，稍后继续").click()
    expect(second.locator("[data-record]", has_text="孙那里")).to_contain_text("已保存")

    field.context.set_offline(False)

    conflict = field.locator("[data-conflict='name']")
    expect(conflict).to_contain_text("孙这里")
    expect(conflict).to_contain_text("孙那里")
    assert faults(field) == []
    conflict.get_by_role("button", name="本机").click()
    expect(field.locator("#members-0-name")).to_have_value("孙这里")
    expect(field.locator("#members-0-marital")).to_have_value("20")  # of the other: kept
    field.get_by_role("button", name="先保存，稍后继续").click()
    expect(field.locator("[data-record]", has_text="孙这里")).to_contain_text("已保存")
    other.close()


@pytest.mark.feature("F17")
def test_signing_out_leaves_nothing_on_the_phone(browser: Browser, site: Running) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site.address}/login?next=/phone/collect")
    page.fill("#name", "village")
    page.fill("#password", site.passwords()["village"])
    page.click("button.act")
    page.wait_for_selector(".collect")
    agree(page, "李离开")
    head(page, "李离开")

    page.get_by_role("button", name="退出").click()

    page.wait_for_url("**/login*")
    names = page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert "wulian-field" not in names
    assert "wulian-shell" not in page.evaluate("caches.keys()")
    context.close()


@pytest.mark.feature("F17")
def test_the_phone_pages_can_be_installed(phone: Page, site: Running) -> None:
    address = phone.locator("link[rel=manifest]").get_attribute("href")

    told = phone.request.get(f"{site.address}{address}").json()

    icon = phone.request.get(f"{site.address}{told['icons'][0]['src']}")
    assert (told["display"], told["start_url"]) == ("standalone", "/phone")
    assert (icon.status, icon.headers["content-type"]) == (200, "image/svg+xml")
    worker = phone.request.get(f"{site.address}/phone/sw.js")
    assert worker.headers["content-security-policy"].startswith("default-src 'none'")
