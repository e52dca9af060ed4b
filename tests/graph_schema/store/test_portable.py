"""The portable form: fixed, complete, equal for equal graphs, checked before it is taken in."""

import hashlib
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Conflict, SchemaMismatch, SourceError
from graph_schema.masking import MASKS
from graph_schema.queries import statements
from graph_schema.shape import LABELS, PORTABLE_LABELS, SCHEMA_VERSION, FieldClass
from graph_schema.store import bulk, intake, portable
from graph_schema.store.bulk import QUIET
from graph_schema.store.portable import NODES
from graph_schema.store.session import Store
from graph_schema.store.sorting import write_sorted
from graph_schema.vocabulary import Purpose
from tests import servers

ROOT = Path(__file__).parents[3]
SYSTEM = Access.system(Purpose.STATISTICS, ("510115",))
ODD = ['x"y\\z', "换行\n制表\t", "𠮷野", "", "a,b;c", "é", "NUL-free"]
DAY, INSTANT = date(2021, 2, 28), datetime(2024, 2, 29, 23, 59, 59, 120, UTC)


def fill(store: Store, households: int = 30) -> None:
    """A small graph with every type of value, odd texts, and several ties between two nodes."""
    homes = [
        {
            "id": f"h{number:04}",
            "hh_no": f"户{number}",
            "address": ODD[number % 7] + "村一组",
            "phone": "13800001111",
            "lon": number / 7,
            "lat": float(number),
            "income_month": 2**40 + number,
            "groups": ["G02", "G01"][: number % 3],
            "score": number,
            "urgent": number % 2 == 0,
            "monitored_from": DAY,
            "last_contact_at": INSTANT.replace(microsecond=number),
        }
        for number in range(households)
    ]
    needs = [
        {"id": f"n{number:04}", "code": "N05", "severity": 1 + number % 4, "since": INSTANT}
        for number in range(households)
    ]
    evaluation = {"id": "e1", "rows": '{"a":[1,"二"]}', "score": 12, "at": INSTANT}
    actor = {"id": "a1", "staff_no": "1", "weekly_hours_max": 3, "name": "欧阳娜娜"}
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Household", homes)
        bulk.upsert_nodes(session, "Need", needs)
        bulk.upsert_nodes(session, "RiskEvaluation", [evaluation])
        bulk.upsert_nodes(session, "Actor", [actor])
        bulk.upsert_nodes(session, "Account", [{"id": "acc", "login": "somebody"}])
        ties = [{"from": h["id"], "to": n["id"]} for h, n in zip(homes, needs, strict=True)]
        bulk.upsert_relationships(session, "HAS_NEED", "Household", "Need", ties)
        stewards = [
            {"from": "h0001", "to": "a1", "props": {"tier": tier, "from": DAY}}
            for tier in ("T1", "T2")
        ]
        bulk.upsert_relationships(
            session, "STEWARDED_BY", "Household", "Actor", stewards, key=["tier"]
        )


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def lines(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def test_export_import_export_gives_the_same_bytes(
    every_store: Store, embedded_server: Store, tmp_path: Path
) -> None:
    """From the embedded store, through this one and back: equal to the byte."""
    store = every_store
    servers.wipe(embedded_server)
    fill(embedded_server)
    portable.export(embedded_server, tmp_path / "first", reason="test")
    servers.wipe(store)

    intake.import_folder(store, tmp_path / "first")
    portable.export(store, tmp_path / "second", reason="test")
    servers.wipe(embedded_server)
    intake.import_folder(embedded_server, tmp_path / "second")
    portable.export(embedded_server, tmp_path / "third", reason="test")

    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second")
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "third")


def test_the_form_is_the_fixed_one(embedded_store: Store, tmp_path: Path) -> None:
    fill(embedded_store, 12)

    manifest = portable.export(embedded_store, tmp_path / "out", reason="test")

    raw = (tmp_path / "out/nodes.jsonl").read_bytes()
    nodes = lines(tmp_path / "out", "nodes.jsonl")
    ties = lines(tmp_path / "out", "relationships.jsonl")
    told = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))
    home = next(node for node in nodes if node["id"] == "h0003")
    steward = next(tie for tie in ties if tie["type"] == "STEWARDED_BY")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert raw.splitlines()[0].startswith(b'{"id":"a1","label":"Actor","props":{')
    assert [node["id"] for node in nodes] == sorted(node["id"] for node in nodes)
    assert [list(node) for node in nodes[:1]] == [["id", "label", "props"]]
    order = [(tie["type"], tie["from"], tie["to"]) for tie in ties]
    assert order == sorted(order)
    assert home["props"]["last_contact_at"] == "2024-02-29T23:59:59.000003Z"
    assert home["props"]["monitored_from"] == "2021-02-28"
    assert home["props"]["income_month"] == 2**40 + 3
    assert home["props"]["lat"] == 3.0
    assert home["props"]["address"] == ODD[3] + "村一组"
    assert "id" not in home["props"]
    assert steward["props"].pop("recorded_from").endswith("Z")
    assert steward["props"] == {"from": "2021-02-28", "tier": "T1"}
    assert told["counts"]["labels"]["Household"] == 12
    assert told["counts"]["types"] == {"HAS_NEED": 12, "STEWARDED_BY": 2}
    assert told["sha256"]["nodes.jsonl"] == hashlib.sha256(raw).hexdigest()
    assert told["schema_version"] == manifest.schema_version == SCHEMA_VERSION
    assert "Account" in told["left_out"]
    assert "Account" not in {node["label"] for node in nodes}


