"""The 120 features and the tests that show them hold together.

A feature counts when a test that is never skipped is marked with it: the gate runs every test.
"""

from tests.features import PAGE, features, page, shown


def test_there_are_120_features_in_order() -> None:
    assert [feature.code for feature in features()] == [f"F{n}" for n in range(1, 121)]


def test_every_marker_names_a_feature() -> None:
    known = {feature.code for feature in features()}

    unknown = {(one.code, one.file, one.test) for one in shown() if one.code not in known}

    assert not unknown


def test_every_feature_that_is_not_to_come_has_a_test_that_always_runs() -> None:
    tested = {one.code for one in shown() if not one.skipped}

    claimed = {feature.code for feature in features() if not feature.to_come}

    assert claimed == tested, (
        f"without a test: {sorted(claimed - tested)}; "
        f"take `to_come` from: {sorted(tested - claimed)}"
    )


def test_the_page_of_features_is_drawn_anew() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make docs"
