"""Own opaque ids: 128 random bits, never made from personal data, never the database's."""

import secrets
from typing import NewType

HouseholdId = NewType("HouseholdId", str)
PersonId = NewType("PersonId", str)
NeedId = NewType("NeedId", str)
LinkId = NewType("LinkId", str)
ItemId = NewType("ItemId", str)
OrganisationId = NewType("OrganisationId", str)
ActorId = NewType("ActorId", str)
TaskId = NewType("TaskId", str)
AlertId = NewType("AlertId", str)
PlanId = NewType("PlanId", str)
BatchId = NewType("BatchId", str)
JobId = NewType("JobId", str)
AreaCode = NewType("AreaCode", str)  # 2, 4, 6, 9 or 12 digits
OperationId = NewType("OperationId", str)  # made by the client


def new_id() -> str:
    """Make an id: 32 hexadecimal characters, 128 random bits."""
    return secrets.token_hex(16)
