"""One site for all journeys, started as a person starts it; a browser to look at it."""

import contextlib
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect

from tests import browsers
from tests.browsers import Running

DRAWING = os.environ.get("WULIAN_SCREENSHOTS") == "1"  # noqa: TID251 - the suite's switch
HOUSEHOLDS = 1200 if DRAWING else 160  # a picture is of a district that looks like one
DESK: ViewportSize = {"width": 1440, "height": 900}
PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"

SignIn = Callable[..., Page]
expect.set_options(timeout=30_000)  # of a state that is waited for, on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser; leave it out where there is none."""
    told = browsers.missing()
    for item in items:
        if "tests/journeys" not in str(item.path):
            continue
        item.add_marker(pytest.mark.browser)
        if told:
            item.add_marker(pytest.mark.skip(reason=told))
    if DRAWING:  # only what makes a picture
        items[:] = [item for item in items if "picture" in getattr(item, "fixturenames", ())]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": browsers.chromium(), "args": list(browsers.ARGUMENTS)}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    within = 5 * browsers.READY_WITHIN if DRAWING else browsers.READY_WITHIN
    folder = tmp_path_factory.mktemp("site")
    running = browsers.start(folder, households=HOUSEHOLDS, within=within)
    yield running
    if running.process.poll() is None:
        running.interrupt()


class Watch:
    """What went wrong on a page without anybody seeing it."""

    def __init__(self, page: Page, address: str) -> None:
        self.found: list[str] = []
        self._address = address
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.found.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.found.append(f"foreign request: {request.url}")


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Running) -> Iterator[Callable[..., Any]]:
    """Contexts of signed-in people by name and language, made once."""
    made: dict[tuple[str, str], Any] = {}

    def context(who: str, locale: str = "zh-CN") -> Any:
        if (who, locale) not in made:
            fresh = browser.new_context(locale=locale, timezone_id="Asia/Shanghai")
            page = fresh.new_page()
            page.goto(f"{site.address}/login")
            page.fill("#name", who)
            page.fill("#password", site.passwords()[who])
            page.click("button.act")
            page.wait_for_url(lambda url: "/login" not in url)
            page.close()
            made[who, locale] = fresh
        return made[who, locale]

    yield context
    for one in made.values():
        with contextlib.suppress(Exception):
            one.close()


@pytest.fixture
def open_page(signed_in: Callable[..., Any], site: Running) -> Iterator[SignIn]:
    """Open a page as somebody; at the end nothing may have gone wrong behind it."""
    watched: list[tuple[Page, Watch]] = []

    def opened(
        who: str,
        path: str,
        *,
        size: ViewportSize = DESK,
        locale: str = "zh-CN",
        watch: bool = True,
    ) -> Page:
        page: Page = signed_in(who, locale).new_page()
        page.set_viewport_size(size)
        page.set_default_timeout(60_000)
        if watch:
            watched.append((page, Watch(page, site.address)))
        page.goto(site.address + path)
        return page

    yield opened
    found = [told for _, watch in watched for told in watch.found]
    for page, _ in watched:
        page.close()
    assert found == []


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Write a picture for the README when WULIAN_SCREENSHOTS=1: 256 colours, below 300 kB."""

    def write(page: Page, name: str) -> None:
        if not DRAWING:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.mouse.move(0, 0)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        path = PICTURES / f"{name}.png"
        shot.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size < 300_000

    return write


def pytest_unconfigure() -> None:
    """Remove what the browser's plugin leaves behind."""
    shutil.rmtree("test-results", ignore_errors=True)
