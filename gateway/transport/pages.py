"""GraphiQL, served whole by the gateway itself: a page, its assets, its tabs of examples; no request goes elsewhere.

The assets are built, not committed; without them the page says how to get them, and the API works all the same.
"""

from __future__ import annotations

import mimetypes
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import orjson
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HERE = Path(__file__).parent
ASSETS = _HERE / "assets"
EXAMPLES = _HERE / "graphiql" / "examples"
_PAGE = _HERE / "graphiql" / "page.html"
_PAGE_WITHOUT_ASSETS = _HERE / "graphiql" / "page_without_assets.html"
_EXAMPLES_MARK = "__EXAMPLES__"

_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the editor writes its themes into style elements
        "font-src 'self' data:",
        "img-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_PAGE_HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": _CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
}

for _media_type, _suffix in (("text/javascript", ".js"), ("text/css", ".css"), ("font/ttf", ".ttf")):
    mimetypes.add_type(_media_type, _suffix)  # what the machine's own table says varies


class Page(Protocol):
    """Something a browser gets at the address of the API."""

    def response(self) -> Response: ...


@dataclass(frozen=True, slots=True)
class Example:
    """A tab that is open when somebody comes for the first time."""

    title: str
    query: str
    variables: str = ""


class GraphiQLPage:
    """The page with its examples, read once."""

    def __init__(self, assets_folder: Path = ASSETS, examples_folder: Path = EXAMPLES) -> None:
        built = (assets_folder / "graphiql.js").is_file()
        template = (_PAGE if built else _PAGE_WITHOUT_ASSETS).read_text("utf-8")
        self._html = template.replace(_EXAMPLES_MARK, _json_in_html(read_examples(examples_folder)))

    def response(self) -> Response:
        return HTMLResponse(self._html, headers=_PAGE_HEADERS)


class _RevalidatedFiles(StaticFiles):
    """Files that browsers keep and ask after: after an upgrade nobody runs half of the old page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def assets(folder: Path = ASSETS) -> StaticFiles:
    """The built files under /graphiql; 404 for all where they are not built."""
    return _RevalidatedFiles(directory=folder, check_dir=False)


def read_examples(folder: Path = EXAMPLES) -> tuple[Example, ...]:
    """The examples in the order of their file names; variables are in a `.json` of the same name."""
    return tuple(_read_example(path) for path in sorted(folder.glob("*.graphql")))


def _read_example(path: Path) -> Example:
    """A file begins with `# Title`; the whole of it is shown."""
    query = path.read_text("utf-8")
    variables = path.with_suffix(".json")
    return Example(
        title=query.partition("\n")[0].removeprefix("#").strip(),
        query=query,
        variables=variables.read_text("utf-8") if variables.exists() else "",
    )


def _json_in_html(examples: tuple[Example, ...]) -> str:
    """JSON that cannot end the element it stands in."""
    return orjson.dumps([asdict(example) for example in examples]).decode().replace("<", "\\u003c")
