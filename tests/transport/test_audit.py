"""The server audit of the `graphql-http` package, all of it, on the whole product behind a real server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gateway.transport.graphiql.build import NODE_MODULES, find_node
from tests.transport.conftest import Address

_PROGRAM = """
import { auditServer } from 'graphql-http';
const results = await auditServer({ url: process.argv.at(-1) });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
"""


@pytest.mark.skipif(
    not (NODE_MODULES / "graphql-http").is_dir(), reason="graphql-http is not installed: run `make assets`"
)
def test_every_audit_of_graphql_over_http_passes(product_address: Address) -> None:
    try:
        node = find_node()
    except LookupError as missing:
        pytest.skip(str(missing))
    host, port = product_address
    command: list[str | Path] = [node.program, "--input-type=module", "-", f"http://{host}:{port}/graphql"]
    run = subprocess.run(
        command, input=_PROGRAM, cwd=NODE_MODULES.parent, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    audits = json.loads(run.stdout)
    assert len([audit for audit in audits if audit["name"].startswith("MUST")]) >= 13
    assert [audit for audit in audits if audit["status"] != "ok"] == []
