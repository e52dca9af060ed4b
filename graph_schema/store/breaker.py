"""Stops asking a store that does not answer: after five failures, one try a second."""

import threading
import time
from collections import deque
from collections.abc import Callable

from graph_schema.errors import StoreUnavailable

FAILURES, WITHIN, TRIAL = 5, 10.0, 1.0  # failures, seconds, seconds


class Breaker:
    """Shared by all sessions of a process; safe among threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._next_trial = 0.0

    def enter(self) -> None:
        """Let a call through, or raise StoreUnavailable with the seconds to wait."""
        with self._lock:
            now = self._monotonic()
            if len(self._failures) < FAILURES or now - self._failures[0] > WITHIN:
                return
            if now < self._next_trial:
                raise StoreUnavailable(why="not answering", retry_after=TRIAL)
            self._next_trial = now + TRIAL

    def failed(self) -> None:
        with self._lock:
            self._failures.append(self._monotonic())

    def answered(self) -> None:
        with self._lock:
            self._failures.clear()
