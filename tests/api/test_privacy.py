"""Nothing of somebody stays, in history, pairs, rows or files; nothing is past its term."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api.privacy.forgetting import clean_export, forget, hold
from api.privacy.retention import keep_terms, terms
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.shape import LABELS
from graph_schema.store import bulk, lanes, portable
from graph_schema.store.erasing import Decision, is_genuine
from graph_schema.store.intake import complete
from graph_schema.store.session import Store
from loaders import incoming
from tests.commands import wulian
from tests.loaders.ground import nodes
from tests.worlds import SYSTEM, two_villages

NAME, OLD_NAME, NUMBER, PHONE = "欧阳石头", "欧阳小石", "990115196001010011", "13900000001"
DECIDED = Decision(approver="aR17", reason="REQUEST")
NOW = datetime(2024, 1, 8, 4, tzinfo=UTC)


@pytest.fixture
def known(embedded_store: Store) -> Store:
    """The two villages; of h1's person much is known, and was known before."""
    store = Store(embedded_store.connection, clock=lambda: NOW)
    two_villages(store)

    def put(nodes_: dict, ties: list[tuple[str, str, str, str, str]] = ()) -> None:
        with store.write(SYSTEM, Action.FILE_LOADED) as session:
            for label, rows in nodes_.items():
                bulk.upsert_nodes(session, label, rows)
            for kind, start, end, tail, head in ties:
                rows = [{"from": tail, "to": head}]
                bulk.upsert_relationships(session, kind, start, end, rows)

    put({"Person": [{"id": "ph1", "name": OLD_NAME, "id_no": NUMBER, "phone": PHONE}]})
    put({"Person": [{"id": "ph1", "name": NAME, "name_fold": NAME, "batch": "b1"}]})
    before = json.dumps({"name": OLD_NAME, "phone": PHONE})
    row = json.dumps({"姓名": NAME, "身份证号": NUMBER})
    put(
        {
            "MedicalBill": [{"id": "bill", "total": 100, "self_pay": 90, "batch": "b1"}],
            "Account": [{"id": "acc", "login": "resident1", "phone_hash": "x"}],
            "IdentityPair": [{"id": "pair", "left": "gone", "right": "ph1", "before": before,
                              "state": "SAME", "reasons": "[]"}],
            "ImportIssue": [{"id": "issue", "code": "X09", "original": row, "state": "OPEN"},
                            {"id": "other", "code": "X09", "original": "{}", "state": "OPEN"}],
            "Lead": [{"id": "lead", "description": f"{NAME}生病", "state": "NEW",
                      "direction": "BOTTOM_UP"}],
            "Visit": [{"id": "visit", "note": f"看望{NAME}", "state": "DONE"}],
            "Attachment": [{"id": "photo", "hash": "h", "file_ref": "photo.jpg"}],
        },
        [
            ("HAS_FACT", "Person", "MedicalBill", "ph1", "bill"),
            ("IS", "Account", "Person", "acc", "ph1"),
            ("ABOUT", "Lead", "Person", "lead", "ph1"),
            ("VISITS", "Visit", "Household", "visit", "h1"),
            ("HAS_ATTACHMENT", "Person", "Attachment", "ph1", "photo"),
        ],
    )  # fmt: skip
    return store


def everything(store: Store) -> str:
    """Every value of every node, in the clear."""
    return "\n".join(str(row) for label in LABELS for row in nodes(store, label))


def test_a_dry_run_tells_what_would_go_and_changes_nothing(known: Store):
    before = everything(known)

    told = forget(known, SYSTEM, "Person", "ph1", None)

    assert told.counts == {
        "Account": 1, "Attachment": 1, "IdentityPair": 1, "MedicalBill": 1, "Person": 1,
        "Version": 2,
    }  # fmt: skip
    assert told.scrubbed == {"ImportIssue": 1, "Lead": 1}
    assert told.mentions == {"Visit": ["visit"]}
    assert told.certificate == ""
    assert everything(known) == before


