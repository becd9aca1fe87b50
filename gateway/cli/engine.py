"""`gateway engine ...`: the embedded engine by itself, for development and for a start that does not wait."""

from __future__ import annotations

import typer

from gateway.cli.ending import run_to_end
from gateway.cli.exits import Exit
from gateway.cli.options import DataDir, settings_with
from gateway.cli.progress import progress
from gateway.cli.screen import OUT, say
from gateway.settings import Settings
from gateway.store.endpoint import Endpoint
from gateway.store.engine import EngineStatus, engine_status, fetch_jars, start_engine, stop_engine

commands = typer.Typer(
    no_args_is_help=True,
    help="Start, stop and look at the embedded engine: a real Neo4j Community that needs no Docker, Java or sudo.",
)


@commands.command()
def start(data_dir: DataDir = None) -> None:
    """Start an engine that keeps running until `gateway engine stop`.

    `demo`, `serve`, `load` and `migrate` on the same data folder join it instead of starting one of their own.
    """
    settings = settings_with(data_dir=data_dir)
    endpoint = run_to_end(lambda _: _start(settings))
    OUT.print(endpoint.uri)
    say(f"It keeps its data, and its password, in {settings.data_dir}.")


@commands.command()
def stop(data_dir: DataDir = None) -> None:
    """Stop the engine of the data folder, whoever started it; its data stays. No engine running is no failure."""
    settings = settings_with(data_dir=data_dir)
    stopped = run_to_end(lambda _: stop_engine(settings))
    say("Stopped." if stopped else "No engine was running.")


@commands.command()
def status(data_dir: DataDir = None) -> None:
    """Say whether an engine runs on the data folder; the exit status is 0 where one does, 1 where none does."""
    settings = settings_with(data_dir=data_dir)
    now = engine_status(settings)
    OUT.print(_in_words(now, settings), markup=False)
    if now.state != "running":
        raise typer.Exit(Exit.FAILED)


@commands.command()
def fetch() -> None:
    """Fetch what the engine runs on, once per version, so that a later start needs no network."""
    settings = settings_with()
    run_to_end(lambda _: _fetch(settings))
    say(f"All is in {settings.cache_dir}.")


async def _start(settings: Settings) -> Endpoint:
    with progress() as report:
        return await start_engine(settings, report)


async def _fetch(settings: Settings) -> None:
    with progress() as report:
        await fetch_jars(settings, report)


def _in_words(now: EngineStatus, settings: Settings) -> str:
    match now.state:
        case "running":
            until = f"until process {now.owner_pid} ends" if now.owner_pid else "until gateway engine stop"
            return f"running at {now.bolt_uri}, process {now.pid}, since {now.since}, {until}"
        case "stale":
            return f"stopped, and not in order: the next start on {settings.data_dir} recovers"
        case "stopped":
            return f"stopped: no engine runs on {settings.data_dir}"
