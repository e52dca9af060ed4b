"""The machine's verdict on an application: judged by the rules, told to its process."""

import json
from typing import Any

from api.actions.engine import Asked, move
from graph_schema.access import Access
from graph_schema.errors import NotFound
from graph_schema.store import bulk
from graph_schema.store.rows import Row
from graph_schema.store.session import Store

ANSWERS = ("NO", "UNKNOWN", "YES")  # as matching.eligibility.logic counts them


def judge_application(store: Store, access: Access, application: str) -> Row:
    """Judge an application and move it on; returns id, version and state.

    access: the program's own, for the area it lives in. Raises NotFound when the application
    or whom it is for is not there, Rejected when it does not wait for a verdict any more.
    """
    with store.read(access) as session:
        found = bulk.find(session, "Application", [application]).get(application)
        if found is None:
            raise NotFound(application=application)
        subjects = {
            label: [
                row["node"]["id"]
                for row in session.shaped(
                    "moves_beside",
                    {"FROM": "Application", "TYPE": "FOR", "TO": label},
                    id=application,
                )
            ]
            for label in ("Household", "Person")
        }
    told = _verdict(store, access, str(found["policy"]), subjects)
    asked = Asked(
        operation=f"verdict {application} {found['version']}", flow="application",
        event="evaluate", id=application, told=told,
    )  # fmt: skip
    return move(store, access, asked)


def _verdict(
    store: Store, access: Access, policy: str, subjects: dict[str, list[str]]
) -> dict[str, Any]:
    """Judge one policy for one subject: class, each condition's answer, what is missing."""
    from matching.eligibility.evaluate import Evaluation
    from matching.eligibility.rules import default_rules
    from matching.eligibility.subjects import Subjects
    from matching.eligibility.verdicts import judge
    from matching.snapshot import take

    book = default_rules()
    if policy not in book.rules or not book.rules[policy].clauses:
        return {"class_code": "NEED_MORE_DATA", "conditions": "{}", "missing": '["RULE"]'}
    snapshot = take(store, access, None, store.clock)
    verdicts = judge(Evaluation(Subjects.of(snapshot), book), policy)
    by_person = book.rules[policy].subject == "person"
    table = snapshot.persons if by_person else snapshot.households
    wanted = subjects["Person" if by_person else "Household"]
    if by_person and not wanted:
        homes = snapshot.persons["household_id"].isin(subjects["Household"])
        wanted = list(snapshot.persons["id"][homes][:1])
    places = [place for place, id in enumerate(table["id"]) if id in wanted]
    if not places:
        raise NotFound(policy=policy, why="nobody to judge in the area")
    place = places[0]
    conditions = {code: ANSWERS[int(a[place])] for code, a in verdicts.clauses.items()}
    missing = sorted(fact for fact, mask in verdicts.missing.items() if mask[place])
    return {
        "class_code": str(verdicts.outcome[place]),
        "conditions": json.dumps(conditions, sort_keys=True),
        "missing": json.dumps(missing),
    }
