"""Imports: a file is looked at, approved by two people, and can be taken back. Domain 3.8."""

import json
import re

from api.actions.moving import Moving, Names
from api.moves import everywhere
from graph_schema.errors import SourceError
from graph_schema.vocabulary import Role
from loaders.report import MANY, told
from loaders.run import FULL, HAND, PARTIAL
from loaders.source import named_by_hand, source

names = Names(flow="import")
TYPES = (".csv", ".xlsx", ".xlsm", ".txt")
MOST_BYTES = 20 << 20
BACK_WITHIN = 30  # days


@names.guard
def own_dataset(m: Moving) -> None:
    """A department hands in its own datasets only."""
    dataset = m.named("Dataset", "dataset")
    if m.role is Role.DEPARTMENT:
        me = m.graph.node("Actor", m.me) or {}
        m.require(dataset.get("owner") == me.get("department"), "DATASET_OF_ANOTHER_DEPARTMENT")


@names.guard
def type_and_size(m: Moving) -> None:
    m.require(str(m.told["file_name"]).lower().endswith(TYPES), "FILE_TYPE", known=TYPES)
    m.require(0 < m.told["size"] <= MOST_BYTES, "FILE_SIZE", most=MOST_BYTES)
    whole = m.told.get("snapshot") == FULL
    code = str(m.named("Dataset", "dataset")["code"])
    m.require(not whole or source(code).whole, "NEVER_THE_WHOLE_LIST")


@names.guard
def hash(m: Moving) -> None:
    """The file's own sum; the same file is not handed in twice."""
    sum_ = str(m.told["file_hash"]).lower()
    m.require(re.fullmatch("[0-9a-f]{64}", sum_), "NOT_A_SHA256")
    there = m.graph.before("Dataset", str(m.told["dataset"]), "OF", "ImportBatch")
    live = [b for b in there if b["state"] not in {"REFUSED", "ROLLED_BACK"}]
    m.require(all(b.get("file_hash") != sum_ for b in live), "FILE_HANDED_IN_ALREADY")


@names.guard
def template(m: Moving) -> None:
    """The dataset's own template, or `hand` where columns were mapped by hand."""
    code = {d.get("code") for d in m.after("OF", "Dataset")}
    m.require(m.told["template"] in {*code, HAND}, "TEMPLATE_UNKNOWN")


@names.guard
def columns_fit(m: Moving) -> None:
    """Columns are named by hand where the template is not used: all that it requires, once."""
    by_hand = m.told["template"] == HAND
    m.require(by_hand == bool(m.told.get("columns")), "COLUMNS_ARE_NAMED_BY_HAND_OR_TEMPLATE")
    if by_hand:
        named = named_columns(m.told["columns"])
        m.require(named, "COLUMNS_NO_OBJECT_OF_HEADINGS")
        code = str(m.after("OF", "Dataset")[0]["code"])
        try:
            named_by_hand(source(code), named)
        except SourceError as error:
            wrong = {k: error.facts[k] for k in ("unknown", "twice", "missing")}
            m.require(False, "COLUMNS_DO_NOT_FIT", **{k: v for k, v in wrong.items() if v})


def named_columns(told: str | None) -> dict[str, str]:
    """Read columns named by hand: a JSON object of headings; {} for anything else."""
    try:
        found = json.loads(told or "{}")
    except ValueError:
        return {}
    sound = isinstance(found, dict) and all(isinstance(v, str) for v in found.values())
    return dict(found) if sound else {}


@names.guard
def preview(m: Moving) -> None:
    m.require(m.told["preview_seen"], "PREVIEW_NOT_SEEN")


@names.guard
def second_agrees(m: Moving) -> None:
    """Somebody of the district has agreed, who is not the one who asks.

    A file that retires more than one row in twenty needs the district steward.
    """
    counts = told(m.item.get("counts"))
    m.require(m.item.get("second_role") and m.item.get("second") != m.me, "NOBODY_AGREED")
    many = counts.get("retired", 0) * MANY > counts.get("rows", 0)
    steward = m.item["second_role"] == Role.DISTRICT_STEWARD
    m.require(steward or not many, "RETIRES_MANY", retired=counts.get("retired"))


@names.guard
def within_30_days(m: Moving) -> None:
    applied = m.item.get("applied_at") or m.item.get("updated_at")
    m.require(not everywhere.past(applied, BACK_WITHIN + 1, m), "TOO_LATE", days=BACK_WITHIN)


@names.effect
def of_dataset(m: Moving) -> None:
    dataset = m.named("Dataset", "dataset")
    m.tie("OF", "Dataset", dataset["id"])
    m.changes |= {
        "dataset": dataset["code"], "file_hash": str(m.told["file_hash"]).lower(),
        "snapshot": m.told.get("snapshot", PARTIAL), "as_of": m.told.get("as_of", m.today),
    }  # fmt: skip


@names.effect
def looked_through(m: Moving) -> None:
    """A file whose columns a person named is looked through by the worker from here."""
    if m.role is not Role.SYSTEM:
        m.graph.job(
            "import_check", str(m.item.get("district") or m.access.areas[0]), batch=m.id
        )


@names.effect
def agreed(m: Moving) -> None:
    """Who agreed is on record, and in which role."""
    m.changes |= {"second": m.me, "second_role": str(m.role)}


@names.effect
def agreement_used(m: Moving) -> None:
    """Agreed was to taking it in; taking it back needs a yes of its own."""
    m.changes["second_role"] = None


@names.effect
def taken_in(m: Moving) -> None:
    """The worker writes the rows: all of them, or none."""
    m.graph.job("import_apply", str(m.item.get("district") or m.access.areas[0]), batch=m.id)


@names.effect
def evaluation(m: Moving) -> None:
    """What the file changed is evaluated anew, over the district."""
    if m.access.areas:
        m.graph.job("evaluate", m.access.areas[0])


@names.effect
def taken_back(m: Moving) -> None:
    """The worker takes the rows back and says so; facts that came later stay."""
    if m.access.areas:
        m.graph.job("roll_back", m.access.areas[0], batch=m.id)
