"""The words of the pages: one flat catalogue a language, read here and by TypeScript."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "locales"
DEFAULT = "zh-Hans"
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
)

TRADITIONAL = re.compile("zh-(hant|tw|hk|mo)\\b")  # as browsers name it

_PLACE = re.compile(r"\{\{(\w+)\}\}")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of one language by its key."""
    path = FOLDER / f"{language}.json"
    return MappingProxyType(json.loads(path.read_text(encoding="utf-8")))


def say(language: str, key: str, facts: Mapping[str, object] | None = None) -> str:
    """Say a key's text, its {{places}} filled. Raises KeyError for a key without text."""
    given = facts or {}
    return _PLACE.sub(lambda found: str(given.get(found[1], "")), catalogue(language)[key])


def places(text: str) -> set[str]:
    """Names of the {{places}} of a text."""
    return set(_PLACE.findall(text))


def choose(accepted: str, finished: Sequence[str] = tuple(LANGUAGES)) -> str:
    """Choose a language from an Accept-Language value; Simplified Chinese when in doubt."""
    ranked: list[tuple[float, int, str]] = []
    for number, part in enumerate(accepted.split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") or "1"
        try:
            ranked.append((-float(weight), number, tag.strip().lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(ranked):
        if TRADITIONAL.match(tag) and "zh-Hant" in finished:
            return "zh-Hant"
        for language in finished:
            if tag.split("-")[0] == language.split("-")[0].lower():
                return language
    return DEFAULT
