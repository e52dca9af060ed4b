"""The shape of the graph: the domain's labels and relationships, soundly written."""

import pytest

from graph_schema.errors import SettingsError
from graph_schema.shape import (
    FACT_LABELS,
    LABELS,
    RELATIONSHIPS,
    TYPES,
    FieldClass,
    _ends,
    _props,
    portable,
)


def test_the_domain_s_labels_are_all_there():
    domain = """
    District Area Household Person Actor Organisation Account IncomeItem AssetItem
    ExpenseItem MedicalBill DisabilityCard Schooling Housing HealthStatus Employment
    CharityAid Need Cause Tag RiskEvaluation Alert Package Lead Case Assessment
    ServicePlan Goal Visit Task ServiceRecord Ticket Consent Application Verdict Award
    PublicNotice CatalogueItem Policy Link MatchPlan Brand Project Bid Milestone GoodsLot
    GoodsMovement Dataset ImportBatch ImportIssue IdentityPair FieldLineage Version
    CodeMap RuleSet Param Workday ChangeRequest Attachment Survey Feedback Notification
    Job Operation Outbox AuditEvent AuditSeal
    """

    assert set(domain.split()) <= set(LABELS)
    assert set(LABELS) - set(domain.split()) == {
        "Session", "Token", "AuditLane", "AuditCut", "StoreMeta", "SubjectKey", "Step",
        "Enrolment", "Erasure", "Collection", "RevealBudget", "DataRequest",
        "ImpactAssessment", "Breach", "Joining",
    }  # fmt: skip


def test_every_property_has_a_known_type_and_every_key_is_a_property():
    for label in LABELS.values():
        assert {p.type for p in label.props.values()} <= TYPES
        assert {*label.key, *label.unique} <= set(label.props)
        assert {"id", "district", "version", "demo", "source"} <= set(label.props)


def test_every_end_is_a_label_and_every_label_but_the_lonely_is_tied():
    ends = {end for tie in RELATIONSHIPS.values() for pair in tie.ends for end in pair}

    assert ends == set(LABELS)
    assert all(isinstance(tie.card, str) for tie in RELATIONSHIPS.values())
    assert set(RELATIONSHIPS["HAS_FACT"].ends) == {
        (who, fact) for who in ("Person", "Household") for fact in FACT_LABELS
    }


def test_sensitive_subjects_are_never_marked_as_plain():
    """A new column about somebody's health, money or guilt must not slip through as class N."""
    for label, prop in [
        ("Person", "id_no"), ("Person", "phone"), ("Household", "address"), ("Visit", "note"),
        ("ServiceRecord", "note"), ("Award", "payee_token"), ("Consent", "emergency_reason"),
    ]:  # fmt: skip
        assert LABELS[label].props[prop].field_class in {
            FieldClass.ENCRYPTED,
            FieldClass.SENSITIVE,
        }
    for prop in ("level", "score", "income_month", "groups"):
        assert LABELS["Household"].props[prop].field_class is FieldClass.SENSITIVE
    for label in FACT_LABELS:
        own = set(LABELS[label].props) - set(LABELS["IncomeItem"].props)
        assert all(LABELS[label].props[p].field_class != "N" for p in own), label


def test_what_belongs_to_one_installation_is_not_exported():
    assert portable("Household", "Need")
    assert not portable("Account", "Actor")
    assert {n for n, label in LABELS.items() if not label.portable} == {
        "Account", "Session", "Token", "AuditLane", "AuditCut", "AuditEvent", "AuditSeal",
        "Operation", "Outbox", "Job", "StoreMeta", "SubjectKey", "Notification",
        "RevealBudget", "Joining",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["name", "name:text", "Name:str", "name:str!Q", "name:str name:int", "a:str[m"]
)
def test_an_unreadable_property_is_refused_with_its_place(text: str):
    with pytest.raises(SettingsError, match=r"labels\.yml Thing"):
        _props(text, "labels.yml Thing")


def test_an_end_that_is_no_label_is_refused():
    with pytest.raises(SettingsError, match="Dragon"):
        list(_ends(["Household -> Dragon"], "relationships.yml GUARDS"))
