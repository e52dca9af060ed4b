"""Several clients at once: threads that start together, and what they got; work awaited."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What act(0) … act(count - 1) returned or raised, run in threads that start together."""
    gate, results = threading.Barrier(count), [None] * count

    def one(number: int) -> None:
        gate.wait()
        try:
            results[number] = act(number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            results[number] = error

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def awaited(work: Coroutine[Any, Any, Any]) -> Any:
    """What asynchronous work returns; in a thread: a browser's loop may run in this."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
