"""Hard rules H1 to H8: what forces a colour whatever the score, with the fact behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.facts import some, tally
from matching.risk.derive import unguarded
from matching.risk.evidence import Evidence, first_of
from matching.risk.parameters import ORANGE, YELLOW
from matching.risk.portrait import alone
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

URGENT = ("H1", "H2", "H3", "H4")
FULL_CARE = 2


def hard_rules(of: Inputs) -> list[Evidence]:
    """Apply H1 to H6 and H8; amount is the level rank each forces (H7 comes last, apart)."""
    found = [
        _person(of, "H1", ORANGE, unguarded(of)),
        *_violence(of),
        _tagged(of, "H3", of.parameters.hard.deprived_tags),
        _person(of, "H4", ORANGE, _helpless_alone(of)),
        _person(of, "H5", YELLOW, _dying_without_hospice(of)),
        _person(of, "H6", YELLOW, _scattered(of)),
        _missed(of),
    ]
    return [one for one in found if len(one.household)]


def silent(of: Inputs, level: Ints) -> Evidence:
    """Apply H7: an old person alone, or a severely disabled one, unheard of for too long.

    level: rank per household without H7, which sets the interval. Counted from the later of the
    last contact and the start of monitoring; where neither is known nothing is claimed.
    """
    rule, who = of.parameters.hard, of.people
    severe = np.isin(who.grade, of.parameters.portrait.no_carer.grades)
    person = first_of(who.household, severe, of.count)
    old = alone(of)
    person = np.where(old >= 0, old, person)
    contact = of.last_contact()
    start = of.snapshot.households["monitored_from"].to_numpy(dtype="datetime64[D]")
    since = np.fmax(contact, start)
    quiet = (day(of.snapshot.as_of) - since).astype(np.int64)
    days = rule.contact_days
    interval = np.array((0, days["green"], days["blue"], days["yellow"], days["orange"]))
    over = ~np.isnat(since) & (quiet > rule.silent_after_intervals * interval[level])
    at = np.flatnonzero((person >= 0) & over)
    return Evidence(
        rule="H7",
        household=at,
        amount=np.minimum(level[at] + 1, ORANGE),
        table="persons",
        at=person[at],
        value=since[at],
    )


def _person(of: Inputs, rule: str, level: int, mask: Bools) -> Evidence:
    person = first_of(of.people.household, mask, of.count)
    at = np.flatnonzero(person >= 0)
    return Evidence(
        rule=rule,
        household=at,
        amount=np.full(len(at), level),
        table="persons",
        at=person[at],
    )


def _violence(of: Inputs) -> list[Evidence]:
    rule, look = of.parameters.hard, of.snapshot.look
    told = look.one_of("alerts", "code", rule.violence_alerts)
    told = told & look.one_of("alerts", "state", of.parameters.event.open_states)
    at = np.flatnonzero(told & (of.home("alerts") >= 0))
    alerts = Evidence(
        rule="H2",
        household=of.home("alerts")[at],
        amount=np.full(len(at), ORANGE),
        table="alerts",
        at=at,
    )
    crisis = look.one_of("needs", "code", ("N03",))
    return [alerts, _tagged(of, "H2", rule.violence_tags, crisis)]


def _tagged(
    of: Inputs, rule: str, tags: tuple[str, ...], also: Bools | None = None
) -> Evidence:
    home, look = of.home("needs"), of.snapshot.look
    live = look.one_of("needs", "state", of.parameters.need.open_states)
    mask = live & look.has("needs", "tags", tags) & (home >= 0)
    at = np.flatnonzero(mask if also is None else mask & also)
    return Evidence(
        rule=rule, household=home[at], amount=np.full(len(at), ORANGE), table="needs", at=at
    )


def _helpless_alone(of: Inputs) -> Bools:
    who = of.people
    found = (who.care >= FULL_CARE) & ~who.cared_for & (who.household >= 0)
    found[found] = of.size[who.household[found]] == 1
    return found


def _dying_without_hospice(of: Inputs) -> Bools:
    rule, look = of.parameters.hard, of.snapshot.look
    dying = look.has("persons", "disease_flags", rule.end_of_life_flags)
    if not dying.any():
        return dying
    hospice = look.has("items", "service_types", rule.hospice_services)
    item = look.row_of("links", "item_id", "items")
    standing = look.one_of("links", "state", of.parameters.portrait.no_link.states)
    planned = some(of.home("links"), standing & np.append(hospice, False)[item], of.count)
    without: Bools = dying & ~np.append(planned, False)[of.people.household]
    return without


def _scattered(of: Inputs) -> Bools:
    """Find full-care persons on 特困 support who live at home, not in an institution."""
    rule, look, who = of.parameters.hard, of.snapshot.look, of.people
    awards, today = of.snapshot.awards, day(of.snapshot.as_of)
    since, until = (awards[name].to_numpy(dtype="datetime64[D]") for name in ("from_", "to"))
    runs = look.one_of("awards", "policy", rule.scattered_policies)
    runs = runs & ~(since > today) & ~(until < today)
    holder = look.row_of("awards", "holder_id", "persons")[runs]
    found = np.zeros(len(who.household), dtype=bool)
    found[holder[holder >= 0]] = True
    found &= (who.care >= FULL_CARE) & (who.household >= 0)
    kept = look.one_of("households", "housing_type", rule.institutions)
    found[found] = ~kept[who.household[found]]
    return found


def _missed(of: Inputs) -> Evidence:
    """Count visits missed in a row since the last one that took place."""
    rows = of.snapshot.visits
    due = rows["due"].to_numpy(dtype="datetime64[D]")
    home, look = of.home("visits"), of.snapshot.look
    tried = np.maximum(rows["not_home_count"].to_numpy(), 0)
    shut = look.one_of("visits", "state", ("CLOSED",))
    absent = look.one_of("visits", "state", ("NOT_HOME",))
    misses = np.where(absent, np.maximum(tried, 1), np.where(shut, tried, 0))
    met = rows["done_at"].notna().to_numpy() & (misses == 0)
    kept = (home >= 0) & (met | (misses > 0)) & ~(due > day(of.snapshot.as_of))
    kept &= np.append(tally(home, kept & (misses > 0), of.count), 0)[home] > 0
    order = np.flatnonzero(kept)
    order = order[np.lexsort((order, due[order], home[order]))]
    place = np.arange(len(order))
    last_met = np.full(of.count, -1, dtype=np.int64)
    last_met[home[order][met[order]]] = place[met[order]]
    after = place > last_met[home[order]]
    running = np.bincount(
        home[order][after], weights=misses[order][after], minlength=of.count
    ).astype(np.int64)
    newest = np.full(of.count, -1, dtype=np.int64)
    newest[home[order]] = order
    at = np.flatnonzero(running >= of.parameters.hard.missed_visits)
    return Evidence(
        rule="H8",
        household=at,
        amount=np.full(len(at), YELLOW),
        table="visits",
        at=newest[at],
        value=running[at],
    )


def held_by(rules: list[Evidence], wanted: tuple[str, ...], count: int) -> Bools:
    """Tell for which households one of the wanted rules holds."""
    found = np.zeros(count, dtype=bool)
    for one in rules:
        if isinstance(one.rule, str) and one.rule in wanted:
            found[one.household] = True
    return found
