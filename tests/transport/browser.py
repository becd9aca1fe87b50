"""A real Chromium, and what a page did in it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from gateway.transport.pages import ASSETS

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE_S = 30
_SIZE: ViewportSize = {"width": 1440, "height": 900}


@dataclass
class Visit:
    """A page with everything it asked for and complained about."""

    page: Page
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def elsewhere(self, address: str) -> list[str]:
        """Requests that left the server (and are not data within the page itself)."""
        return [url for url in self.requested if not url.startswith((f"{address}/", "data:", "blob:"))]


def chromium() -> Path:
    """The machine's Chromium; skips the test where there is none."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    pytest.skip(f"Chromium is not installed: none of {', '.join(_NAMES)} is on PATH")


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser without memory. Skips where Chromium or the page's assets are missing."""
    if not (ASSETS / "graphiql.js").is_file():
        pytest.skip("GraphiQL is not built: run `make assets`")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def visit(browser: Browser, address: str, path: str = "/graphql") -> Visit:
    """The page, open and ready for use, watched from the first byte on."""
    page = await browser.new_page(viewport=_SIZE)
    seen = Visit(page)
    page.on("request", lambda request: seen.requested.append(request.url))
    page.on("console", lambda message: _note(seen, message.type, message.text))
    page.on("pageerror", lambda trouble: seen.complaints.append(str(trouble)))
    await page.goto(address + path)
    await page.wait_for_selector(".graphiql-query-editor .view-line")
    return seen


async def open_tab(page: Page, title: str) -> None:
    """Go to a tab, and wait until GraphiQL knows the operation in it: it would run the one before."""
    tab = page.get_by_role("tab", name=title)
    if await tab.get_attribute("aria-selected") != "true":
        await tab.click()
        await remembered(page, "query", lambda query: title in query)


async def remembered(page: Page, key: str, wanted: Callable[[str], bool]) -> None:
    """Wait until what GraphiQL stores under a key is as wanted: it writes with some delay."""
    async with asyncio.timeout(_PATIENCE_S):
        while not wanted(await page.evaluate("key => localStorage[`graphiql:${key}`] ?? ''", key)):
            await asyncio.sleep(0.05)


async def requested(seen: Visit, files: set[str]) -> None:
    """Wait until a page asked for files of these names: the editor starts its workers after its first lines."""
    async with asyncio.timeout(_PATIENCE_S):
        while not files <= {url.rpartition("/")[2] for url in seen.requested}:
            await asyncio.sleep(0.05)


async def run(page: Page) -> str:
    """Press the play button; the text of the result, whitespace as the editor shows it left out."""
    await page.click(".graphiql-execute-button")
    result = page.locator(".result-window .view-lines")
    await expect(result).to_contain_text('"data"', timeout=_PATIENCE_S * 1000)
    return "".join((await result.inner_text()).split())


def _note(seen: Visit, kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        seen.complaints.append(f"{kind}: {text}")
