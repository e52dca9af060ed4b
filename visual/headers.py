"""The header table: what a browser may do on each group of routes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class RouteGroup(StrEnum):
    """A group of routes that shares one set of headers."""

    PLAIN = "plain"  # server-made pages without script
    APP = "app"  # desk and phone
    EXPLORER = "explorer"
    STATIC = "static"
    VIEW = "view"  # JSON for the pages
    WORKER = "worker"  # the phone's service worker


_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}

_CLOSED = "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

_POLICIES: Mapping[RouteGroup, str] = MappingProxyType(
    {
        RouteGroup.PLAIN: "default-src 'none'; style-src 'self'; img-src 'self' data:; "
        f"form-action 'self'; {_CLOSED}",
        RouteGroup.APP: "default-src 'none'; script-src 'self'; "
        "style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
        f"{_CLOSED}",
        # Monaco makes style elements without a nonce, so styles are open on this one route.
        RouteGroup.EXPLORER: "default-src 'none'; script-src 'self'; worker-src 'self'; "
        "connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        f"style-src 'self' 'unsafe-inline'; form-action 'self'; {_CLOSED}",
        RouteGroup.STATIC: "default-src 'none'; frame-ancestors 'none'",
        RouteGroup.VIEW: "default-src 'none'; frame-ancestors 'none'",
        RouteGroup.WORKER: "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
    }
)


def headers_of(group: RouteGroup, *, nonce: str = "") -> dict[str, str]:
    """Headers of one answer. nonce: fresh per page, for the style elements antd makes."""
    found = dict(_EVERYWHERE)
    found["Content-Security-Policy"] = _POLICIES[group].replace("{nonce}", nonce)
    if group is not RouteGroup.STATIC:
        found["Cache-Control"] = "no-store"
    return found
