"""The groups a person belongs to: several at once, one of them the primary. Domain 1.5."""

from datetime import timedelta
from typing import TYPE_CHECKING

from graph_schema.errors import Rejected
from graph_schema.vocabulary import GroupCode, entries

if TYPE_CHECKING:
    from api.actions.home import Home, Homes
    from api.actions.registry import Change

YEAR = timedelta(days=365)
EXCLUDES = (
    GroupCode.EXTREME_HARDSHIP,
    GroupCode.MINIMUM_LIVING,
)  # the first excludes the second


def classify(homes: "Homes", home: "Home", asked: "Change") -> list[str]:
    """Set a member's groups; the primary is the lowest code, unless the worker names one.

    The household's groups follow from its members. Raises Rejected for a code that is none,
    G01 beside G02, a primary that is not among them, and G10 without a reason.
    """
    person = str(asked.told["person"])
    homes.member(home, person)
    groups = sorted(set(asked.told["groups"]))
    known = set(GroupCode) | {
        sub for entry in entries(GroupCode).values() for sub in entry.about.get("sub", ())
    }
    if unknown := sorted(set(groups) - known):
        raise Rejected(["UNKNOWN_CODE"], field="groups", unknown=unknown)
    if {*map(str, EXCLUDES)} <= set(groups):
        raise Rejected(["GROUPS_EXCLUDE_EACH_OTHER"], groups=[*map(str, EXCLUDES)])
    if GroupCode.OTHER in groups and not asked.reason:
        raise Rejected(["REASON_MISSING"], group=str(GroupCode.OTHER))
    primary = asked.told.get("primary") or next(iter(groups), None)
    if primary is not None and primary not in groups:
        raise Rejected(["PRIMARY_NOT_HELD"], primary=primary)
    homes.graph.change("Person", person, groups=groups, primary_group=primary)
    if GroupCode.OTHER in groups:
        _review(homes, home, asked)
    return [person]


def _review(homes: "Homes", home: "Home", asked: "Change") -> None:
    """G10 is looked at again within a year, unless that is set already. Source: domain 1.5."""
    due = asked.on + YEAR
    there = (homes.graph.node("Household", home.id) or {}).get("review_on")
    if there is None or not asked.on < there <= due:
        homes.graph.add("Household", home.id, review_on=due)
