#!/usr/bin/env python3
"""Runs clang-tidy over src/ side by side and remembers what passed.

What a file's verdict depends on (the tool, its settings, the compile command, the file and every
header of ours that it reaches) is hashed; a file whose hash passed before is not looked at again.
Tests are left out: they are checked by running them.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tree import ROOT

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
# GCC's precompiled headers mean nothing to clang.
PCH = re.compile(r" -Winvalid-pch -include \S+cmake_pch\.hxx")
PASSED_FILES_MAX = 5000


@dataclass(frozen=True)
class Unit:
    source: Path
    command: str


def units_of(database: Path) -> list[Unit]:
    """The sources below src/ that are built, without tests, fuzz targets and generated files.

    One that is built twice (a fuzz target takes single files of a module) is looked at once."""
    found: dict[Path, Unit] = {}
    for entry in json.loads(database.read_text()):
        source = Path(entry["file"])
        if not source.is_relative_to(ROOT / "src"):
            continue
        if {"tests", "fuzz", "bench"} & set(source.relative_to(ROOT).parts):
            continue
        found.setdefault(source,
                         Unit(source, entry.get("command") or shlex.join(entry["arguments"])))
    return sorted(found.values(), key=lambda unit: unit.source)


def reached(source: Path, known: dict[Path, set[Path]]) -> set[Path]:
    """The source and every header of ours below it."""
    if source not in known:
        known[source] = set()
        text = source.read_text(errors="replace")
        headers = {ROOT / "src" / name for name in INCLUDE.findall(text)}
        below = {source}
        for header in headers:
            if header.is_file():
                below |= reached(header, known)
        known[source] = below
    return known[source]


def digest(unit: Unit, tool: str) -> str:
    content = hashlib.sha256()
    content.update(tool.encode())
    content.update((ROOT / ".clang-tidy").read_bytes())
    content.update(unit.command.replace(str(ROOT), "").encode())
    for path in sorted(reached(unit.source, {})):
        content.update(path.relative_to(ROOT).as_posix().encode())
        content.update(path.read_bytes())
    return content.hexdigest()[:32]


def write_database(original: Path, folder: Path) -> None:
    """A copy that clang can read, with every source once: clang-tidy runs once for each entry."""
    entries = list({entry["file"]: entry for entry in reversed(json.loads(original.read_text()))}
                   .values())
    for entry in entries:
        if "command" in entry:
            entry["command"] = PCH.sub("", entry["command"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(entries))


def check(tidy: str, folder: Path, unit: Unit) -> tuple[bool, str, float]:
    started = time.monotonic()
    done = subprocess.run([tidy, "-p", str(folder), "--quiet", str(unit.source)],
                          capture_output=True, text=True)
    noise = re.compile(r"^\d+ warnings? (generated|treated as errors)|^Suppressed|^Use -")
    errors = [line for line in done.stderr.splitlines() if not noise.match(line)]
    text = "\n".join([done.stdout.strip(), *(errors if done.returncode else [])]).strip()
    return done.returncode == 0, text.replace(f"{ROOT}/", ""), time.monotonic() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release")
    parser.add_argument("--tidy", default="clang-tidy")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("names", nargs="*", help="only sources whose path contains one of these")
    arguments = parser.parse_args()

    tool = subprocess.run([arguments.tidy, "--version"], check=True, capture_output=True,
                          text=True).stdout
    write_database(arguments.build / "compile_commands.json", ROOT / "build" / "clang-tidy")
    arguments.cache.mkdir(parents=True, exist_ok=True)
    units = [unit for unit in units_of(arguments.build / "compile_commands.json")
             if not arguments.names or any(name in str(unit.source) for name in arguments.names)]
    marks = {unit: arguments.cache / digest(unit, tool) for unit in units}
    waiting = [unit for unit in units if not marks[unit].exists()]
    print(f"{len(units)} files, {len(units) - len(waiting)} of them unchanged since they passed",
          flush=True)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        jobs = {pool.submit(check, arguments.tidy, ROOT / "build" / "clang-tidy", unit): unit
                for unit in waiting}
        for number, job in enumerate(concurrent.futures.as_completed(jobs), start=1):
            unit = jobs[job]
            passed, text, seconds = job.result()
            verdict = "ok  " if passed else "FAIL"
            print(f"[{number}/{len(waiting)}] {verdict} {seconds:.1f} s "
                  f"{unit.source.relative_to(ROOT)}", flush=True)
            if passed:
                marks[unit].touch()
            else:
                failed += 1
                print(text, flush=True)
    forget_oldest(arguments.cache)
    print(f"{len(units) - failed} passed, {failed} failed")
    return 1 if failed else 0


def forget_oldest(cache: Path) -> None:
    marks = sorted(cache.iterdir(), key=lambda mark: mark.stat().st_mtime)
    for mark in marks[:max(0, len(marks) - PASSED_FILES_MAX)]:
        mark.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
