"""The notebook about the API runs from top to bottom against the running product."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.browsers import Running

DOCS = Path(__file__).parents[2] / "docs"
NOTEBOOK = DOCS / "asking.ipynb"


def token_of(site: Running, who: str) -> str:
    """A token as an operator makes it, beside the running server."""
    command = [sys.executable, "-m", "wulian", "api", "token", "create", "--user", who]
    path = {"PYTHONPATH": str(DOCS.parent)}
    made = subprocess.run(
        command, cwd=site.folder, env=os.environ | path, check=True, capture_output=True  # noqa: TID251 - of the child
    )  # fmt: skip
    return made.stdout.decode().split()[-1]


def test_every_cell_runs_and_shows_what_it_says(
    site: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WULIAN_ADDRESS", site.address)
    monkeypatch.setenv("WULIAN_TOKEN", token_of(site, "coordinator"))
    monkeypatch.syspath_prepend(str(DOCS))
    names: dict[str, Any] = {}

    printed = [run(cell, names) for cell in cells()]

    worst, told = names["worst"], names["told"]
    assert set(worst["level"].head(5)) <= {"ORANGE", "YELLOW"}
    assert len(worst) == len(set(worst["id"])) > 50  # more than a page, each once
    assert told["value"].between(0, 1).all()
    assert "PROPOSED and once more the same answer: True" in printed[3]
    assert printed[4].startswith("STALE_VERSION version now 2")
    assert printed[5].split() == ["BAD_REQUEST", "REJECTED"]


def cells() -> list[dict[str, Any]]:
    every = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in every if cell["cell_type"] == "code"]


def run(cell: dict[str, Any], names: dict[str, Any]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    return said.getvalue()
