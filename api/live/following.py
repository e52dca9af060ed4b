"""A stream of answers: what a subscription asks, as its caller of that moment, when it changes.

Nothing is pushed from where it is written. A stream reads again when the graph has changed, by
the same plan, rules and masks as a query, and sends the answer if it is another one than last
time. So every event is judged anew: a role, an area, a consent that is gone is gone from the
next event, a session that has ended ends the stream, and nothing can be missed or come twice.
A look is on record with the event that shows it; what was read and not sent nobody has seen.
"""

import hashlib
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import orjson
from graphql import DocumentNode, GraphQLError, OperationType

from api.auth.sessions import Caller, NotSignedIn
from api.context import Context
from api.execution import Body, Question, kind_of, run
from api.limits import Refused, judged
from api.live.pulse import REST
from api.routes import LookUp
from api.state import State
from graph_schema.errors import Rejected, WulianError
from graph_schema.store.kept import Marked

LATER = frozenset({"STORE_UNAVAILABLE", "TOO_SLOW"})  # the next beat asks again
ONLY = GraphQLError(
    "only subscriptions are followed; ask the rest at /graphql",
    extensions={"code": "NOT_A_SUBSCRIPTION"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An answer. id: sealed; who comes back with it gets the next other answer. body: JSON."""

    id: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What is followed, in which language, by whom: look_up gives the caller of now."""

    question: Question
    document: DocumentNode
    language: str
    look_up: LookUp

    @classmethod
    def of(cls, state: State, question: Question, language: str, look_up: LookUp) -> "Followed":
        """Judge what somebody wants to follow. Raises Refused."""
        document = judged(question.text, state.settings)
        if kind_of(document, question) is not OperationType.SUBSCRIPTION:
            raise Refused(ONLY)
        return cls(question=question, document=document, language=language, look_up=look_up)


async def events(
    state: State, followed: Followed, since: str | None = None
) -> AsyncGenerator[Event | None]:
    """Give the answer, then each other one; None where nothing was to be told for a while.

    since: the id of the event that was seen last. Ends with what is over (a job that is done,
    an answer that is none), and when the server stops. Raises NotSignedIn, TooMany.
    """
    place = _place(followed.question)
    seen, quiet = _seen(state, place, since), -REST
    account = (await followed.look_up()).account
    with state.pulse.following(account), state.metrics.streams.track_inprogress():
        while not state.pulse.ended:
            found = await _answer(state, followed)
            if found is not None:
                context, body = found
                told = orjson.dumps(body)
                digest = hashlib.sha256(told).hexdigest()
                if digest != seen:
                    await context.on_record()
                    seen, quiet = digest, time.monotonic()
                    yield Event(id=state.cursors.seal(place, digest), body=told)
                if context.over or body.get("data") is None:
                    return
            if time.monotonic() - quiet >= REST:
                quiet = time.monotonic()
                yield None
            await _rest(state, found[0].caller.changes if found else -1)


async def _answer(state: State, followed: Followed) -> tuple[Context, Body] | None:
    """Answer as the caller of now, who is still the same when it is done. Raises NotSignedIn.

    None: the store is away for a moment, or it changed meanwhile; the next beat asks again.
    """
    try:
        caller = await followed.look_up()
        context = _context(state, followed, caller)
        body = await run(context, followed.document, followed.question)
        now = await followed.look_up()
    except NotSignedIn:
        raise
    except WulianError:
        return None
    if now != caller or (context.kept.used and now.changes != caller.changes):
        return None
    codes = {error["extensions"].get("code") for error in body.get("errors", ())}
    return None if codes & LATER else (context, body)


def _context(state: State, followed: Followed, caller: Caller) -> Context:
    return Context(
        store=state.store, settings=state.settings, caller=caller, counts=state.counts,
        cursors=state.cursors, limiter=state.limiter,
        kept=Marked(state.pages, caller.changes), language=followed.language, held=[],
        ran=state.metrics.ran,
    )  # fmt: skip


async def _rest(state: State, seen: int) -> None:
    try:
        await state.pulse.beat(seen)
    except WulianError:
        return


def _place(question: Question) -> str:
    """Name what is followed, so that an id is good for nothing else."""
    asked = orjson.dumps(
        [question.text, question.operation, dict(question.variables)],
        option=orjson.OPT_SORT_KEYS,
    )
    return f"live {hashlib.sha256(asked).hexdigest()}"


def _seen(state: State, place: str, since: str | None) -> str:
    """Open the id of an event; one that is not ours is as none: the state of now is sent."""
    try:
        return state.cursors.open(place, since)
    except Rejected:
        return ""
