"""How a store of an older schema becomes one of this program's: numbered modules, in order.

`NNNN_name.py` leads from schema NNNN to the next. It says what it does (TITLE), which named
statements do it (STEPS), and may have `check(session)`, which raises what is in the way. Steps
are idempotent: cut off anywhere and begun again, they end in the same graph.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType

from graph_schema.errors import SettingsError
from graph_schema.store.session import ReadSession

_NAME = re.compile(r"^(\d{4})_[a-z][a-z_]*$")


@dataclass(frozen=True, slots=True)
class Step:
    """One change, in batches. name: for people and for the cursor.

    counts: a statement without parameters; `found`: how many are still to do. does: one that
    takes `above` and `page`, changes what comes after that id and returns ids, at most `page`.
    """

    name: str
    counts: str
    does: str


@dataclass(frozen=True, slots=True)
class Migration:
    """What leads from schema `number` to the next."""

    number: int
    name: str
    title: str
    steps: tuple[Step, ...]
    check: Callable[[ReadSession], None] | None = None


@cache
def migrations() -> tuple[Migration, ...]:
    """Read every migration, in order. Raises SettingsError for a gap in the numbers."""
    names = sorted(
        entry.name.removesuffix(".py")
        for entry in files(__name__).iterdir()
        if _NAME.match(entry.name.removesuffix(".py"))
    )
    found = tuple(_read(name, import_module(f"{__name__}.{name}")) for name in names)
    if [one.number for one in found] != list(range(1, len(found) + 1)):
        raise SettingsError(where="migrations", numbers=names, expected="no gap, from 0001")
    return found


def _read(name: str, module: ModuleType) -> Migration:
    for part, kind in (("TITLE", str), ("STEPS", tuple)):
        if not isinstance(getattr(module, part, None), kind):
            raise SettingsError(where=f"migrations/{name}.py", missing=part)
    check = getattr(module, "check", None)
    return Migration(int(name[:4]), name, module.TITLE, module.STEPS, check)
