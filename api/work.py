"""What a worker does for each kind of job; jobs.py has how they are asked for and followed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from api.actions import deliveries, turning, waves
from api.actions.judging import judge_application
from api.privacy import asking
from api.privacy.retention import keep_terms
from graph_schema.access import Access
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """One job as it is done: for the program, in the job's areas.

    progress: takes the name of each stage as it begins; raises when somebody asked to stop.
    """

    store: Store
    access: Access
    kind: str
    params: Facts
    progress: Callable[[str], None]

    @classmethod
    def of(cls, store: Store, job: Facts, progress: Callable[[str], None]) -> Self:
        """Take a claimed job as its statement gives it."""
        access = Access.system(Purpose.MATCHING, job["areas"])
        return cls(store, access, job["kind"], json.loads(job["params"]), progress)


def do(work: Work) -> Facts:
    """Do a job; gives its result. Raises KeyError for a kind that nobody knows."""
    return KINDS[work.kind](work)


def _evaluate(work: Work) -> Facts:
    from matching.jobs import evaluate
    from matching.portrait.refresh import refresh

    report = evaluate(work.store, work.access)
    turning.hurry(work.store, work.access, report.turned_orange)
    refresh(work.store, work.access)
    return report.to_json()


def _explain(work: Work) -> Facts:
    from matching.linking.explain import explain

    return explain(work.store, work.access, work.params["ident"])


def _what_if(work: Work) -> Facts:
    from matching.linking.foresee import foresee
    from matching.linking.suppositions import Changes, Trial

    params = work.params
    changes = Changes(
        leaves=params["leaves"],
        places=params["places"],
        forbid=[(need, item) for need, item in params["forbid"]],
        force=[(need, item) for need, item in params["force"]],
        new=[Trial(code=c, area=a, places=n) for c, a, n in params["new"]],
    )
    return foresee(work.store, work.access, changes, seed=params["seed"]).to_json()


def _plan(work: Work) -> Facts:
    from matching.linking.commands import make_plan

    plan = make_plan(work.store, work.access, progress=work.progress, **work.params)
    return plan.to_json()


KINDS: Mapping[str, Callable[[Work], Facts]] = {
    "evaluate": _evaluate,
    "plan": _plan,
    "explain": _explain,
    "what_if": _what_if,
    "verdict": lambda w: judge_application(w.store, w.access, w.params["application"]),
    "import_check": lambda w: deliveries.look_through(w.store, w.access, w.params["batch"]),
    "import_apply": lambda w: deliveries.take_in(w.store, w.access, w.params["batch"]),
    "roll_back": lambda w: deliveries.take_back(w.store, w.access, w.params["batch"]),
    "retention": lambda w: keep_terms(w.store),
    asking.MATTER.kind: lambda w: asking.carry_out(w.store, w.params),
    waves.KIND: lambda w: waves.ask_waves(w.store, w.access, progress=w.progress, **w.params),
}
