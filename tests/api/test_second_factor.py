"""Staff sign in with a code too: taken over at first, each taken once, replaced when lost."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from api.app import create_api
from api.auth import second_factor
from api.auth.accounts import create_account
from api.auth.second_factor import EARLY_LATE, STEP, needed, step_of
from api.auth.sessions import Throttle, TooMany
from api.settings import ApiSettings
from graph_schema.errors import SettingsError
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.api.callers import PASSWORD, stranger
from tests.clients import awaited
from tests.commands import wulian
from tests.worlds import SYSTEM
from visual.site import create_site

pytestmark = pytest.mark.fact("A12")
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"


class Clock:
    """A clock in the test's hand."""

    def __init__(self) -> None:
        self.now = datetime(2024, 1, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **much: int) -> None:
        self.now += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def site_over(store: Store, keys: Path, clock: Clock) -> Starlette:
    for login, role in (("auditor", Role.AUDITOR), ("volunteer", Role.VOLUNTEER)):
        create_account(store, login, PASSWORD, [role], ["510115"])
    settings = ApiSettings(keys=keys, second_factor=True)
    return create_api(settings, Store(store.connection, clock))


@pytest.fixture
def site(store: Store, tmp_path: Path, clock: Clock) -> Starlette:
    return site_over(store, tmp_path, clock)


def post(site: Starlette, body: dict[str, Any], **how: Any) -> httpx.Response:
    async def go() -> httpx.Response:
        async with stranger(site) as browser:
            sent = {"data": body} if how.get("form") else {"json": body}
            return await browser.post(how.get("to", "/signin"), **sent)

    return awaited(go())


def with_password(site: Starlette, login: str = "auditor") -> dict[str, Any]:
    reply = post(site, {"login": login, "password": PASSWORD})
    return {"status": reply.status_code} | _told(reply)


def with_code(site: Starlette, ticket: str, code: str) -> dict[str, Any]:
    reply = post(site, {"ticket": ticket, "code": code})
    return {"status": reply.status_code, "cookies": len(reply.cookies)} | _told(reply)


def _told(reply: httpx.Response) -> dict[str, Any]:
    body = reply.json()
    return body["errors"][0]["extensions"] if "errors" in body else body


def code_at(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock.now)


def test_an_authenticator_is_taken_over_and_each_code_opens_once(site: Starlette, clock: Clock):
    asked = with_password(site)
    secret = asked["secret"]
    wrong = with_code(site, asked["ticket"], "000000")
    first = with_code(site, asked["ticket"], code_at(secret, clock))
    clock.later(seconds=STEP)
    again = with_password(site)
    code = code_at(secret, clock)
    second = with_code(site, again["ticket"], code)
    replayed = with_code(site, with_password(site)["ticket"], code)
    older = with_code(
        site, again["ticket"], pyotp.TOTP(secret).at(int(clock.now.timestamp()) - STEP)
    )

    assert (asked["status"], asked["code"]) == (401, "SECOND_FACTOR")
    assert asked["address"].startswith("otpauth://totp/")
    assert asked["picture"].startswith("data:image/svg+xml")
    assert (wrong["code"], wrong["cookies"], wrong["secret"]) == ("WRONG_CODE", 0, secret)
    assert (first["status"], first["cookies"], len(set(first["recovery"]))) == (200, 1, 10)
    assert "secret" not in again
    assert (second["status"], "recovery" in second) == (200, False)
    assert (replayed["code"], older["code"]) == ("WRONG_CODE", "WRONG_CODE")


def test_a_code_of_paper_opens_once_and_a_lost_authenticator_is_replaced(
    site: Starlette, clock: Clock, store: Store
):
    asked = with_password(site)
    paper = with_code(site, asked["ticket"], code_at(asked["secret"], clock))["recovery"]
    ticket = with_password(site)["ticket"]
    opened = with_code(site, ticket, paper[3].upper().replace("-", " "))
    twice = with_code(site, ticket, paper[3])
    lost = with_password(site)["ticket"]

    second_factor.require(site.state.wulian.store, "auditor", anew=True)

    assert (opened["status"], twice["code"]) == (200, "WRONG_CODE")
    assert sessions(store) == []
    assert with_code(site, lost, paper[4])["code"] == "WRONG_CODE"
    fresh = with_password(site)
    assert fresh["secret"] != asked["secret"]
    assert with_code(site, fresh["ticket"], code_at(asked["secret"], clock))["status"] == 401
    assert with_code(site, fresh["ticket"], code_at(fresh["secret"], clock))["status"] == 200


def sessions(store: Store) -> list[Any]:
    with store.read(SYSTEM) as session:
        return list(bulk.scan(session, "Session"))


def test_a_ticket_is_good_for_minutes_and_only_if_it_is_ours(
    embedded_store: Store, tmp_path: Path, clock: Clock
):
    site = site_over(embedded_store, tmp_path, clock)
    asked = with_password(site)
    clock.later(minutes=11)

    late = with_code(site, asked["ticket"], code_at(asked["secret"], clock))
    made_up = with_code(site, asked["ticket"][:-4] + "AAAA", "123456")

    assert (late["code"], made_up["code"]) == ("SIGNED_OUT", "SIGNED_OUT")
    assert sessions(embedded_store) == []


