"""Settings for one command: what was typed, then the environment, then the defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from gateway.cli.exits import Exit, fail
from gateway.settings import OperationsMode, Settings

Host = Annotated[str | None, typer.Option(help="Address to serve on, instead of GATEWAY_HOST.", show_default=False)]
Port = Annotated[int | None, typer.Option(help="Port to serve on, instead of GATEWAY_PORT.", show_default=False)]
DataDir = Annotated[
    Path | None,
    typer.Option(help="Folder of the embedded engine's data, instead of GATEWAY_DATA_DIR.", show_default=False),
]
Workers = Annotated[
    int | None, typer.Option(help="Processes that serve, instead of GATEWAY_WORKERS.", show_default=False)
]
Operations = Annotated[
    Path | None,
    typer.Option(
        help="Trusted documents: a manifest of persisted queries, an object of documents by id, or a file or folder of "
        ".graphql. Instead of GATEWAY_OPERATIONS.",
        show_default=False,
    ),
]
Mode = Annotated[
    OperationsMode | None,
    typer.Option(
        "--operations-mode",
        help="What becomes of other documents: log answers them and logs each once, enforce refuses them. Instead of "
        "GATEWAY_OPERATIONS_MODE.",
        show_default=False,
    ),
]


def settings_with(**typed: Any) -> Settings:
    """The settings, where None was not typed. Ends the command in words where one of them cannot be."""
    try:
        return Settings(**{name: value for name, value in typed.items() if value is not None})
    except ValidationError as trouble:
        words = "; ".join(f"{_variable(each['loc'])}: {each['msg']}" for each in trouble.errors())
        fail(Exit.USAGE, f"The settings cannot be used. {words}.", "They are read from options and the environment.")


def _variable(loc: tuple[int | str, ...]) -> str:
    name = str(loc[0]).upper()
    return name if name.startswith("NEO4J_") else f"GATEWAY_{name}"
