"""Where missing edges end: their words in two columns beside the picture, none on another."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from visual.network.positions import Disc

REST = "REST"  # the classes of a place that have no row of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a place lacks, so many times: needs of a gap class met, or a party being there."""

    gap: str | None = None
    party: str | None = None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """A missing edge of a place: a gap class or a party that ought to be there, and its end."""

    place: str
    gap: str | None
    party: str | None
    count: int
    x: float
    y: float


def most_first(gaps: Mapping[str, int], rows: int) -> list[tuple[str, int]]:
    """Keep the largest classes in at most `rows` rows; what is left is summed under REST."""
    order = sorted(((c, n) for c, n in gaps.items() if n), key=lambda pair: (-pair[1], pair[0]))
    if len(order) <= rows:
        return order
    kept = order[: rows - 1]
    return [*kept, (REST, sum(count for _, count in order[rows - 1 :]))]


def lacks(
    gaps: Mapping[str, int], missing: Mapping[str, int], *, rows: int
) -> tuple[Lack, ...]:
    """List a place's gap classes in at most `rows` rows, then every missing party as given."""
    return (
        *(Lack(gap=gap, count=count) for gap, count in most_first(gaps, rows)),
        *(Lack(party=party, count=count) for party, count in missing.items() if count),
    )


def beside(
    discs: Mapping[str, Disc], lost: Mapping[str, Sequence[Lack]], *, reach: float
) -> tuple[list[Ghost], float]:
    """Put every place's rows in the column of its side, near its height, without overlap.

    Returns the ghosts and the height of one row in picture units: the room is shared by all.
    """
    sides: tuple[list[str], list[str]] = ([], [])
    listed = {place: lost.get(place, ()) for place in discs}
    for place in sorted(discs, key=lambda code: (discs[code].y, code)):
        if listed[place]:
            sides[int(discs[place].x >= -1e-6)].append(place)
    longest = max((_length(side, listed) for side in sides), default=1.0)
    height = min(reach / 23, 2 * reach / max(longest, 1.0))
    found: list[Ghost] = []
    for side, way in zip(sides, (-1, 1), strict=True):
        found += _column(
            side, discs, listed, x=way * (reach + height), height=height, reach=reach
        )
    return found, height


def _length(side: Sequence[str], listed: Mapping[str, Sequence[Lack]]) -> float:
    """Rows of a column, half a row between two places."""
    return sum(len(listed[place]) + 0.5 for place in side)


def _column(
    side: Sequence[str],
    discs: Mapping[str, Disc],
    listed: Mapping[str, Sequence[Lack]],
    *,
    x: float,
    height: float,
    reach: float,
) -> list[Ghost]:
    starts: list[float] = []
    end = -reach
    for place in side:
        start = max(end, discs[place].y - len(listed[place]) * height / 2)
        starts.append(start)
        end = start + (len(listed[place]) + 0.5) * height
    limit = reach
    for number in range(len(side) - 1, -1, -1):  # push up what hangs over the lower edge
        length = (len(listed[side[number]]) + 0.5) * height
        starts[number] = min(starts[number], limit - length)
        limit = starts[number]
    return [
        _ghost(place, lack, x, start + (row + 0.5) * height)
        for place, start in zip(side, starts, strict=True)
        for row, lack in enumerate(listed[place])
    ]


def _ghost(place: str, lack: Lack, x: float, y: float) -> Ghost:
    return Ghost(place=place, gap=lack.gap, party=lack.party, count=lack.count, x=x, y=y)


def around(place: str, x: float, y: float, lost: Sequence[Lack]) -> list[Ghost]:
    """Short spikes about a household: unmet needs on the right, missing parties on the left."""
    right = [lack for lack in lost if lack.gap]
    left = [lack for lack in lost if not lack.gap]
    found = []
    for side, away, turn, step in ((right, 4.4, -0.5, 0.62), (left, 4.0, math.pi - 0.5, 0.55)):
        for number, lack in enumerate(side):
            angle = turn + number * step
            end = (x + away * math.cos(angle), y + away * math.sin(angle))
            found.append(_ghost(place, lack, *end))
    return found
