"""What a browser may do on each group of routes."""

import pytest

from visual.headers import RouteGroup, headers_of


@pytest.mark.parametrize("group", RouteGroup)
@pytest.mark.fact("A13")
def test_nothing_is_allowed_that_is_not_named(group: RouteGroup) -> None:
    policy = headers_of(group, nonce="n")["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("group", RouteGroup)
def test_no_script_is_allowed_but_our_own_files(group: RouteGroup) -> None:
    policy = headers_of(group, nonce="n")["Content-Security-Policy"]

    scripts = [part.strip() for part in policy.split(";") if "script-src" in part]

    assert scripts in ([], ["script-src 'self'"])


def test_pages_made_by_the_server_run_no_script() -> None:
    assert "script-src" not in headers_of(RouteGroup.PLAIN)["Content-Security-Policy"]


def test_styles_of_the_desk_need_the_nonce_of_the_page() -> None:
    policy = headers_of(RouteGroup.APP, nonce="abc")["Content-Security-Policy"]

    assert "style-src 'self' 'nonce-abc'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("group", [g for g in RouteGroup if g is not RouteGroup.STATIC])
def test_pages_are_not_kept_by_anybody(group: RouteGroup) -> None:
    assert headers_of(group)["Cache-Control"] == "no-store"
