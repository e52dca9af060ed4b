"""Builds the pages into visual/static when their sources changed; standard library only.

`python -m visual.bundle` is what `make web` calls. `python -m visual.bundle lock` resolves the
lock of the pages anew and leaves no address in it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WEB = HERE / "web"
STATIC = HERE / "static"
DIGEST = STATIC / "digest.txt"
NODE_LEAST = (20, 19)


class CannotBuild(Exception):
    """Why the pages could not be built, in a sentence with the way out."""


def source_files() -> Iterator[Path]:
    """Every file that the build reads, in a fixed order."""
    for folder in (WEB, HERE / "locales"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "node_modules" not in path.parts:
                yield path


def digest(paths: Iterator[Path]) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.relative_to(HERE).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_fresh() -> bool:
    """Whether static/ was built from exactly the sources that stand here."""
    try:
        return DIGEST.read_text().strip() == digest(source_files())
    except OSError:
        return False


def build() -> None:
    """Install the locked packages, build, write the digest last. Raises CannotBuild."""
    wanted = digest(source_files())
    npm = _node_and_npm()
    stamp = WEB / "node_modules" / ".wulian-lock"
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != lock:
        _say("packages of the pages, hash-locked (about a minute the first time)")
        _call([npm, "ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"])
        stamp.write_text(lock)
    _say("building the pages")
    DIGEST.unlink(missing_ok=True)
    _call([npm, "run", "--silent", "build"])
    DIGEST.write_text(wanted + "\n")


def lock_again() -> None:
    """Resolve package-lock.json from package.json, without addresses in it."""
    npm = _node_and_npm()
    path = WEB / "package-lock.json"
    path.unlink(missing_ok=True)
    _call([npm, "install", "--package-lock-only", "--loglevel=error"])
    path.write_text(without_addresses(path.read_text()))


def without_addresses(lock: str) -> str:
    """Take out of a lock the addresses that say who takes money for a package."""
    content: dict[str, Any] = json.loads(lock)
    for package in content["packages"].values():
        package.pop("funding", None)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _node_and_npm() -> str:
    """Find npm. Raises CannotBuild when Node is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    least = ".".join(map(str, NODE_LEAST))
    if node is None or npm is None:
        raise CannotBuild(
            f"the pages are not built and Node is not here. Install Node >= {least} and run "
            "`make web`, or install a wheel of this project, which brings the pages built."
        )
    out = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - found on the path
    found = tuple(int(part) for part in out.stdout.strip().lstrip("v").split(".")[:2])
    if found < NODE_LEAST:
        raise CannotBuild(f"Node {out.stdout.strip()} is too old: {least} or newer is needed.")
    return npm


def _call(command: list[str]) -> None:
    done = subprocess.run(command, cwd=WEB, env={**os.environ, "CI": "1"}, check=False)  # noqa: S603, TID251 - a build tool
    if done.returncode:
        raise CannotBuild(
            f"`{' '.join(command[1:3])}` ended with {done.returncode}; see above."
        )


def _say(words: str) -> None:
    sys.stdout.write(f"== {words}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Exit code 0 done, 1 could not build."""
    try:
        if arguments == ["lock"]:
            lock_again()
        elif not is_fresh():
            build()
    except CannotBuild as exc:
        sys.stderr.write(f"wulian: {exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
