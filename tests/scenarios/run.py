#!/usr/bin/env python3
"""Runs the scenarios of this folder through `drinkshop replay`.

    run.py [--binary PATH] [--json-out FILE] [NAME...]

NAME is the beginning of a file name (`07` or `07_late`); none means all. Every scenario runs once
as a whole and once for each beginning of its input, so an emission that comes a line too early or
too late is found. `--binary reference.py` runs the reference instead of the engine; `--json-out`
only writes the parsed scenarios as one JSON array of {name, flush, input, output, output_after,
counts}. Exit 0: all passed, 1: differences, 2: wrong usage.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
from pathlib import Path

from scenario import FOLDER, Input, Scenario, ScenarioError, load_all

DEFAULT_BINARY = FOLDER.parents[1] / "build" / "release" / "drinkshop"
TIMEOUT_S = 30


class Failure(Exception):
    """What is different, ready to print."""


def canonical(record: object) -> str:
    """Text that is equal exactly when the JSON is: 1, 1.0 and true differ, field order does not."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def replay(binary: list[str], lines: list[str], flush: bool) -> tuple[list[str], dict]:
    """stdout as canonical records and the counts from the last line of stderr."""
    command = [*binary, "replay", *(["--flush"] if flush else [])]
    stdin = "".join(line + "\n" for line in lines).encode()
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise Failure(f"no end after {TIMEOUT_S} s on {len(lines)} lines") from None
    errors = done.stderr.decode(errors="replace").splitlines()
    if done.returncode != 0:
        raise Failure(f"exit {done.returncode} on {len(lines)} lines: " + " | ".join(errors[-3:]))
    try:
        output = [canonical(json.loads(text)) for text in done.stdout.splitlines()]
    except ValueError as error:
        raise Failure(f"stdout is not JSON lines: {error}") from None
    try:
        return output, json.loads(errors[-1])
    except (ValueError, IndexError):
        raise Failure("the last line of stderr is not JSON: " + " | ".join(errors[-1:])) from None


def check(scenario: Scenario, binary: list[str]) -> None:
    for length in range(len(scenario.inputs) + 1):
        output, _ = replay(binary, scenario.input[:length], flush=False)
        check_output(scenario, scenario.inputs[:length], output, f"input line {length}")
    output, counts = replay(binary, scenario.input, scenario.flush)
    check_output(scenario, scenario.steps, output, "the whole input")
    for topic in sorted(scenario.counts.keys() | counts.keys()):
        expected, got = canonical(scenario.counts.get(topic)), canonical(counts.get(topic))
        if expected != got:
            raise Failure(difference(f"{scenario.name}.scenario: counts of {topic}", expected, got))


def check_output(scenario: Scenario, steps: list[Input], output: list[str], when: str) -> None:
    """The output after these steps, no more and no less, in order."""
    wanted = [(canonical(record), line) for step in steps
              for record, line in zip(step.output, step.output_lines)]
    for i in range(max(len(wanted), len(output))):
        last_line = steps[-1].line if steps else 1
        expected, line = wanted[i] if i < len(wanted) else ("nothing more", last_line)
        got = output[i] if i < len(output) else "nothing more"
        if expected != got:
            raise Failure(difference(f"{scenario.name}.scenario:{line}: after {when}",
                                     expected, got))


def difference(where: str, expected: str, got: str) -> str:
    return f"{where}\n  expected {expected}\n  got      {got}"


def verdict(scenario: Scenario, binary: list[str]) -> str | None:
    try:
        check(scenario, binary)
    except Failure as failure:
        text = str(failure)
        return text if text.startswith(scenario.name) else f"{scenario.name}.scenario: {text}"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=DEFAULT_BINARY)
    parser.add_argument("--json-out", type=Path, metavar="FILE")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    try:
        scenarios = load_all(arguments.names)
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 2
    if not scenarios:
        print("no scenario has such a name", file=sys.stderr)
        return 2
    if arguments.json_out:
        text = json.dumps([s.export() for s in scenarios], ensure_ascii=False, indent=1)
        arguments.json_out.write_text(text + "\n", encoding="utf-8")
        return 0
    path = arguments.binary.resolve()
    if not path.is_file():
        print(f"no binary at {path}; build it or give --binary PATH", file=sys.stderr)
        return 2
    binary = [sys.executable, str(path)] if path.suffix == ".py" else [str(path)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(lambda scenario: verdict(scenario, binary), scenarios))
    failures = [text for text in verdicts if text]
    for text in failures:
        print(f"FAIL {text}")
    print(f"{len(scenarios) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
