"""What a server for real people must not have: invented people, known accounts, bare cookies.

Source: domain reference 7.3 (A12 no default accounts, A17).
"""

from pathlib import Path

from graph_schema.access import Access
from graph_schema.errors import SettingsError
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

SETTING = "WULIAN_PRODUCTION"


def check(store: Store, accounts: Path, *, secure: bool) -> None:
    """Refuse to serve what is not for production; each reason names the way out.

    accounts: where the sample's passwords are kept, if it made any. Raises SettingsError.
    """
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        demo = [row["code"] for row in session.run("snapshot_demo_districts")]
    if demo:
        raise SettingsError(
            setting=SETTING, why="the store holds invented people", districts=demo,
            way_out="use another store: WULIAN_DATA or WULIAN_STORE_URI",
        )  # fmt: skip
    if accounts.exists():
        raise SettingsError(
            setting=SETTING,
            why="accounts of the sample are there",
            way_out=f"rm {accounts.name}",
        )
    if not secure:
        raise SettingsError(
            setting=SETTING, why="cookies would go without TLS", way_out="WULIAN_SECURE=1"
        )
