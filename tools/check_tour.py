#!/usr/bin/env python3
"""Runs the tour of README.md against a new shop and compares what it prints with what is written.

Every `$ ` line in a ```console block is a command, with the lines below it that begin with four
spaces; what follows is its output. Ids, hashes, times and positions may differ, nothing else.
`--update` writes the output of this run into the documents, when it changed on purpose.
"""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tree import ROOT

BINARY = ROOT / "build" / "release" / "drinkshop"
DOCUMENTS = ("README.md", "README.vi.md")
START_SECONDS_MAX = 30
SETTLE_SECONDS_MAX = 10  # The numbers follow an order by milliseconds; a read is asked again.
COMMAND_SECONDS_MAX = 60
VARYING = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"\bdst_[\w-]+"), "TOKEN"),
)
# Positions and clocks move; counts and money of the tour do not.
NUMBERS = re.compile(r'("position":|id: |log position |"engine_lag":|"version":)\d+( of \d+)?')


@dataclass
class Step:
    command: str
    output: list[str] = field(default_factory=list)


def is_toured(command: str) -> bool:
    return not command.startswith(("./run", "./test", "git "))


def steps_of(text: str) -> list[Step]:
    steps: list[Step] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            steps.append(Step(line[2:]))
        elif inside and steps:
            if line.startswith("    ") and not steps[-1].output:
                steps[-1].command += "\n" + line
            else:
                steps[-1].output.append(line)
    return [step for step in steps if is_toured(step.command)]


def with_outputs(text: str, outputs: dict[str, list[str]]) -> str:
    """The document with these outputs (by command) in place of what it says."""
    lines: list[str] = []
    inside = False
    command: str | None = None
    for line in text.splitlines():
        continues = inside and command is not None and line.startswith("    ")
        if command is not None and not continues:
            lines += outputs.get(command, [])
            command = None
        if line.startswith("```"):
            inside = line == "```console"
        if inside and line.startswith("$ "):
            command = line[2:] if is_toured(line[2:]) else None
        elif continues:
            command = f"{command}\n{line}"
        elif inside and not line.startswith("```"):
            continue  # Old output.
        lines.append(line)
    return "\n".join(lines) + "\n"


def masked(lines: list[str]) -> list[str]:
    text = "\n".join(line.rstrip() for line in lines).strip()
    for pattern, name in VARYING:
        text = pattern.sub(name, text)
    return NUMBERS.sub(r"\g<1>N", text).splitlines()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_open(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"the shop did not open in {START_SECONDS_MAX} s")


class Shell:
    """One bash for the whole tour, so that variables stay; the shop listens where it is free."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.folder = folder
        self.variables = folder / "variables"
        self.variables.touch()

    def run(self, command: str) -> list[str]:
        script = (f"source {self.variables}\n{command.replace('8080', str(self.port))}\n"
                  f"declare -p TOKEN API > {self.variables} 2>/dev/null\n")
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=COMMAND_SECONDS_MAX)
        return done.stdout.replace(str(self.port), "8080").splitlines()


def run_until_right(shell: Shell, step: Step) -> list[str]:
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    while True:
        got = shell.run(step.command)
        changes = "--json" in step.command or "TOKEN=" in step.command
        if changes or masked(got) == masked(step.output) or time.monotonic() > deadline:
            return got
        time.sleep(0.2)


def take_tour(steps: list[Step]) -> list[list[str]]:
    """What each step printed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "build").symlink_to(ROOT / "build")
        subprocess.run([BINARY, "demo", "--data", folder / "data"], check=True,
                       capture_output=True)
        port = free_port()
        server = subprocess.Popen([BINARY, "serve", "--data", folder / "data",
                                   "--listen", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
        try:
            wait_until_open(port)
            shell = Shell(folder, port)
            return [run_until_right(shell, step) for step in steps]
        finally:
            server.terminate()
            server.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    steps = steps_of((ROOT / DOCUMENTS[0]).read_text())
    outputs = take_tour(steps)
    if arguments.update:
        known = {step.command: output for step, output in zip(steps, outputs)}
        for name in DOCUMENTS:
            path = ROOT / name
            if path.exists():
                path.write_text(with_outputs(path.read_text(), known))
        return 0
    failed = 0
    for step, output in zip(steps, outputs):
        if masked(output) != masked(step.output):
            failed += 1
            print(f"FAIL $ {step.command}", "--- written", *masked(step.output),
                  "--- printed", *masked(output), sep="\n")
    print(f"{len(steps) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
