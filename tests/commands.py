"""`wulian …` as a person would type it, on the store of a test."""

import json
from typing import Any

from typer.testing import CliRunner

from graph_schema.store.session import Store
from wulian import app


def wulian(store: Store, *arguments: str, expect: int = 0) -> str:
    """What the command printed; it must end with the expected code and show no traceback."""
    settings = store.connection.settings
    told = {
        "WULIAN_DATA": str(settings.data),
        "WULIAN_KEYS": str(settings.keys),
        "WULIAN_STORE_URI": settings.uri,
        "WULIAN_STORE_USER": settings.user,
        "WULIAN_STORE_PASSWORD_FILE": settings.password_file and str(settings.password_file),
        "WULIAN_STORE_HEAP": settings.heap,
        "WULIAN_STORE_IDLE": str(settings.idle),
        "COLUMNS": "200",
    }
    done = CliRunner().invoke(app, list(arguments), env=told)
    assert "Traceback" not in done.output
    assert done.exit_code == expect, done.output
    return done.stdout


def wulian_json(store: Store, *arguments: str, expect: int = 0) -> dict[str, Any]:
    """What the command printed with --json."""
    found: dict[str, Any] = json.loads(wulian(store, *arguments, "--json", expect=expect))
    return found
