"""Asking to join: nothing before the notice, one a number, nothing of a machine's."""

import time
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.joining import READ
from api.settings import ApiSettings
from graph_schema.store import bulk
from graph_schema.store.session import Store
from tests.api.callers import as_, stranger
from tests.clients import awaited
from tests.worlds import SYSTEM, two_villages

PASSWORD = "correct horse"
FORM = {
    "name": "林小满", "phone": "13900000101", "area": "510115001", "skills": ["visiting"],
    "password": PASSWORD, "body": "",
}  # fmt: skip
WAITING = "{ joinings { id version name phone skills town } }"
ANSWER = """mutation ($input: MoveInput!) {
  moved: %s(input: $input) { ... on Failure { code violations } } }"""


@pytest.fixture
def site(embedded_store: Store, tmp_path: Path) -> Starlette:
    two_villages(embedded_store)
    return create_api(ApiSettings(keys=tmp_path), embedded_store)


def posted(site: Starlette, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    async def post() -> tuple[int, dict[str, Any]]:
        async with stranger(site) as browser:
            reply = await browser.post(path, json=body)
            return reply.status_code, reply.json()

    return awaited(post())


def agreed(site: Starlette) -> str:
    """Agree to the notice."""
    return str(posted(site, "/joining/agreed", {"version": "2024-1"})[1]["seal"])


def waiting(site: Starlette) -> list[dict[str, Any]]:
    return as_(site, "coordinator", lambda who: who.data(WAITING))["joinings"]


def answered(site: Starlette, who: dict[str, Any], how: str) -> dict[str, Any]:
    input = {"operationId": f"{how} {who['id']}", "id": who["id"], "reason": "OTHER",
             "expectedVersion": who["version"]}  # fmt: skip
    return as_(site, "coordinator", lambda one: one.data(ANSWER % how, input=input))["moved"]


def test_nothing_is_kept_before_the_notice_was_agreed_to(site: Starlette) -> None:
    assert posted(site, "/joining/agreed", {"version": "1999"})[0] == 422
    for seal in ("", "made up", None):
        told = posted(site, "/joining", FORM | {"seal": seal})
        assert (told[0], broken(told)) == (422, ["NOTICE_MISSING"])

    assert waiting(site) == []


def test_who_asks_twice_waits_once_and_what_machines_send_is_dropped(site: Starlette) -> None:
    seal, again = agreed(site), agreed(site)
    filled = posted(site, "/joining", FORM | {"seal": seal, "website": "http://x.example"})
    first = posted(site, "/joining", FORM | {"seal": seal})
    double = posted(site, "/joining", FORM | {"seal": seal, "name": "别人"})
    other = posted(site, "/joining", FORM | {"seal": again, "name": "又一次"})

    assert filled == first == double == other == (201, {"waits": True})
    assert [(one["name"], one["phone"]) for one in waiting(site)] == [("林小满", "13900000101")]


def test_a_form_that_a_browser_filled_in_at_once_is_kept_and_takes_as_long_as_reading(
    site: Starlette,
) -> None:
    seal, begun = agreed(site), time.monotonic()

    told = posted(site, "/joining", FORM | {"seal": seal})

    assert told == (201, {"waits": True})
    assert [one["name"] for one in waiting(site)] == ["林小满"]
    assert time.monotonic() - begun > READ - 1  # a seal knows whole seconds


def test_what_is_wrong_is_named_and_may_be_said_again(site: Starlette) -> None:
    seal = agreed(site)
    for wrong, why in (
        ({"phone": "12"}, "PHONE"),
        ({"name": "  "}, "NAME_MISSING"),
        ({"area": "110101001"}, "AREA_UNKNOWN"),
        ({"password": "short"}, "PASSWORD_SHORT"),
    ):
        told = posted(site, "/joining", FORM | {"seal": seal} | wrong)
        assert (told[0], broken(told)) == (422, [why])
    assert waiting(site) == []

    assert posted(site, "/joining", FORM | {"seal": seal})[0] == 201
    assert len(waiting(site)) == 1


def test_a_yes_makes_a_volunteer_who_signs_in_and_nothing_is_left_of_the_request(
    site: Starlette, embedded_store: Store
) -> None:
    posted(site, "/joining", FORM | {"seal": agreed(site)})
    (who,) = waiting(site)
    early = posted(site, "/signin", {"login": FORM["phone"], "password": PASSWORD})

    assert early[0] == 401
    assert answered(site, who, "approveJoining") == {}
    status, told = posted(site, "/signin", {"login": FORM["phone"], "password": PASSWORD})

    assert (status, told) == (200, {"role": "R09", "areas": ["510115"]})
    assert waiting(site) == []
    assert left(embedded_store, who["id"]) == {}


def test_a_no_leaves_nothing_and_no_account(site: Starlette, embedded_store: Store) -> None:
    posted(site, "/joining", FORM | {"seal": agreed(site)})
    (who,) = waiting(site)

    assert answered(site, who, "declineJoining") == {}
    assert posted(site, "/signin", {"login": FORM["phone"], "password": PASSWORD})[0] == 401
    assert left(embedded_store, who["id"]) == {}


def test_nobody_else_sees_who_asks(site: Starlette) -> None:
    for role in ("manager", "volunteer", "village", "administrator"):
        told = as_(site, role, lambda who: who.ask(WAITING))

        assert told["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def broken(told: tuple[int, dict[str, Any]]) -> list[str]:
    """The rules that an answer names."""
    return told[1]["errors"][0]["extensions"]["violations"]


def left(store: Store, id: str) -> dict[str, Any]:
    """What a request still says of who asked."""
    with store.read(SYSTEM) as session:
        node = bulk.find(session, "Joining", [id])[id]
    return {n: node[n] for n in ("name", "phone", "phone_hash", "secret_hash") if node.get(n)}