def test_who_is_no_staff_needs_none_unless_it_was_asked_of_him(
    embedded_store: Store, tmp_path: Path, clock: Clock
):
    site = site_over(embedded_store, tmp_path, clock)
    free = post(site, {"login": "volunteer", "password": PASSWORD})
    before = wulian(embedded_store, "api", "users", "list")

    wulian(embedded_store, "api", "users", "second-factor", "volunteer")
    wulian(embedded_store, "api", "users", "second-factor", "nobody", expect=1)

    assert free.status_code == 200
    assert "volunteer R13 510115 ACTIVE password" in before.replace(str(Role.VOLUNTEER), "R13")
    assert sessions(embedded_store) == []
    assert with_password(site, "volunteer")["code"] == "SECOND_FACTOR"


def test_the_secret_lies_encrypted_and_the_codes_of_paper_as_hashes(
    embedded_store: Store, tmp_path: Path, clock: Clock
):
    site = site_over(embedded_store, tmp_path, clock)
    asked = with_password(site)
    paper = with_code(site, asked["ticket"], code_at(asked["secret"], clock))["recovery"]

    with embedded_store.connection.open(read=True) as session:
        stored = str(session.execute_read(lambda tx: tx.run("MATCH (a) RETURN a").data()))

    assert asked["secret"] not in stored
    assert not any(one in stored or one.replace("-", "") in stored for one in paper)


def test_the_pages_lead_through_it_without_script(
    embedded_store: Store, tmp_path: Path, clock: Clock
):
    site = create_site(site_over(embedded_store, tmp_path, clock))

    def send(**form: str) -> httpx.Response:
        return post(site, {"next": "/desk", **form}, to="/login", form=True)

    asked = send(name="auditor", password=PASSWORD)
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    secret = re.search(r"<code>(\w+)</code>", asked.text)
    assert ticket is not None
    assert secret is not None
    wrong = send(ticket=ticket[1], code="000000")
    done = send(ticket=ticket[1], code=code_at(secret[1], clock))
    clock.later(seconds=STEP)
    over = send(ticket="made up", code="000000")

    assert asked.status_code == 401
    assert 'src="data:image/svg+xml' in asked.text
    assert "验证码不正确" in wrong.text
    assert secret[1] in wrong.text
    assert len(re.findall(r"<li><code>", done.text)) == 10
    assert len(done.cookies) == 1
    assert 'href="/desk"' in done.text
    assert (over.status_code, "重新输入" in over.text) == (401, True)


def test_codes_are_those_of_the_standard():
    known = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for at, code in known.items():
        now = datetime.fromtimestamp(at, UTC)
        assert step_of(RFC_SECRET, code, now) == at // STEP


@given(st.integers(0, 10**9), st.integers(-5 * STEP, 5 * STEP))
def test_a_clock_may_be_off_by_a_step_and_no_more(at: int, off: int):
    now = datetime.fromtimestamp(at + 10 * STEP, UTC)
    code = pyotp.TOTP(RFC_SECRET).at(int(now.timestamp()) + off)
    around = [int(now.timestamp()) // STEP + n for n in range(-EARLY_LATE, EARLY_LATE + 1)]
    good = {pyotp.TOTP(RFC_SECRET).at(step * STEP): step for step in reversed(around)}

    assert step_of(RFC_SECRET, code, now) == good.get(code)
    assert step_of(RFC_SECRET, code + "０", now) is None


def test_codes_are_tried_ten_times_an_hour_and_only_by_who_knows_the_password():
    throttle = Throttle()
    for number in range(10):
        throttle.check_code("a", f"10.0.0.{number}")
    with pytest.raises(TooMany):
        throttle.check_code("a", "10.0.0.99")
    throttle.check_code("b", "10.0.0.99")
    throttle.check("a", "10.0.0.99")


@pytest.mark.parametrize(
    ("env", "on"),
    [
        ({}, False),
        ({"WULIAN_SECOND_FACTOR": "1"}, True),
        ({"WULIAN_PRODUCTION": "1"}, True),
        ({"WULIAN_PRODUCTION": "1", "WULIAN_SECOND_FACTOR": "1"}, True),
    ],
)
def test_it_is_on_in_production_and_off_for_the_sample(env: dict[str, str], on: bool):
    assert ApiSettings.from_env(env).second_factor is on


@pytest.mark.parametrize(
    "env",
    [{"WULIAN_PRODUCTION": "1", "WULIAN_SECOND_FACTOR": "0"}, {"WULIAN_SECOND_FACTOR": "yes"}],
)
def test_production_without_it_does_not_start(env: dict[str, str]):
    with pytest.raises(SettingsError, match="WULIAN_SECOND_FACTOR"):
        ApiSettings.from_env(env)


@given(st.sampled_from(Role), st.booleans(), st.booleans(), st.booleans())
def test_staff_need_it_where_it_is_on_and_whoever_has_or_must_have_one_anywhere(
    role: Role, on: bool, has: bool, must: bool
):
    account = {"has_secret": has, "required": must}
    public = role in {Role.VOLUNTEER, Role.RESIDENT, Role.GUARDIAN, Role.ORGANISATION}

    told = needed(ApiSettings(second_factor=on), account, [str(role)])

    assert told is (has or must or (on and not public))