def test_the_ten_lines_of_the_page_read_it(
    embedded_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs/export.md").read_text("utf-8")
    code = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    fill(embedded_store, 12)
    settle(embedded_store)
    portable.export(embedded_store, tmp_path / "out", reason="test")
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}

    for block in code:
        exec(block, found)

    assert len(code) == 1
    assert len(code[0].splitlines()) <= 10
    assert found["count"] == {("510115001001", "L2_LOW"): 4, ("510115001001", None): 8}


def settle(store: Store) -> None:
    """All households live in one village; four have a colour."""
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Area", [{"id": "v", "code": "510115001001"}])
        homes = [{"id": f"h{number:04}", "level": "L2_LOW"} for number in range(4)]
        bulk.upsert_nodes(session, "Household", homes)
        ties = [{"from": f"h{number:04}", "to": "v"} for number in range(12)]
        bulk.upsert_relationships(session, "LIVES_IN", "Household", "Area", ties)


def test_every_value_of_the_shape_leaves_in_the_clear_and_comes_back(
    embedded_store: Store, tmp_path: Path
) -> None:
    """Every property of every portable label, the encrypted ones decrypted; masked ones not."""
    given = {label: node_of(label) for label in PORTABLE_LABELS}
    with embedded_store.write(SYSTEM, Action.FILE_LOADED) as session:
        for label, row in given.items():
            bulk.upsert_nodes(session, label, [row])

    portable.export(embedded_store, tmp_path / "clear", reason="test")
    portable.export(embedded_store, tmp_path / "masked")

    clear = {node["label"]: node["props"] for node in lines(tmp_path / "clear", NODES)}
    masked = {node["label"]: node["props"] for node in lines(tmp_path / "masked", NODES)}
    kept = QUIET - {"batch"}
    for label, row in given.items():
        assert clear[label].keys() - kept == row.keys() - kept - {"id"}, label
        for name, prop in LABELS[label].props.items():
            if name == "id" or name in kept:
                continue
            told = clear[label][name]
            if prop.type in {"str", "int", "fen", "pts", "bool", "json"}:
                assert told == row[name], f"{label}.{name}"
            if prop.field_class is FieldClass.NONE:
                assert masked[label][name] == told, f"{label}.{name}"
            elif name in MASKS:
                assert masked[label][name] != told, f"{label}.{name}"
            else:
                assert name not in masked[label], f"{label}.{name}"


def node_of(label: str) -> dict[str, object]:
    """A node with a value for every property of its label."""
    samples: dict[str, object] = {
        "int": 7,
        "fen": 123_45,
        "pts": 1250,
        "float": 2.5,
        "bool": True,
        "date": DAY,
        "datetime": INSTANT,
        "set": ["b", "a"],
        "json": '{"一":1}',
    }
    known = LABELS[label].props
    row = {
        name: samples.get(prop.type, f"温江村-{name}-13812345678")
        for name, prop in known.items()
    }
    row |= {
        name: [prop.values[0]] if prop.type == "set" else prop.values[0]
        for name, prop in known.items()
        if prop.values
    }
    return row | {"id": f"one-{label}"}


def test_what_matching_reads_an_export_carries() -> None:
    """A second opinion on colours, coverage and eligibility has the same facts as ours."""
    read = [one for one in statements().values() if one.name.startswith("snapshot_")]
    labels = {name for one in read for name in re.findall(r"\(\w*:(\w+)", one.text)}

    assert len(labels) > 20
    assert labels <= set(PORTABLE_LABELS)


def test_what_a_statement_sets_an_export_carries() -> None:
    """A property that the shape does not know would be lost on the way; `touched` is a lock."""
    lost = []
    for one in statements().values():
        label_of = dict(re.findall(r"\((\w+):(\w+)", one.text))
        for clause in re.findall(
            r"\bSET\b(.*?)(?=\b(?:WITH|RETURN|MATCH|MERGE|CREATE)\b|$)", one.text, re.DOTALL
        ):
            for name, prop in re.findall(r"\b(\w+)\.(\w+)\s*=(?!=)", clause):
                label = LABELS.get(label_of.get(name, ""))
                if label is not None and prop not in label.props and prop != "touched":
                    lost.append(f"{one.where}: {label.name}.{prop}")

    assert lost == []


