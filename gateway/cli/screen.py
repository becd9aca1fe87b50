"""What a person sees: plain results on standard output, everything else on standard error."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)


def say(words: str) -> None:
    """A line for the person who waits, in rich's markup. A terminal that was closed hears nothing, and is no error."""
    try:
        ERR.print(words)
    except OSError:
        return


def complain(message: str, hint: str = "") -> None:
    """What was found, and below it what to do next."""
    say(f"[bold red]{escape(message)}[/]")
    if hint:
        say(escape(hint))
