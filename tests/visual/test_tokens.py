"""Colours: the prints equal the file, and every text can be read."""

import pytest

from graph_schema.vocabulary import FIVE_PARTIES, Level, Party, entries
from visual.codes import TYPESCRIPT as CODES
from visual.codes import print_codes
from visual.tokens import (
    CSS,
    THEMES,
    TYPESCRIPT,
    Theme,
    contrast,
    print_css,
    print_typescript,
    read_tokens,
)

COLOURS = read_tokens().colours
GROUNDS = ("ground", "panel", "water", "primary-soft")
PARTIES = [f"party-{party.value.lower()}" for party in FIVE_PARTIES]
LEVELS = [level.value.split("_")[0].lower() for level in Level]


def test_the_printed_style_sheet_equals_the_file() -> None:
    assert CSS.read_text(encoding="utf-8") == print_css(read_tokens())


def test_the_printed_constants_equal_the_file() -> None:
    assert TYPESCRIPT.read_text(encoding="utf-8") == print_typescript(read_tokens())


def test_the_printed_codes_equal_the_vocabulary() -> None:
    assert CODES.read_text(encoding="utf-8") == print_codes()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["text", "secondary", "primary", "danger", *PARTIES])
def test_text_can_be_read_on_every_ground(theme: Theme, ground: str, text: str) -> None:
    assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("level", LEVELS)
def test_a_level_can_be_read_on_its_soft_ground_and_on_the_page(
    theme: Theme, level: str
) -> None:
    ink = COLOURS[f"{level}-text"][theme]

    found = [
        contrast(ink, COLOURS[ground][theme]) for ground in (f"{level}-soft", "ground", "panel")
    ]

    assert min(found) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_shape_of_a_level_stands_out_by_fill_or_by_outline(
    theme: Theme, level: str
) -> None:
    ground = COLOURS["ground"][theme]

    best = max(contrast(COLOURS[f"{level}-{part}"][theme], ground) for part in ("fill", "text"))

    assert best >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("step", range(5))
def test_a_number_can_be_read_on_each_step_of_the_scale(theme: Theme, step: int) -> None:
    assert contrast(COLOURS[f"step-{step}"][theme], COLOURS[f"step-{step}-ink"][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_buttons_stand_out(theme: Theme) -> None:
    assert contrast(COLOURS["line"][theme], COLOURS["ground"][theme]) >= 3
    assert contrast("#FFFFFF", COLOURS["primary-fill"][theme]) >= 4.5


@pytest.mark.parametrize("party", FIVE_PARTIES)
def test_a_party_has_one_colour_in_vocabulary_and_pages(party: Party) -> None:
    about = entries(Party)[party].about

    assert dict(COLOURS[f"party-{party.value.lower()}"]) == {
        "light": about["light"],
        "dark": about["dark"],
    }


@pytest.mark.parametrize("level", Level)
def test_a_level_has_one_colour_in_vocabulary_and_pages(level: Level) -> None:
    short = level.value.split("_")[0].lower()

    assert COLOURS[f"{short}-fill"]["light"] == entries(Level)[level].about["hex"]


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)
