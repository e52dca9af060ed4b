"""The days ahead planned: who would best go where, and whom to ask next for it.

The rota is a proposal: nobody is sent. Who stands in it is asked first, then others who may, in
waves that are just large enough; each says yes or no himself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from matching.volunteers.assign import EFFORT, LEVELS, assign
from matching.volunteers.fit import fits
from matching.volunteers.waves import THOUSAND, Candidate, next_wave

if TYPE_CHECKING:
    from datetime import date

    from matching.lexicographic import Goal
    from matching.volunteers.board import Board, Week
    from matching.volunteers.fit import Fits
    from matching.volunteers.policy import Policy

SPENT = "ASKED_OUT"  # all who may were asked, or are at their cap of the week


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPlan:
    """One week: goals reached and their bounds; goes: (task, volunteer) that would be best."""

    monday: date
    tasks: int
    done: tuple[int, ...]
    goals: tuple[Goal, ...]
    goes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Whom to ask now for a task, in order. people: still wanted for it."""

    task: str
    people: int
    volunteers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What comes of a planning. waiting: tasks whose wave may still answer.

    nobody: task → why nobody can be asked: a rule of fit.RULES, or SPENT.
    """

    weeks: tuple[WeekPlan, ...]
    waves: tuple[Wave, ...]
    waiting: tuple[str, ...]
    nobody: dict[str, str]

    @property
    def goes(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for week in self.weeks for pair in week.goes)

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data, dates as text."""
        weeks = [asdict(week) | {"monday": week.monday.isoformat()} for week in self.weeks]
        waves = [asdict(wave) for wave in self.waves]
        return {
            "weeks": weeks,
            "waves": waves,
            "waiting": list(self.waiting),
            "nobody": dict(self.nobody),
        }


def propose(board: Board, policy: Policy, *, seed: int = 0, effort: float = EFFORT) -> Proposal:
    """Plan each week, then choose the waves: urgent tasks first, so that caps serve them.

    seed: of the lots among equals. effort: deterministic time a goal, as of assign.
    """
    weeks, waves, waiting, nobody = [], [], [], dict[str, str]()
    for week in board.weeks:
        found = fits(week.crew, week.tasks, policy, week.not_again, seed)
        rota = assign(week.crew, week.tasks, policy, found, seed=seed, effort=effort)
        goes = frozenset(rota.goes)
        weeks.append(
            WeekPlan(
                monday=week.monday,
                tasks=len(week.tasks.ids),
                done=rota.done[:LEVELS],
                goals=rota.goals,
                goes=rota.goes,
            )
        )
        pending = {task for _, task in board.pending}
        for k in _in_order(week):
            name = str(week.tasks.ids[k])
            if name in pending:
                waiting.append(name)
                continue
            wave = _wave(board, policy, week, (found, goes), (k, seed))
            if wave.volunteers:
                waves.append(wave)
                board.asked.note(name, wave.volunteers)
            else:
                nobody[name] = found.why[k] or SPENT
    return Proposal(
        weeks=tuple(weeks), waves=tuple(waves), waiting=tuple(waiting), nobody=nobody
    )


def _in_order(week: Week) -> list[int]:
    tasks = week.tasks
    return sorted(
        range(len(tasks.ids)),
        key=lambda k: (int(tasks.level[k]), int(tasks.start[k]), str(tasks.ids[k])),
    )


def _wave(
    board: Board,
    policy: Policy,
    week: Week,
    plan: tuple[Fits, frozenset[tuple[str, str]]],
    at: tuple[int, int],
) -> Wave:
    """Choose whom to ask for one task: those of the rota first."""
    (found, goes), (k, seed) = plan, at
    name, crew = str(week.tasks.ids[k]), week.crew
    candidates = []
    for p in (found.task == k).nonzero()[0].tolist():
        v = int(found.volunteer[p])
        who = str(crew.ids[v])
        first = (THOUSAND + 1) * ((name, who) in goes)
        candidates.append(
            Candidate(
                volunteer=who,
                score=int(found.score[p]) + first,
                answer=board.chance.get(who, policy.answer),
                asked_days=int(crew.asked_days[v]),
            )
        )
    people = max(1, int(found.people[k]))
    asked = next_wave(name, candidates, board.asked, policy, seed, people)
    return Wave(task=name, people=people, volunteers=tuple(asked))
