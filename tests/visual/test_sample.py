"""The sample of `wulian run`: each step is there once, and nothing it shows is empty."""

from pathlib import Path

from graph_schema.store import bulk
from graph_schema.store.session import Store
from tests.loaders.ground import ACCESS, load_samples, prepared
from visual.sample import Wanted, steps

WANTED = ("files", "load", "evaluate", "portraits", "plan", "tasks")


def test_portraits_come_after_the_evaluation_and_are_not_empty(
    embedded_store: Store, tmp_path: Path
):
    wanted = Wanted(folder=tmp_path, households=100, seed=1)
    names = []
    for step in steps(embedded_store, wanted):
        names.append(step.name)
        if step.name == "load":  # the departments' samples stand for the generated files
            load_samples(prepared(embedded_store))
        elif step.name in {"evaluate", "portraits"}:
            step.act(lambda _: None)

    with embedded_store.read(ACCESS) as session:
        tags = list(bulk.scan(session, "Tag"))
    assert tuple(names) == WANTED
    assert tags
    assert not list(steps(embedded_store, wanted))
