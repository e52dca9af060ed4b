"""The machine's verdict on an application: judged by the rules, told to its process."""

from typing import Any

from api.actions.engine import Asked, move
from graph_schema.access import Access
from graph_schema.errors import NotFound
from graph_schema.store import bulk
from graph_schema.store.rows import Row
from graph_schema.store.session import Store


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
    """Judge one policy for one subject: class, conditions with evidence, what is missing."""
    from matching.eligibility.evaluate import Evaluation
    from matching.eligibility.record import documents
    from matching.eligibility.subjects import Subjects
    from matching.rulesets import in_force
    from matching.snapshot import take

    snapshot = take(store, access, None, store.clock)
    rules = in_force(snapshot)
    if policy not in rules.rules.rules or not rules.rules.rules[policy].clauses:
        return {"class_code": "NEED_MORE_DATA", "conditions": "[]", "missing": '["RULE"]'}
    standard = snapshot.param("L")
    version = rules.eligibility_version(None if standard is None else int(standard))
    homes, wanted = subjects["Household"], subjects["Person"]
    found = [
        one
        for home in homes[:1]
        for one in documents(Evaluation(Subjects.of(snapshot), rules.rules), version, only=home)
        if one.policy == policy
        and (one.subject_label != "Person" or not wanted or one.subject in wanted)
    ]
    if not found:
        raise NotFound(policy=policy, why="nobody to judge in the area")
    return {
        "class_code": found[0].outcome,
        "conditions": found[0].conditions,
        "missing": found[0].missing,
        "rule_version": found[0].rule_version,
    } | ({} if found[0].amount is None else {"benefit": found[0].amount})
