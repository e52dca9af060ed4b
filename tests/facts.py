"""Which tests show which fact of access and privacy: docs/access-facts.yml against the markers.

`python -m tests.facts` writes docs/access-facts.md; the markers are read as those of features.
"""

from collections import defaultdict
from collections.abc import Mapping

import yaml

from tests.features import ROOT, Shown, shown

LIST = ROOT / "docs" / "access-facts.yml"
PAGE = ROOT / "docs" / "access-facts.md"


def facts() -> Mapping[str, Mapping[str, str]]:
    """Read the list: by code what must hold, and what no test can show."""
    told: Mapping[str, Mapping[str, str]] = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return told


def page() -> str:
    """Write the page: what must hold, the tests that show it, what they cannot show."""
    by_code: defaultdict[str, list[Shown]] = defaultdict(list)
    for one in shown("fact"):
        by_code[one.code].append(one)
    lines = [
        "# Facts of access and privacy",
        "",
        "What must hold for personal data (domain reference 7.3), each with tests that show it."
        " Drawn by `make docs` from `access-facts.yml` and the markers in `tests/`.",
        "",
        "| | what must hold | shown by | what no test here shows |",
        "|---|---|---|---|",
    ]
    for code, about in facts().items():
        links = [_link(one) for one in by_code[code]]
        rest = about.get("beyond", "–")
        lines.append(f"| {code} | {about['holds']} | {'<br>'.join(links) or '–'} | {rest} |")
    return "\n".join(lines) + "\n"


def _link(one: Shown) -> str:
    words = one.test.removeprefix("test_").replace("_", " ")
    return f"[{words}](../{one.file})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
