"""How many generated worlds a test looks at: few by day, ten times as many at night."""

import os
from typing import Any

from hypothesis import settings

NIGHT = os.environ.get("WULIAN_TEST_FULL") == "1"  # noqa: TID251 - the suite's switch


def examples(count: int, **more: Any) -> settings:
    """Look at `count` examples, each as long as it takes."""
    return settings(max_examples=count * (10 if NIGHT else 1), deadline=None, **more)
