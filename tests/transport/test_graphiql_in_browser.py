"""GraphiQL in a real browser: it loads, runs, remembers, and asks nobody but the gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.transport.browser import open_browser, remembered, requested, run, visit
from tests.transport.conftest import Address

pytestmark = pytest.mark.browser
TITLES = ["AgentCard", "AccountGraph", "PipelineByStage", "SamePersonByAnotherIdentity", "Search"]
LINK = '/graphql?query=query+Linked($n:+String!)+{+hello(name:+$n)+}&variables={"n":"Ann"}'


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture
def address(server_address: Address) -> str:
    host, port = server_address
    return f"http://{host}:{port}"


async def test_the_page_loads_runs_a_query_and_fetches_nothing_from_elsewhere(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    seen = await visit(browser, address, "/graphql?query=query+Linked+{+hello+}")
    assert await run(seen.page) == '{"data":{"hello":"helloworld"}}'
    assert await seen.page.title() == "Customer graph"
    picture = await seen.page.screenshot(path=tmp_path / "graphiql.png")
    assert len(picture) > 20_000
    await requested(seen, {"graphql.worker.js", "json.worker.js"})
    assert seen.elsewhere(address) == []
    assert seen.complaints == []


async def test_the_first_visit_has_the_examples_as_tabs_with_their_variables(browser: Browser, address: str) -> None:
    seen = await visit(browser, address)
    await expect(seen.page.locator(".graphiql-tab-button")).to_have_text(TITLES)
    variables = seen.page.locator(".graphiql-editor-tool .view-lines").first
    await expect(variables).to_contain_text("ada.lindqvist@northwind.example")
    await seen.page.get_by_role("tab", name="AccountGraph").click()
    await expect(variables).to_contain_text("northwind-group@crm.Salesforce")


async def test_tabs_of_an_earlier_visit_are_left_as_they_were(browser: Browser, address: str) -> None:
    seen = await visit(browser, address)
    tabs = seen.page.locator(".graphiql-tab-button")
    await seen.page.get_by_role("tab", name="PipelineByStage").click()
    await seen.page.locator(".graphiql-tab-active").get_by_label("Close Tab").click()
    await expect(tabs).to_have_count(len(TITLES) - 1)
    await remembered(seen.page, "tabState", lambda tabs: "PipelineByStage" not in tabs and "Search" in tabs)
    await seen.page.reload()
    await expect(tabs).to_have_text([title for title in TITLES if title != "PipelineByStage"])


async def test_a_link_opens_its_own_query_beside_the_examples(browser: Browser, address: str) -> None:
    seen = await visit(browser, address, LINK)
    await expect(seen.page.locator(".graphiql-tab-button")).to_have_text(["Linked", *TITLES])
    assert await run(seen.page) == '{"data":{"hello":"helloAnn"}}'


async def test_documentation_and_explorer_open(browser: Browser, address: str) -> None:
    seen = await visit(browser, address, "/graphql?query={+hello+}")
    await seen.page.get_by_label("Show Documentation Explorer").click()
    await seen.page.get_by_role("link", name="Query").or_(seen.page.get_by_text("Query", exact=True)).first.click()
    await seen.page.get_by_text("The person who asked.").wait_for()
    await seen.page.get_by_label("Show GraphiQL Explorer").click()
    await seen.page.locator(".graphiql-explorer-root").wait_for()
    assert seen.complaints == []
