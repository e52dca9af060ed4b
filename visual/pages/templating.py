"""Fills the templates: words of the reader's language, hashed files, data for the shells."""

from collections.abc import Mapping
from typing import Any

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from visual.headers import RouteGroup, headers_of
from visual.manifest import Entry, NotBuilt, read_manifest
from visual.words import LANGUAGES, choose, say

LANGUAGE_COOKIE = "wulian_lang"

_templates = Environment(
    loader=PackageLoader("visual.pages"), autoescape=True, undefined=StrictUndefined
)


def language_of(request: Request) -> str:
    """Take the reader's own choice, else what the browser accepts."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else choose(request.headers.get("accept-language", ""))


def plain_page(
    request: Request, template: str, title: str, *, status: int = 200, **facts: object
) -> HTMLResponse:
    """Make a page without script. title: key of its title; facts: what the template takes."""
    language = language_of(request)

    def words(key: str, **given: object) -> str:
        return say(language, key, given)

    text = _templates.get_template(template).render(
        lang=language,
        t=words,
        title=words(title),
        stylesheet=_stylesheet(),
        languages=list(LANGUAGES.items()),
        here=request.url.path,
        demo=request.app.state.demo,
        **facts,
    )
    return HTMLResponse(text, status, headers_of(RouteGroup.PLAIN))


def shell_page(
    request: Request, kind: str, data: Mapping[str, Any], *, group: RouteGroup
) -> HTMLResponse:
    """Make the shell of a script page. kind: its entry; data: what the script starts from."""
    language = language_of(request)
    try:
        entry: Entry = read_manifest()[kind]
    except NotBuilt:
        told = say(language, "shell.notBuilt")
        return plain_page(
            request, "missing.html.j2", "missing.title", status=503, told=told, again=False
        )
    printed = orjson.dumps({**data, "lang": language}).decode().replace("<", "\\u003c")
    text = _templates.get_template("shell.html.j2").render(
        lang=language,
        t=lambda key: say(language, key),
        kind=kind,
        entry=entry,
        data=Markup(printed),  # noqa: S704 - JSON in which no `<` is left
    )
    return HTMLResponse(text, headers=headers_of(group, nonce=str(data.get("nonce", ""))))


def worker_of(**facts: str) -> str:
    """Make the service worker's script. facts: JSON texts the template takes."""
    told = {name: Markup(text.replace("<", "\\u003c")) for name, text in facts.items()}  # noqa: S704 - JSON
    return _templates.get_template("sw.js.j2").render(told)


def _stylesheet() -> str:
    try:
        return f"/static/{read_manifest()['plain'].script}"
    except NotBuilt:
        return "/static/plain.css"
