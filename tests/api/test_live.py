"""What is followed: told when it changes, as its reader may see it then, to its end."""

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from api.app import create_api
from api.auth.accounts import create_account, create_token
from api.auth.sessions import TooMany
from api.live.pulse import MOST as STREAMS
from api.live.pulse import Pulse
from api.live.socket import MOST, PROTOCOL
from api.settings import ApiSettings
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.api.callers import PASSWORD
from tests.api.serving import served
from tests.servers import wipe
from tests.worlds import HERE, SYSTEM, THERE, two_villages
from tests.writing import put

JOB = "subscription($id: ID!) { job(id: $id) { state progress } }"
WORK = (
    "subscription { proposals(first: 10) { edges { cursor node { id state householdName } } } }"
)
WAIT = 60  # seconds: only what never comes takes as long


@pytest.fixture(scope="module")
def site(embedded_server: Store, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    wipe(embedded_server)
    two_villages(embedded_server)
    for login, role, area in (
        ("coordinator", Role.DISTRICT_CASEWORKER, "510115"),
        ("village", Role.VILLAGE_STEWARD, HERE),
    ):
        create_account(embedded_server, login, PASSWORD, [role], [area])
    return create_api(ApiSettings(keys=tmp_path_factory.mktemp("keys")), embedded_server)


@pytest.fixture(scope="module")
def address(site: Starlette) -> Iterator[str]:
    with served(site) as found:
        yield found


@pytest.fixture(scope="module")
def token(embedded_server: Store, site: Starlette) -> str:
    return create_token(embedded_server, "coordinator", "follower", 1)


def write(store: Store, label: str, **facts: Any) -> None:
    put(store, SYSTEM, {label: [facts]}.items(), [])


def job(store: Store, token_of: str, id: str, state: str, progress: float) -> None:
    with store.read(SYSTEM) as session:
        account = session.run("accounts_by_login", login=token_of)[0]["id"]
    write(
        store, "Job", id=id, kind="plan", state=state, progress=progress, actor=account,
        params="{}", areas=["510115"], cancel=False,
    )  # fmt: skip


@contextmanager
def events(address: str, query: str, **how: Any) -> Iterator[Iterator[dict[str, Any]]]:
    """The events of a stream: {event, id, data}; a comment is {}."""
    heads = {"accept": "text/event-stream"} | how.pop("headers", {})
    with httpx.stream(
        "POST", f"{address}/graphql/stream", timeout=WAIT, headers=heads,
        json={"query": query, "variables": how.pop("variables", {})}, **how,
    ) as reply:  # fmt: skip
        assert reply.status_code == 200, reply.read()
        yield _parsed(reply.iter_lines())


def _parsed(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    found: dict[str, Any] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            found |= {name: value.removeprefix(" ")} if name else {}
        else:
            yield found
            found = {}


def told(events: Iterator[dict[str, Any]]) -> dict[str, Any]:
    """The next thing that is told, comments left out."""
    one = next(event for event in events if event)
    return json.loads(one["data"]) | {"lastEventId": one.get("id")}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def cookie(address: str, login: str) -> dict[str, str]:
    reply = httpx.post(f"{address}/signin", json={"login": login, "password": PASSWORD})
    return {"cookie": "; ".join(f"{k}={v}" for k, v in reply.cookies.items())}


def states(answer: dict[str, Any]) -> dict[str, str]:
    edges = answer["data"]["proposals"]["edges"]
    return {edge["node"]["id"]: edge["node"]["state"] for edge in edges}


@pytest.mark.skipif(shutil.which("node") is None, reason="the clients need Node")
def test_the_kept_clients_follow_a_job_to_its_end(
    embedded_server: Store, address: str, token: str
) -> None:
    job(embedded_server, "coordinator", "j1", "RUNNING", 0.25)
    script = str(Path(__file__).with_name("followers.mjs"))
    heard: dict[str, list[Any]] = {"graphql-ws": [], "graphql-sse": []}

    with subprocess.Popen(
        ["node", script, address, token, JOB, '{"id": "j1"}'], stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdout is not None
        for line in node.stdout:
            one = json.loads(line)
            heard[one.pop("client")].append(one.get("told", one))
            if [len(some) for some in heard.values()] == [1, 1]:
                job(embedded_server, "coordinator", "j1", "DONE", 1.0)

    running, done = (
        {"data": {"job": {"state": state, "progress": progress}}}
        for state, progress in (("RUNNING", 0.25), ("DONE", 1.0))
    )
    assert heard == {client: [running, done, {"complete": True}] for client in heard}


def test_who_comes_back_is_told_only_what_has_changed_since(
    embedded_server: Store, address: str, token: str
) -> None:
    with events(address, WORK, headers=bearer(token)) as first:
        before = told(first)
    last = bearer(token) | {"last-event-id": before["lastEventId"]}

    with events(address, WORK, headers=last) as again:
        assert next(again) == {}  # a comment: it is as it was
        write(embedded_server, "Link", id="lh1", state="PROPOSED")
        after = told(again)

    assert set(states(before)) - set(states(after)) == {"lh1"}


def test_an_id_of_another_stream_or_of_nobody_gives_the_state_of_now(
    address: str, token: str
) -> None:
    with events(address, WORK, headers=bearer(token)) as stream:
        id = told(stream)["lastEventId"]

    for wrong, query in ((id, WORK + " "), ("abc", WORK), ("-" * 60, WORK)):
        with events(address, query, headers=bearer(token) | {"last-event-id": wrong}) as stream:
            assert "proposals" in told(stream)["data"]


def test_an_area_that_was_taken_away_is_gone_from_the_next_event(
    embedded_server: Store, address: str
) -> None:
    with events(address, WORK, headers=cookie(address, "village")) as stream:
        assert set(states(told(stream))) <= {"lh1", "lh2"}
        with embedded_server.read(SYSTEM) as session:
            account = session.run("accounts_by_login", login="village")[0]["id"]
        write(embedded_server, "Account", id=account, areas=[THERE])

        assert set(states(told(stream))) == {"lh3"}


def test_a_session_that_ends_ends_its_streams(address: str) -> None:
    signed = cookie(address, "coordinator")
    with (
        events(address, WORK, headers=signed) as stream,
        socket(address, headers=signed) as line,
    ):
        told(stream)
        follow(line, WORK)
        assert hear(line)["type"] == "next"

        httpx.post(f"{address}/signout", headers=signed)

        assert told(stream)["errors"][0]["extensions"] == {"code": "SIGNED_OUT"}
        assert next(one for one in stream if one) == {"event": "complete", "data": ""}
        assert closed(line) == 4401


def test_a_look_is_on_record_with_what_was_sent_and_not_with_what_was_only_read(
    embedded_server: Store, address: str, token: str
) -> None:
    query = "subscription { proposals(first: 9) { edges { node { id state householdName } } } }"
    before = looks(embedded_server)

    with events(address, query, headers=bearer(token)) as stream:
        told(stream)
        first = looks(embedded_server)
        write(embedded_server, "CatalogueItem", id="i", title="not asked for")
        write(embedded_server, "Link", id="lh2", state="PROPOSED")
        told(stream)

    assert first == before + 1
    assert looks(embedded_server) == before + 2


def looks(store: Store) -> int:
    with store.read(SYSTEM) as session:
        return sum(one["action"] == "LOOKED" for one in bulk.scan(session, "AuditEvent"))


@contextmanager
def socket(address: str, *, hello: bool = True, **how: Any) -> Iterator[ClientConnection]:
    url = f"{address.replace('http', 'ws')}/graphql/stream"
    protocol = how.pop("protocol", PROTOCOL)
    with connect(
        url, subprotocols=[protocol], additional_headers=how.pop("headers", {}), **how
    ) as line:
        if hello:
            say(line, type="connection_init")
            assert hear(line) == {"type": "connection_ack"}
        yield line


def say(line: ClientConnection, **message: Any) -> None:
    line.send(json.dumps(message))


def hear(line: ClientConnection) -> dict[str, Any]:
    return json.loads(line.recv(timeout=WAIT))


def follow(line: ClientConnection, query: str, id: str = "1") -> None:
    say(line, type="subscribe", id=id, payload={"query": query})


def closed(line: ClientConnection) -> int:
    """The code with which the other side closes, whatever it says before."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            hear(line)
    assert line.protocol.close_code is not None
    return line.protocol.close_code


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["no JSON"], 4400),
        (["[]"], 4400),
        ([b"\x00"], 4400),
        (['{"type": "connection_init"}'] * 2, 4429),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "{ a }"}}'], 4401),
        (['{"type": "connection_init"}', '{"type": "subscribe", "payload": {}}'], 4400),
        (['{"type": "connection_init"}', '{"type": "start", "id": "1"}'], 4400),
        (['{"type": "connection_init"}', f'{{"type": "ping", "x": "{"x" * 300_000}"}}'], 4400),
    ],
)
def test_what_is_not_the_protocol_closes_the_socket(
    address: str, token: str, messages: list[str | bytes], code: int
) -> None:
    with socket(address, hello=False, headers=bearer(token)) as line:
        for message in messages:
            line.send(message)

        assert closed(line) == code


def test_an_id_in_use_closes_the_socket_and_one_that_is_free_again_does_not(
    address: str, token: str
) -> None:
    with socket(address, headers=bearer(token)) as line:
        follow(line, WORK)
        hear(line)
        say(line, type="complete", id="1")
        say(line, type="ping")
        assert hear(line) == {"type": "pong"}
        follow(line, WORK, "2")
        hear(line)
        follow(line, WORK, "2")

        assert closed(line) == 4409


def test_another_protocol_or_nobody_or_another_site_is_not_let_in(address: str) -> None:
    mine = cookie(address, "coordinator")
    with socket(address, hello=False, protocol="graphql-ws") as line:
        assert closed(line) == 4406
    with socket(address, hello=False) as line:
        say(line, type="connection_init")
        assert closed(line) == 4401
    with socket(address, hello=False, headers=mine, origin="https://elsewhere.example") as line:
        say(line, type="connection_init")
        assert closed(line) == 4401
    with socket(address, headers=mine, origin=address) as line:
        follow(line, WORK)
        assert hear(line)["type"] == "next"


def test_a_socket_follows_so_many_and_an_account_so_many(
    embedded_server: Store, address: str, token: str
) -> None:
    with socket(address, headers=bearer(token)) as line:
        for number in range(MOST + 1):
            follow(line, "subscription { workCounts { count } }", str(number))
        heard = [hear(line) for _ in range(MOST + 1)]

    refused = [one for one in heard if one["type"] == "error"]
    assert [(one["id"], one["payload"][0]["extensions"]["code"]) for one in refused] == [
        (str(MOST), "LIMIT")
    ]
    pulse = Pulse(embedded_server)
    with contextlib.ExitStack() as many:
        for _ in range(STREAMS):
            many.enter_context(pulse.following("a"))
        many.enter_context(pulse.following("b"))
        with pytest.raises(TooMany), pulse.following("a"):
            pass
    with pulse.following("a"):
        pass


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ me { role } }", "NOT_A_SUBSCRIPTION"),
        ("subscription { nothing }", "BAD_REQUEST"),
        ("subscription { workCounts { count } alerts { edges { cursor } } }", "BAD_REQUEST"),
        ("subscription {", "BAD_REQUEST"),
    ],
)
def test_only_a_subscription_that_holds_is_followed(
    address: str, token: str, query: str, code: str
) -> None:
    heads = bearer(token) | {"accept": "text/event-stream"}
    reply = httpx.post(f"{address}/graphql/stream", json={"query": query}, headers=heads)

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["extensions"]["code"] == code
    with socket(address, headers=bearer(token)) as line:
        follow(line, query)
        assert hear(line)["payload"][0]["extensions"]["code"] == code


def test_a_stranger_or_another_kind_of_answer_is_refused_and_posting_does_not_follow(
    address: str, token: str
) -> None:
    ask = {"query": WORK}
    stream, accept = f"{address}/graphql/stream", {"accept": "text/event-stream"}

    assert httpx.post(stream, json=ask, headers=accept).status_code == 401
    assert httpx.post(stream, json=ask, headers=bearer(token)).status_code == 406
    text = bearer(token) | accept | {"content-type": "text/plain"}
    assert httpx.post(stream, content="{}", headers=text).status_code == 415
    reply = httpx.post(f"{address}/graphql", json=ask, headers=bearer(token)).json()
    assert reply["errors"][0]["extensions"]["code"] == "NOT_FOLLOWED_HERE"
    assert "data" not in reply


def test_what_ends_has_an_end_also_where_there_is_nothing(address: str, token: str) -> None:
    with events(address, JOB, headers=bearer(token), variables={"id": "nobody"}) as stream:
        assert told(stream)["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert [one for one in stream if one] == [{"event": "complete", "data": ""}]


def test_a_server_that_stops_ends_its_streams_and_does_not_say_complete(
    embedded_server: Store, site: Starlette, token: str
) -> None:
    other = create_api(site.state.wulian.settings, embedded_server)
    with (
        served(other) as address,
        events(address, WORK, headers=bearer(token)) as stream,
        socket(address, headers=bearer(token)) as line,
    ):
        told(stream)
        follow(line, WORK)
        hear(line)

        other.state.wulian.pulse.end()

        assert [one for one in stream if one] == []
        assert closed(line) == 1012
