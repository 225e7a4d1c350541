"""Runs one command of a suite: output to a log, progress for a person, the end of it on failure."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "logs"
HEARTBEAT_S = 60  # A log without a terminal gets one line a minute, so that silence means trouble.
TAIL_LINES = 60

CI = os.environ.get("CI") == "true"
PROGRESS = sys.stdout.isatty() and not CI


@dataclass
class Done:
    code: int
    output: str

    def tail(self) -> str:
        return "\n".join(self.output.splitlines()[-TAIL_LINES:])


def run(log_name: str, command: list[str | Path], env: dict[str, str] | None = None,
        cwd: Path = ROOT, timeout_s: float = 3000) -> Done:
    """Runs to the end; output of both streams goes to build/logs/<log_name>.log and is returned.

    A command that outlives timeout_s is ended and counts as failed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    lines: list[str] = []
    started = beat = time.monotonic()
    with (LOGS / f"{log_name}.log").open("w") as log:
        log.write(f"$ {shlex.join(words)}\n")
        child = subprocess.Popen(["timeout", "--kill-after=10", str(timeout_s), *words], cwd=cwd,
                                 env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 errors="replace")
        assert child.stdout is not None
        try:
            for line in child.stdout:
                log.write(line)
                log.flush()
                lines.append(line)
                now = time.monotonic()
                if PROGRESS:
                    show_progress(f"{log_name}: {line.strip()}")
                elif now - beat >= HEARTBEAT_S:
                    beat = now
                    print(f"  ... {now - started:.0f} s: {line.strip()[:100]}", flush=True)
        except BaseException:
            child.terminate()
            raise
        finally:
            clear_progress()
        code = child.wait()
    if code == 124:
        lines.append(f"ended after {timeout_s:.0f} s without an end of its own\n")
    return Done(code, "".join(lines))


def show_progress(text: str) -> None:
    width = shutil.get_terminal_size().columns - 1
    print(f"\r\033[K{text[:width]}", end="", flush=True)


def clear_progress() -> None:
    if PROGRESS:
        print("\r\033[K", end="", flush=True)


def run_together(jobs: dict[str, list[str | Path]], at_once: int,
                 timeout_s: float) -> dict[str, Done]:
    """Runs named commands, at most at_once side by side; each with a log of its own."""
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        futures = {name: pool.submit(run, name, command, None, ROOT, timeout_s)
                   for name, command in jobs.items()}
        return {name: future.result() for name, future in futures.items()}
