"""Encrypted fields: bound to their place, keys of their owner only, keyed hashes."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.errors import SettingsError, StoreDamaged
from graph_schema.fields import Fields
from tests.clients import at_once
from tests.examples import examples


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> Fields:
    return Fields(tmp_path_factory.mktemp("keys") / "keys")


@examples(50)
@given(st.text(max_size=200))
@pytest.mark.fact("A11")
def test_what_is_sealed_opens_again(fields: Fields, text: str) -> None:
    stored = fields.seal("Person.phone", "p1", text)

    assert stored.startswith("v1:k1:")
    assert fields.open("Person.phone", "p1", stored) == text


def test_two_seals_of_one_value_are_unlike(fields: Fields) -> None:
    assert fields.seal("Person.phone", "p1", "1") != fields.seal("Person.phone", "p1", "1")


@pytest.mark.parametrize(("field", "subject"), [("Person.id_no", "p1"), ("Person.phone", "p2")])
def test_a_value_moved_elsewhere_does_not_open(
    fields: Fields, field: str, subject: str
) -> None:
    stored = fields.seal("Person.phone", "p1", "13800001111")

    with pytest.raises(StoreDamaged) as refused:
        fields.open(field, subject, stored)

    assert "13800001111" not in str(refused.value)


@pytest.mark.parametrize(
    "stored", ["13800001111", "v1:k1:AAAA", "v2:k1:AAAA:AAAA", "v1:k1:!:!", ""]
)
def test_what_is_no_sealed_value_is_damage(fields: Fields, stored: str) -> None:
    fields.seal("Person.phone", "p1", "x")

    with pytest.raises(StoreDamaged):
        fields.open("Person.phone", "p1", stored)


def test_a_value_of_a_key_that_is_away_says_so(fields: Fields) -> None:
    stored = fields.seal("Person.phone", "p1", "x").replace(":k1:", ":k9:")

    with pytest.raises(SettingsError, match="k9"):
        fields.open("Person.phone", "p1", stored)


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"

    stored = at_once(6, lambda _: Fields(folder).seal("Person.phone", "p1", "x"))
    hashes = at_once(6, lambda _: Fields(folder).blind_index("id-number", "x"))

    assert all(Fields(folder).open("Person.phone", "p1", one) == "x" for one in stored)
    assert len(set(hashes)) == 1
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    Fields(tmp_path).seal("Person.phone", "p1", "x")
    (tmp_path / "fields.json").chmod(0o644)

    with pytest.raises(SettingsError, match="readable by others"):
        Fields(tmp_path).seal("Person.phone", "p1", "x")


@pytest.mark.fact("A11")
def test_an_older_key_still_opens_when_another_seals(tmp_path: Path) -> None:
    first = Fields(tmp_path).seal("Person.phone", "p1", "x")
    file = tmp_path / "fields.json"
    told = json.loads(file.read_text())
    told["keys"]["k2"], told["active"] = told["keys"]["k1"][::-1].lstrip("=") + "=", "k2"
    file.write_text(json.dumps(told))

    with_both = Fields(tmp_path)

    assert with_both.seal("Person.phone", "p1", "y").startswith("v1:k2:")
    assert with_both.open("Person.phone", "p1", first) == "x"


@pytest.mark.parametrize("text", ["", "{}", '{"active": "k1", "keys": {}}', "not json"])
def test_a_broken_key_file_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "fields.json").write_text(text)
    (tmp_path / "fields.json").chmod(0o600)

    with pytest.raises(SettingsError):
        Fields(tmp_path).seal("Person.phone", "p1", "x")


@pytest.mark.fact("A11")
def test_a_blind_index_is_for_one_kind_and_one_key(tmp_path: Path) -> None:
    one, other = Fields(tmp_path / "a"), Fields(tmp_path / "b")

    assert one.blind_index("id-number", "x") == one.blind_index("id-number", "x")
    assert one.blind_index("id-number", "x") != one.blind_index("certificate", "x")
    assert one.blind_index("id-number", "x") != other.blind_index("id-number", "x")
    assert len(one.blind_index("id-number", "x")) == 64
