"""Plans saved and found again: the one in force, its recommendations, what they replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from graph_schema.flows import load
from graph_schema.ids import HouseholdId, ItemId, LinkId, NeedId, PlanId
from graph_schema.store import bulk
from graph_schema.store.rows import MAX_ROWS
from graph_schema.vocabulary import Role

if TYPE_CHECKING:
    from graph_schema.store.session import ReadSession, Runs, Transaction, WriteSession

COMMITTED = "COMMITTED"
TEXTS = ("prices", "unmet", "problem", "certificate", "fairness")  # long ones of a plan
OPEN_NEED = ("OPEN", "PARTLY_MET")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan as it is kept; the texts are canonical JSON (see docs/algorithms/linking.md).

    parts: what of `problem` was too long for one property, in order.
    """

    id: PlanId
    run_at: datetime
    as_of: date
    seed: int
    seed_hash: str
    matcher_version: str
    rule_version: str
    snapshot_hash: str
    digest: str
    objective: str
    bound: str
    certificate: str
    fairness: str
    prices: str
    unmet: str
    problem: str
    state: str = "WRITING"
    committed_at: datetime | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """The hash of a seed, published before the plan that takes its id is made."""

    id: PlanId
    seed_hash: str
    committed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A link to be made in state RECOMMENDED. reasons: JSON list; role: of the provider."""

    id: LinkId
    household: HouseholdId
    need: NeedId
    item: ItemId
    provider: str
    provider_label: str
    role: str
    parties: tuple[str, ...]
    score: int
    rank: int
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """A recommendation of a stored plan as the graph has it now."""

    id: LinkId
    state: str
    score: int | None
    rank: int | None
    reasons: str
    need: NeedId
    item: ItemId
    provider: str


def in_force(session: Runs) -> StoredPlan | None:
    """Find the newest plan in force for the caller's district."""
    rows = session.run("plans_in_force")
    return _plan(session, rows[0]["plan"]) if rows else None


def by_id(session: Runs, plan: PlanId) -> StoredPlan | None:
    """Find one plan; None where it is not, or not for this caller."""
    rows = session.run("plans_by_id", ids=[plan])
    return _plan(session, rows[0]["plan"]) if rows else None


def before(session: Runs, plan: PlanId) -> StoredPlan | None:
    """Find the plan that was in force before this one; None where there was none."""
    rows = session.run("plans_before", id=plan)
    return _plan(session, rows[0]["plan"]) if rows else None


def commit(session: WriteSession, made: Commitment) -> None:
    """Write a commitment down; the seed itself is not in the store."""
    bulk.upsert_nodes(session, "MatchPlan", [asdict(made) | {"state": COMMITTED}])


def commitment(session: Runs, plan: PlanId) -> Commitment | None:
    """Find a commitment no plan was made for yet; None where there is none."""
    rows = session.run("plans_by_id", ids=[plan])
    props = rows[0]["plan"] if rows else {}
    if props.get("state") != COMMITTED:
        return None
    return Commitment(id=plan, seed_hash=props["seed_hash"], committed_at=props["committed_at"])


def _plan(session: Runs, props: Mapping[str, Any]) -> StoredPlan:
    found: dict[str, Any] = {name: props.get(name) for name in StoredPlan.__slots__}
    parts = session.run("plans_parts", ids=[props["id"]])
    return StoredPlan(**found | {"parts": tuple(row["text"] for row in parts)})


def machine_made(session: Runs, links: Iterable[str]) -> set[str]:
    """Tell which of these links a plan has made."""
    return {
        row["id"]
        for part in _parts(sorted(set(links)))
        for row in session.run("plans_machine_made", ids=part)
    }


def recommendations(session: ReadSession, plan: PlanId) -> list[FoundLink]:
    """List what a plan recommended and the caller may see, by link id."""
    return [
        FoundLink(
            id=LinkId(row["id"]),
            state=row["state"],
            score=row["score"],
            rank=row["rank"],
            reasons=row["reasons"] or "[]",
            need=NeedId(row["need_id"]),
            item=ItemId(row["item_id"]),
            provider=row["body_id"] or row["one_id"] or "",
        )
        for row in session.stream("plans_recommendations", plan=plan)
    ]


def link(session: Runs, found: LinkId) -> Mapping[str, Any] | None:
    """Find one link with its need, item, plan and reasons; None where it is not."""
    rows = session.run("plans_link", id=found)
    return rows[0] if rows else None


def places(session: Runs, states: Sequence[str]) -> dict[tuple[str, str], int]:
    """Count the units of links by (item, state), whoever they are for."""
    rows = session.run("plans_places", states=list(states))
    return {(row["item"], row["state"]): row["units"] for row in rows}


