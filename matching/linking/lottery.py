"""The lottery's seed is fixed before a run and told after it: nobody chose the outcome.

The hash is published first; the seed stays with whoever runs the plan, outside the store. After
the run the plan tells its seed, and anybody can hash it and make the plan again.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.ids import PlanId, new_id
from graph_schema.store.repo import plans as repo
from graph_schema.store.repo.plans import Commitment

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.store.session import Store

BITS = 62  # of a seed: it fits the store's whole numbers and is not found by trying


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A seed and its published hash. seed: to be kept until the run, told to nobody."""

    commitment: str
    seed: int
    seed_hash: str
    committed_at: datetime

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data."""
        return asdict(self) | {"committed_at": self.committed_at.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A seed and the commitment it must match."""

    seed: int
    commitment: PlanId


def hash_of(seed: int) -> str:
    """Hash a seed as anybody can: SHA-256 of its decimal digits, in hexadecimal."""
    return sha256(str(seed).encode()).hexdigest()


def commit(store: Store, access: Access) -> Sealed:
    """Draw a seed, publish its hash in the store, and give both back."""
    made = Sealed(
        commitment=new_id(),
        seed=(seed := secrets.randbits(BITS)),
        seed_hash=hash_of(seed),
        committed_at=store.clock(),
    )
    with store.write(access, Action.PLANNED) as session:
        repo.commit(
            session,
            Commitment(
                id=PlanId(made.commitment),
                seed_hash=made.seed_hash,
                committed_at=made.committed_at,
            ),
        )
    return made


def opened(store: Store, access: Access, ticket: Ticket) -> Commitment:
    """Find the commitment a run is to keep. Raises Rejected(NOT_COMMITTED | OTHER_SEED)."""
    with store.read(access) as session:
        found = repo.commitment(session, ticket.commitment)
    if found is None:
        raise Rejected(["NOT_COMMITTED"], commitment=ticket.commitment)
    if found.seed_hash != hash_of(ticket.seed):
        raise Rejected(["OTHER_SEED"], commitment=ticket.commitment)
    return found
