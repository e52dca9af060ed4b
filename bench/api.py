"""A list of 1,000 households × 8 fields over HTTP, against a handler that returns its bytes.

Ours goes the whole way: bearer token, limits, scope, the look on record, GraphQL, JSON. The
same list is asked again and again while nothing changes, so that its rows are those of the
first time (graph_schema/store/kept.py); with `fresh` they are read anew at every request:
statement in the embedded store, rows, masks. The peer is a Starlette handler that turns the
same answer, ready in memory, into the same bytes with orjson. Both are routes of one server in
a process of its own, on loopback, asked in turn by one client that keeps its connection.
"""

import multiprocessing
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import orjson
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.app import create_api
from api.auth.accounts import create_account, create_token
from api.settings import ApiSettings
from bench.timing import Row, in_turn, row_of
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.settings import StoreSettings
from graph_schema.store import bulk
from graph_schema.store.connect import open_store
from graph_schema.store.schema import initialise
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role

HOUSEHOLDS, GOAL, REQUESTS, WARM = 1_000, 12.0, 20, 60
DISTRICT, VILLAGE = "510115", "510115001001"
LEVELS = ("L4_HIGH", "L3_MED", "L2_LOW", "L1_NORM")
QUERY = (
    "{ households(first: 1000) { edges { node {"
    " id number village size level score completeness lastContactAt } } } }"
)


def run(runs: int, *, fresh: bool = False) -> list[Row]:
    """Measure both sides; a run is twenty requests, its time that of one."""
    ours, peer = measure(runs, fresh=fresh)
    return [row_of("api fresh" if fresh else "api", ours, peer, goal=GOAL)]


def measure(
    runs: int, count: int = HOUSEHOLDS, *, fresh: bool = False
) -> tuple[list[float], list[float]]:
    """Time both sides in turn, seconds a request: ours, then the peer's."""
    kept = 0 if fresh else ApiSettings().kept_rows
    with (
        tempfile.TemporaryDirectory() as folder,
        _serving(Path(folder), count, kept) as (url, token),
    ):
        headers = {"authorization": f"Bearer {token}"}
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:

            def ask() -> bytes:
                return client.post("/graphql", json={"query": QUERY}).content

            def ask_peer() -> bytes:
                return client.post("/peer", json={"query": QUERY}).content

            answer = _checked(ask(), count)
            (Path(folder) / "answer.json").write_bytes(answer)
            if ask_peer() != answer:
                raise RuntimeError("the peer does not return the same bytes")
            for _ in range(WARM):
                ask(), ask_peer()
            ours, peer = in_turn(
                lambda: [ask() for _ in range(REQUESTS)],
                lambda: [ask_peer() for _ in range(REQUESTS)],
                runs,
            )
    return [one / REQUESTS for one in ours], [one / REQUESTS for one in peer]


def _checked(answer: bytes, count: int) -> bytes:
    told = orjson.loads(answer)
    if "errors" in told or len(told["data"]["households"]["edges"]) != count:
        raise RuntimeError(f"not the answer that is measured: {answer[:300]!r}")
    return answer


@contextmanager
def _serving(folder: Path, count: int, kept: int) -> Iterator[tuple[str, str]]:
    """Fill a store of its own and serve it from a child process; gives address and token."""
    settings = StoreSettings(data=folder / "store", keys=folder / "keys")
    with open_store(settings) as store:
        initialise(store)
        _fill(store, count)
        create_account(store, "bench", "not used", [Role.DISTRICT_CASEWORKER], [DISTRICT])
        token = create_token(store, "bench", "bench", 1)
        with socket.socket() as port:
            port.bind(("127.0.0.1", 0))
            number = port.getsockname()[1]
        child = multiprocessing.get_context("spawn").Process(
            target=serve, args=(folder, number, kept), daemon=True
        )
        child.start()
        try:
            url = f"http://127.0.0.1:{number}"
            _wait(url)
            yield url, token
        finally:
            child.terminate()
            child.join()


def serve(folder: Path, port: int, kept: int) -> None:
    """Serve the API and the peer beside it until the process is ended."""
    settings = ApiSettings(keys=folder, page=HOUSEHOLDS, kept_rows=kept)
    with open_store(StoreSettings(data=folder / "store", keys=folder / "keys")) as store:
        app = create_api(settings, store)
        app.router.routes.append(Route("/peer", _Peer(folder).answer, methods=["POST"]))
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


class _Peer:
    """The limit: an answer in memory, made JSON at each request."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._answer: object = None

    async def answer(self, request: Request) -> Response:
        orjson.loads(await request.body())
        if self._answer is None:
            self._answer = orjson.loads((self._folder / "answer.json").read_bytes())
        return Response(orjson.dumps(self._answer), media_type="application/json")


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/livez")
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _fill(store: Store, count: int) -> None:
    """Write a village of invented households, each with its head."""
    access = Access.system(Purpose.STATISTICS, (DISTRICT,))
    seen = datetime(2023, 12, 1, 8, tzinfo=UTC)
    area = {"id": "village", "code": VILLAGE, "name": "示范社区", "level": "VILLAGE"}
    homes = [
        {
            "id": f"household{i:05d}", "hh_no": f"H{i:05d}", "size": 1 + i % 5,
            "groups": ["G01"], "level": LEVELS[i % 4], "score": 7000 - i,
            "urgent": i % 50 == 0, "monitored": True,
            "completeness": 60 + i % 40, "last_contact_at": seen, "review_on": date(2024, 3, 1),
        }
        for i in range(count)
    ]  # fmt: skip
    heads = [
        {"id": f"person{i:05d}", "name": "王小明", "id_no_hash": f"{i}"} for i in range(count)
    ]
    lives = [{"from": home["id"], "to": "village"} for home in homes]
    members = [
        {"from": head["id"], "to": home["id"], "head": True, "relation": "户主"}
        for head, home in zip(heads, homes, strict=True)
    ]
    with store.write(access, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Area", [area])
        bulk.upsert_nodes(session, "Household", homes)
        bulk.upsert_nodes(session, "Person", heads)
        bulk.upsert_relationships(session, "LIVES_IN", "Household", "Area", lives)
        bulk.upsert_relationships(session, "MEMBER_OF", "Person", "Household", members)
