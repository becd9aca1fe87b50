"""How a command ends: the exit statuses, and trouble turned into words on standard error."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

import typer

from gateway.cli.screen import complain
from gateway.commands.migrate import MigrationError
from gateway.errors import GatewayError
from gateway.plan.trusted import OperationsError
from gateway.store.engine import EngineError


class Exit(IntEnum):
    """What a script can tell apart. 2 is also what Typer says of arguments that it cannot read."""

    OK = 0
    FAILED = 1
    USAGE = 2
    ENGINE = 3
    UNREACHABLE = 4
    PORT_TAKEN = 5
    INTERRUPTED = 130


def fail(exit_status: Exit, message: str, hint: str = "") -> NoReturn:
    """End the command with words of what was found and what to do next."""
    complain(message, hint)
    raise typer.Exit(exit_status)


@contextmanager
def trouble_in_words() -> Iterator[None]:
    """What can go wrong in ordinary life ends in words and a status; what cannot is a bug and shows its trace."""
    try:
        yield
    except EngineError as trouble:
        fail(Exit.ENGINE, trouble.message, trouble.hint)
    except MigrationError as trouble:
        fail(Exit.FAILED, str(trouble))
    except OperationsError as trouble:
        fail(
            Exit.USAGE,
            f"The trusted documents cannot be used. {trouble}",
            "Look at --operations, or GATEWAY_OPERATIONS.",
        )
    except GatewayError as trouble:
        fail(Exit.UNREACHABLE, trouble.message, trouble.hint)
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise typer.Exit(Exit.INTERRUPTED) from None
