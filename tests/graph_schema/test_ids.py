"""Own ids, the clock, and errors that carry facts."""

import re
from datetime import UTC

from graph_schema import errors
from graph_schema.clock import system_clock
from graph_schema.errors import Rejected, StaleVersion, WulianError
from graph_schema.ids import new_id


def test_ids_are_opaque_and_never_twice_the_same():
    made = {new_id() for _ in range(1000)}

    assert len(made) == 1000
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)


def test_the_clock_is_aware_of_utc():
    assert system_clock().tzinfo is UTC


def subclasses(of: type[WulianError]) -> set[type[WulianError]]:
    return {of}.union(*map(subclasses, of.__subclasses__()))


def test_every_error_has_its_own_code_and_its_place_in_the_drawn_tree():
    told = errors.__doc__ or ""
    tree = {e for e in subclasses(WulianError) if e.__module__ == errors.__name__}

    assert len({e.code for e in tree}) == len(tree)
    assert {name for name in re.findall(r"[─ ]([A-Z]\w+) ", told) if name in vars(errors)} == {
        e.__name__ for e in tree - {WulianError}
    }


def test_an_error_says_its_facts():
    stale = StaleVersion(yours=3, current=4)

    assert stale.facts == {"yours": 3, "current": 4}
    assert str(stale) == "STALE_VERSION, yours=3, current=4"
    assert Rejected(["A", "B"], field="x").violations == ("A", "B")
