"""A client of the API in a hundred lines: ask, walk a list, do something once.

Copy it. It needs httpx, an address and a token (`wulian api token create`). What a program gets
is what its account may see; every look at people goes on record under its name.
"""

import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Self

import httpx

AGAIN = {429, 502, 503, 504}  # too much at once, or the server starts anew: ask again later


class Refused(Exception):
    """The API said no. code: stable, e.g. FORBIDDEN; facts: what else it told."""

    def __init__(self, code: str, facts: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class Wulian:
    """A connection for one program."""

    def __init__(self, address: str, token: str, tries: int = 5) -> None:
        headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=30)
        self._tries = tries

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send one operation; returns its data. Raises Refused with the first error's code."""
        answer = self._send({"query": query, "variables": variables})
        for error in answer.get("errors", ()):
            facts = error.get("extensions", {})
            raise Refused(facts.get("code", "INVALID"), {"message": error["message"], **facts})
        data: dict[str, Any] = answer["data"]
        return data

    def rows(self, query: str, name: str, **variables: Any) -> Iterator[dict[str, Any]]:
        """Walk a list to its end, a page at a time; gives its nodes.

        query: takes `$after`, and selects `pageInfo { hasNextPage endCursor }`; name: the list.
        """
        after, more = None, True
        while more:
            page = self.ask(query, after=after, **variables)[name]
            yield from (edge["node"] for edge in page["edges"])
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    def do(self, mutation: str, **input: Any) -> dict[str, Any]:
        """Do something once, however often the network makes it be sent; returns its answer.

        mutation: takes `$input`, and selects `... on Failure { code violations }`: what may be
        expected to go wrong is part of the answer. Raises Refused for it.
        """
        told = {"operationId": str(uuid.uuid4()), **input}
        (done,) = self.ask(mutation, input=told).values()
        if "code" in done:
            raise Refused(done["code"], done)
        result: dict[str, Any] = done
        return result

    def _send(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send a body until it is answered; operation ids make that safe for mutations too."""
        for left in reversed(range(self._tries)):
            try:
                reply = self._http.post("/graphql", json=body)
            except httpx.TransportError:
                if not left:
                    raise
            else:
                if reply.status_code not in AGAIN or not left:
                    answer: dict[str, Any] = reply.json()
                    return answer
            time.sleep(0.2 * 2 ** (self._tries - left))
        raise ValueError("tries: at least one")
