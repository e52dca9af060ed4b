"""The measure of a load: the peer is sent what the files became, into a store like ours."""

from bench.load import measure


def test_the_same_files_are_loaded_by_both_sides():
    ours, peer = measure(1, 100)

    assert len(ours) == len(peer) == 1
    assert min(*ours, *peer) > 0
