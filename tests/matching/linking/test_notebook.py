"""The notebook of the docs runs from top to bottom and prints what it shows."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[3] / "docs" / "planning.ipynb"


def test_every_cell_prints_what_stands_below_it():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}

    shown = 0
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
        kept = "".join(line for part in cell["outputs"] for line in part["text"])
        assert printed.getvalue() == kept, cell["id"]
        shown += bool(kept)

    assert shown >= 6