def still_open(session: Runs, needs: Iterable[str], in_flight: Sequence[str]) -> set[str]:
    """Tell which needs are open now, with nothing under way for them."""
    return {
        row["id"]
        for part in _parts(sorted(set(needs)))
        for row in session.run(
            "plans_needs_open", ids=part, open=list(OPEN_NEED), in_flight=list(in_flight)
        )
    }


def save(
    session: WriteSession,
    plan: StoredPlan,
    made: Sequence[Recommendation],
    kept: Sequence[LinkId],
    dropped: Mapping[LinkId, str],
) -> None:
    """Write a plan and its recommendations, take over kept ones, end the dropped ones.

    dropped: link → reason code. In several transactions; the plan is in force only after the
    last, and what a broken-off run leaves is taken up by the next.
    """
    row = asdict(plan)
    parts, texts = row.pop("parts"), {name: row.pop(name) for name in TEXTS}
    bulk.upsert_nodes(session, "MatchPlan", [row])
    if made:
        _save_links(session, plan, made)
    for part in _parts(sorted(kept)):
        session.transact(_let_go, part)
    ties = [{"from": plan.id, "to": one} for one in (*(m.id for m in made), *kept)]
    if ties:
        bulk.upsert_relationships(session, "RECOMMENDS", "MatchPlan", "Link", ties)
    for part in _parts(sorted(dropped)):
        rows = [{"id": one, "reason": dropped[LinkId(one)]} for one in part]
        session.transact(_not_taken_up, rows, plan.run_at)
    _save_texts(session, plan, parts, texts)
    session.transact(_put_in_force, plan.id)


def _save_texts(
    session: WriteSession, plan: StoredPlan, parts: Sequence[str], texts: Mapping[str, str]
) -> None:
    """Write what is long about a plan; after its ties, each of which loads the plan's node."""
    nodes = [
        {
            "id": f"{plan.id}-{number:04}",
            "of_id": plan.id,
            "of_label": "MatchPlan",
            "props": text,
            "recorded_from": plan.run_at,
        }
        for number, text in enumerate(parts)
    ]
    for node in nodes:
        bulk.upsert_nodes(session, "Version", [node])
    ties = _ties((plan.id, str(node["id"])) for node in nodes)
    if ties:
        bulk.upsert_relationships(session, "HAS_VERSION", "MatchPlan", "Version", ties)
    bulk.upsert_nodes(session, "MatchPlan", [{"id": plan.id, **texts}], kept=False)


def _save_links(
    session: WriteSession, plan: StoredPlan, made: Sequence[Recommendation]
) -> None:
    state = load("link").step(None, "recommend", Role.SYSTEM).target
    rows = [
        {
            "id": one.id,
            "kind": "NEED",
            "state": state,
            "state_since": plan.run_at,
            "role": one.role,
            "parties": list(one.parties),
            "units": 1,
            "score": one.score,
            "rank": one.rank,
            "reasons": one.reasons,
            "matcher_version": plan.matcher_version,
            "seed": plan.seed,
            "source": "plan",
        }
        for one in made
    ]
    bulk.upsert_nodes(session, "Link", rows)
    for kind, head, tail, ties in (
        ("HAS_LINK", "Household", "Link", [(m.household, m.id) for m in made]),
        ("FOR_NEED", "Link", "Need", [(m.id, m.need) for m in made]),
        ("TO_ITEM", "Link", "CatalogueItem", [(m.id, m.item) for m in made]),
    ):
        bulk.upsert_relationships(session, kind, head, tail, _ties(ties))
    for label in ("Organisation", "Actor"):
        own = [(m.id, m.provider) for m in made if m.provider_label == label]
        if own:
            bulk.upsert_relationships(session, "PROVIDED_BY", "Link", label, _ties(own))


def _ties(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"from": tail, "to": head} for tail, head in pairs]


def _not_taken_up(tx: Transaction, rows: list[dict[str, str]], at: datetime) -> list[str]:
    state = load("link").step("RECOMMENDED", "not_taken_up", Role.SYSTEM).target
    ended = tx.run("plans_not_taken_up", rows=rows, state=state, at=at)
    tx.record.note(subjects=[row["id"] for row in ended], fields=["Link"])
    return [row["id"] for row in ended]


def _let_go(tx: Transaction, links: list[str]) -> list[str]:
    """Untie kept recommendations from the plan that made them; the new one takes them over."""
    freed = tx.run("plans_let_go", ids=links)
    tx.record.note(subjects=links, fields=["RECOMMENDS"])
    return [row["id"] for row in freed]


def _put_in_force(tx: Transaction, plan: PlanId) -> list[str]:
    found = tx.run("plans_put_in_force", id=plan)
    tx.record.note(subjects=[row["id"] for row in found], fields=["MatchPlan"])
    return [row["id"] for row in found]


def _parts(ids: Sequence[str]) -> Iterable[list[str]]:
    return (list(ids[k : k + MAX_ROWS]) for k in range(0, len(ids), MAX_ROWS))