def test_an_erased_person_is_in_no_node_version_pair_or_row_and_the_audit_is_sound(
    known: Store, tmp_path: Path
):
    with known.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Visit", [{"id": "visit", "note": "已读"}])
    content = b"x"
    incoming.keep(
        known, "b1", content, size=1,
        digest="2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    )  # fmt: skip

    done = forget(known, SYSTEM, "Person", "ph1", DECIDED)

    left = everything(known)
    assert [text for text in (NAME, OLD_NAME, NUMBER, PHONE, "resident1") if text in left] == []
    assert done.files == 1
    assert not (incoming.folder(known) / "b1").exists()
    assert {n["id"] for n in nodes(known, "Person")} == {"ph2", "ph3"}
    assert [n["id"] for n in nodes(known, "Household")] == ["h1", "h2", "h3"]
    (visit,) = nodes(known, "Visit")
    assert visit["note"] == "已读"
    assert any("▇▇" in v["props"] for v in nodes(known, "Version") if v["of_id"] == "visit")
    assert lanes.verify(known) == []
    (certificate,) = nodes(known, "Erasure")
    assert certificate["id"] == done.certificate
    assert (certificate["approver"], is_genuine(certificate)) == ("aR17", True)
    assert not is_genuine(certificate | {"approver": "somebody else"})
    with pytest.raises(NotFound):
        forget(known, SYSTEM, "Person", "ph1", DECIDED)


def test_nobody_is_erased_while_a_hold_forbids_it(known: Store):
    hold(known, SYSTEM, "Person", "ph1", "LAWSUIT")
    with pytest.raises(Rejected, match="LEGAL_HOLD"):
        forget(known, SYSTEM, "Household", "h1", DECIDED)
    hold(known, SYSTEM, "Person", "ph1", None)

    forget(known, SYSTEM, "Household", "h1", DECIDED)

    assert [n["id"] for n in nodes(known, "Household")] == ["h2", "h3"]
    assert "lh1" not in {n["id"] for n in nodes(known, "Link")}
    assert "nh1" not in {n["id"] for n in nodes(known, "Need")}
    assert "visit" not in {n["id"] for n in nodes(known, "Visit")}


def test_an_export_of_before_is_cleaned_and_stays_sound(known: Store, tmp_path: Path):
    portable.export(known, tmp_path / "out", reason="test")
    forget(known, SYSTEM, "Household", "h1", DECIDED)

    gone = clean_export(known, SYSTEM, tmp_path / "out")

    text = (tmp_path / "out" / portable.NODES).read_text("utf-8")
    told = complete(tmp_path / "out")  # sums and counts are right
    assert (NAME in text, NUMBER in text) == (False, False)
    assert gone[portable.NODES] > 3
    assert told.labels["Household"] == 2
    assert sum(told.labels.values()) == len(text.splitlines())


def test_what_is_past_its_term_goes_and_what_is_not_stays(known: Store):
    old, new = NOW - timedelta(days=366), NOW - timedelta(days=364)
    with known.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(
            session, "Lead",
            [
                {"id": f"l{n}", "state": "UNFOUNDED", "state_since": at, "description": "独居"}
                for n, at in enumerate((old, new))
            ],
        )  # fmt: skip
        bulk.upsert_nodes(session, "Person", [{"id": "ph2", "deceased": date(2023, 12, 1)}])

    dry = keep_terms(known, dry=True)
    untouched = {n["id"]: n.get("description") for n in nodes(known, "Lead")}
    done = keep_terms(known)

    leads = {n["id"]: n.get("description") for n in nodes(known, "Lead")}
    assert dry == done
    assert (done["unfounded_leads"], done["deceased_restricted"]) == (1, 1)
    assert untouched["l0"] == "独居"
    assert (leads["l0"], leads["l1"]) == (None, "独居")
    (dead,) = [p for p in nodes(known, "Person") if p["id"] == "ph2"]
    assert dead["restricted"] is True


def test_a_household_long_out_of_aid_is_erased_by_the_rule_unless_held(known: Store):
    later = Store(known.connection, clock=lambda: NOW + timedelta(days=3700))
    out = [{"id": h, "monitored": False} for h in ("h1", "h2")]
    ended = [{"id": f"l{h}", "ended_at": NOW, "state": "DISMISSED"} for h in ("h1", "h2")]
    with known.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Household", out)
        bulk.upsert_nodes(session, "Link", ended)
    hold(known, SYSTEM, "Household", "h2", "LAWSUIT")

    early = keep_terms(known, dry=True)
    done = keep_terms(later)

    assert (early["case_files"], done["case_files"]) == (0, 1)
    assert [n["id"] for n in nodes(known, "Household")] == ["h2", "h3"]
    (certificate,) = nodes(known, "Erasure")
    assert certificate["rule"] == "case_files"


def test_terms_are_those_of_the_domain():
    assert {name: term.days for name, term in terms().items()} == {
        "case_files": 3650, "unfounded_leads": 365, "raw_files": 180, "consents": 1095,
        "unused_attachments": 90, "volunteer_tasks": 1095, "operations": 400, "audit": 1096,
        "impact_assessments": 1095,
    }  # fmt: skip


def test_on_the_command_line_nothing_goes_without_really(known: Store, tmp_path: Path):
    portable.export(known, tmp_path / "out", reason="test")
    decided = ("privacy", "erase", "ph1", "--approver", "aR17", "--reason", "REQUEST")

    traced = json.loads(wulian(known, "privacy", "trace", "ph1"))
    tried = json.loads(wulian(known, *decided))
    wulian(known, "privacy", "hold", "ph1", "--reason", "LAWSUIT")
    wulian(known, *decided, "--really", expect=1)
    wulian(known, "privacy", "hold", "ph1")
    done = json.loads(wulian(known, *decided, "--really"))
    terms_ = json.loads(wulian(known, "privacy", "terms"))
    cleaned = wulian(known, "privacy", "clean", str(tmp_path / "out"))

    assert traced == tried
    assert (tried["certificate"], bool(done["certificate"])) == ("", True)
    assert done["counts"]["Person"] == tried["counts"]["Person"] == 1
    assert "ph1" not in {p["id"] for p in nodes(known, "Person")}
    assert terms_["unfounded_leads"] == 0
    assert "nodes.jsonl: " in cleaned
