"""A server for real people refuses to start with the sample, its accounts or bare cookies."""

from pathlib import Path

import pytest

from graph_schema.errors import SettingsError
from graph_schema.store.session import Store
from tests.worlds import SYSTEM, two_villages
from tests.writing import put
from visual.production import check
from visual.settings import SiteSettings

pytestmark = pytest.mark.fact("A17")


@pytest.fixture
def store(embedded_store: Store) -> Store:
    two_villages(embedded_store)
    return embedded_store


def test_invented_people_are_refused_by_district_and_real_ones_served(
    store: Store, tmp_path: Path
):
    accounts = tmp_path / "accounts.txt"
    check(store, accounts, secure=True)
    put(store, SYSTEM, {"District": [{"id": "d", "demo": True}]}.items(), [])

    with pytest.raises(SettingsError, match="invented people") as refused:
        check(store, accounts, secure=True)

    assert refused.value.facts["districts"] == ["510115"]
    assert "WULIAN_DATA" in str(refused.value.facts["way_out"])


def test_accounts_of_the_sample_and_cookies_without_tls_are_refused(
    store: Store, tmp_path: Path
):
    accounts = tmp_path / "accounts.txt"
    with pytest.raises(SettingsError, match="without TLS"):
        check(store, accounts, secure=False)
    accounts.write_text("coordinator R10 not-a-password")

    with pytest.raises(SettingsError, match="accounts of the sample") as refused:
        check(store, accounts, secure=True)

    assert "not-a-password" not in str(refused.value)


def test_the_setting_is_one_word_and_off_unless_said():
    assert not SiteSettings.from_env({}).production
    assert SiteSettings.from_env({"WULIAN_PRODUCTION": "1"}).production
    with pytest.raises(SettingsError, match="WULIAN_PRODUCTION"):
        SiteSettings.from_env({"WULIAN_PRODUCTION": "yes"})
