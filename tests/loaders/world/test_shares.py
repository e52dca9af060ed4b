"""The district as a whole: its means are those of the tables, its making needs no more room."""

import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from loaders.reading import open_file
from loaders.source import source
from loaders.sources.mz_ledger.load import GROUPS
from loaders.world.generate import generate
from loaders.world.places import apportioned, shares
from loaders.world.planted import carriers

pytestmark = pytest.mark.slow
HOUSEHOLDS = 10_000
CLOSE = 0.03  # of the table's value, where enough households stand behind it


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[set[str], int]]:
    """Groups and size by household, as the base ledger tells them."""
    folder = tmp_path_factory.mktemp("world")
    generate(folder, seed=2, count=HOUSEHOLDS, area="510115", as_of=date(2023, 12, 31))
    held: dict[str, set[str]] = defaultdict(set)
    size = Counter[str]()
    for line in open_file(folder / "MZ_对象台账.xlsx", source("mz_ledger")).lines:
        number = line.cells["户编号"]
        size[number] += not line.torn
        held[number] |= {GROUPS[w] for w in line.cells["对象类别"].split("、") if w in GROUPS}
    return {number: (groups, size[number]) for number, groups in held.items()}


def test_primary_groups_have_the_shares_of_the_table(ledger):
    told = Counter(min(groups) for groups, _ in ledger.values())

    assert len(ledger) == HOUSEHOLDS
    for group, share in shares()["groups"].items():
        spread = 3 * (share * (100 - share) / HOUSEHOLDS) ** 0.5  # three standard errors
        assert told[group] / HOUSEHOLDS * 100 == pytest.approx(share, abs=max(spread, 0.1))


def test_households_have_the_sizes_of_the_table(ledger):
    sizes = defaultdict(list)
    for groups, size in ledger.values():
        sizes[min(groups)].append(size)

    for group, share in shares()["sizes"].items():
        if len(sizes[group]) >= 1000:
            mean = sum(n * part for n, part in enumerate(share, start=1)) / sum(share)
            found = sum(sizes[group]) / len(sizes[group])
            assert found == pytest.approx(mean, rel=CLOSE), group


@pytest.mark.parametrize("count", [100, 137, 3333, 1_000_000])
def test_what_is_planted_is_settled_for_every_size_and_stands_in_different_places(count: int):
    taken = {0: "FULL", count - 1: "STALE"}
    carrying = carriers(4, count, taken)

    assert set(carrying.values()) == set(shares()["planted"]["households"])
    assert 0 < min(carrying) <= max(carrying) < count - 1
    assert carriers(5, count, taken) != carrying


def test_a_hundred_households_are_shared_out_to_every_town():
    parts = apportioned([town["share"] for town in shares()["towns"].values()], 100)

    assert parts.sum() == 100
    assert parts.min() >= 3


def test_six_times_the_households_need_little_more_room(tmp_path: Path):
    code = (
        "import sys, resource; from pathlib import Path; from datetime import date;"
        "from loaders.world.generate import generate;"
        "generate(Path(sys.argv[1]), seed=1, count=int(sys.argv[2]), area='510115',"
        " as_of=date(2023, 12, 31));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", code, str(tmp_path / count), count],
                check=True, capture_output=True, text=True,
            ).stdout
        )
        for count in ("1000", "6000")
    ]  # fmt: skip

    assert peaks[1] - peaks[0] < 12_000
