"""wulian db as a person types it."""

from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from graph_schema.cli import app


def run(*arguments: str | Path) -> Result:
    """Runs the command as a person would; what it must never show is looked for each time."""
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def heard(done: Result) -> str:
    """All that was said, in one line."""
    return " ".join(done.output.split())
