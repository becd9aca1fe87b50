"""The engine's parent process: starts the JVM, and stops it when its owner is gone. Run as a script, never imported.

    python watchdog.py PLAN

PLAN is JSON: command, environment, console and note (files), lock (a descriptor), port, owner_pid (or null).

The owner holds the other end of this process's standard input. However the owner ends, be it by kill -9, the kernel
closes that pipe, and the JVM is stopped: SIGTERM first, SIGKILL when it has not gone after 20 s. Without an owner
(`owner_pid` null) it leaves the session of whoever started it and stays until it gets SIGTERM.

It is a script of the standard library alone because it must start in a few milliseconds and take little memory.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

GRACE_S = 20
_GLANCE_S = 1.0
_PR_SET_PDEATHSIG = 1


def main(plan: dict[str, Any]) -> int:
    """The JVM's exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if plan["owner_pid"] is None:
        _leave_the_starter()
    jvm = _start(plan)
    note = Path(plan["note"])
    _write_note(note, plan, jvm.pid)

    def on_terminate(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=_stop, args=(jvm,), daemon=True).start()

    signal.signal(signal.SIGTERM, on_terminate)
    if plan["owner_pid"] is not None:
        threading.Thread(target=_stop_without_owner, args=(jvm, plan["owner_pid"]), daemon=True).start()
    code = jvm.wait()
    note.unlink(missing_ok=True)
    return code


def _leave_the_starter() -> None:
    if os.fork():
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)


def _start(plan: dict[str, Any]) -> subprocess.Popen[bytes]:
    with Path(plan["console"]).open("wb") as console:
        os.dup2(console.fileno(), 1)
        os.dup2(console.fileno(), 2)
        return subprocess.Popen(
            plan["command"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            env=plan["environment"],
            pass_fds=[plan["lock"]],
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )


def _die_with_parent() -> None:
    # For the one case the pipe does not cover: kill -9 of this process itself.
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _write_note(note: Path, plan: dict[str, Any], pid: int) -> None:
    unfinished = note.with_suffix(".part")
    running = {
        "pid": pid,
        "watchdog_pid": os.getpid(),
        "owner_pid": plan["owner_pid"],
        "port": plan["port"],
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    unfinished.write_text(json.dumps(running), "utf-8")
    unfinished.replace(note)


def _stop_without_owner(jvm: subprocess.Popen[bytes], owner_pid: int) -> None:
    # A child the owner has forked may keep the pipe open after it, so its process id is looked at too.
    while os.getppid() == owner_pid:
        readable, _, _ = select.select([0], [], [], _GLANCE_S)
        if readable and not os.read(0, 1024):
            break
    _stop(jvm)


def _stop(jvm: subprocess.Popen[bytes]) -> None:
    jvm.terminate()
    try:
        jvm.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        jvm.kill()


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