def test_without_reveal_personal_data_stays(embedded_store: Store, tmp_path: Path) -> None:
    fill(embedded_store, 5)

    portable.export(embedded_store, tmp_path / "out")

    text = (tmp_path / "out/nodes.jsonl").read_text("utf-8")
    nodes = {node["id"]: node["props"] for node in lines(tmp_path / "out", "nodes.jsonl")}
    assert "13800001111" not in text
    assert "欧阳娜娜" not in text
    assert nodes["a1"]["name"] == "欧阳**"
    assert nodes["h0001"]["phone"] == "138****1111"
    assert "income_month" not in nodes["h0001"]
    assert "score" not in nodes["h0001"]
    assert nodes["h0001"]["hh_no"] == "户1"
    assert json.loads((tmp_path / "out/manifest.json").read_text())["masked"] is True


@pytest.mark.fact("A03")
def test_an_export_is_on_record_with_its_reason(embedded_store: Store, tmp_path: Path) -> None:
    portable.export(embedded_store, tmp_path / "out", reason="court order 7")

    with embedded_store.connection.open(read=True) as session:
        text = "MATCH (e:AuditEvent {action: 'EXPORTED'}) RETURN e.reason AS reason"
        found = session.execute_read(lambda tx: tx.run(text).data())
    assert found == [{"reason": "court order 7"}]


def test_a_folder_that_holds_something_is_left_alone(
    embedded_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")

    with pytest.raises(Conflict):
        portable.export(embedded_store, tmp_path / "out")

    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.fixture
def exported(embedded_server: Store, tmp_path: Path) -> Path:
    servers.wipe(embedded_server)
    fill(embedded_server, 5)
    portable.export(embedded_server, tmp_path / "out", reason="test")
    servers.wipe(embedded_server)
    return tmp_path / "out"


def rewrite(folder: Path, name: str, change) -> None:
    """Changes a file and makes the manifest agree, so that only the content is wrong."""
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sha256"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("name", "change", "line"),
    [
        ("relationships.jsonl", lambda raw: raw.replace(b'"to":"n0002"', b'"to":"gone"'), 3),
        ("nodes.jsonl", lambda raw: raw.replace(b'"severity":3', b'"severity":"3"'), 10),
        ("nodes.jsonl", lambda raw: raw.replace(b'"severity":3', b'"strange":3'), 10),
        ("nodes.jsonl", lambda raw: raw.replace(b"2021-02-28", b"2021-02-30", 1), 3),
        ("nodes.jsonl", lambda raw: raw.replace(b'"Actor"', b'"Account"'), 1),
        ("nodes.jsonl", lambda raw: raw + raw.splitlines(keepends=True)[0], 13),
        ("nodes.jsonl", lambda raw: raw[:-10], 12),
    ],
    ids=["no end", "type", "property", "date", "label", "twice", "cut"],
)
def test_wrong_content_is_refused_by_file_and_line(
    embedded_server: Store, exported: Path, name: str, change, line: int
) -> None:
    rewrite(exported, name, change)

    with pytest.raises(SourceError) as refused:
        intake.import_folder(embedded_server, exported)

    assert refused.value.facts["file"] == name
    assert refused.value.facts["line"] == line
    with embedded_server.read(SYSTEM) as session:
        assert bulk.count(session, "Household") == 0


def test_a_changed_byte_is_refused(embedded_server: Store, exported: Path) -> None:
    raw = (exported / "nodes.jsonl").read_bytes()
    (exported / "nodes.jsonl").write_bytes(raw.replace(b"N05", b"N06", 1))

    with pytest.raises(SourceError, match="sum"):
        intake.import_folder(embedded_server, exported)


def test_a_newer_schema_is_refused(embedded_server: Store, exported: Path) -> None:
    manifest = json.loads((exported / "manifest.json").read_text())
    (exported / "manifest.json").write_text(json.dumps(manifest | {"schema_version": 99}))

    with pytest.raises(SchemaMismatch):
        intake.import_folder(embedded_server, exported)


def test_only_an_empty_store_takes_an_import(embedded_server: Store, exported: Path) -> None:
    intake.import_folder(embedded_server, exported)

    with pytest.raises(Conflict):
        intake.import_folder(embedded_server, exported)


def test_an_import_that_was_cut_off_goes_on(
    embedded_server: Store, exported: Path, tmp_path: Path
) -> None:
    class CutOff(Exception):
        pass

    batches = []

    def cut(_rows: int) -> None:
        batches.append(1)
        if len(batches) == 2:
            raise CutOff

    with pytest.raises(CutOff):
        intake.import_folder(embedded_server, exported, cut)
    intake.import_folder(embedded_server, exported)
    portable.export(embedded_server, tmp_path / "again", reason="test")

    assert bytes_of(tmp_path / "again") == bytes_of(exported)


def test_more_lines_than_a_run_are_sorted_all_the_same(tmp_path: Path) -> None:
    keys = [f"{(number * 7919) % 1000:03}" for number in range(100)]

    digest = write_sorted(((key, f"line {key}") for key in keys), tmp_path / "sorted", run=7)

    raw = (tmp_path / "sorted").read_bytes()
    assert raw.decode().splitlines() == [f"line {key}" for key in sorted(keys)]
    assert digest == hashlib.sha256(raw).hexdigest()
