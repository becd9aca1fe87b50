"""What can go wrong with the engine and be mended by the person who started it."""

from __future__ import annotations


class EngineError(Exception):
    """The engine cannot be had, started or stopped. `message` says what was found, `hint` what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
