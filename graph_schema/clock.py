"""The clock as an argument: whoever needs the time is given it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # UTC, aware


def system_clock() -> datetime:
    """Tell the present instant, UTC and aware; the one place that asks the machine."""
    return datetime.now(UTC)  # noqa: TID251 - everybody else takes a Clock
