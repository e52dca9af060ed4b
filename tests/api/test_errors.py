"""Every expected failure has words, an HTTP status and a place in the drawn reference."""

from collections.abc import Iterator

import pytest

from api.errors import MESSAGES, STATUS, in_words, status_of
from api.reference import PAGE, page
from graph_schema.errors import (
    NoCapacity,
    NotFound,
    ReadOnly,
    SettingsError,
    StorageFull,
    StoreInUse,
    WulianError,
)


def kinds(of: type[WulianError] = WulianError) -> Iterator[type[WulianError]]:
    for kind in of.__subclasses__():
        if not kind.__module__.startswith("tests"):
            yield kind
            yield from kinds(kind)


def test_the_page_of_the_reference_is_drawn_anew() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()  # make docs


def test_every_kind_has_words_and_but_for_wrong_settings_a_status() -> None:
    silent = [kind for kind in kinds() if not any(issubclass(kind, one) for one in MESSAGES)]
    bare = [kind for kind in kinds() if not any(issubclass(kind, one) for one in STATUS)]

    assert silent == []
    assert bare == [SettingsError]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound(id="x"), 404, "not there, or not for you to see"),
        (NoCapacity(), 409, "the last place is taken"),
        (ReadOnly(), 503, "nothing can be changed for the time being; try again later"),
        (StorageFull(), 507, "the disk is full; nothing was written"),
        (StoreInUse(), 503, "the store does not answer; try again in a moment"),
    ],
)
def test_the_narrowest_kind_says_what_it_is(
    error: WulianError, status: int, words: str
) -> None:
    assert (status_of(error), in_words(error)) == (status, words)


def test_no_row_hides_a_narrower_one_below_it() -> None:
    for table in (list(MESSAGES), list(STATUS)):
        hidden = [
            (above.__name__, below.__name__)
            for at, above in enumerate(table)
            for below in table[at + 1 :]
            if issubclass(below, above)
        ]
        assert hidden == []
