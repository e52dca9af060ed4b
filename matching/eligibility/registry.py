"""Every fact a condition may ask about: name → column over all households, or all persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from matching.eligibility import circumstances, columns
from matching.eligibility.subjects import Fact, Subjects

HOUSEHOLD_FACTS: Mapping[str, Callable[[Subjects], Fact]] = MappingProxyType(
    {
        "income_per_person": columns.money_per_head("income_month"),
        "assets_per_person": columns.money_per_head("assets_money"),
        "rigid_share": columns.rigid_share,
        "house_count": columns.house_count,
        "housing_grade": columns.household_code("housing_grade"),
        "housing_type": columns.household_code("housing_type"),
        "housing_ownership": columns.household_code("housing_ownership"),
        "local_hukou": columns.local_household,
        "house_area_per_person": circumstances.house_area_per_person,
        "sudden_event": circumstances.sudden_event,
        "life_at_risk": circumstances.life_at_risk,
        "rural": circumstances.rural,
        "able_unemployed": circumstances.able_unemployed,
        "disaster_listed": circumstances.disaster_listed,
        "legal_case": circumstances.legal_case,
    }
)
PERSON_FACTS: Mapping[str, Callable[[Subjects], Fact]] = MappingProxyType(
    {
        "age": columns.age,
        "sex": columns.person_code("sex"),
        "person_local_hukou": columns.local_person,
        "disability_grade": columns.disability_grade,
        "disability_type": columns.disability_type,
        "care": columns.care,
        "able_supporter": columns.able_supporter,
        "effective_guardian": columns.guarded,
        "both_parents_gone": circumstances.both_parents_gone,
        "listed_disease": columns.listed_disease,
        "parents_unable": circumstances.parents_unable,
        "medical_cost": circumstances.medical_cost,
        "in_school": circumstances.in_school,
        "insured": circumstances.insured,
        "work_injury_care": circumstances.work_injury_care,
        "homeless": circumstances.homeless,
        "retired_register": circumstances.retired_register,
        "work_status": columns.person_code("work_status"),
        "education": columns.person_code("education"),
    }
)
