"""Every measure a trigger may use: its numbers, its variants, and the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from matching.warning import living, means, service
from matching.warning.signals import Sight, Signal

Numbers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """numbers: names of what it works with; may: of what it can do without. variants: what
    bands may be `of`.
    """  # noqa: D205 - the names belong together

    work: Callable[[Sight, Numbers], Iterable[Signal]]
    numbers: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "medical_share": Measure(means.medical_share),
        "single_bill": Measure(means.single_bill, (), ("bill", "standards")),
        "income_drop": Measure(means.income_drop, ("months",)),
        "last_job_lost": Measure(means.last_job_lost, ("employed",)),
        "new_card": Measure(living.new_card),
        "serious_illness": Measure(living.serious_illness, (), ("listed", "stay")),
        "alone_unseen": Measure(living.alone_unseen, ("old", "aged"), ("old", "aged")),
        "no_guardian": Measure(living.no_guardian),
        "school": Measure(living.school, (), ("dropout", "absence")),
        "unsafe_house": Measure(
            living.unsafe_house,
            ("grades", "eviction", "homeless", "homeless_tags"),
            ("grade", "eviction", "homeless"),
        ),
        "rigid_share": Measure(means.rigid_share),
        "sudden_event": Measure(
            living.sudden_event, ("events", "earner", "employed"), ("event", "earner")
        ),
        "follow_up_missed": Measure(living.follow_up_missed),
        "carer_lost": Measure(living.carer_lost, ("reports",), ("carer", "helpless")),
        "relapse": Measure(means.relapse, ("months", "policies")),
        "review_overdue": Measure(service.review_overdue),
        "should_exit": Measure(
            service.should_exit, ("policies", "means", "died"), may=("homes",)
        ),
        "not_receiving": Measure(service.not_receiving, ("policies",)),
        "service_broken": Measure(
            service.service_broken, ("links", "needs", "projects", "working")
        ),
        "repeated_requests": Measure(service.repeated_requests, ("days",)),
        "violence": Measure(service.told, ("reports", "tags")),
        "debt": Measure(service.told, ("reports", "tags")),
        "pregnancy": Measure(living.pregnancy, ("newborn_days", "poor", "groups")),
        "conflict": Measure(service.conflict),
    }
)
