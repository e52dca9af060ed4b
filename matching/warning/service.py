"""Measures of awards, services and reports: W16 to W22, W24."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matching.eligibility.logic import NO
from matching.facts import care_levels, newest, numbers, some, tally, valid_cards
from matching.warning.workdays import working_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from matching.warning.signals import Sight, Signal

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Numbers = Mapping[str, Any]


def running(see: Sight) -> Bools:
    """Tell which awards are paid today."""
    since, until = see.days("awards", "from_"), see.days("awards", "to")
    found: Bools = ~(since > see.today) & ~(until < see.today)
    return found


def review_overdue(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W16: days since the review of a running award was due."""
    due = see.days("awards", "next_review")
    at = np.flatnonzero(running(see) & (due < see.today))
    late = (see.today - due[at]).astype(np.int64)
    home = see.snapshot.look.home("awards")[at]
    yield see.signal("awards", at, home, value=late, day=due[at])


def should_exit(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W17: an award goes on though its holder has died, or income or property are too high.

    Property: money as the rules say, and more homes on file than the district's parameter.

    A household's award: nobody of its known members lives, or its last visit found so.
    """
    look, rows = see.snapshot.look, see.snapshot.awards
    home, holder = look.home("awards"), look.row_of("awards", "holder_id", "persons")
    by_person = holder >= 0
    gone = np.append(see.days("persons", "deceased") <= see.today, False)
    members = some(look.home("persons"), np.ones(len(gone) - 1, dtype=bool), see.count)
    living = tally(see.people.household, see.people.household >= 0, see.count)
    deserted = np.append((members & (living == 0)) | _found_dead(see, numbers_["died"]), False)
    refused = np.where(by_person, gone[holder], deserted[home])
    for policy in numbers_["policies"]:
        rule = see.rules.book.rules.get(policy)
        if rule is None:
            continue
        means = [c.condition for c in rule.clauses if c.code in numbers_["means"]]
        no = np.append(
            np.logical_or.reduce(
                [see.rules.condition(one, rule.subject) == NO for one in means]
            ),
            False,
        )
        place = holder if rule.subject == "person" else np.where(by_person, -1, home)
        refused |= (rows["policy"] == policy).to_numpy() & no[place]
    refused |= np.append(_too_many_homes(see, numbers_.get("homes", ())), False)[home]
    held = look.one_of("awards", "policy", numbers_["policies"])
    at = np.flatnonzero(running(see) & held & refused)
    yield see.signal("awards", at, home[at])


def _too_many_homes(see: Sight, params: tuple[str, ...]) -> Bools:
    """Tell per household whether it owns more homes on file than one of these parameters."""
    homes = numbers(see.snapshot.households["house_count"])
    found = np.zeros(see.count, dtype=bool)
    for cap in map(see.snapshot.param, params):
        found |= homes > int(cap) if cap is not None else False
    return found


def _found_dead(see: Sight, states: tuple[str, ...]) -> Bools:
    """Tell per household whether its last visit or call found somebody dead, alone.

    A desk check or a conference after it meets nobody: it says nothing of who lives.
    """
    look = see.snapshot.look
    done, home = look.days("visits", "done_at"), look.home("visits")
    meets = look.one_of("visits", "mode", ("HOME", "CALL"))
    at = np.flatnonzero((done <= see.today) & (home >= 0) & meets)
    at = at[np.argsort(done[at], kind="stable")]
    last = np.full(see.count, -1, dtype=np.int64)
    last[home[at]] = at  # the last write stays: the newest
    found: Bools = np.append(look.one_of("visits", "state", states), False)[last]
    alone: Bools = found & (see.of.size == 1)
    return alone


def not_receiving(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W18: working days since a verdict found somebody eligible who does not receive."""
    look, rows = see.snapshot.look, see.snapshot.verdicts
    open_ = look.one_of("verdicts", "result", ("ELIGIBLE",))
    open_ &= look.one_of("verdicts", "policy", numbers_["policies"])
    open_ &= ~rows["receiving"].to_numpy(dtype=bool, na_value=True)
    since = see.days("verdicts", "since")
    at = np.flatnonzero(open_ & (since <= see.today))
    days = working_days(see.snapshot, since[at])
    yield see.signal("verdicts", at, look.home("verdicts")[at], value=days, day=since[at])


def service_broken(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W19: a link goes on by record, but its provider has stopped or its project has ended."""
    look = see.snapshot.look
    live = look.one_of("links", "state", numbers_["links"])
    stopped = np.zeros(len(live), dtype=bool)
    for table in ("organisations", "actors"):
        works = look.one_of(table, "status", numbers_["working"])
        over = look.known(table, "status") & ~works
        stopped |= np.append(over, False)[look.row_of("links", "provider_id", table)]
    need = look.row_of("links", "need_id", "needs")
    waits = np.append(look.one_of("needs", "state", numbers_["needs"]), False)[need]
    ended = look.one_of("links", "project_state", numbers_["projects"]) & waits
    at = np.flatnonzero(live & (stopped | ended))
    yield see.signal(
        "links", at, look.home("links")[at], day=look.days("links", "state_since")[at]
    )


def repeated_requests(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W20: tickets about a household in so many days up to today."""
    look = see.snapshot.look
    days, home = look.days("tickets", "at"), look.home("tickets")
    fresh = (days <= see.today) & (days > see.today - numbers_["days"])
    count = tally(home, fresh, see.count)
    order = np.flatnonzero(fresh & (home >= 0))
    order = order[np.argsort(days[order], kind="stable")]
    last = np.full(see.count, -1, dtype=np.int64)
    last[home[order]] = order  # the last write stays: the newest
    at = np.flatnonzero(last >= 0)
    yield see.signal("tickets", last[at], at, value=count[at], day=days[last[at]])


def told(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W21, W22: somebody reported it, or an open need carries the tag."""
    yield see.reported(numbers_["reports"])
    yield see.tagged(numbers_["tags"])


def conflict(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W24: a department's newest fact is not what the ledger says: grade, self-care, house."""
    snapshot, look = see.snapshot, see.snapshot.look
    stated = numbers(snapshot.persons["disability_grade"])
    grade = numbers(snapshot.disability_cards["grade"])
    rows = newest(snapshot, "disability_cards", valid_cards(snapshot) & (grade > 0))
    person = look.person("disability_cards")[rows]
    differs = (stated[person] > 0) & (stated[person] != grade[rows])
    yield _of_person(see, "disability_cards", rows[differs])
    care, own = care_levels(snapshot, "health"), care_levels(snapshot, "persons")
    rows = newest(snapshot, "health", care >= 0)
    person = look.person("health")[rows]
    yield _of_person(see, "health", rows[(own[person] >= 0) & (own[person] != care[rows])])
    fact = see.of.newest_of_home("housing", look.known("housing", "grade"))
    names = np.array([*look.codes("housing", "grade")[1], ""], dtype=object)
    told_ = names[np.append(look.codes("housing", "grade")[0], -1)[fact]]
    words = np.array([*look.codes("households", "housing_grade")[1], ""], dtype=object)
    own_ = words[look.codes("households", "housing_grade")[0]]
    at = np.flatnonzero((fact >= 0) & (own_ != "") & (told_ != own_))
    start = see.days("housing", "period_from")
    yield see.signal("housing", fact[at], at, day=start[fact[at]])


def _of_person(see: Sight, table: str, at: Ints) -> Signal:
    days = see.days(table, "period_from")[at]
    return see.signal(table, at, see.of.living(table, at), day=days)
