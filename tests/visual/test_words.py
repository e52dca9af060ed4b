"""The catalogues: same keys, same places, nothing missing, nothing written past them."""

import re
from pathlib import Path

import pytest

from graph_schema import errors
from visual.traditional import drawn
from visual.words import DEFAULT, LANGUAGES, catalogue, choose, places, say

WEB = Path("visual/web/src")
SOURCES = [*WEB.rglob("*.ts"), *WEB.rglob("*.tsx")]
NAMES = {  # vocabularies of the graph, the languages' names, endings of the names of villages
    "vocabulary.ts", "Languages.tsx", "places.ts",
}  # fmt: skip
HAN = re.compile(r"[\u4e00-\u9fff]")


def _codes(kind: type[errors.WulianError]) -> set[str]:
    return {kind.code}.union(*(_codes(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != DEFAULT])
def test_every_language_has_the_keys_of_the_first(language: str) -> None:
    keys = {key.removesuffix("_one") for key in catalogue(language)}

    assert keys == set(catalogue(DEFAULT))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != DEFAULT])
def test_every_text_has_the_places_of_the_first(language: str) -> None:
    differing = [
        key
        for key, text in catalogue(language).items()
        if places(text) != places(catalogue(DEFAULT)[key.removesuffix("_one")])
    ]

    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_code_has_a_sentence(language: str) -> None:
    codes = _codes(errors.WulianError) - {"WULIAN_ERROR"}

    assert {code for code in codes if f"error.{code}" not in catalogue(language)} == set()


def test_keys_stand_in_order() -> None:
    for language in LANGUAGES:
        assert list(catalogue(language)) == sorted(catalogue(language))


def test_every_key_is_used_by_a_page() -> None:
    written = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*SOURCES, *Path("visual").rglob("*.py"), *Path("visual").rglob("*.j2")]
        if "node_modules" not in path.parts
    )
    made = re.findall(r"[`'\"]([a-zA-Z.]+\.)\$?\{", written)

    unused = [
        key
        for key in catalogue(DEFAULT)
        if key not in written and not any(key.startswith(prefix) for prefix in made)
    ]

    assert unused == []


def test_pages_hold_no_words_of_their_own() -> None:
    shown = {
        path.name: found
        for path in SOURCES
        if path.name not in NAMES
        for line in path.read_text(encoding="utf-8").splitlines()
        if (found := HAN.search(re.sub(r"//.*|/?\*.*", "", line)))
    }

    assert shown == {}


def test_what_stands_in_traditional_script_is_drawn_from_the_simplified() -> None:
    old = [path.name for path, text in drawn() if path.read_text(encoding="utf-8") != text]

    assert old == []  # python -m visual.traditional
    assert say("zh-Hant", "worklist.tabs") == "台賬分類"


def test_places_are_filled() -> None:
    assert say("en", "worklist.at", {"at": 3, "total": 40}) == "3 of 40"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr;q=1, en;q=0.5", "en"),
        ("de", "zh-Hans"),
        ("en;q=nonsense", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-SG", "zh-Hans"),
    ],
)
def test_a_language_is_chosen_from_what_the_browser_accepts(
    accepted: str, language: str
) -> None:
    assert choose(accepted) == language
