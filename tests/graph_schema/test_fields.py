"""Encrypted fields: bound to their place, keys of their owner only, keyed hashes."""

import hmac
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from graph_schema.ciphers import KEYED, SCHEMES, SM4GCM, SUITES
from graph_schema.cli import app
from graph_schema.errors import SettingsError, StoreDamaged
from graph_schema.fields import Fields
from tests.clients import at_once
from tests.examples import examples


@pytest.fixture(scope="module", params=SUITES)
def fields(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Fields:
    """Fields of each suite of ciphers."""
    return Fields(tmp_path_factory.mktemp("keys") / "keys", request.param)


@examples(50)
@given(st.text(max_size=200))
@pytest.mark.fact("A11")
def test_what_is_sealed_opens_again(fields: Fields, text: str) -> None:
    stored = fields.seal("Person.phone", "p1", text)

    assert stored.split(":")[:2] in [["v1", "k1"], ["sm4", "k1"]]
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


@pytest.mark.fact("A11")
def test_keys_are_renewed_and_the_state_s_ciphers_take_over_from_others(tmp_path: Path) -> None:
    before = Fields(tmp_path, "aes")
    old, index = before.seal("Person.phone", "p1", "甲"), before.blind_index("id-number", "x")

    renewed = Fields(tmp_path, "sm")
    key_id = renewed.renew()
    new = renewed.seal("Person.phone", "p1", "乙")
    again = Fields(tmp_path, "aes")

    assert key_id == "k2"
    assert (old.split(":")[:2], new.split(":")[:2]) == (["v1", "k1"], ["sm4", "k2"])
    assert [again.open("Person.phone", "p1", one) for one in (old, new)] == ["甲", "乙"]
    assert again.blind_index("id-number", "x") == index  # what is found by it stays found
    assert (tmp_path / "fields.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreDamaged, match="another cipher"):
        again.open("Person.phone", "p1", new.replace("sm4:", "v1:"))


@pytest.mark.fact("A11")
def test_sm4_and_sm3_are_those_of_the_standards() -> None:
    """SM4-GCM: RFC 8998, A.1. SM3: the first example of GB/T 32905."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    cipher = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    digest = Hash(SM3())
    digest.update(b"abc")

    assert SM4GCM(key).encrypt(nonce, plain, bound) == cipher
    assert SM4GCM(key).decrypt(nonce, cipher, bound) == plain
    assert SCHEMES["sm4"].size == len(key)
    assert digest.finalize().hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert KEYED["sm3"](b"k", b"abc") == hmac.new(b"k", b"abc", "sm3").hexdigest()


def test_the_command_adds_a_key_of_the_suite_that_is_set(tmp_path: Path) -> None:
    Fields(tmp_path).seal("Person.phone", "p1", "x")

    done = CliRunner().invoke(
        app, ["new-key"], env={"WULIAN_KEYS": str(tmp_path), "WULIAN_CIPHERS": "sm"}
    )

    assert done.exit_code == 0, done.output
    assert "k2" in done.output
    assert Fields(tmp_path).seal("Person.phone", "p1", "x").startswith("sm4:k2:")
