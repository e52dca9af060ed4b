"""The drawn pages in docs/ are those that the data draws now."""

from pathlib import Path

import pytest

from graph_schema.docs import FOLDER, PAGES, draw
from graph_schema.shape import LABELS, RELATIONSHIPS


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_equals_the_drawn_one(name: str):
    """`make docs` draws them anew."""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]()


def test_every_label_relationship_and_property_is_on_the_page():
    page = PAGES["graph.md"]()

    for label in LABELS.values():
        assert f"| {label.name} |" in page
        assert all(f"`{name}`" in page for name in label.props)
    assert all(f"| {name} |" in page for name in RELATIONSHIPS)


def test_pages_are_written_where_asked(tmp_path: Path):
    draw(tmp_path)

    assert {p.name for p in tmp_path.iterdir()} == set(PAGES)
