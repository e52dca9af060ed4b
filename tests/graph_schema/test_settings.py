"""Settings of the store: what is unset, wrong or unsafe is named, its value never."""

from pathlib import Path

import pytest

from graph_schema.errors import SettingsError
from graph_schema.settings import NAMES, StoreSettings

ROOT = Path(__file__).parents[2]


def test_without_settings_the_store_is_embedded() -> None:
    settings = StoreSettings.from_env({})

    assert settings.embedded
    assert settings.data == Path(".wulian/store")
    assert settings.keys == Path(".wulian/keys")


def test_an_address_makes_it_an_outside_one(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("s3cret\n")

    settings = StoreSettings.from_env(
        {
            "WULIAN_STORE_URI": "bolt://127.0.0.1:7687",
            "WULIAN_STORE_USER": "u",
            "WULIAN_STORE_PASSWORD_FILE": str(secret),
            "WULIAN_DATA": str(tmp_path / "store"),
        }
    )

    assert not settings.embedded
    assert (settings.user, settings.password()) == ("u", "s3cret")
    assert settings.keys == tmp_path / "keys"


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"WULIAN_STORE_URL": "x"}, "WULIAN_STORE_URL"),
        ({"WULIAN_STORE_URI": "http://127.0.0.1"}, "WULIAN_STORE_URI"),
        ({"WULIAN_STORE_URI": "bolt://"}, "WULIAN_STORE_URI"),
        ({"WULIAN_STORE_URI": "bolt://u:hunter2@127.0.0.1"}, "WULIAN_STORE_URI"),
        ({"WULIAN_STORE_URI": "bolt://hunter2.example:7687"}, "WULIAN_STORE_URI"),
        ({"WULIAN_STORE_URI": "bolt://127.0.0.1"}, "WULIAN_STORE_PASSWORD_FILE"),
        ({"WULIAN_STORE_HEAP": "hunter2"}, "WULIAN_STORE_HEAP"),
        ({"WULIAN_STORE_PORT": "hunter2"}, "WULIAN_STORE_PORT"),
        ({"WULIAN_STORE_PORT": "70000"}, "WULIAN_STORE_PORT"),
        ({"WULIAN_STORE_IDLE": "nan"}, "WULIAN_STORE_IDLE"),
        ({"WULIAN_STORE_IDLE": "0"}, "WULIAN_STORE_IDLE"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(env: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        StoreSettings.from_env(env)

    assert refused.value.facts["setting"] == named
    assert "hunter2" not in str(refused.value)


def test_a_closed_network_may_be_plain(tmp_path: Path) -> None:
    env = {
        "WULIAN_STORE_URI": "bolt://neo4j:7687",
        "WULIAN_STORE_PASSWORD_FILE": str(tmp_path / "x"),
        "WULIAN_STORE_PLAINTEXT": "internal",
    }

    assert StoreSettings.from_env(env).uri == "bolt://neo4j:7687"


@pytest.mark.parametrize("content", [None, "", " \n", b"\xff\xfe"])
def test_a_password_file_without_a_password_is_named(tmp_path: Path, content) -> None:
    secret = tmp_path / "password"
    if content is not None:
        secret.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(SettingsError, match="WULIAN_STORE_PASSWORD_FILE"):
        StoreSettings(uri="bolt://localhost:1", password_file=secret).password()


def test_every_setting_is_in_the_settings_page() -> None:
    page = ROOT / "docs/settings.md"

    missing = sorted(name for name in NAMES if name not in page.read_text("utf-8"))

    assert missing == []
