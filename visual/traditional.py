"""Draws every text of the pages in traditional script from the simplified one, by OpenCC.

`python -m visual.traditional` writes `locales/zh-Hant.json`, the explorer's words and the
titles of its prepared questions. The script changes, not the terms: who reads it works in the
same programme. GLOSSARY holds what OpenCC, after Taiwan's forms, writes otherwise than such a
reader does.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

HERE = Path(__file__).parent
FROM_TO: Mapping[Path, Path] = MappingProxyType(
    {
        HERE / folder / one.format("zh-Hans"): HERE / folder / one.format("zh-Hant")
        for folder, one in (("locales", "{}.json"), ("web/src/explorer", "graphiql.{}.json"))
    }
)
QUESTIONS = HERE / "questions"
GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "查询台": "查詢台",
        "台账": "台賬",
        "后台": "後台",
        "平台": "平台",
        "柜台": "櫃台",
        "发布": "發布",
    }
)
_KEPT = re.compile("|".join([r"(\{\{\w+\}\})", *(f"({one})" for one in GLOSSARY)]))


def converter() -> Callable[[str], str]:
    """Give what turns a simplified text into a traditional one; {{places}} stay."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2tw").convert

    def written(text: str) -> str:
        parts = [part for part in _KEPT.split(text) if part]
        return "".join(
            GLOSSARY.get(part, part) if _KEPT.fullmatch(part) else convert(part)
            for part in parts
        )

    return written


def drawn() -> Iterator[tuple[Path, str]]:
    """Every file as it must be: its path, its text."""
    written = converter()
    for source, path in FROM_TO.items():
        texts = json.loads(source.read_text(encoding="utf-8"))
        told = {key: written(text) for key, text in texts.items()}
        yield path, json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    for path in sorted(QUESTIONS.glob("*.graphql")):
        yield path, _question(path.read_text(encoding="utf-8"), written)


def _question(text: str, written: Callable[[str], str]) -> str:
    """Write title and note of a question anew, each below the simplified one."""
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith(("# hant:", "# note-hant:")):
            continue
        lines.append(line)
        if found := re.match(r"# (note-)?zh: (.*)", line):
            lines.append(f"# {found[1] or ''}hant: {written(found[2])}\n")
    return "".join(lines)


if __name__ == "__main__":
    for path, text in drawn():
        path.write_text(text, encoding="utf-8")
