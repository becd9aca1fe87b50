"""CPU time of the gateway and of the engine: what a machine that others use too changes less than time on the clock."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from gateway.settings import Settings
from gateway.store.engine.folder import EngineFolder

_USER, _SYSTEM = 11, 12
"""Places in `/proc/PID/stat` behind the name of the program."""


class Cpu(NamedTuple):
    """Seconds spent so far: in this process, and in the engine with its compiler and its collector of garbage."""

    gateway_s: float
    engine_s: float

    def since(self, before: Cpu, records: int) -> str:
        """What 1,000 records took since then, in words."""
        gateway, engine = ((now - then) * 1_000_000 / records for now, then in zip(self, before, strict=True))
        return f"CPU of 1,000 records: gateway {gateway:.0f} ms, engine {engine:.0f} ms"


def cpu(settings: Settings) -> Cpu:
    """What was spent so far; of the engine 0 where the system does not tell."""
    return Cpu(time.process_time(), _engine_s(EngineFolder(settings.data_dir / "engine")))


def _engine_s(folder: EngineFolder) -> float:
    running = folder.running()
    try:
        told = Path(f"/proc/{running.pid}/stat").read_text("utf-8") if running else ""
    except OSError:
        return 0.0
    if not told:
        return 0.0
    fields = told.rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / os.sysconf("SC_CLK_TCK")
